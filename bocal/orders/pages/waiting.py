from django.http import HttpResponse
from django.shortcuts import render

from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.orders.reads import deliveries


@enter(Desk.SALES, Desk.DIRECTION)
def waiting(request: Request) -> HttpResponse:
    """What was ordered and waits because there was not enough."""
    return render(request, "orders/pages/waiting.html", {"rows": deliveries.waiting_lines()})
