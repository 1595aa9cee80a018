from django.http import Http404, HttpResponse
from django.shortcuts import render

from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.orders import reads


@enter(Desk.POINT, Desk.SALES, Desk.RECEPTION, Desk.DIRECTION)
def arrivals(request: Request, pk: int) -> HttpResponse:
    """Which farms have brought what they were asked for."""
    sale = reads.round_(pk)
    if sale is None:
        raise Http404
    return render(request, "orders/pages/arrivals.html", {"sale": sale, "farms": reads.expected(sale)})
