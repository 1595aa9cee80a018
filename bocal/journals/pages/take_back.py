"""Take a gesture back, from the message that confirmed it or from its own page."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bocal.directory.doors import Request, enter
from bocal.directory.rules import TEAM
from bocal.journals import acts, reads, words
from bocal.journals.pages.voucher import may_take_back
from bocal.journals.rules import Refused


def back_to(request: HttpRequest) -> str:
    """The page that the person came from, if it is one of ours."""
    for name in ("next", "back"):
        address = request.POST.get(name, "")
        if address and url_has_allowed_host_and_scheme(address, {request.get_host()}, request.is_secure()):
            return address
    return "journals:register"


@enter(*sorted(TEAM))
@require_POST
def take_back(request: Request, pk: int) -> HttpResponse:
    """Write the opposite of each of its rows, once."""
    one = reads.voucher(pk)
    if one is None:
        raise Http404
    if not may_take_back(request, one):
        messages.error(request, _("Seule la personne qui a fait ce geste, ou la direction, peut le reprendre."))
        return redirect(back_to(request))
    try:
        acts.reverse(one, author=request.user, now=timezone.now())
    except Refused as refused:
        messages.error(request, words.say(refused))
    else:
        messages.success(request, _("Geste repris. Le registre garde les deux : ce qui a été fait, et sa reprise."))
    return redirect(back_to(request))
