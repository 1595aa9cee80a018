"""What is wanted of a session, and the days of a season. Pure."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from bocal.journals.rules import Refused
from bocal.workshops.rules import Audience, SessionKind, Task

#: A session is at most so long: longer, an hour was mistyped.
LONGEST = timedelta(hours=14)
#: What is planned at once, at most: two years of three sessions a week.
MOST = 320
#: From the first day of a season to its last, in days.
LONGEST_SEASON = 400


@dataclass(frozen=True)
class Wanted:
    """A session as one wants it: spot, truck and project by key, the crew as (person, task)."""

    kind: SessionKind
    title: str
    spot: int
    starts_at: datetime
    ends_at: datetime
    audience: Audience = Audience.EVERYONE
    capacity: int | None = None
    truck: int | None = None
    project: int | None = None
    public: bool = True
    note: str = ""
    crew: tuple[tuple[int, Task], ...] = ()


def check(starts_at: datetime, ends_at: datetime) -> None:
    """Raises Refused: session_ends_first, session_too_long."""
    if ends_at <= starts_at:
        raise Refused("session_ends_first")
    if ends_at - starts_at > LONGEST:
        raise Refused("session_too_long", hours=LONGEST // timedelta(hours=1))


def days(first: date, last: date, weekday: int, *, every: int = 1, skipped: Collection[date] = ()) -> Iterator[date]:
    """Each `every`th `weekday` (Monday 0) from `first` to `last`, both included, but for the days that are skipped.

    A day that is skipped keeps its turn: what falls every other week stays in its weeks.
    """
    day = first + timedelta(days=(weekday - first.weekday()) % 7)
    while day <= last:
        if day not in skipped:
            yield day
        day += timedelta(days=7 * every)


def at(day: date, start: time, end: time, zone: tzinfo) -> tuple[datetime, datetime]:
    """Its two moments; an end that is not after its start is the same hour of the next day's night.

    Midnight is the only hour that may come “before” the start: other wrong ways round are left for `check` to refuse.
    """
    after = day + timedelta(days=1) if end == time(0) else day
    return datetime.combine(day, start, zone), datetime.combine(after, end, zone)


def monday(day: date) -> date:
    """The first day of its week."""
    return day - timedelta(days=day.weekday())
