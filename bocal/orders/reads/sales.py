"""Rounds: what is open or coming, what each offers, where and when it is fetched."""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from bocal.catalog.rules import Dimension
from bocal.directory.models import Place
from bocal.orders import rules
from bocal.orders.models import Offer, OrderLine, SaleRound, Slot
from bocal.orders.rules import Left, Terms, rhythm
from bocal.orders.rules.rhythm import State
from bocal.orders.rules.solidarity import levels, paid
from bocal.orders.words import STATES


def state(sale: SaleRound, now: datetime) -> State:
    """Where the round stands for whoever looks now."""
    return rhythm.state(State(sale.state), sale.opens_at, sale.closes_at, now)


def shifted(at: datetime, shift: timedelta) -> datetime:
    """So much later by the clock on the wall: 17:00 stays 17:00 across the change to winter time."""
    return timezone.make_aware(timezone.localtime(at).replace(tzinfo=None) + shift)


def terms(offer: Offer) -> Terms:
    """What the offer is sold for today."""
    return Terms(
        price=offer.price,
        gross=offer.gross,
        vat_bp=offer.vat_bp,
        portion=offer.portion,
        dimension=Dimension(offer.item.dimension),
        by_weight=offer.by_weight,
        most_portion=offer.most_portion,
    )


def as_ordered(offer: Offer, price: Decimal) -> Offer:
    """The offer as it was ordered: what it costs today may be more or less."""
    sold = copy(offer)
    sold.price = price
    return sold


def line_terms(line: OrderLine) -> Terms:
    """What is paid for the line: what it was ordered for, at the level that its buyer chose."""
    return terms(as_ordered(line.offer, paid(line.price, line.order.level_bp)))


def levels_of(sale: SaleRound) -> tuple[int, ...]:
    """The levels that the buyers of a round choose among, in basis points; none where it has only its plain price."""
    return levels(sale.solidarity_bp, sale.support_bp)


def named(offer: Offer) -> str:
    """« Tomates cerises, la barquette »."""
    return f"{offer.item.name}, {offer.label}"


@dataclass(frozen=True)
class Shown:
    """A round as people see it now."""

    sale: SaleRound
    state: State
    left: Left
    orders: int = 0

    @property
    def closed(self) -> bool:
        """Whether customers may no longer order."""
        return self.state not in (State.PLANNED, State.OPEN)

    @property
    def label(self) -> str:
        return str(dict(STATES)[self.state])

    @property
    def ended(self) -> datetime:
        """Since when they may not: the hour that was said, or an earlier one if somebody closed it by hand."""
        return min(self.sale.closes_at, self.sale.since) if self.closed else self.sale.closes_at


def shown(sale: SaleRound, now: datetime) -> Shown:
    """A round with its state and the time until it opens or closes."""
    found = state(sale, now)
    until = sale.opens_at if found is State.PLANNED else sale.closes_at
    return Shown(sale, found, rules.left(until, now), getattr(sale, "count", 0))


def rounds(now: datetime, limit: int = 60) -> list[Shown]:
    """The latest rounds, for the desks, with how many orders stand."""
    latest = SaleRound.objects.order_by("-closes_at", "-pk").values("pk")[:limit]
    # Chosen first, then counted, and their order said again: Django drops a model's own from a query that counts.
    rows = SaleRound.objects.filter(pk__in=latest).annotate(count=Count("orders", filter=Q(orders__cancelled_at=None)))
    return [shown(sale, now) for sale in rows.order_by("-closes_at", "-pk")]


def coming(now: datetime) -> list[Shown]:
    """Open rounds, first to close first, then planned ones."""
    rows = SaleRound.objects.filter(state__in=rhythm.SELLING, closes_at__gt=now).order_by("closes_at", "pk")
    found = [shown(sale, now) for sale in rows]
    return [s for s in found if s.state is State.OPEN] + [s for s in found if s.state is State.PLANNED]


def round_(pk: int) -> SaleRound | None:
    """The round of this key."""
    return SaleRound.objects.select_related("shelf").filter(pk=pk).first()


def may_coordinate(sale: SaleRound, now: datetime) -> bool:
    """Whether coordinators may change orders: while it sells, and after the closing until the freeze."""
    found = state(sale, now)
    return found is State.OPEN or (found is State.COORDINATORS and now < sale.freezes_at)


def spans(sale: SaleRound) -> dict[str, int]:
    """How many hours coordinators keep after the closing, and how many before it people are reminded."""
    hour = timedelta(hours=1)
    return {
        "coordinators_hours": (sale.freezes_at - sale.closes_at) // hour,
        "reminder_hours": (sale.closes_at - sale.reminds_at) // hour if sale.reminds_at else 0,
    }


def latest_round() -> SaleRound | None:
    """The round made last: the one to copy."""
    return SaleRound.objects.order_by("-pk").first()


def offers(sale: SaleRound) -> QuerySet[Offer]:
    """All offers of a round with their item and farm, farm by farm, our jars last."""
    return (
        Offer.objects.filter(sale=sale)
        .select_related("item__vat", "item__jar_format", "producer")
        .order_by(F("producer__name").asc(nulls_last=True), "producer", "item__name", "pk")
    )


def offer(sale: SaleRound, pk: int) -> Offer | None:
    """One offer of a round."""
    return offers(sale).filter(pk=pk).first()


def slots(sale: SaleRound) -> QuerySet[Slot]:
    """All slots of a round, point by point."""
    return Slot.objects.filter(sale=sale).select_related("point").order_by("point__name", "point_id", "starts_at")


@dataclass(frozen=True)
class SlotDay:
    """A point's slots on one day, by hour: never empty."""

    day: date
    slots: Sequence[Slot]

    @property
    def taken(self) -> int:
        """Orders in them."""
        return sum(slot.taken for slot in self.slots)

    @property
    def capacity(self) -> int:
        """Orders that they hold at most."""
        return sum(slot.capacity for slot in self.slots)

    @property
    def opens(self) -> datetime:
        """When the first begins."""
        return self.slots[0].starts_at

    @property
    def closes(self) -> datetime:
        """When the last ends."""
        return self.slots[-1].ends_at


def slot_days(sale: SaleRound) -> list[tuple[Place, list[SlotDay]]]:
    """All slots of a round: each point by name, its days in order. One query."""
    found: dict[Place, dict[date, list[Slot]]] = {}
    for one in slots(sale):
        found.setdefault(one.point, {}).setdefault(timezone.localdate(one.starts_at), []).append(one)
    return [(point, [SlotDay(day, of) for day, of in days.items()]) for point, days in found.items()]


def slot(sale: SaleRound, pk: int) -> Slot | None:
    """One slot of a round."""
    return slots(sale).filter(pk=pk).first()
