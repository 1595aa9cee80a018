from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from bocal.directory.doors import enter
from bocal.directory.rules import Desk
from bocal.workshops.acts import badging
from bocal.workshops.reads import badges as reads


@enter(Desk.DIRECTION)
def badge_keys(request: HttpRequest) -> HttpResponse:
    """The keys that badges were signed with; a POST puts another in the place of today's."""
    if request.method == "POST":
        badging.replace_key(now=timezone.now())
        messages.success(request, _("Une nouvelle clé signe désormais. Les anciens badges tiennent toujours."))
        return redirect("workshops:badge_keys")
    return render(request, "workshops/pages/badge_keys.html", {"keys": reads.all_keys(), "issuer": reads.issuer()})
