from django.http import Http404, HttpResponse
from django.shortcuts import render

from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.orders import reads


@enter(Desk.POINT, Desk.SALES, Desk.DIRECTION)
def share_out(request: Request, pk: int, point_pk: int) -> HttpResponse:
    """Which product is shared out among the crates of a point."""
    sale = reads.round_(pk)
    rows = reads.to_share(sale, point_pk) if sale else []
    if sale is None or not rows:
        raise Http404
    point = rows[0].shares[0].sheet.order.slot
    return render(request, "orders/pages/share_out.html", {"sale": sale, "point": point and point.point, "rows": rows})
