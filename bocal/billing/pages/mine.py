"""A customer's own invoices."""

from django.http import HttpResponse
from django.shortcuts import render

from bocal.billing import reads
from bocal.directory.doors import Request, enter, held
from bocal.directory.rules import Desk


@enter(Desk.CUSTOMER)
def mine(request: Request) -> HttpResponse:
    page = request.GET.get("page", "")
    listing = reads.listing(
        customers=held(request).organisations(Desk.CUSTOMER),
        page=int(page) if page.isdecimal() and len(page) < 6 else 1,
    )
    return render(request, "billing/pages/mine.html", {"listing": listing})
