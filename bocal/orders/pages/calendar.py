from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from bocal.directory.doors import Request, for_members, held
from bocal.directory.rules import Desk
from bocal.orders import reads
from bocal.orders.notices import agenda

TYPE = "text/calendar; charset=utf-8"


def site(request: HttpRequest) -> str:
    """The collective's own address, without what says how it is reached: part of a calendar's keys."""
    return f"{request.get_host()}{reverse('home')}".strip("/")


@for_members
def calendar(request: Request, pk: int) -> HttpResponse:
    """The pickup of one of my household's orders, for a calendar."""
    sheet = reads.order_of(pk, held(request).organisations(Desk.CUSTOMER))
    if sheet is None or sheet.order.slot is None:
        raise Http404
    name = {"Content-Disposition": 'attachment; filename="retrait.ics"'}
    return HttpResponse(agenda.calendar(sheet.order, site(request)), content_type=TYPE, headers=name)
