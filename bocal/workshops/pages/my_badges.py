"""A person's own badges, behind their secret link: no account, nothing that others see."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from bocal.directory.doors import by_link
from bocal.workshops.reads import badges as reads


def gone(request: HttpRequest) -> HttpResponse:
    """The page for a link that opens nothing."""
    return render(request, "workshops/pages/badge_gone.html", status=404)


@by_link
@never_cache
def my_badges(request: HttpRequest, token: str) -> HttpResponse:
    """All the badges of whoever the link was given to."""
    person = reads.person_of(token)
    if person is None:
        return gone(request)
    context = {"person": person, "awards": reads.held(person), "token": token}
    return render(request, "workshops/pages/my_badges.html", context)
