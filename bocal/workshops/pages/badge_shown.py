from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from bocal.directory.doors import by_link
from bocal.workshops.pages.my_badges import gone
from bocal.workshops.reads import badges as reads


@by_link
@never_cache
def badge_shown(request: HttpRequest, token: str) -> HttpResponse:
    """A badge that its person shows: checked here and now, with what they chose to have in it."""
    award = reads.shown(token)
    if award is None:
        return gone(request)
    found = reads.check(award.credential.encode())
    context = {"found": found, "said": reads.said(found), "badge": award.badge}
    return render(request, "workshops/pages/badge_shown.html", context)
