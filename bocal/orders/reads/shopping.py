"""A round as a buyer sees it: what is left, what a basket comes to, what the household holds."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.db.models import Aggregate, Exists, F, OuterRef, Q, Subquery, TextField
from django.utils import timezone

from bocal.catalog import reads as catalog
from bocal.catalog.rules import Dimension, Storage
from bocal.catalog.words import ALLERGENS
from bocal.directory import reads as directory
from bocal.directory.models import Collective, Organisation, Place
from bocal.directory.rules import crops
from bocal.journals.models import Stock
from bocal.measure.geo import distance_km
from bocal.membership.reads import with_membership
from bocal.orders import rules
from bocal.orders.models import Offer, Order, OrderLine, SaleRound, Slot, Stall
from bocal.orders.reads.points import trial_until
from bocal.orders.reads.sales import Shown, offers, shown, slots, terms
from bocal.orders.reads.stalls import shut, stalls
from bocal.orders.rules import NotPlaced, Terms
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
    rows = rows.annotate(carried=_carried())
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
        left=mine if shut else row.available - row.ordered + mine,
        unit_cents=rules.line_amount(sold, 1).due,
        most_cents=rules.most(sold, 1).due,
        deposit_cents=jar.deposit_cents * row.portion if jar else 0,
        allergens=tuple(str(name) for code, name in ALLERGENS.items() if code in codes),
        photo=catalog.looks(photos, row.item_id, row.producer_id),
        season=_in_season(row.item.name, growing.get(row.producer_id or 0, ())),
    )


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
    return _total([(terms(line.offer), line.deposit_cents, n) for line, n in lines], level_bp, next(fees, 0))


def _total(basket: Iterable[tuple[Terms, int, int]], level_bp: int = 0, fee: int = 0) -> Total:
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
class ShortLine:
    """A line of a basket that was refused: what it names, how many were wanted, how many this household may have.

    `price` is what it costs now, as the form sends it back; dearer than it was seen, `was` and `now` are the cents of
    one, or of a kilo (`by_weight`), VAT included.
    """

    key: str
    name: str
    wanted: int
    left: int
    price: str = ""
    was: int = 0
    now: int = 0
    by_weight: bool = False


@dataclass(frozen=True)
class Short:
    """What must be asked of a basket that could not be taken, and what goes on unasked.

    `full` is the slot that has no room for it, `points` then those that have; `total` is for what can be had; `house`
    the collective's name.
    """

    shown: Shown
    missing: tuple[ShortLine, ...]
    rose: tuple[ShortLine, ...]
    kept: tuple[ShortLine, ...]
    full: Slot | None
    points: tuple[ShopPoint, ...]
    total: Total
    house: str

    @property
    def servable(self) -> bool:
        """Whether anything of it can still be ordered."""
        return self.total.articles > 0 and (self.full is None or bool(self.points))

    @property
    def asked(self) -> tuple[ShortLine, ...]:
        """Lines with a number to confirm or to change."""
        return tuple(line for line in (*self.missing, *self.rose) if line.left)


#: What the banner of a round says.
_SHOWN = ("title", "opens_at", "closes_at", "state", "since")


def short(
    sale: int,
    customer: int,
    wanted: Mapping[int, int],
    slot: int,
    refused: NotPlaced,
    now: datetime,
    *,
    level_bp: int = 0,
) -> Short | None:
    """The answer to a basket (offer → units) that `refused` says why it was not taken, its total at the level that was
    chosen for it; None when its offers are gone.

    One query, and one more when the slot is full: it is asked in the closing minute.
    """
    asked = {pk: n for pk, n in wanted.items() if n}
    # Columns, not objects: whole rows of four tables took longer than the act.
    rows = (
        Offer.objects.filter(sale=sale, pk__in=asked)
        .order_by("item__name", "pk")
        .values_list(
            "pk", "item__name", "label", "price", "gross", "vat_bp", "portion", "item__dimension", "by_weight",
            "most_portion", "item__jar_format__deposit_cents",
            Subquery(Collective.objects.values("organisation__name")[:1]), *(f"sale__{name}" for name in _SHOWN),
        )
    )  # fmt: skip
    left = rules.proposal(asked, refused.missing)
    rose = {one.key: one for one in refused.rose}
    lines, priced = [], []
    banner: dict[str, Any] = {}
    house = ""
    for pk, name, label, price, gross, vat_bp, portion, dimension, by_weight, most_portion, deposit, of, *said in rows:
        house = of or ""
        banner = dict(zip(_SHOWN, said, strict=True))
        was = _one(rose[pk].was, gross, vat_bp) if pk in rose else 0
        told = (str(price), was, _one(price, gross, vat_bp), by_weight)
        lines.append(ShortLine(str(pk), f"{name}, {label}", asked[pk], left[pk], *told))
        sold = Terms(price, gross, vat_bp, portion, Dimension(dimension), by_weight, most_portion)
        priced.append((sold, (deposit or 0) * portion, left[pk]))
    if not lines:
        return None
    full, points = _room(sale, customer, slot) if refused.slot_full else (None, ())
    return Short(
        shown=shown(SaleRound(pk=sale, **banner), now),
        missing=tuple(line for line in lines if line.left < line.wanted),
        rose=tuple(line for line in lines if line.was and line.left >= line.wanted),
        kept=tuple(line for line in lines if not line.was and line.left >= line.wanted),
        full=full,
        points=points,
        total=_total(priced, level_bp),
        house=house,
    )


def _one(price: Decimal, gross: bool, vat_bp: int) -> int:
    return rules.amount(price, 1, 1, gross=gross, vat_bp=vat_bp).due


#: An offer, how much was wanted, how much was left; as the address of an order that was just placed says it.
_LACK = re.compile(r"([1-9][0-9]{0,17})-([1-9][0-9]{0,3})-([0-9]{1,4})")


def lacking(sale: int, told: Sequence[str]) -> list[ShortLine]:
    """What an order had to do without, from the address of its page: those of this sale's offers, by name."""
    read = {int(found[1]): found for one in told if (found := _LACK.fullmatch(one))}
    if not read:
        return []
    rows = Offer.objects.filter(sale=sale, pk__in=read).order_by("item__name").values_list("pk", "item__name", "label")
    return [ShortLine(str(pk), f"{name}, {label}", int(read[pk][2]), int(read[pk][3])) for pk, name, label in rows]


def _room(sale: int, customer: int, slot: int) -> tuple[Slot | None, tuple[ShopPoint, ...]]:
    """This slot, and those that have room (the household's own has), at the same point first."""
    own = Order.objects.filter(slot=OuterRef("pk"), customer=customer, cancelled_at=None)
    found = (
        Slot.objects.filter(Q(pk=slot) | Q(taken__lt=F("capacity"), shut_at=None) | Exists(own), sale=sale)
        .select_related("point")
        .order_by("point__name", "point_id", "starts_at")
    )
    rows = list(found)
    full = next((row for row in rows if row.pk == slot), None)
    free = [row for row in rows if row.pk != slot]
    free.sort(key=lambda row: full is None or row.point_id != full.point_id)
    by_point = [list(of_point) for _, of_point in groupby(free, key=lambda row: row.point_id)]
    return full, tuple(ShopPoint(of_point[0].point, tuple(of_point)) for of_point in by_point)


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
