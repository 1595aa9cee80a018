"""Open a public's link, shown this once with its card to print."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.impact import reads
from bocal.impact.acts import consulting as acts
from bocal.impact.pages.asking import public_of
from bocal.impact.rules.flower import MOST_BY_LINK
from bocal.impact.words import flower as words
from bocal.journals.rules import Refused
from bocal.look.codes import qr_svg


@enter(Desk.FACILITATION, Desk.DIRECTION)
@never_cache
def consultation_link(request: Request, pk: int, public: str) -> HttpResponse:
    """The answer to the POST is the page itself: a redirect would have to keep the link somewhere."""
    found = get_object_or_404(reads.consultations(), pk=pk)
    asked = public_of(public)
    if request.method != "POST":
        return redirect("impact:consultation", pk)
    try:
        token = acts.open_link(found, asked, most=MOST_BY_LINK, now=timezone.now())
    except Refused as refused:
        messages.error(request, words.say(refused))
        return redirect("impact:consultation", pk)
    address = request.build_absolute_uri(reverse("impact:answer", args=[token]))
    context = {
        "consultation": found,
        "public": dict(words.PUBLICS)[asked],
        "address": address,
        "qr": qr_svg(address),
        "most": MOST_BY_LINK,
    }
    return render(request, "impact/pages/consultation_link.html", context)
