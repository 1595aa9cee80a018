from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.orders import reads


@enter(Desk.POINT, Desk.SALES, Desk.DIRECTION)
def counters(request: Request) -> HttpResponse:
    """Where orders wait to be handed over."""
    return render(
        request,
        "orders/pages/counters.html",
        {"counters": reads.counters(timezone.localdate()), "unresolved": reads.all_unresolved().exists()},
    )
