from django.http import Http404, HttpResponse
from django.shortcuts import render

from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.orders import reads


@enter(Desk.POINT, Desk.SALES, Desk.DIRECTION)
def handing(request: Request, pk: int, point_pk: int) -> HttpResponse:
    """Who comes to this point, slot by slot; a tap opens the order."""
    sale = reads.round_(pk)
    slots = reads.at_point(sale, point_pk) if sale else []
    if sale is None or not slots:
        raise Http404
    sheets = [sheet for row in slots for sheet in row.sheets]
    context = {
        "sale": sale,
        "point": slots[0].slot.point,
        "slots": slots,
        "handed": sum(sheet.handed for sheet in sheets),
        "orders": len(sheets),
        "unresolved": reads.unresolved_of(sale).exists(),
    }
    return render(request, "orders/pages/handing.html", context)
