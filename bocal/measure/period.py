"""Days and spans of days: what people type for a day, and months, weeks and years as half-open periods."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from bocal.measure.unreadable import Code, Unreadable

FIRST_YEAR = 2000
LAST_YEAR = 2100

_FRENCH_DAY = re.compile(r"([0-9]{1,2})\s*([/.\- ])\s*([0-9]{1,2})\s*\2\s*([0-9]{4}|[0-9]{2})")
_ISO_DAY = re.compile(r"([0-9]{4})([/\-])([0-9]{1,2})\2([0-9]{1,2})")


@dataclass(frozen=True, order=True)
class Period:
    """The days from `start` (within) to `end` (not within). `ValueError` when it ends before it starts."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError("a period must not end before it starts")

    @classmethod
    def month(cls, year: int, month: int) -> "Period":
        """A calendar month, 1 to 12."""
        following = date(year + 1, 1, 1) if month == 12 else date(year, month + 1, 1)
        return cls(date(year, month, 1), following)

    @classmethod
    def month_of(cls, day: date) -> "Period":
        """The calendar month that holds a day."""
        return cls.month(day.year, day.month)

    @classmethod
    def week(cls, iso_year: int, iso_week: int) -> "Period":
        """An ISO 8601 week, Monday to Sunday: the weeks of French diaries."""
        monday = date.fromisocalendar(iso_year, iso_week, 1)
        return cls(monday, monday + timedelta(days=7))

    @classmethod
    def week_of(cls, day: date) -> "Period":
        """The ISO week that holds a day."""
        iso = day.isocalendar()
        return cls.week(iso.year, iso.week)

    @classmethod
    def year(cls, year: int) -> "Period":
        """A calendar year."""
        return cls(date(year, 1, 1), date(year + 1, 1, 1))

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.end

    @property
    def last(self) -> date:
        """The last day within, as people say it ("du 1er au 31"). `ValueError` when the period is empty."""
        if self.start == self.end:
            raise ValueError("an empty period has no last day")
        return self.end - timedelta(days=1)

    def days(self) -> Iterator[date]:
        """Each day within, in order."""
        for offset in range((self.end - self.start).days):
            yield self.start + timedelta(days=offset)

    def months(self) -> Iterator["Period"]:
        """Each whole calendar month that shares a day with this period, in order."""
        year, month = self.start.year, self.start.month
        while date(year, month, 1) < self.end:
            yield Period.month(year, month)
            year, month = (year + 1, 1) if month == 12 else (year, month + 1)


def parse_day(text: str) -> date:
    """Read a day: 31/12/2026, 31-12-26, 31.12.2026 or 2026-12-31; day first, as in France.

    Two digits of a year are of this century. Refuses a day that does not exist, before 2000 or after 2100.
    """
    bare = text.strip()
    if not bare:
        raise Unreadable(Code.EMPTY)
    if iso := _ISO_DAY.fullmatch(bare):
        year, month, day = int(iso[1]), int(iso[3]), int(iso[4])
    elif french := _FRENCH_DAY.fullmatch(bare):
        day, month, year = int(french[1]), int(french[3]), int(french[4])
        if len(french[4]) == 2:
            year += 2000
    else:
        raise Unreadable(Code.NOT_A_DAY, value=bare)
    try:
        found = date(year, month, day)
    except ValueError:
        raise Unreadable(Code.NOT_A_DAY, value=bare) from None
    if found.year < FIRST_YEAR:
        raise Unreadable(Code.DAY_TOO_EARLY, value=bare)
    if found.year > LAST_YEAR:
        raise Unreadable(Code.DAY_TOO_LATE, value=bare)
    return found
