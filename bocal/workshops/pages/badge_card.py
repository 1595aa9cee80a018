from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from bocal.directory.doors import enter
from bocal.directory.rules import Desk
from bocal.look.codes import qr_svg
from bocal.workshops.acts import badging
from bocal.workshops.notices import badges as letters
from bocal.workshops.reads import badges as reads


@enter(Desk.FACILITATION, Desk.DIRECTION)
@never_cache
def badge_card(request: HttpRequest, pk: int) -> HttpResponse:
    """The card that opens somebody's page of badges, to print and hand over; asked anew, the lost one opens nothing.

    The answer to the POST is the page itself: a redirect would have to keep the link somewhere.
    """
    person = reads.person(pk)
    if person is None or not reads.held(person):
        raise Http404
    if request.method != "POST":
        return redirect("workshops:badges")
    address = letters.address(badging.open_page(person, renew=request.POST.get("do") == "renew"))
    context = {"person": person, "address": address, "qr": qr_svg(address)}
    return render(request, "workshops/pages/badge_card.html", context)
