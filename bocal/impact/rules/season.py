"""What will be in stock month by month against what will be asked for: which range to cook. Pure.

Quantities are pieces, or mg of what is made by weight; months their first day. Nobody can know what will be asked for:
what went out in the same month a year before stands for it, unless more is already ordered.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bocal.measure.period import Period

#: How many months are looked at, the one under way first: a year's low season is always among them.
AHEAD = 9
NOTHING: Mapping[date, int] = {}


def months(first: date, count: int) -> list[date]:
    """The first days of `count` months from the one that holds `first`; below zero, of as many that end with it."""
    if count < 0:
        return months(_shift(first, count + 1), -count)
    return [_shift(first, step) for step in range(count)]


def _shift(day: date, step: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + step, 12)
    return Period.month(year, month + 1).start


@dataclass(frozen=True)
class Ahead:
    """A month to come: what will be asked for, what is made of it, what is left at its end and what lacked."""

    month: date
    last_year: int
    ordered: int
    planned: int
    asked: int
    left: int
    lacking: int


@dataclass(frozen=True)
class Outlook:
    """A product's months to come."""

    on_hand: int
    months: Sequence[Ahead]

    @property
    def to_cook(self) -> int:
        """Pieces that lack by the last month."""
        return sum(one.lacking for one in self.months)

    @property
    def before(self) -> date | None:
        """The month in which it first runs short."""
        return next((one.month for one in self.months if one.lacking), None)


def look_ahead(
    on_hand: int,
    *,
    today: date,
    gone: Mapping[date, int] = NOTHING,
    ordered: Mapping[date, int] = NOTHING,
    planned: Mapping[date, int] = NOTHING,
    count: int = AHEAD,
    keeps: bool = True,
) -> Outlook:
    """The months to come of a product, from what is on hand today.

    `gone`: what went to customers and recipients, by past month; `ordered`: what is ordered and not yet handed over, by
    month; `planned`: what orders of the kitchen will still make, by month. Of the month under way, what already went is
    taken off what went a year before. What lacked in a month is not asked for again in the next. What does not keep is
    not there any more a month later.
    """
    found, left = [], on_hand
    for month in months(today, count):
        last_year = gone.get(_shift(month, -12), 0)
        expected = max(0, last_year - gone.get(month, 0))
        asked = max(expected, ordered.get(month, 0))
        reached = (left if keeps or month == months(today, 1)[0] else 0) + planned.get(month, 0) - asked
        left = max(0, reached)
        found.append(
            Ahead(month, last_year, ordered.get(month, 0), planned.get(month, 0), asked, left, max(0, -reached))
        )
    return Outlook(on_hand, found)


def past_levels(on_hand: int, changes: Mapping[date, int], *, today: date, count: int) -> dict[date, int]:
    """What was in stock at the end of each of the last `count` months, the one under way (today) included.

    `changes`: what each month added to stock, less what it took.
    """
    levels, level = {}, on_hand
    for month in reversed(months(today, -count)):
        levels[month] = level
        level -= changes.get(month, 0)
    return levels
