"""Public holidays, computed; school holidays by zone, as they were announced. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class PublicHoliday(StrEnum):
    """The eleven public holidays of metropolitan France (Code du travail, art. L3133-1)."""

    NEW_YEAR = "new_year"
    EASTER_MONDAY = "easter_monday"
    LABOUR = "labour"
    VICTORY = "victory"
    ASCENSION = "ascension"
    WHIT_MONDAY = "whit_monday"
    NATIONAL = "national"
    ASSUMPTION = "assumption"
    ALL_SAINTS = "all_saints"
    ARMISTICE = "armistice"
    CHRISTMAS = "christmas"


class SchoolZone(StrEnum):
    """The zones of the school calendar of metropolitan France."""

    A = "A"
    B = "B"
    C = "C"


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar: the “anonymous” algorithm (Nature, 20 April 1876; J. Meeus,
    “Astronomical Algorithms”, 1991, chapter 8)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (b - (b + 8) // 25 + 1) // 3
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    length = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * length) // 451
    month, day = divmod(h + length - 7 * m + 114, 31)
    return date(year, month, day + 1)


def public_holidays(year: int) -> dict[date, PublicHoliday]:
    """The public holidays of a year. Two may fall on one day (1 May and Ascension, 2008): the later row is kept."""
    sunday = easter(year)
    return {
        date(year, 1, 1): PublicHoliday.NEW_YEAR,
        sunday + timedelta(days=1): PublicHoliday.EASTER_MONDAY,
        sunday + timedelta(days=39): PublicHoliday.ASCENSION,
        sunday + timedelta(days=50): PublicHoliday.WHIT_MONDAY,
        date(year, 5, 1): PublicHoliday.LABOUR,
        date(year, 5, 8): PublicHoliday.VICTORY,
        date(year, 7, 14): PublicHoliday.NATIONAL,
        date(year, 8, 15): PublicHoliday.ASSUMPTION,
        date(year, 11, 1): PublicHoliday.ALL_SAINTS,
        date(year, 11, 11): PublicHoliday.ARMISTICE,
        date(year, 12, 25): PublicHoliday.CHRISTMAS,
    }


def public_holiday(day: date) -> PublicHoliday | None:
    """Which public holiday a day is."""
    return public_holidays(day.year).get(day)


@dataclass(frozen=True)
class Holidays:
    """School holidays: `first` and `last` are days without school."""

    name: str
    first: date
    last: date


def school_holiday(day: date, among: Sequence[Holidays]) -> Holidays | None:
    """The school holidays that a day falls in."""
    return next((one for one in among if one.first <= day <= one.last), None)


#: The departments of the académies of zones A and C since 2016 (Code de l’éducation, art. D521-1 and the yearly
#: arrêtés that fix the school calendar); the others of metropolitan France, Corsica apart, are in zone B.
_A = "25 39 70 90 24 33 40 47 64 03 15 43 63 21 58 71 89 07 26 38 73 74 19 23 87 01 42 69 16 17 79 86"
_C = "77 93 94 11 30 34 48 66 75 09 12 31 32 46 65 81 82 78 91 92 95"


def zone_of(postcode: str) -> SchoolZone | None:
    """The zone in which a French postcode most likely lies; Corsica and overseas have calendars of their own."""
    department = postcode.strip()[:2]
    if len(postcode.strip()) != 5 or not postcode.strip().isdecimal() or department in ("00", "20", "97", "98"):
        return None
    return SchoolZone.A if department in _A.split() else SchoolZone.C if department in _C.split() else SchoolZone.B
