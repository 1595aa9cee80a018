from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.orders import reads


@enter(Desk.SALES, Desk.DIRECTION)
def sale_orders(request: Request, pk: int) -> HttpResponse:
    """Who has ordered in a round; until its freeze, coordinators change an order or take one for somebody."""
    sale = reads.round_(pk)
    if sale is None:
        raise Http404
    now = timezone.now()
    search = request.GET.get("chercher", "")[:80].strip()
    context = {
        "sale": sale,
        "shown": reads.shown(sale, now),
        "changing": reads.may_coordinate(sale, now),
        "orders": reads.standing_orders(sale, search),
        "others": reads.without_order(sale, search),
        "search": search,
    }
    return render(request, "orders/pages/sale_orders.html", context)
