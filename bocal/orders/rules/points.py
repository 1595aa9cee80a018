"""Pickup points: when their slots are, who goes where when one cannot open. Pure.

Days and hours of a point are those of the clock on the wall; slots are counted as time passes, so that none is lost or
doubled when clocks change.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from bocal.journals.rules import Refused
from bocal.orders.rules import windows

#: What one pays at most for fetching an order at a point, in cents.
#: Volunteers at one opening.
MOST_HELPERS = 50
MOST_FEE = 5_000
#: How long people may choose another slot, at most.
MOST_CHOOSING = timedelta(days=14)


class Fate(StrEnum):
    """What became of an order whose point was cancelled."""

    MOVED = "moved"
    #: Its household, or the coordination, has yet to choose.
    WAITING = "waiting"
    REFUNDED = "refunded"


@dataclass(frozen=True)
class Hours:
    """When a point is open each week: weekday by `date.weekday()`, hours on the wall."""

    weekday: int
    first: time
    last: time


def check_point(hours: Sequence[Hours], *, minutes: int, capacity: int, fee_cents: int, helpers: int = 0) -> None:
    """Refuse a point that nobody could come to: bad_weekday_rhythm, slots_backwards, hours_overlap, bad_capacity,
    bad_fee, bad_helpers, and what rules.windows refuses."""
    day = date(2026, 1, 5)
    for one in hours:
        if not 0 <= one.weekday <= 6:
            raise Refused("bad_weekday_rhythm")
        windows(datetime.combine(day, one.first, UTC), datetime.combine(day, one.last, UTC), minutes)
    for a, b in zip(ordered := sorted(hours, key=lambda h: (h.weekday, h.first)), ordered[1:], strict=False):
        if a.weekday == b.weekday and b.first < a.last:
            raise Refused("hours_overlap")
    if not 5 <= minutes <= 480:
        raise Refused("slot_length")
    if not 1 <= capacity <= 500:
        raise Refused("bad_capacity")
    if not 0 <= fee_cents <= MOST_FEE:
        raise Refused("bad_fee")
    if not 0 <= helpers <= MOST_HELPERS:
        raise Refused("bad_helpers", most=MOST_HELPERS)


def slots(
    hours: Sequence[Hours], minutes: int, *, after: datetime, zone: tzinfo, until: date | None = None
) -> list[tuple[datetime, datetime]]:
    """The slots of the seven days that follow a moment, each opening of the week once; none after the day `until`."""
    found = []
    first_day = after.astimezone(zone).date()
    for one in hours:
        day = first_day + timedelta(days=(one.weekday - first_day.weekday()) % 7)
        if _at(day, one.first, zone) < after:
            day += timedelta(days=7)
        start, end = _at(day, one.first, zone), _at(day, one.last, zone)
        if start < end and (until is None or day <= until):
            found += windows(start, end, minutes)
    return sorted(found)


def _at(day: date, hour: time, zone: tzinfo) -> datetime:
    # In UTC: an hour that the change to summer time skips becomes the one that follows, and minutes are real ones.
    return datetime.combine(day, hour, zone).astimezone(UTC)


@dataclass(frozen=True)
class Room:
    """A slot and how many more may come."""

    slot: int
    starts_at: datetime
    left: int


def rehouse(waiting: Mapping[int, datetime], rooms: Sequence[Room]) -> dict[int, int]:
    """Order → slot: each, in the order given, to the slot nearest to the hour that it had; who does not fit is absent.
    No slot gets more than it has room for."""
    left = {room.slot: room.left for room in rooms}
    found = {}
    for order, had in waiting.items():
        free = [room for room in rooms if left[room.slot] > 0]
        if not free:
            break
        best = min(free, key=lambda room: (abs(room.starts_at - had), room.starts_at, room.slot))
        left[best.slot] -= 1
        found[order] = best.slot
    return found
