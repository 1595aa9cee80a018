"""What farms have announced: what waits for an answer, what is to be fetched, what is over."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from bocal.directory.doors import enter
from bocal.directory.rules import Desk
from bocal.supply import reads


@enter(Desk.RECEPTION, Desk.PRODUCTION, Desk.PRODUCTS, Desk.DIRECTION)
def offers(request: HttpRequest) -> HttpResponse:
    """The first to be lost comes first; `?voir=passees` lists what is over."""
    today = timezone.localdate()
    if request.GET.get("voir") == "passees":
        shown = Paginator(reads.past_offers(today=today), 30).get_page(request.GET.get("page"))
        past = reads.announced(shown, today=today)
        return render(request, "supply/pages/offers.html", {"past": past, "shown": shown, "over": True})
    waiting = reads.announced(reads.waiting(today=today)[:200], today=today)
    fetching = reads.announced(reads.to_fetch()[:200], today=today)
    return render(request, "supply/pages/offers.html", {"waiting": waiting, "fetching": fetching})
