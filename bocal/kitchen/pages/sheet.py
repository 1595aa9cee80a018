from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from bocal.directory.doors import enter
from bocal.directory.rules import Desk
from bocal.kitchen import notices
from bocal.measure.period import parse_day
from bocal.measure.unreadable import Unreadable
from bocal.safety.rules import Every


@enter(Desk.RECEPTION, Desk.PRODUCTION, Desk.QUALITY, Desk.DIRECTION)
def sheet(request: HttpRequest) -> HttpResponse:
    """The sheet of a week or of a month to fill in by hand, as a PDF."""
    try:
        day = parse_day(request.GET.get("jour", ""))
    except Unreadable:
        day = timezone.localdate()
    every = Every.MONTH if request.GET.get("mois") else Every.WEEK
    answer = HttpResponse(notices.to_fill(day, every), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="controles-{day}.pdf"'
    return answer
