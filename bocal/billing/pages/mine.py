"""A customer's own invoices."""

from django.http import HttpResponse
from django.shortcuts import render

from bocal.billing import reads
from bocal.directory.doors import Request, enter, held
from bocal.directory.rules import Desk


@enter(Desk.CUSTOMER)
def mine(request: Request) -> HttpResponse:
    page = request.GET.get("page", "")
    mine = held(request).organisations(Desk.CUSTOMER)
    listing = reads.listing(
        customers=mine,
        page=int(page) if page.isdecimal() and len(page) < 6 else 1,
    )
    context = {"listing": listing, "accounts": reads.prepaid_of(list(mine))}
    return render(request, "billing/pages/mine.html", context)
