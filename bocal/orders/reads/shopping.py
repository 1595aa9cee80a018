"""A round as a buyer sees it: what is left, what a basket comes to, what the household holds."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.db.models import Aggregate, OuterRef, Subquery, Sum, TextField
from django.utils import timezone

from bocal.catalog import reads as catalog
from bocal.catalog.rules import Storage
from bocal.catalog.words import ALLERGENS
from bocal.directory import reads as directory
from bocal.directory.models import Organisation, Place
from bocal.directory.rules import crops
from bocal.journals.models import Stock
from bocal.journals.rules import Status
from bocal.measure.geo import distance_km
from bocal.membership.reads import with_membership
from bocal.orders import rules
from bocal.orders.models import Offer, Order, OrderLine, SaleRound, Slot, Stall
from bocal.orders.reads.points import trial_until
from bocal.orders.reads.sales import offers, slots, terms
from bocal.orders.reads.stalls import shut, stalls
from bocal.orders.rules import Terms
from bocal.orders.rules.solidarity import paid


@dataclass(frozen=True)
class ShopLine:
    """An offer on the shelf of the page. Cents are VAT included; `left` counts what this household already holds."""

    offer: Offer
    left: int
    unit_cents: int
    most_cents: int
    deposit_cents: int
    allergens: tuple[str, ...]
    # Its photo (catalog.reads.photos), or none.
    photo: str = ""
    # Its farm says that it has some this month.
    season: bool = False

    @property
    def pk(self) -> int:
        return self.offer.pk

    @property
    def cold(self) -> bool:
        return self.offer.item.storage != Storage.AMBIENT

    @property
    def frozen(self) -> bool:
        return self.offer.item.storage == Storage.FREEZER

    @property
    def to_fill(self) -> int:
        """How many more units fill the farm's last crate."""
        return -self.offer.ordered % self.offer.crate

    @property
    def below_minimum(self) -> bool:
        """Whether the farm would bring none of it, were the round closed now."""
        return self.offer.ordered < self.offer.minimum


@dataclass(frozen=True)
class ShopGroup:
    """All that one farm sells; our own jars have no farm."""

    producer: Organisation | None
    lines: tuple[ShopLine, ...]
    # Its own terms, where it has any, and whether it sells nothing at this moment.
    stall: Stall | None = None
    shut: bool = False
    # Kilometres as the crow flies from the collective; None where either's place is not known.
    km: int | None = None

    @property
    def on_mandate(self) -> bool:
        """Whether the farm sells in its own name."""
        return any(line.offer.on_mandate for line in self.lines)


@dataclass(frozen=True)
class ShopPoint:
    """A pickup point with its slots."""

    point: Place
    slots: tuple[Slot, ...]
    # Until when it is on trial.
    trial: date | None = None

    @property
    def orders(self) -> int:
        return sum(slot.taken for slot in self.slots)

    @property
    def full(self) -> bool:
        return all(slot.full for slot in self.slots)

    @property
    def shut(self) -> bool:
        return all(slot.shut_at for slot in self.slots)

    @property
    def fee(self) -> int:
        return max(slot.fee_cents for slot in self.slots)


@dataclass(frozen=True)
class Shop:
    """A round as a buyer sees it."""

    groups: tuple[ShopGroup, ...]
    points: tuple[ShopPoint, ...]

    @property
    def lines(self) -> dict[int, ShopLine]:
        return {line.pk: line for group in self.groups for line in group.lines}


def shop(sale: SaleRound, now: datetime, mine: "Mine | None" = None, *, us: Organisation | None = None) -> Shop:
    """What is sold and left, farm by farm, and where and when to fetch it; how far each is from `us`. Six queries."""
    held = mine.lines if mine else {}
    # Without the item's VAT: the offer bears its own.
    rows = offers(sale).select_related(None).select_related("item__jar_format", "producer")
    rows = rows.annotate(carried=_carried(), stopped=_stopped())
    there = stalls(sale)
    closed = {farm for farm, stall in there.items() if shut(stall, now)}
    photos = catalog.photos(row.item_id for row in rows)
    growing = directory.growing({row.producer_id for row in rows if row.producer_id}, timezone.localdate(now).month)
    lines = [_shop_line(row, held.get(row.pk, 0), photos, growing, shut=row.producer_id in closed) for row in rows]
    groups = []
    for farm, of_farm in groupby(lines, key=lambda line: line.offer.producer_id):
        found = tuple(of_farm)
        who = found[0].offer.producer
        groups.append(ShopGroup(who, found, there.get(farm), shut=farm in closed, km=_km(who, us)))
    groups.sort(key=lambda group: (group.producer is None, group.producer.name if group.producer else ""))
    by_point = [
        list(rows) for _, rows in groupby(slots(sale).select_related("point__pickup"), key=lambda row: row.point_id)
    ]
    today = timezone.localdate(now)
    points = [ShopPoint(of[0].point, tuple(of), trial_until(of[0].point, today)) for of in by_point]
    return Shop(tuple(groups), tuple(points))


class _Joined(Aggregate):
    """Texts one after the other, whatever the database."""

    function = "GROUP_CONCAT"

    def as_postgresql(self, compiler: Any, connection: Any) -> Any:
        return self.as_sql(compiler, connection, template="STRING_AGG((%(expressions)s)::text, ' ')")


