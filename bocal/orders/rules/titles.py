"""The title of a sale that holds its date: « Vente de bocaux du 25/11 », « Drive du 2 décembre 2026 »."""

import re
from datetime import date, timedelta

MONTHS = ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
          "décembre")  # fmt: skip
#: How long after it closes a sale's goods may be fetched, in days.
FETCHED_WITHIN = 14

_NUMBERS = re.compile(r"\b([0-3]?[0-9])/([01]?[0-9])(?:/((?:20)?[0-9]{2}))?\b")
_WORDS = re.compile(rf"\b([0-3]?[0-9]|1er) ({'|'.join(MONTHS)})(?: (20[0-9]{{2}}))?\b", re.IGNORECASE)


def moved(title: str, *, opens: date, closes: date, by: timedelta) -> str:
    """The title with its own date moved; a date outside the sale (before it opens, two weeks after it closes) stays."""
    last = closes + timedelta(days=FETCHED_WITHIN)

    def other(day: str, month: int, year: str) -> date | None:
        for one in {int(f"20{year[-2:]}")} if year else (opens.year, last.year):
            try:
                found = date(one, month, int(day.removesuffix("er")))
            except ValueError:
                continue
            if opens <= found <= last:
                return found + by
        return None

    def numbers(match: re.Match[str]) -> str:
        day, month, year = match.groups()
        new = other(day, int(month), year or "")
        if new is None:
            return match[0]
        written = f"{new.day:0{len(day)}}/{new.month:0{len(month)}}"
        return f"{written}/{new.year % 10 ** len(year):0{len(year)}}" if year else written

    def words(match: re.Match[str]) -> str:
        day, month, year = match.groups()
        new = other(day, MONTHS.index(month.lower()) + 1, year or "")
        if new is None:
            return match[0]
        written = f"{'1er' if new.day == 1 else new.day} {MONTHS[new.month - 1]}"
        return f"{written} {new.year}" if year else written

    return _WORDS.sub(words, _NUMBERS.sub(numbers, title))
