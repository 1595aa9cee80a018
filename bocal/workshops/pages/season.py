from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format

from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.workshops import reads
from bocal.workshops.reads.sessions import Cell, Month, Season
from bocal.workshops.rules.picture import Picture, Point, draw


@enter(Desk.FACILITATION, Desk.PRODUCTION, Desk.DIRECTION)
def season(request: Request) -> HttpResponse:
    """Thirty weeks at one glance: what is planned, the holes, what does not fit."""
    now = timezone.now()
    today = timezone.localdate(now)
    try:
        first = date.fromisoformat(request.GET.get("du", ""))
    except ValueError:
        first = today
    if not 2000 <= first.year <= 2100:
        first = today
    found = reads.season_view(first, today=today)
    months = found.months(today)
    context = {
        "found": found,
        "months": months,
        # Thirty weeks are a long way down on a telephone: one opens the month that one wants.
        "unfolded": months if "tout" in request.GET else _soonest(months),
        "now": now,
        "today": today,
        "pictures": [(_picture(found, today, tall=tall), tall) for tall in (False, True)] if found.count else [],
    }
    return render(request, "workshops/pages/season.html", context)


def _soonest(months: list[Month]) -> list[Month]:
    """The first month that is not over and has something."""
    return [month for month in months if month.count and not month.past][:1]


def _picture(found: Season, today: date, *, tall: bool) -> Picture:
    points = [
        Point(number, weekday, _state(cell, day, today), cell.session.pk)
        for number, week in enumerate(found.weeks)
        for weekday, (day, cells, _free) in enumerate(week.days)
        for cell in cells
    ]
    weeks = [
        date_format(week.first, "j/m")
        if tall
        else date_format(week.first, "M")
        if number == 0 or week.first.day <= 7
        else ""
        for number, week in enumerate(found.weeks)
    ]
    days = [date_format(day, "D")[:3] for day, _cells, _free in found.weeks[0].days]
    holidays = [number for number, week in enumerate(found.weeks) if week.holidays]
    return draw(points, weeks=weeks, days=days, holidays=holidays, tall=tall)


def _state(cell: Cell, day: date, today: date) -> str:
    if cell.session.cancelled_at:
        return "gone"
    if day < today:
        return "past"
    return "clash" if cell.clash else "ok"
