"""Lists that people hold in their hands, by farm, by point and slot, by customer."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Count

from bocal.catalog.rules import Storage
from bocal.directory.models import Organisation, Place
from bocal.orders.models import Offer, Order, SaleRound, Slot
from bocal.orders.reads.placed import Line, Sheet, standing


@dataclass(frozen=True)
class Bundle:
    """So many units of an offer, for a farm's or a point's list."""

    offer: Offer
    quantity: int

    @property
    def farm(self) -> str:
        """Whose it is; empty for our own jars."""
        return self.offer.producer.name if self.offer.producer else ""

    @property
    def cold(self) -> bool:
        return self.offer.item.storage != Storage.AMBIENT

    @property
    def frozen(self) -> bool:
        return self.offer.item.storage == Storage.FREEZER

    @property
    def amount(self) -> int:
        """In the item's own unit; an estimate for what is weighed."""
        return self.offer.portion * self.quantity


@dataclass(frozen=True)
class FarmList:
    """What a farm brings (our own stock has no farm)."""

    producer: Organisation | None
    bundles: tuple[Bundle, ...]


@dataclass(frozen=True)
class SlotList:
    """Who comes when."""

    slot: Slot
    sheets: tuple[Sheet, ...]


@dataclass(frozen=True)
class PointList:
    """What a point must have, and who fetches it, slot by slot."""

    point: Place
    bundles: tuple[Bundle, ...]
    slots: tuple[SlotList, ...]


@dataclass(frozen=True)
class Lists:
    """The three papers of a round, in one order everywhere."""

    farms: tuple[FarmList, ...]
    points: tuple[PointList, ...]
    customers: tuple[Sheet, ...]


#: In which order an order's crates are numbered, as it goes into the car: what warms last comes first.
_KEPT = (Storage.AMBIENT, Storage.FRIDGE, Storage.FREEZER)


@dataclass(frozen=True)
class Crate:
    """One crate of an order: what keeps together, and the how-manieth of how many it is."""

    sheet: Sheet
    storage: Storage
    lines: tuple[Line, ...]
    nth: int
    count: int


def crates_of(sheet: Sheet) -> list[Crate]:
    """An order's crates: one of what keeps at the air's temperature, one for the fridge, one for the freezer, those
    that it needs."""
    kept = {storage: tuple(one for one in sheet.lines if one.offer.item.storage == storage) for storage in _KEPT}
    found = [(storage, lines) for storage, lines in kept.items() if lines]
    return [Crate(sheet, *one, nth, len(found)) for nth, one in enumerate(found, start=1)]


def crates(sale: SaleRound, point: int | None = None) -> list[Crate]:
    """The crates of a round, point by point and slot by slot; of one point, if it is given."""
    return [crate for sheet in standing(sale, point) for crate in crates_of(sheet)]


#: Orders that one screen lists; beyond, it shows a point at a time (the paper always holds them all).
MOST_SHEETS = 150


def pages_of(sale: SaleRound) -> list[Place]:
    """The points whose orders a screen shows one after the other, by name; none while all fit on one. Two queries."""
    found = Order.objects.filter(sale=sale, cancelled_at=None).order_by()
    counts = dict(found.values_list("slot__point").annotate(Count("pk")))
    if sum(counts.values()) <= MOST_SHEETS:
        return []
    return list(Place.objects.filter(pk__in=counts).order_by("name", "pk"))


def lists(sale: SaleRound, point: int | None = None) -> Lists:
    """All that was ordered (at one point, if it is given), by farm, by point and slot, by customer."""
    sheets = standing(sale, point)
    by_farm = [list(rows) for _, rows in groupby(_bundles(sheets), key=lambda bundle: bundle.offer.producer_id)]
    farms = [FarmList(found[0].offer.producer, tuple(found)) for found in by_farm]
    points = []
    for _, at_point in groupby(sheets, key=lambda sheet: sheet.order.slot.point_id if sheet.order.slot else 0):
        there = list(at_point)
        slot_lists = _by_slots(there)
        points.append(PointList(slot_lists[0].slot.point, tuple(_bundles(there)), tuple(slot_lists)))
    return Lists(
        tuple(farms), tuple(points), tuple(sorted(sheets, key=lambda s: (s.customer.name.casefold(), s.order.pk)))
    )


def _by_slots(sheets: Iterable[Sheet]) -> list[SlotList]:
    by_slot = [list(rows) for _, rows in groupby(sheets, key=lambda sheet: sheet.order.slot_id)]
    return [SlotList(found[0].order.slot, tuple(found)) for found in by_slot if found[0].order.slot]


def _bundles(sheets: Iterable[Sheet]) -> list[Bundle]:
    found: dict[int, Offer] = {}
    totals: dict[int, int] = defaultdict(int)
    for sheet in sheets:
        for line in sheet.lines:
            found[line.offer.pk] = line.offer
            totals[line.offer.pk] += line.expected
    ordered = sorted(
        found.values(),
        key=lambda o: (
            o.producer is None,
            o.producer.name if o.producer else "",
            o.producer_id or 0,
            o.item.name,
            o.pk,
        ),
    )
    return [Bundle(row, totals[row.pk]) for row in ordered]


def at_point(sale: SaleRound, point: int) -> list[SlotList]:
    """The orders of a round at a point, slot by slot."""
    return _by_slots(standing(sale, point))
