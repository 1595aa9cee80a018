"""Deliveries: their days, their states, what is picked from where. Pure: facts come in, answers and refusals go out."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from bocal.catalog.rules import Dimension
from bocal.directory.rules import OrganisationKind
from bocal.journals.rules import Refused
from bocal.orders.rules import Batch, Dearer, first_expired_first, sellable

#: Whom we deliver to, outside the sale rounds.
PROFESSIONALS = (
    OrganisationKind.RESTAURANT,
    OrganisationKind.CANTEEN,
    OrganisationKind.SHOP,
    OrganisationKind.CENTRE,
    OrganisationKind.FOOD_AID,
)
#: Beyond it a unit was mistaken: five tonnes, five thousand litres, fifty thousand pieces.
MOST: Mapping[Dimension, int] = {
    Dimension.MASS: 5_000_000_000,
    Dimension.VOLUME: 5_000_000_000,
    Dimension.COUNT: 50_000,
}
#: Nobody orders for a day further away.
FURTHEST_DAYS = 366
#: What is weighed may be so much over or under what was ordered and still be the whole of it (basis points).
WEIGHED_BP = 1_000
#: The pad on which people sign is so wide and high; a signature has so many points at most.
PAD = (600, 200)
MOST_POINTS = 3_000


class DeliveryState(StrEnum):
    """Where a delivery stands; worked out, never stored."""

    ORDERED = "ordered"
    PICKED = "picked"
    DELIVERED = "delivered"
    REFUSED = "refused"
    CANCELLED = "cancelled"


class News(StrEnum):
    """What a customer is told of a delivery."""

    PLACED = "placed"
    CHANGED = "changed"
    CANCELLED = "cancelled"
    RESTORED = "restored"
    SERVED = "served"


class BayUse(StrEnum):
    """What a shelf of deliveries is for."""

    READY = "ready"
    RETURNED = "returned"


class WhenShort(StrEnum):
    """What becomes of a line of which less can be promised than is wanted; a person chooses."""

    ASK = "ask"
    WAIT = "wait"
    LESS = "less"
    INSTEAD = "instead"


def delivery_state(*, cancelled: bool, picked: bool, delivered: bool, refused: bool) -> DeliveryState:
    """The state of a delivery from what holds of it."""
    if delivered:
        return DeliveryState.REFUSED if refused else DeliveryState.DELIVERED
    if cancelled:
        return DeliveryState.CANCELLED
    return DeliveryState.PICKED if picked else DeliveryState.ORDERED


# ── Days ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def easter(year: int) -> date:
    """Easter Sunday, Gregorian calendar (anonymous algorithm, Meeus, Astronomical Algorithms, ch. 8)."""
    century, rest = divmod(year, 100)
    golden = year % 19
    skew = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    week = (32 + 2 * (century % 4) + 2 * (rest // 4) - skew - rest % 4) % 7
    late = (golden + 11 * skew + 22 * week) // 451
    month, day = divmod(skew + week - 7 * late + 114, 31)
    return date(year, month, day + 1)


def is_holiday(day: date) -> bool:
    """Whether a day is one of the eleven public holidays of France (code du travail, art. L3133-1)."""
    fixed = {(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)}
    since_easter = (day - easter(day.year)).days
    return (day.month, day.day) in fixed or since_easter in (1, 39, 50)


def closing(day: date, lead_days: int, hour: time) -> datetime:
    """The local moment (naive) until which orders for `day` may be placed or changed by the customer."""
    return datetime.combine(day - timedelta(days=lead_days), hour)


def next_days(
    weekdays: Collection[int], lead_days: int, hour: time, now: datetime, *, count: int, within: int = 120
) -> list[date]:
    """The next days that may still be ordered for at `now` (local, naive), public holidays left out."""
    found = []
    for ahead in range(within):
        day = now.date() + timedelta(days=ahead)
        if day.weekday() in weekdays and not is_holiday(day) and closing(day, lead_days, hour) > now:
            found.append(day)
            if len(found) == count:
                break
    return found


def check_day(day: date, weekdays: Collection[int], lead_days: int, hour: time, now: datetime, *, sure: bool) -> None:
    """Refuse a day on which nothing can be delivered. `sure`: the desk knows that it is late, or not the usual day.

    Raises Refused: day_past, day_far, not_delivery_day, delivery_closed.
    """
    if day < now.date():
        raise Refused("day_past")
    if (day - now.date()).days > FURTHEST_DAYS:
        raise Refused("day_far")
    if sure:
        return
    if day.weekday() not in weekdays or is_holiday(day):
        raise Refused("not_delivery_day")
    if closing(day, lead_days, hour) <= now:
        raise Refused("delivery_closed")


def occurrences(
    weekday: int,
    first_on: date,
    *,
    since: date,
    until: date,
    every_weeks: int = 1,
    last_on: date | None = None,
    pause: tuple[date, date] | None = None,
) -> list[date]:
    """The days of a standing order from `since` to `until`, both within; pauses and public holidays left out."""
    day = first_on + timedelta(days=(weekday - first_on.weekday()) % 7)
    step = timedelta(weeks=every_weeks)
    if since > day:
        day += step * -(-(since - day).days // step.days)
    found = []
    end = min(until, last_on) if last_on else until
    while day <= end:
        if not is_holiday(day) and not (pause and pause[0] <= day <= pause[1]):
            found.append(day)
        day += step
    return found


# ── What is ordered ──────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Wanted:
    """So much of an item (its own unit), and what to do when less can be promised."""

    quantity: int
    when_short: WhenShort = WhenShort.ASK
    # The item that makes up for what is missing, for INSTEAD.
    instead: int | None = None


@dataclass(frozen=True)
class Unpromised:
    """An item of which less can be promised than is wanted."""

    item: int
    wanted: int
    there: int


class Repriced(Refused):
    """An order of which some costs more than the person saw: nothing was written; said again, it is at that price."""

    def __init__(self, rose: Sequence[Dearer]) -> None:
        super().__init__("dearer")
        self.rose = tuple(rose)


class NotPromised(Refused):
    """An order of which some cannot be promised: nothing was written, and the person chooses line by line."""

    def __init__(self, missing: Sequence[Unpromised]) -> None:
        super().__init__("not_promised")
        self.missing = tuple(missing)


@dataclass(frozen=True)
class Promised:
    """What a line becomes: promised, waiting, and what it replaces: `replacing` of its quantity, the rest of which was
    ordered of itself."""

    quantity: int
    waiting: int = 0
    instead_of: int | None = None
    replacing: int = 0


def check_wanted(wanted: Mapping[int, Wanted], dimensions: Mapping[int, Dimension]) -> dict[int, Wanted]:
    """What is really wanted, item by item in a fixed order. Raises Refused: nothing_ordered, too_much_ordered,
    unknown_item."""
    kept = {}
    for item in sorted(wanted):
        if item not in dimensions:
            raise Refused("unknown_item")
        if not 0 <= wanted[item].quantity <= MOST[dimensions[item]]:
            raise Refused("too_much_ordered")
        if wanted[item].quantity:
            kept[item] = wanted[item]
    if not kept:
        raise Refused("nothing_ordered")
    return kept


def promise(wanted: Mapping[int, Wanted], there: Mapping[int, int]) -> dict[int, Promised]:
    """What each item's line becomes, given what can be promised of each (`there`). Raises NotPromised."""
    lines = {item: Promised(min(w.quantity, there.get(item, 0))) for item, w in wanted.items()}
    missing = []
    for item, w in wanted.items():
        short = w.quantity - lines[item].quantity
        if short <= 0 or w.when_short is WhenShort.LESS:
            continue
        if w.when_short is WhenShort.WAIT:
            lines[item] = replace(lines[item], waiting=short)
        elif w.when_short is WhenShort.INSTEAD and w.instead is not None and w.instead != item:
            held = lines.get(w.instead, Promised(0))
            if held.quantity + short > there.get(w.instead, 0):
                missing.append(Unpromised(item, w.quantity, lines[item].quantity))
            lines[w.instead] = Promised(
                held.quantity + short,
                held.waiting,
                instead_of=held.instead_of or item,
                replacing=held.replacing + short,
            )
        else:
            missing.append(Unpromised(item, w.quantity, lines[item].quantity))
    if missing:
        raise NotPromised(missing)
    return {item: line for item, line in lines.items() if line.quantity or line.waiting}


