"""Farms' stalls: who sells when inside a round, what each brings to which point, what it says that lacks."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Subquery, Sum

from bocal.directory.models import Organisation, Place
from bocal.orders.models import Bringing, Lack, Offer, OrderLine, SaleRound, Slot, Stall
from bocal.orders.reads.arrivals import Expected
from bocal.orders.reads.papers import Bundle
from bocal.orders.reads.placed import arrived, asked_of_farms, offers_by_farm, served
from bocal.orders.reads.sales import Shown, shown
from bocal.orders.rules.rhythm import State

#: How long after its closing a round stays on a farm's page.
SHOWN_FOR = timedelta(days=30)


def shut(stall: Stall, now: datetime) -> bool:
    """Whether the farm sells nothing more, or nothing yet, at this moment; what ordering asks in SQL."""
    late = stall.closes_at is not None and stall.closes_at <= now
    early = stall.opens_at is not None and stall.opens_at > now
    return stall.absent or late or early


def stalls(sale: SaleRound) -> dict[int, Stall]:
    """Farm → its stall, for those that have one."""
    return {row.producer_id: row for row in Stall.objects.filter(sale=sale)}


def farms_in(sale: SaleRound) -> list[tuple[Organisation, Stall | None]]:
    """The farms of a round by name, each with its stall. Two queries."""
    there = stalls(sale)
    here = Offer.objects.filter(sale=sale, producer=OuterRef("pk"))
    return [(farm, there.get(farm.pk)) for farm in Organisation.objects.filter(Exists(here)).order_by("name", "pk")]


def lacks(sale: SaleRound) -> dict[int, int]:
    """Offer → units that its farm said will not come."""
    return dict(Lack.objects.filter(offer__sale=sale).values_list("offer_id", "units"))


def farms_lacking(sale: SaleRound) -> set[int]:
    """The farms that said that something will not come."""
    return set(Lack.objects.filter(offer__sale=sale).values_list("offer__producer_id", flat=True))


@dataclass(frozen=True)
class MySale:
    """A round that a farm sells in; `ordered` counts units."""

    shown: Shown
    farm: Organisation
    ordered: int


def my_sales(farms: Sequence[int], now: datetime) -> list[MySale]:
    """The rounds of these farms, latest first: those to come, and those of the last month. Three queries."""
    rows = Offer.objects.filter(producer__in=farms, sale__closes_at__gt=now - SHOWN_FOR)
    rows = rows.exclude(sale__state=State.CANCELLED).order_by()
    found = list(rows.values_list("sale", "producer").annotate(Sum("ordered")))
    sales = SaleRound.objects.in_bulk({sale for sale, _, _ in found})
    names = Organisation.objects.in_bulk({farm for _, farm, _ in found})
    mine = [MySale(shown(sales[sale], now), names[farm], ordered) for sale, farm, ordered in found]
    return sorted(mine, key=lambda one: (one.shown.sale.closes_at, one.farm.name), reverse=True)


def offer_of(farms: Sequence[int], pk: int) -> Offer | None:
    """One offer of one of these farms, with its item and farm."""
    return Offer.objects.filter(producer__in=farms, pk=pk).select_related("item", "producer").first()


def last_paid(farm: int) -> Offer | None:
    """The latest offer of a farm that says what the farm is paid of its price."""
    found = Offer.objects.filter(producer=farm, cost__isnull=False, price__gt=0)
    return found.select_related("item").order_by("-sale__closes_at", "-pk").first()


def has_brought(sale: SaleRound, farm: int) -> bool:
    """Whether what the farm brought was noted: nothing is then left to say of it."""
    return Bringing.objects.filter(sale=sale, producer=farm).exists()


def everything_of(farm: int) -> list[Expected]:
    """All that a farm ever offered, latest round first, with what came of it (None: nobody noted anything). Three
    queries."""
    rows = list(Offer.objects.filter(producer=farm).select_related("sale", "item").order_by("-sale__closes_at", "pk"))
    came = arrived(row.pk for row in rows)
    asked = asked_of_farms(row.pk for row in rows)
    return [Expected(row, came.get(row.pk), asked[row.pk]) for row in rows]


@dataclass(frozen=True)
class AtPoint:
    """What a farm brings to a point, and when the first customer comes there."""

    point: Place
    first: datetime
    bundles: tuple[Bundle, ...]


def brought_in_all(points: Sequence[AtPoint]) -> list[Bundle]:
    """What all these points come to, by the names of the goods."""
    totals: Counter[int] = Counter()
    offers = {}
    for bundle in (one for at in points for one in at.bundles):
        offers[bundle.offer.pk] = bundle.offer
        totals[bundle.offer.pk] += bundle.quantity
    found = [Bundle(offer, totals[pk]) for pk, offer in offers.items()]
    return sorted(found, key=lambda one: (one.offer.item.name, one.offer.pk))


def to_bring(sale: SaleRound, farm: int) -> list[AtPoint]:
    """What a farm brings where, point by point, in the order of the days: all that its lines get. Four queries."""
    rows = OrderLine.objects.filter(offer__sale=sale, offer__producer=farm, order__cancelled_at=None).order_by("pk")
    lines = list(rows.values_list("pk", "offer_id", "order__slot__point_id", "quantity"))
    offers = offers_by_farm({offer for _, offer, _, _ in lines})
    gets = served(offers)
    first = Slot.objects.filter(sale=sale, point=OuterRef("pk")).order_by("starts_at").values("starts_at")[:1]
    points = Place.objects.annotate(first=Subquery(first)).in_bulk({point for _, _, point, _ in lines})
    totals: dict[int, Counter[int]] = defaultdict(Counter)
    for pk, offer, point, quantity in lines:
        totals[point][offer] += gets.get(pk, quantity)
    found = [
        AtPoint(
            points[point],
            points[point].first,
            tuple(Bundle(offers[pk], its[pk]) for pk in offers if its[pk]),
        )
        for point, its in totals.items()
        if its.total()
    ]
    return sorted(found, key=lambda at: (at.first, at.point.name))
