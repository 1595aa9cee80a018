"""Handing over: the points, and what waits on a round's shelf."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet
from django.utils import timezone

from bocal.catalog.models import JarFormat
from bocal.catalog.rules import DateKind
from bocal.directory.models import Place
from bocal.journals import reads as journals
from bocal.journals.models import Movement, Stock
from bocal.journals.rules import Account, Status, Way
from bocal.orders.models import Offer, SaleRound, Slot
from bocal.orders.rules import Batch
from bocal.orders.rules.rhythm import FINAL, State


@dataclass(frozen=True)
class Counter:
    """A point of a round where orders are handed over."""

    sale: SaleRound
    point: Place
    orders: int
    handed: int
    # When its last slot begins.
    last: datetime

    @property
    def day(self) -> date:
        """Its last day there."""
        return timezone.localdate(self.last)


#: Orders of so many rounds are handed over at once; of older ones nothing waits any more.
LATEST = 12


def counters(today: date, limit: int = 40) -> list[Counter]:
    """Points of the latest rounds that closed, with how many orders are handed over: the round whose day is nearest to
    today first, its points in the order of the days. Three queries."""
    latest = SaleRound.objects.filter(state__in=FINAL).order_by("-closes_at", "-pk").values("pk")[:LATEST]
    slots = (
        Slot.objects.filter(orders__cancelled_at=None, orders__isnull=False, sale__in=latest)
        .values("sale", "point")
        .annotate(
            orders_count=Count("orders"),
            handed=Count("orders", filter=Q(orders__handover__isnull=False, orders__handover__reversal=None)),
            last=Max("starts_at"),
        )
        .order_by("-last", "sale", "point")[:limit]
    )
    found = list(slots)
    sales = SaleRound.objects.in_bulk({row["sale"] for row in found})
    points = Place.objects.in_bulk({row["point"] for row in found})
    rows = [
        Counter(sales[row["sale"]], points[row["point"]], row["orders_count"], row["handed"], row["last"])
        for row in found
    ]
    away = {pk: min(abs((row.day - today).days) for row in rows if row.sale.pk == pk) for pk in sales}
    return sorted(rows, key=lambda row: (away[row.sale.pk], -row.sale.pk, row.last, row.point.name))


def deposit_formats() -> QuerySet[JarFormat]:
    """Jar formats that carry a deposit."""
    return JarFormat.objects.filter(deposit_cents__gt=0).select_related("jar")


_SOLD_ON = {Way.MADE: Account.OWN_PRODUCTS, Way.ENTRUSTED: Account.THIRD_PARTIES}


def batches(rows: Iterable[Stock]) -> list[Batch]:
    """Stock as the rules see it; what was made here, or is its farm's own, is sold on another account than what was
    bought."""
    return [
        Batch(
            lot=row.lot_id,
            place=row.place_id,
            quantity=row.quantity,
            good_until=row.lot.good_until,
            date_kind=DateKind(row.lot.date_kind),
            status=Status(row.lot.state.status),
            code=row.lot.code,
            account=_SOLD_ON.get(Way(row.lot.way), Account.RESALE),
        )
        for row in rows
    ]


def on_shelf(sale: SaleRound) -> list[Stock]:
    """All that waits on a round's shelf, first to expire first."""
    return list(journals.stock().filter(place=sale.shelf_id))


def stopped_on_shelf(sale: SaleRound) -> list[Stock]:
    """What waits on a round's shelf and must not leave: blocked, or held again, since it was set aside."""
    return list(journals.stock().filter(place=sale.shelf_id).exclude(lot__state__status=Status.RELEASED))


def stopped_rounds() -> list[SaleRound]:
    """Rounds that still hand over, on whose shelf something must not leave; the oldest first."""
    there = Stock.objects.filter(place=OuterRef("shelf"), quantity__gt=0)
    stopped = Exists(there.exclude(lot__state__status=Status.RELEASED))
    ended = (State.HANDED_OVER, State.SETTLED, State.CANCELLED)
    return list(SaleRound.objects.exclude(state__in=ended).filter(stopped).order_by("pk"))


def of_offer(stock: Iterable[Stock], offer: Offer, farms: set[tuple[int, int | None]]) -> list[Stock]:
    """What of the shelf answers an offer: a farm's goods, or for our jars what no farm of the round brought."""
    if offer.producer_id:
        return [row for row in stock if row.lot.item_id == offer.item_id and row.lot.origin_id == offer.producer_id]
    return [
        row for row in stock if row.lot.item_id == offer.item_id and (row.lot.item_id, row.lot.origin_id) not in farms
    ]


def farms_of(sale: SaleRound) -> set[tuple[int, int | None]]:
    """(item, farm) of every farm's offer."""
    return set(Offer.objects.filter(sale=sale, producer__isnull=False).values_list("item_id", "producer_id"))


def came_from(sale: SaleRound) -> dict[int, int]:
    """Where each lot of the shelf was set aside from."""
    rows = Movement.objects.filter(target=sale.shelf_id, source__real=True).order_by("pk")
    return dict(rows.values_list("lot_id", "source_id"))