# ── Picking ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Need:
    """A line that wants goods: so much of an item."""

    line: int
    item: int
    quantity: int


@dataclass(frozen=True)
class Picked:
    """So much for a line from a lot in a place."""

    line: int
    batch: Batch
    quantity: int


def share_out(
    needs: Iterable[Need], batches: Mapping[int, Sequence[Batch]], day: date
) -> tuple[list[Picked], dict[int, int]]:
    """Which lot in which place serves each line, first expired first; and what is missing, line by line."""
    free = {item: [b for b in found if sellable(b, day)] for item, found in batches.items()}
    picked, missing = [], {}
    for need in needs:
        there = free.get(need.item, [])
        taken = first_expired_first(there, need.quantity)
        picked += [Picked(need.line, batch, part) for batch, part in taken]
        for batch, part in taken:
            left = batch.quantity - part
            there[there.index(batch)] = Batch(
                batch.lot, batch.place, left, batch.good_until, batch.date_kind, batch.status, batch.code, batch.account
            )
        if (short := need.quantity - sum(part for _, part in taken)) > 0:
            missing[need.line] = short
    return picked, missing


def weighed_enough(ordered: int, picked: int, dimension: Dimension) -> bool:
    """Whether what was picked is the whole of what was ordered: scales and pieces never fall exactly."""
    if dimension is Dimension.COUNT:
        return picked >= ordered
    return picked * 10_000 >= ordered * (10_000 - WEIGHED_BP)


def too_heavy(ordered: int, picked: int, dimension: Dimension) -> bool:
    """Whether more was picked than the customer can be asked to take."""
    if dimension is Dimension.COUNT:
        return picked > ordered
    return picked * 10_000 > ordered * (10_000 + 2 * WEIGHED_BP)


# ── The signature ────────────────────────────────────────────────────────────────────────────────────────────────────

_STROKES = re.compile(r"\d{1,3},\d{1,3}(?:[ ;]\d{1,3},\d{1,3})*")


def strokes(text: str) -> str:
    """A signature as it is kept: strokes parted by « ; », points by a space, whole numbers only, within the pad.

    Empty for an empty pad. Nothing else gets through, so that drawing it is harmless. Raises Refused: bad_signature.
    """
    text = text.strip()
    if not text:
        return ""
    if len(text) > 8 * MOST_POINTS or not _STROKES.fullmatch(text) or not text.isascii():
        raise Refused("bad_signature")
    points = [tuple(map(int, point.split(","))) for point in re.split("[ ;]", text)]
    if len(points) > MOST_POINTS or any(x > PAD[0] or y > PAD[1] for x, y in points):
        raise Refused("bad_signature")
    return text


def drawn(text: str) -> str:
    """The path (SVG `d`) of kept strokes; a lone point is a dot."""
    parts = []
    for stroke in text.split(";"):
        first, *rest = stroke.split(" ")
        parts.append(f"M{first}" + "".join(f"L{point}" for point in rest or [first]))
    return "".join(parts) if text else ""
