from datetime import date, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.kitchen import words
from bocal.kitchen.reads import board as reads
from bocal.kitchen.rules.stages import Stage
from bocal.kitchen.words import bench

WEEK = timedelta(days=7)
#: Weeks that an address may ask for: the others are a slip.
FIRST, LAST = date(2000, 1, 3), date(2100, 1, 4)


def monday_of(asked: str, today: date) -> date:
    """The monday of the week that an address asks for, such as 2026-W36; else of this week."""
    try:
        monday = date.fromisoformat(asked) if len(asked) == 8 and "W" in asked else today
    except ValueError:
        monday = today
    monday = monday if FIRST <= monday <= LAST else today
    return monday - timedelta(days=monday.weekday())


def week_of(monday: date) -> str:
    """How an address names a week."""
    year, number, _day = monday.isocalendar()
    return f"{year}-W{number:02d}"


@enter(Desk.PRODUCTION, Desk.QUALITY, Desk.DIRECTION)
def board(request: Request) -> HttpResponse:
    """The week's manufacturing orders, day by day."""
    today = timezone.localdate()
    monday = monday_of(request.GET.get("semaine", ""), today)
    asked = request.GET.get("etat", "")
    wanted = Stage(asked) if asked in Stage.__members__.values() else None
    mine = request.GET.get("qui") == "moi"
    days = reads.week(monday, wanted, of=request.user if mine else None)
    steps = dict(bench.STEPS)
    return render(
        request,
        "kitchen/pages/board.html",
        {
            "days": [
                (day, [(card, [steps[kind] for kind in card.running]) for card in day.cards], day.day == today)
                for day in days
            ],
            "monday": monday,
            "sunday": monday + timedelta(days=6),
            "week": week_of(monday),
            "before": week_of(monday - WEEK),
            "after": week_of(monday + WEEK),
            "this_week": week_of(today) == week_of(monday),
            "stages": words.STAGES,
            "wanted": wanted,
            "mine": mine,
            "me": request.user.pk,
            "some": any(day.cards for day in days),
            "jars": sum(day.jars for day in days),
            "mass": sum(day.mass_mg for day in days),
        },
    )
