from datetime import date, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.workshops.reads import hub


@enter(Desk.FACILITATION, Desk.PRODUCTION, Desk.DIRECTION)
def week(request: Request) -> HttpResponse:
    """The truck's week on one sheet: where, when, who, what is cooked, what is still to be settled."""
    today = timezone.localdate()
    try:
        asked = date.fromisoformat(request.GET.get("du", ""))
    except ValueError:
        asked = today
    if not 2000 <= asked.year <= 2100:
        asked = today
    days = hub.week(asked, today=today)
    first = days[0].day
    context = {
        "days": days,
        "first": first,
        "last": days[-1].day,
        "before": first - timedelta(days=7),
        "after": first + timedelta(days=7),
        "some": any(day.sessions for day in days),
    }
    return render(request, "workshops/pages/week.html", context)
