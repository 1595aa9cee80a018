from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.orders import reads
from bocal.orders.rules.rhythm import State


@enter(Desk.SALES, Desk.DIRECTION)
def sale(request: Request, pk: int) -> HttpResponse:
    """A round as its desk sees it: what is ordered of what is offered, how full each point is, what to do next."""
    found = reads.round_(pk)
    if found is None:
        raise Http404
    now = timezone.now()
    context = {
        "shown": reads.shown(found, now),
        "way": reads.way(found),
        "sale": found,
        "offers": reads.offers(found),
        "by_point": reads.point_rooms(found, now),
        "left": reads.left_to_hand(found) if found.state == State.FROZEN else 0,
        "farms": reads.farms_in(found),
        "lacking": reads.farms_lacking(found),
        "stopped": reads.stopped_on_shelf(found),
    }
    return render(request, "orders/pages/sale.html", context)
