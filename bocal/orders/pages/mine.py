from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from bocal.directory.doors import Request, for_members, held
from bocal.directory.rules import Desk
from bocal.orders import reads


@for_members
def mine(request: Request) -> HttpResponse:
    """My household's latest orders, the coming ones first."""
    sheets = reads.orders_of(held(request).organisations(Desk.CUSTOMER))
    context = {
        "sheets": sheets,
        "full": len(sheets) == reads.MOST_ORDERS,
        "coming": reads.coming(timezone.now()),
    }
    return render(request, "orders/pages/mine.html", context)
