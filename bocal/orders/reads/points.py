"""Pickup points: how each works, how a trial goes, what a cancelled one leaves to decide, the driver's route."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from bocal.catalog.models import VatClass
from bocal.catalog.rules import Storage
from bocal.directory.models import Person, Place
from bocal.directory.rules import Desk, PlaceKind
from bocal.orders.models import Displaced, Helping, Order, PickupPoint, PointClosing, SaleRound, Slot
from bocal.orders.reads.papers import crates_of
from bocal.orders.reads.placed import Sheet, standing
from bocal.orders.rules.points import Fate, Hours
from bocal.shifts import reads as shifts
from bocal.shifts.models import Shift


def point_settings() -> QuerySet[PickupPoint]:
    """Every open point that works by its own hours."""
    found = PickupPoint.objects.filter(place__active=True, hours__isnull=False).distinct()
    return found.select_related("place").prefetch_related("hours").order_by("place__name", "pk")


def hours_of(point: PickupPoint) -> list[Hours]:
    """When it is open, as the rules read it."""
    return [Hours(row.weekday, row.first, row.last) for row in point.hours.all()]


def fee_of(place: Place) -> int:
    """What fetching an order there costs, in cents, VAT within."""
    return PickupPoint.objects.filter(place=place).values_list("fee_cents", flat=True).first() or 0


def hands_wanted(order: Order, person: int, now: datetime) -> shifts.Open | None:
    """The distribution at which an order is fetched, where this person comes or somebody is still missing."""
    if order.slot is None:
        return None
    asked = Helping.objects.filter(sale=order.sale_id, point=order.slot.point_id)
    that_day = Shift.objects.filter(
        pk__in=asked.values("shift"), starts_at__lte=order.slot.starts_at, ends_at__gte=order.slot.starts_at
    )
    return shifts.wanted(that_day, person, now)


def standard_rate() -> int:
    """The normal rate of VAT, in basis points."""
    return VatClass.objects.get(code="standard").rate_bp


def crews() -> QuerySet[Person]:
    """Who may hold a point."""
    seats = Person.objects.filter(roles__desk__in=(Desk.POINT, Desk.SALES, Desk.DIRECTION), is_active=True)
    return seats.distinct().order_by("name", "pk")


@dataclass(frozen=True)
class PointCard:
    """A pickup point as coordinators see it; without settings, it works by hand."""

    place: Place
    point: PickupPoint | None
    orders: int
    over: bool

    @property
    def rank(self) -> int:
        return self.point.rank if self.point else 0


def point_cards(today: date) -> list[PointCard]:
    """All pickup points in the order of the route, with how many orders each has had. Four queries."""
    places = Place.objects.filter(kind=PlaceKind.POINT, active=True).select_related("pickup")
    counts = _orders_at(place.pk for place in places)
    settings = PickupPoint.objects.filter(place__in=places).prefetch_related("hours", "crew")
    by_place = {row.place_id: row for row in settings}
    cards = []
    for place in places:
        point = by_place.get(place.pk)
        over = bool(point and point.trial_until and point.trial_until < today)
        cards.append(PointCard(place, point, counts.get(place.pk, 0), over))
    return sorted(cards, key=lambda card: (card.rank or 9_999, card.place.name))


def _orders_at(places: Iterable[int]) -> dict[int, int]:
    rows = Order.objects.filter(slot__point__in=list(places), cancelled_at=None).order_by()
    return dict(rows.values_list("slot__point").annotate(Count("pk")))


def point_card(place: int, today: date) -> PointCard | None:
    """One pickup point."""
    return next((card for card in point_cards(today) if card.place.pk == place), None)


def trial_until(place: Place, today: date) -> date | None:
    """Until when a point that was read with `pickup` is on trial, if it is. No query."""
    point: PickupPoint | None = getattr(place, "pickup", None)
    return point.trial_until if point and point.trial_until and point.trial_until >= today else None


# ── A point that cannot open ─────────────────────────────────────────────────────────────────────────────────────────


def free_slots(sale: SaleRound, now: datetime) -> QuerySet[Slot]:
    """Slots to come that have room, point by point."""
    found = Slot.objects.filter(sale=sale, shut_at=None, starts_at__gt=now, taken__lt=F("capacity"))
    return found.select_related("point").order_by("point__name", "point_id", "starts_at")


@dataclass(frozen=True)
class PointRoom:
    """A point of a round: orders there, room that is left in slots to come; when it was cancelled, if it was."""

    point: Place
    orders: int
    room: int
    shut: bool


def point_rooms(sale: SaleRound, now: datetime) -> list[PointRoom]:
    """The points of a round by name. One query."""
    by_point: dict[int, list[Slot]] = defaultdict(list)
    for slot in Slot.objects.filter(sale=sale).select_related("point").order_by("point__name", "point_id"):
        by_point[slot.point_id].append(slot)
    return [
        PointRoom(
            rows[0].point,
            sum(row.taken for row in rows),
            sum(row.capacity - row.taken for row in rows if row.shut_at is None and row.starts_at > now),
            all(row.shut_at is not None for row in rows),
        )
        for rows in by_point.values()
    ]


def closings(sale: SaleRound) -> QuerySet[PointClosing]:
    """The points of a round that were cancelled, last first."""
    return PointClosing.objects.filter(sale=sale).select_related("point", "by", "moved_to").order_by("-pk")


def displaced(sale: SaleRound) -> list[Displaced]:
    """What became of each order whose point was cancelled: the last word on each, those to decide first. One query."""
    rows = Displaced.objects.filter(closing__sale=sale).select_related(
        "order__customer", "order__slot__point", "closing__point", "by"
    )
    last = {row.order_id: row for row in rows.order_by("pk")}
    return sorted(last.values(), key=lambda row: (row.fate != Fate.WAITING, row.order.customer.name, row.order_id))


def undecided() -> dict[int, int]:
    """Round → orders that still stand in slots of a cancelled point, and were not handed over. One query."""
    handed = Q(handover__isnull=False, handover__reversal=None)
    rows = Order.objects.filter(slot__shut_at__isnull=False, cancelled_at=None).exclude(handed).order_by()
    return dict(rows.values_list("sale").annotate(Count("pk")))


def left_to_hand(sale: SaleRound) -> int:
    """How many orders of a round stand and are not noted as handed over. One query."""
    handed = Q(handover__isnull=False, handover__reversal=None)
    return Order.objects.filter(sale=sale, cancelled_at=None).exclude(handed).count()


def chose(order: Order, last: Displaced, person: int) -> bool:
    """Whether who ordered, or this person, chose the slot that the order has since its point was cancelled: on the page
    made for it, or by changing the order. They know already, and are told no more than that."""
    if last.by_id in (person, order.person_id):
        return True
    slot, away = order.slot, (last.closing.moved_to_id, last.closing.point_id)
    if slot is None or slot.shut_at is not None or slot.point_id in away:
        return False
    # Decided once for all orders of the point: whatever took this one elsewhere, no coordinator did.
    return not order.displaced.filter(closing=last.closing).exclude(pk=last.pk).exists()


def last_displaced(order: Order) -> Displaced | None:
    """What became last of an order whose point was cancelled."""
    return order.displaced.select_related("closing__point").order_by("-pk").first()


def is_handed(order: Order) -> bool:
    """Whether it was handed over, and that was not taken back."""
    return Order.objects.filter(pk=order.pk, handover__isnull=False, handover__reversal=None).exists()


def displaced_order(sale: SaleRound, pk: int) -> Order | None:
    """An order of a round whose point was cancelled."""
    found = Order.objects.filter(sale=sale, pk=pk, displaced__isnull=False).select_related("sale", "customer")
    return found.distinct().first()


# ── The route ────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Stop:
    """A point on the driver's route of a day: each order's crates, what must stay cold or frozen counted apart."""

    place: Place
    day: date
    rank: int
    first: datetime
    last: datetime
    orders: int
    dry: int
    fridge: int
    freezer: int
    crew: tuple[Person, ...]


def route(sale: SaleRound, sheets: Sequence[Sheet] | None = None) -> list[Stop]:
    """Day by day, the points of a round in the order of the route, those without a rank last, with the crates of their
    orders. `sheets`: its orders, where they were read already."""
    by_day: dict[tuple[date, int], list[Sheet]] = defaultdict(list)
    for sheet in standing(sale) if sheets is None else sheets:
        if sheet.order.slot is not None:
            by_day[timezone.localdate(sheet.order.slot.starts_at), sheet.order.slot.point_id].append(sheet)
    settings = PickupPoint.objects.filter(place__in={pk for _, pk in by_day}).prefetch_related("crew")
    points = {row.place_id: row for row in settings}
    return sorted(
        (_stop(day, sheets, points.get(pk)) for (day, pk), sheets in by_day.items()),
        key=lambda stop: (stop.day, stop.rank or 9_999, stop.first, stop.place.name),
    )


def _stop(day: date, sheets: list[Sheet], point: PickupPoint | None) -> Stop:
    slots = [sheet.order.slot for sheet in sheets if sheet.order.slot]
    cold = Counter(crate.storage for sheet in sheets for crate in crates_of(sheet))
    return Stop(
        slots[0].point,
        day,
        point.rank if point else 0,
        min(slot.starts_at for slot in slots),
        max(slot.ends_at for slot in slots),
        len(sheets),
        cold[Storage.AMBIENT],
        cold[Storage.FRIDGE],
        cold[Storage.FREEZER],
        tuple(point.crew.all()) if point else (),
    )
