"""The work at the kettle: its steps, whose minutes they take, what a scanned crate says. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from urllib.parse import unquote, urlsplit

from bocal.journals.rules import Refused
from bocal.measure import lotcode
from bocal.measure.unreadable import Unreadable

#: A step that has run longer than this was forgotten: somebody says how long it really took.
FORGOTTEN = timedelta(hours=12)
#: The most hands that a step may have beside those who are named.
MOST_HELPERS = 60


class StepKind(StrEnum):
    """What is done of an order; `JAR_STEPS` and `WEIGHED_STEPS` say in which order."""

    WEIGH = "weigh"
    MIX = "mix"
    FILL = "fill"
    CLOSE = "close"
    LOAD = "load"
    COOL = "cool"
    WASH = "wash"
    LABEL = "label"
    PEEL = "peel"
    BAG = "bag"
    CHILL = "chill"


#: The work of a batch in jars, and of one by weight, each in its order.
JAR_STEPS = (
    StepKind.WEIGH,
    StepKind.MIX,
    StepKind.FILL,
    StepKind.CLOSE,
    StepKind.LOAD,
    StepKind.COOL,
    StepKind.WASH,
    StepKind.LABEL,
)
WEIGHED_STEPS = (
    StepKind.WASH,
    StepKind.PEEL,
    StepKind.WEIGH,
    StepKind.MIX,
    StepKind.BAG,
    StepKind.CHILL,
    StepKind.LABEL,
)


@dataclass(frozen=True)
class Span:
    """One run of a step: from when to when, the people who are named, and how many more lent a hand."""

    started: datetime
    ended: datetime
    workers: tuple[int, ...] = ()
    helpers: int = 0


def minutes_of(spans: Iterable[Span]) -> dict[int, int]:
    """Minutes by person. Whoever works on two steps at once is counted once; what began counts for a minute at least.

    Never more than the time that went by between a person's first start and last end, rounded up.
    """
    by_person: dict[int, list[tuple[datetime, datetime]]] = {}
    for span in spans:
        for person in span.workers:
            by_person.setdefault(person, []).append((span.started, max(span.started, span.ended)))
    return {person: _minutes(_union(runs)) for person, runs in by_person.items()}


def helpers_minutes(spans: Iterable[Span]) -> int:
    """Minutes of those who lent a hand without being named, all together."""
    return sum(_minutes(max(timedelta(), span.ended - span.started)) * span.helpers for span in spans if span.helpers)


def _minutes(length: timedelta) -> int:
    return max(1, -(-int(length.total_seconds()) // 60))


def _union(runs: Sequence[tuple[datetime, datetime]]) -> timedelta:
    ordered = sorted(runs)
    total = ordered[0][1] - ordered[0][0]
    reached = ordered[0][1]
    for _before, (start, end) in pairwise(ordered):
        if end > reached:
            total += end - max(start, reached)
            reached = end
    return total


def end_of(started: datetime, now: datetime, minutes: int | None) -> datetime:
    """When a step ended: now, or `minutes` after its start when somebody says so.

    Raises Refused: step_forgotten, step_minutes.
    """
    if minutes is None:
        if now - started > FORGOTTEN:
            raise Refused("step_forgotten")
        return max(started, now)
    ended = started + timedelta(minutes=minutes)
    if minutes <= 0 or timedelta(minutes=minutes) > FORGOTTEN or ended > now + timedelta(minutes=1):
        raise Refused("step_minutes")
    return ended


def check_people(workers: Sequence[int], helpers: int) -> None:
    """A step has somebody at it. Raises Refused: step_nobody."""
    if not 0 <= helpers <= MOST_HELPERS or not (workers or helpers):
        raise Refused("step_nobody")


def read_code(text: str) -> str:
    """The lot's code in what a scanner read or a hand typed: bare, in its page's address, or in a Digital Link (AI 10).

    Wet hands leave dashes out: whatever can be a code comes back as it is printed, anything else in capitals.
    """
    bare = text.strip()
    parts = [unquote(part) for part in urlsplit(bare).path.split("/") if part] if "/" in bare else [bare]
    if "10" in parts[:-1]:
        parts = [parts[parts.index("10") + 1]]
    # The page of a lot ends with its code, whatever may be done there.
    elif "stock" in parts[:-1]:
        parts = [parts[parts.index("stock") + 1]]
    if not parts:
        return ""
    try:
        return lotcode.normalise(parts[-1])
    except Unreadable:
        return parts[-1].strip().upper()


def free_of(there: int, weighed: Mapping[int, int]) -> int:
    """What is left of a lot in a place once other orders have weighed theirs in; `weighed` by order, own unit."""
    return max(there - sum(weighed.values()), 0)
