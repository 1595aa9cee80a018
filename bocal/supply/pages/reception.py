"""One reception: its lots, what was looked at, and its papers."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from bocal.directory.doors import enter
from bocal.directory.rules import Desk
from bocal.journals.rules import Way
from bocal.supply import notices, reads, words


@enter(Desk.RECEPTION, Desk.PRODUCTION, Desk.PRODUCTS, Desk.QUALITY, Desk.ACCOUNTS, Desk.DIRECTION)
def reception(request: HttpRequest, pk: int) -> HttpResponse:
    """What came in, as long as one likes to look back."""
    found = reads.received(pk)
    if found is None:
        raise Http404
    rows = [(line, notices.net(line)) for line in found.lines]
    way = words.WAY_NAMES[Way(found.reception.way)]
    return render(request, "supply/pages/reception.html", {"found": found, "rows": rows, "way": way})
