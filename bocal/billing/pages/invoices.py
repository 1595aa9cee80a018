"""The list of invoices, filtered by what the address says."""

from django.http import HttpResponse, QueryDict
from django.shortcuts import render

from bocal.billing import reads
from bocal.directory import reads as directory
from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.measure.period import Period


@enter(Desk.ACCOUNTS, Desk.DIRECTION)
def invoices(request: Request) -> HttpResponse:
    asked = request.GET
    month, customer, unpaid = asked.get("mois", ""), asked.get("client", ""), asked.get("reste") == "1"
    listing = reads.listing(
        period=_month(month),
        customers=[int(customer)] if _whole(customer) else None,
        unpaid=unpaid,
        page=int(asked["page"]) if _whole(asked.get("page", "")) else 1,
    )
    context = {
        "listing": listing,
        "months": reads.months(),
        "customers": directory.told_apart(reads.customers()),
        "month": month,
        "customer": customer,
        "unpaid": unpaid,
        "filtered": bool(month or customer or unpaid),
        "before": _page(asked, listing.page - 1),
        "after": _page(asked, listing.page + 1),
    }
    return render(request, "billing/pages/invoices.html", context)


def _whole(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


def _month(text: str) -> Period | None:
    year, _, month = text.partition("-")
    if _whole(year) and _whole(month) and 2000 <= int(year) <= 2100 and 1 <= int(month) <= 12:
        return Period.month(int(year), int(month))
    return None


def _page(asked: QueryDict, page: int) -> str:
    address = asked.copy()
    address["page"] = str(page)
    return f"?{address.urlencode()}"
