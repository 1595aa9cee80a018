"""What can be promised by a day: what is there or will be, less what is promised already. Whole numbers, own units."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

#: Jars leave the kitchen's hold so many days after the day of their order: seven of incubation at 37 °C
#: (NF V08-401), and one to decide.
RELEASED_AFTER = 8


@dataclass(frozen=True)
class Supply:
    """So much of an item that may be delivered from a day to another, both within; no end when it has no date."""

    quantity: int
    start: date = date.min
    until: date | None = None


@dataclass(frozen=True)
class Demand:
    """So much of an item that was promised for a day."""

    day: date
    quantity: int


def counts_from(day: date, *, made: bool, today: date) -> date:
    """From when the kitchen's jars may be promised: after the incubation that follows their cook (`day`).

    An order whose day is past is not made before today; one that waits for its release gets it tomorrow at the
    earliest.
    """
    wait = timedelta(days=RELEASED_AFTER)
    return max(day + wait, today + timedelta(days=1)) if made else max(day, today) + wait


@dataclass(frozen=True)
class Wait:
    """So much of an item that a line waits for, to be delivered on a day."""

    line: int
    item: int
    day: date
    quantity: int


def serve(
    waits: Iterable[Wait], supplies: Mapping[int, Sequence[Supply]], demands: Mapping[int, Sequence[Demand]]
) -> dict[int, int]:
    """What each line that waits can be promised now, the first in the order given first; lines that get nothing are
    left out. Nobody loses what was promised them, nor what a line before got."""
    found = {}
    asked = {item: list(rows) for item, rows in demands.items()}
    for wait in waits:
        there = asked.setdefault(wait.item, [])
        part = min(wait.quantity, promisable(supplies.get(wait.item, ()), there, wait.day))
        if part > 0:
            found[wait.line] = part
            there.append(Demand(wait.day, part))
    return found


def served(supplies: Iterable[Supply], demands: Iterable[Demand]) -> int:
    """The most of the demands that the supplies can serve, each unit once.

    Day by day, from what expires first: no other way of sharing out serves more, since each supply is good for an
    unbroken run of days.
    """
    good = sorted((s for s in supplies if s.quantity > 0), key=lambda s: (s.until or date.max, s.start))
    left = [s.quantity for s in good]
    by_day: dict[date, int] = defaultdict(int)
    for demand in demands:
        by_day[demand.day] += demand.quantity
    total = 0
    for day in sorted(by_day):
        wanted = by_day[day]
        for n, supply in enumerate(good):
            if wanted <= 0:
                break
            if left[n] and supply.start <= day <= (supply.until or date.max):
                part = min(left[n], wanted)
                left[n] -= part
                wanted -= part
                total += part
    return total


def promisable(supplies: Iterable[Supply], demands: Iterable[Demand], day: date) -> int:
    """How much more may be promised for `day` without taking anything from what is promised already.

    What all the demands can get together with one that wants everything that day, less what they can get without it.
    """
    supplies, demands = list(supplies), list(demands)
    everything = Demand(day, sum(max(0, s.quantity) for s in supplies))
    return served(supplies, [*demands, everything]) - served(supplies, demands)
