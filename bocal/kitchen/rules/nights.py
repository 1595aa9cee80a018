"""Of which day a logger's file is: a cook may begin before midnight and end after. Pure.

A making has a day and a file has moments: they belong together when the file's span touches that day, or begins in the
small hours after it (jars filled at 23:30 stand in the autoclave at ten past midnight).
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone, tzinfo

from bocal.measure.period import parse_day
from bocal.measure.unreadable import Unreadable

_DATE = re.compile(
    r"(?<![0-9])(?:[0-9]{4}[-/][0-9]{1,2}[-/][0-9]{1,2}|[0-9]{1,2}[/.\-][0-9]{1,2}[/.\-](?:[0-9]{4}|[0-9]{2}))(?![0-9])"
)
_CLOCK = re.compile(
    r"(?<![0-9:.,+-])([01]?[0-9]|2[0-3]):([0-5][0-9])(?::[0-5][0-9](?:[.,][0-9]+)?)?\s?(Z\b|[+-][0-9]{2}:?[0-9]{2})?"
)
#: Until this minute of the day, a load that begins is still the evening's before.
SMALL_HOURS = 4 * 60
#: Minutes that a file of one cook may last to be of two days: beyond, a logger was left running.
LONGEST = 12 * 60


@dataclass(frozen=True)
class Span:
    """The days of a file's first and last reading, here; at which minute of the day it began, if it says so."""

    first: date
    last: date
    minute: float | None = None
    minutes: float = 0

    def touches(self, days: Collection[date]) -> bool:
        """Whether it may be the cook of something made on one of these days."""
        if self.first in days:
            return True
        if self.minutes > LONGEST:
            return False
        if self.minute is not None and self.minute < SMALL_HOURS and self.first - timedelta(days=1) in days:
            return True
        return self.last in days


def span_of(table: Sequence[Sequence[str]], lines: Sequence[int], minutes: float, zone: tzinfo) -> Span | None:
    """The span of a file whose readings stand on `lines` (from 1) and last so many minutes; None when it says no day,
    or several. The day is beside its readings, else the one that its free lines name. `zone`: where the clock hangs.
    """
    at = lines[0] if lines else 0
    reading = table[at - 1] if 0 < at <= len(table) else []
    day, minute = _moment(reading, zone)
    if day is not None:
        end, _minute = _moment(table[lines[-1] - 1], zone) if 0 < lines[-1] <= len(table) else (None, None)
    else:
        named = set(_days_in(cell for cells in table[: max(at - 1, 0)] for cell in cells))
        if len(named) != 1:
            return None
        day, end = named.pop(), None
    if end is None or end < day:
        end = day + timedelta(days=int(((minute or 0) + minutes) // (24 * 60)))
    return Span(day, end, minute, minutes)


def _moment(cells: Sequence[str], zone: tzinfo) -> tuple[date | None, float | None]:
    """The day and the minute of the day that a reading says, in `zone` when it names its offset."""
    days = _days_in(cells)
    clock = _CLOCK.search(" ".join(cells).replace("T", " "))
    if clock is None:
        return (days[0] if days else None), None
    hours, minutes = int(clock[1]), int(clock[2])
    if not days:
        return None, hours * 60 + minutes
    if clock[3]:
        offset = timedelta() if clock[3] == "Z" else timedelta(hours=int(clock[3][1:3]), minutes=int(clock[3][-2:]))
        there = timezone(-offset if clock[3][0] == "-" else offset)
        here = datetime(days[0].year, days[0].month, days[0].day, hours, minutes, tzinfo=there).astimezone(zone)
        return here.date(), here.hour * 60 + here.minute
    return days[0], hours * 60 + minutes


def _days_in(cells: Iterable[str]) -> list[date]:
    found = []
    for cell in cells:
        for written in _DATE.findall(cell):
            try:
                found.append(parse_day(written))
            except Unreadable:
                continue
    return found
