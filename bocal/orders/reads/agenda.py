"""What a person has to come for, as their calendar reads it: orders to fetch, points to hold, goods to bring."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from bocal.directory.models import Organisation, Person, Place
from bocal.orders.models import Order, OrderLine, SaleRound, Slot
from bocal.orders.rules.rhythm import State

#: What is past stays in the calendar so long.
LOOK_BACK = timedelta(days=60)


def to_fetch(households: Sequence[int], now: datetime) -> QuerySet[Order]:
    """Their orders that stand, those of the last weeks too. One query."""
    found = Order.objects.filter(customer__in=households, cancelled_at=None, slot__ends_at__gte=now - LOOK_BACK)
    return found.select_related("sale", "slot__point", "customer").order_by("slot__starts_at", "pk")


@dataclass(frozen=True)
class Turn:
    """A day on which a point is held: from its first slot to its last, for so many orders."""

    sale: SaleRound
    point: Place
    day: date
    first: datetime
    last: datetime
    orders: int


def turns(person: Person, now: datetime) -> list[Turn]:
    """When a person holds a point, as its settings say who does; not those that were cancelled. One query."""
    slots = Slot.objects.filter(point__pickup__crew=person, shut_at=None, ends_at__gte=now - LOOK_BACK)
    slots = slots.exclude(sale__state=State.CANCELLED).select_related("sale", "point").order_by("starts_at", "pk")
    days: dict[tuple[int, int, date], list[Slot]] = defaultdict(list)
    for slot in slots:
        days[slot.sale_id, slot.point_id, timezone.localdate(slot.starts_at)].append(slot)
    return [
        Turn(
            found[0].sale,
            found[0].point,
            day,
            found[0].starts_at,
            max(slot.ends_at for slot in found),
            sum(slot.taken for slot in found),
        )
        for (_sale, _point, day), found in days.items()
    ]


@dataclass(frozen=True)
class FarmDay:
    """What a farm brings to a point before its first slot of that day; `units` counts what is ordered so far."""

    sale: SaleRound
    farm: Organisation
    point: Place
    day: date
    before: datetime
    units: int


def farm_days(farms: Sequence[int], now: datetime) -> list[FarmDay]:
    """When these farms bring goods where. Two queries."""
    rows = OrderLine.objects.filter(
        offer__producer__in=farms, order__cancelled_at=None, order__slot__ends_at__gte=now - LOOK_BACK
    ).select_related("offer__producer", "order__sale", "order__slot__point")
    days: dict[tuple[int, int, int, date], list[OrderLine]] = defaultdict(list)
    slots: dict[int, Slot] = {}
    for line in rows.order_by("pk"):
        slot = line.order.slot
        # An order that stands always has a slot; the database keeps it nullable for cancelled ones.
        assert slot is not None
        slots[line.pk] = slot
        farm = line.offer.producer_id
        assert farm is not None
        days[line.order.sale_id, farm, slot.point_id, timezone.localdate(slot.starts_at)].append(line)
    firsts = _firsts({(sale, point) for sale, _farm, point, _day in days})
    found = []
    for (sale, _farm, point, day), lines in days.items():
        farm_row = lines[0].offer.producer
        assert farm_row is not None
        where = slots[lines[0].pk].point
        before = firsts[sale, point, day]
        found.append(FarmDay(lines[0].order.sale, farm_row, where, day, before, sum(line.quantity for line in lines)))
    return sorted(found, key=lambda one: (one.before, one.point.name, one.farm.name))


def _firsts(asked: set[tuple[int, int]]) -> dict[tuple[int, int, date], datetime]:
    """When a point of a round opens each day, whoever ordered there."""
    found: dict[tuple[int, int, date], datetime] = {}
    slots = Slot.objects.filter(sale__in={sale for sale, _ in asked}, point__in={point for _, point in asked})
    for sale, point, starts_at in slots.order_by("-starts_at").values_list("sale", "point", "starts_at"):
        found[sale, point, timezone.localdate(starts_at)] = starts_at
    return found
