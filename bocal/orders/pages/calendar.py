from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from bocal.directory import reads as directory
from bocal.directory.doors import Request, by_link, for_members, held
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


@by_link
@never_cache
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """All that a person has to come for, for their calendar program."""
    person = directory.agenda_of(token)
    if person is None:
        raise Http404
    return HttpResponse(agenda.feed(person, site=site(request), now=timezone.now()), content_type=TYPE)
