"""Questions about sessions: what is to come, one of them, who is on its list."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby

from django.db.models import Q, QuerySet
from django.utils import timezone

from bocal.directory.models import Person
from bocal.workshops import words
from bocal.workshops.models import Session
from bocal.workshops.reads.conflicts import Said, knows, of_sessions, with_crew
from bocal.workshops.rules.holidays import public_holiday
from bocal.workshops.rules.planning import monday

#: So many sessions on a page.
SHOWN = 200
#: What is over and not closed is asked for so long.
TO_CLOSE = timedelta(days=60)
#: So many sessions of a week in the season's list.
LISTED = 8
#: A season, in weeks.
WEEKS = 30


def _sessions() -> QuerySet[Session]:
    return Session.objects.select_related("spot", "moved_from", "truck", "project")


def session(pk: int) -> Session | None:
    """A session, cancelled or not."""
    return _sessions().filter(pk=pk).first()


def programme(now: datetime, *, back: timedelta = timedelta(days=7)) -> list[Session]:
    """What is to come and the last days, and what is still to be closed, soonest first."""
    waits = Q(closed_at=None, cancelled_at=None, ends_at__gt=now - TO_CLOSE)
    return list(_sessions().filter(Q(ends_at__gt=now - back) | waits).order_by("starts_at", "pk")[:SHOWN])


def on_list(found: Session) -> list[Person]:
    """Who said that they come, by name."""
    rows = found.attendances.filter(withdrawn_at=None).select_related("person").order_by("person__name", "pk")
    return [row.person for row in rows]


@dataclass(frozen=True)
class Cell:
    """A session in the season's picture, with what does not fit."""

    session: Session
    said: list[Said]

    @property
    def clash(self) -> bool:
        """Whether something is to be mended."""
        return any(not one.mild for one in self.said)


@dataclass(frozen=True)
class Week:
    """A week of the season: its Monday, the sessions of each of its seven days, and the holidays that touch it."""

    first: date
    days: list[tuple[date, list[Cell], str]]
    holidays: str

    @property
    def listed(self) -> list[tuple[date, Cell]]:
        """The week's sessions by day, as many as a list bears."""
        return [(day, cell) for day, cells, _free in self.days for cell in cells][:LISTED]

    @property
    def more(self) -> int:
        """How many are not listed."""
        return max(sum(len(cells) for _day, cells, _free in self.days) - LISTED, 0)

    @property
    def free(self) -> list[tuple[date, str]]:
        """Its public holidays."""
        return [(day, name) for day, _cells, name in self.days if name]

    @property
    def count(self) -> int:
        """How many sessions take place."""
        return sum(cell.session.cancelled_at is None for _day, cells, _said in self.days for cell in cells)


@dataclass(frozen=True)
class Month:
    """The weeks whose Monday lies in a month; `past`: all of them are over."""

    weeks: list[Week]
    past: bool

    @property
    def first(self) -> date:
        """A day of it."""
        return self.weeks[0].first

    @property
    def count(self) -> int:
        """How many sessions take place."""
        return sum(week.count for week in self.weeks)

    @property
    def clashes(self) -> int:
        """How many have something to be mended."""
        return sum(cell.clash for week in self.weeks for _day, cells, _free in week.days for cell in cells)


@dataclass(frozen=True)
class Season:
    """So many weeks from a Monday on."""

    weeks: list[Week]
    before: date
    after: date
    count: int
    clashes: int
    holes: int

    def months(self, today: date) -> list[Month]:
        """Its weeks month by month."""
        together = groupby(self.weeks, key=lambda week: (week.first.year, week.first.month))
        found = [list(weeks) for _month, weeks in together]
        return [Month(weeks, weeks[-1].first + timedelta(days=7) <= today) for weeks in found]


def season_view(first: date, *, today: date, weeks: int = WEEKS) -> Season:
    """The season from the week of a day on. A number of queries that does not grow."""
    start = monday(first)
    end = start + timedelta(days=7 * weeks)
    zone = timezone.get_default_timezone()
    low, high = (datetime.combine(day, time(0), zone) for day in (start, end))
    rows = list(with_crew(_sessions().filter(starts_at__gte=low, starts_at__lt=high)).order_by("starts_at", "pk"))
    known = knows(low, high)
    said = of_sessions(rows, today=today, among=rows, known=known)
    by_day: dict[date, list[Cell]] = defaultdict(list)
    for row in rows:
        by_day[timezone.localdate(row.starts_at)].append(Cell(row, said.get(row.pk, [])))
    found = []
    for number in range(weeks):
        mon = start + timedelta(days=7 * number)
        days = [mon + timedelta(days=n) for n in range(7)]
        touching = [one.name for one in known.holidays if one.first <= days[4] and one.last >= days[0]]
        found.append(Week(mon, [(day, by_day.get(day, []), _free(day)) for day in days], ", ".join(touching)))
    held = [number for number, week in enumerate(found) if week.count]
    # A hole is between two weeks that have something: before the season and after it, there is none.
    inside = found[held[0] : held[-1] + 1] if held else []
    return Season(
        found,
        start - timedelta(days=7 * weeks),
        end,
        sum(week.count for week in found),
        sum(cell.clash for cells in by_day.values() for cell in cells),
        sum(not week.count and not week.holidays for week in inside),
    )


def _free(day: date) -> str:
    free = public_holiday(day)
    return str(words.PUBLIC_HOLIDAYS[free]) if free else ""
