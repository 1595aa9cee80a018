"""What the rounds came to for a farm, and the invoices made in its name."""

from django.http import HttpResponse
from django.shortcuts import render

from bocal.billing import reads
from bocal.directory.doors import Request, enter, held
from bocal.directory.rules import Desk


@enter(Desk.PRODUCER)
def my_account(request: Request) -> HttpResponse:
    mine = held(request).organisations(Desk.PRODUCER)
    context = {
        "settled": reads.settled_for(mine),
        "bills": reads.bills_for(mine),
        "sold": reads.invoices_for(mine),
        "several": len(set(mine)) > 1,
    }
    return render(request, "billing/pages/my_account.html", context)