def _carried() -> Subquery:
    """The allergens of the lots that lie on a round's shelf for an offer: what went into a jar is not in the
    catalogue. Codes in JSON, one list after the other."""
    there = Stock.objects.filter(place=OuterRef("sale__shelf"), quantity__gt=0, lot__item=OuterRef("item"))
    said = _Joined("lot__allergens", output_field=TextField())
    return Subquery(there.order_by().values("lot__item").annotate(said=said).values("said"))


def _stopped() -> Subquery:
    """How much of an offer's item lies on the round's shelf and must not leave."""
    there = Stock.objects.filter(place=OuterRef("sale__shelf"), quantity__gt=0, lot__item=OuterRef("item"))
    held = there.exclude(lot__state__status=Status.RELEASED).order_by()
    return Subquery(held.values("lot__item").annotate(sum=Sum("quantity")).values("sum"))


def _shop_line(
    row: Offer,
    mine: int,
    photos: Mapping[tuple[int, int | None], str],
    growing: Mapping[int, Collection[str]],
    *,
    shut: bool,
) -> ShopLine:
    sold = terms(row)
    jar = row.item.jar_format
    codes = {*row.item.allergens, *re.findall(r"\w+", row.carried or "")}  # type: ignore[attr-defined]
    return ShopLine(
        offer=row,
        left=mine if shut else _still_offered(row) - row.ordered + mine,
        unit_cents=rules.line_amount(sold, 1).due,
        most_cents=rules.most(sold, 1).due,
        deposit_cents=jar.deposit_cents * row.portion if jar else 0,
        allergens=tuple(str(name) for code, name in ALLERGENS.items() if code in codes),
        photo=catalog.looks(photos, row.item_id, row.producer_id),
        season=_in_season(row.item.name, growing.get(row.producer_id or 0, ())),
    )


def _still_offered(row: Offer) -> int:
    # A farm's goods come after the closing: what lies there of them now is not what it offers.
    stopped: int = 0 if row.producer_id else row.stopped or 0  # type: ignore[attr-defined]
    return rules.still_offered(row.available, row.ordered, stopped, row.portion)


def _in_season(item: str, growing: Collection[str]) -> bool:
    """Whether one of these crops is named in the item's name: « tomates » in « Tomates cerises », not the other way."""
    words = set(crops.key(item).split())
    return any(words.issuperset(crop.split()) for crop in growing)


def _km(farm: Organisation | None, us: Organisation | None) -> int | None:
    """At least 1: who is next door is not at 0 km."""
    if farm is None or us is None or None in (farm.latitude, farm.longitude, us.latitude, us.longitude):
        return None
    places = [(one.latitude or 0.0, one.longitude or 0.0) for one in (farm, us)]
    return max(round(distance_km(*places)), 1)


@dataclass(frozen=True)
class Total:
    """What a basket comes to, in cents VAT included; `weighed` when the true price may be lower."""

    articles: int
    goods: int
    deposits: int
    weighed: bool
    # What the chosen slot adds.
    fee: int = 0

    @property
    def cents(self) -> int:
        return self.goods + self.deposits


def total(shop: Shop, wanted: dict[int, int], *, level_bp: int = 0, slot: str = "") -> Total:
    """The most a basket can cost at a level (rules/solidarity.py), its deposits and the fee of a slot (its key) apart.
    No query."""
    lines = [(line, wanted[line.pk]) for line in shop.lines.values() if wanted.get(line.pk, 0) > 0]
    fees = (one.fee_cents for point in shop.points for one in point.slots if str(one.pk) == slot)
    return total_of([(terms(line.offer), line.deposit_cents, n) for line, n in lines], level_bp, next(fees, 0))


def total_of(basket: Iterable[tuple[Terms, int, int]], level_bp: int = 0, fee: int = 0) -> Total:
    """Of (plain terms, deposit of one in cents, how many)."""
    kept = [(replace(sold, price=paid(sold.price, level_bp)), deposit, n) for sold, deposit, n in basket if n]
    return Total(
        articles=sum(n for _, _, n in kept),
        goods=sum(rules.most(sold, n).due for sold, _, n in kept),
        deposits=sum(deposit * n for _, deposit, n in kept),
        weighed=any(sold.by_weight for sold, _, _ in kept),
        fee=fee,
    )


@dataclass(frozen=True)
class Mine:
    """What a household has ordered in a round."""

    order: Order
    lines: dict[int, int] = field(default_factory=dict)

    @property
    def stands(self) -> bool:
        return self.order.cancelled_at is None


def mine(sale: SaleRound, customers: Sequence[int]) -> list[Mine]:
    """The orders of these organisations in a round, with what they hold. Two queries."""
    if not customers:
        return []
    found = Order.objects.filter(sale=sale, customer__in=customers).select_related("customer", "slot__point")
    kept = list(found)
    lines: dict[int, dict[int, int]] = defaultdict(dict)
    for order, offer_pk, n in OrderLine.objects.filter(order__in=kept).values_list("order_id", "offer_id", "quantity"):
        lines[order][offer_pk] = n
    return [Mine(order, lines[order.pk]) for order in kept]


def customers(keys: Sequence[int]) -> list[Organisation]:
    """The organisations one may order for, in the order of the seats, each knowing how it stands as a member."""
    found = with_membership(Organisation.objects.all()).in_bulk(list(keys))
    return [found[key] for key in dict.fromkeys(keys) if key in found]
