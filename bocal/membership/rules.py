"""Who is a member until when, and for how much. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from bocal.journals.rules import Account, Money, Refused

#: Named amounts that a collective may propose.
MOST_AMOUNTS = 5
#: A membership is renewed so long before its end at the earliest; one of the civil year that is taken so late holds for
#: the next year too.
RENEWED_FROM = timedelta(days=60)
#: A member is written to so long before the end.
REMINDED_FROM = timedelta(days=30)


class Year(StrEnum):
    """Which year a membership runs."""

    ROLLING = "rolling"
    CIVIL = "civil"


class MemberState(StrEnum):
    """How an organisation stands as a member."""

    MEMBER = "member"
    ENDED = "ended"
    NEVER = "never"


@dataclass(frozen=True)
class Fee:
    """A named amount, in cents."""

    name: str
    cents: int

    @property
    def euros(self) -> str:
        """As a form takes it: "15,00"."""
        return f"{self.cents // 100},{self.cents % 100:02d}"


@dataclass(frozen=True)
class Span:
    """From a day to another, both within."""

    since: date
    until: date


def span(year: Year, day: date, last: date | None) -> Span:
    """What joining on a day gives to whom was a member until `last` (None: never).

    Who renews goes on from there; who comes back begins on the day. Raises Refused: already_member (until).
    """
    if last is not None and last - day >= RENEWED_FROM:
        raise Refused("already_member", until=last)
    since = day if last is None or last < day else last + timedelta(days=1)
    if year is Year.ROLLING:
        return Span(since, _a_year_after(since) - timedelta(days=1))
    end = date(since.year, 12, 31)
    return Span(since, date(since.year + 1, 12, 31) if end - since < RENEWED_FROM else end)


def _a_year_after(day: date) -> date:
    """The same day of the next year; 1 March for 29 February."""
    return date(day.year + 1, 3, 1) if (day.month, day.day) == (2, 29) else day.replace(year=day.year + 1)


def check_terms(amounts: Collection[Fee], least: int | None) -> None:
    """Raises Refused: no_amounts (neither a named amount nor a free one), amount_twice, bad_amount (below a cent)."""
    if not amounts and least is None:
        raise Refused("no_amounts")
    if len({one.name.casefold() for one in amounts}) < len(amounts) or len({one.cents for one in amounts}) < len(
        amounts
    ):
        raise Refused("amount_twice")
    if any(cents <= 0 for cents in [one.cents for one in amounts] + ([] if least is None else [least])):
        raise Refused("bad_amount")


def check_amount(cents: int, amounts: Collection[Fee], least: int | None) -> None:
    """Whether this fee (cents) may be chosen. Raises Refused: other_amount, low_amount (least, in cents)."""
    if cents in {one.cents for one in amounts}:
        return
    if least is None:
        raise Refused("other_amount")
    if cents < least:
        raise Refused("low_amount", cents=least)


def check_own(made: date, today: date) -> None:
    """Whether members may still take their own joining back: on its day. Raises Refused: not_today."""
    if made != today:
        raise Refused("not_today")


def entry(cents: int, member: int, label: str) -> list[Money]:
    """The money of the gesture JOIN: owed like any delivery that waits for its invoice. A fee is outside the scope of
    VAT (docs/money.md): it has no rate."""
    return [
        Money(Account.UNBILLED, cents, party=member, label=label),
        Money(Account.DUES, -cents, party=member, label=label),
    ]
