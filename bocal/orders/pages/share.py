from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from bocal.directory.doors import Request, for_members, held
from bocal.directory.rules import Desk
from bocal.orders import reads

_DESKS = (Desk.SALES, Desk.POINT, Desk.DIRECTION)


@for_members
def share(request: Request, pk: int, offer_pk: int) -> HttpResponse:
    """How what came short was shared out, line by line. Buyers see their own line among the others, without names."""
    seats = held(request)
    named = seats.any_of(_DESKS)
    mine = set(seats.organisations(Desk.CUSTOMER))
    sale = reads.round_(pk)
    working = reads.working(sale, offer_pk) if sale else None
    if working is None or not (named or any(line.order.customer_id in mine for line, _ in working.shares)):
        raise Http404
    context = {
        "sale": sale,
        "shown": reads.shown(working.offer.sale, timezone.now()),
        "working": working,
        "named": named,
        "mine": mine,
        "back": next((line.order.pk for line, _ in working.shares if line.order.customer_id in mine), None),
    }
    return render(request, "orders/pages/share.html", context)
