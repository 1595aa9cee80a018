from django.http import Http404, HttpResponse

from bocal.directory.doors import Request, for_members, held
from bocal.directory.rules import Desk
from bocal.orders import notices, reads


@for_members
def calendar(request: Request, pk: int) -> HttpResponse:
    """The pickup of one of my household's orders, for a calendar."""
    sheet = reads.order_of(pk, held(request).organisations(Desk.CUSTOMER))
    if sheet is None or sheet.order.slot is None:
        raise Http404
    name = {"Content-Disposition": 'attachment; filename="retrait.ics"'}
    return HttpResponse(notices.calendar(sheet), content_type="text/calendar; charset=utf-8", headers=name)
