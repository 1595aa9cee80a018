"""A lot: what it is, whose, where now, who decided what, and its story."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from bocal.catalog.words import ALLERGENS
from bocal.directory.doors import enter, held
from bocal.directory.rules import TEAM, Desk
from bocal.journals import reads
from bocal.journals.pages.finding import find, tidy

#: Who may hold or block a lot, and who may correct, lose or move one.
DECIDERS = (Desk.QUALITY, Desk.DIRECTION)
KEEPERS = (Desk.RECEPTION, Desk.PRODUCTION, Desk.DIRECTION)


@enter(*sorted(TEAM))
def lot(request: HttpRequest, code: str) -> HttpResponse:
    """A code typed carelessly leads to the lot's own address."""
    if tidy(code) != code:
        return redirect("journals:lot", tidy(code))
    found = find(code)
    mine = held(request)
    return render(
        request,
        "journals/pages/lot.html",
        {
            "lot": found,
            "places": list(reads.stock_of(found)),
            "decisions": list(reads.decisions_on(found)[:20]),
            "shown": Paginator(reads.history(found), 20).get_page(request.GET.get("page")),
            "allergens": [ALLERGENS[name] for name in found.allergens],
            "decides": mine.any_of(DECIDERS),
            "keeps": mine.any_of(KEEPERS),
        },
    )
