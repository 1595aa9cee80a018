from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.orders import notices, reads

#: Lists whose screen shows a point at a time when there are too many orders.
BY_POINT = ("points", "clients")


@enter(Desk.SALES, Desk.POINT, Desk.RECEPTION, Desk.DIRECTION)
def lists(request: Request, pk: int, kind: str) -> HttpResponse:
    """What people hold in their hands: by farm, by point and slot, by customer; the same on paper."""
    sale = reads.round_(pk)
    if sale is None or kind not in notices.KINDS:
        raise Http404
    pages = reads.pages_of(sale) if kind in BY_POINT else []
    at = next((point for point in pages if str(point.pk) == request.GET.get("point")), pages[0] if pages else None)
    found = reads.lists(sale, at.pk if at else None)
    context = {
        "sale": sale,
        "shown": reads.shown(sale, timezone.now()),
        "kind": kind,
        "pages": pages,
        "at": at,
        "lists": found,
        "priced": not reads.levels_of(sale),
        "stops": reads.route(sale, found.customers) if kind == "tournee" else [],
    }
    return render(request, "orders/pages/lists.html", context)


@enter(Desk.SALES, Desk.POINT, Desk.RECEPTION, Desk.DIRECTION)
def lists_pdf(request: Request, pk: int, kind: str) -> HttpResponse:
    """The same list as PDF."""
    sale = reads.round_(pk)
    if sale is None or kind not in notices.KINDS:
        raise Http404
    name = {"Content-Disposition": f'inline; filename="{kind}-{sale.pk}.pdf"'}
    return HttpResponse(notices.lists_pdf(sale, kind), content_type="application/pdf", headers=name)


@enter(Desk.SALES, Desk.POINT, Desk.RECEPTION, Desk.DIRECTION)
def crate_labels(request: Request, pk: int) -> HttpResponse:
    """What is stuck on each crate: whose it is, where it goes, and a code that opens its handover."""
    sale = reads.round_(pk)
    if sale is None:
        raise Http404
    asked = request.GET.get("point", "")
    point = int(asked) if asked.isdecimal() and len(asked) < 10 else None

    def address(order: int) -> str:
        return request.build_absolute_uri(reverse("orders:hand_over", args=[order]))

    made = notices.crate_labels(sale, address=address, point=point)
    name = {"Content-Disposition": f'inline; filename="etiquettes-{sale.pk}.pdf"'}
    return HttpResponse(made, content_type="application/pdf", headers=name)
