"""The year's partners: what they gave us, what they were given, and which conventions stand."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.supply.pages.gifts import asked_year
from bocal.supply.reads import partners as reads


@enter(
    Desk.FACILITATION,
    Desk.RECEPTION,
    Desk.PRODUCTION,
    Desk.PRODUCTS,
    Desk.SALES,
    Desk.ACCOUNTS,
    Desk.DIRECTION,
)
def partners(request: Request) -> HttpResponse:
    """Those with whom most went from hand to hand first; each figure opens onto its gestures."""
    year, today = asked_year(request), timezone.localdate()
    rows = reads.partners(year, today=today)
    context = {
        "year": year,
        "years": (year - 1, year + 1 if year < today.year else None),
        "shown": Paginator(rows, 40).get_page(request.GET.get("page")),
        "total": reads.total(rows),
        "ending": sum(row.ending for row in rows),
        "unready": sum(row.unready for row in rows),
    }
    return render(request, "supply/pages/partners.html", context)
