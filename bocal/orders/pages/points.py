from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.orders import reads


@enter(Desk.SALES, Desk.DIRECTION)
def points(request: Request) -> HttpResponse:
    """Every pickup point: when it opens, what it costs, who holds it, how a trial goes."""
    return render(request, "orders/pages/points.html", {"cards": reads.point_cards(timezone.localdate())})
