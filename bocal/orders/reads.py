"""Questions about sales: what is open, what is left, who ordered what, what is to be brought and handed over."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby

from django.db.models import BooleanField, Count, ExpressionWrapper, F, Max, Q, QuerySet, Sum

from bocal.catalog.models import Item, JarFormat
from bocal.catalog.rules import FOOD, DateKind, Dimension, Storage
from bocal.catalog.words import ALLERGENS
from bocal.directory.models import Organisation, Place
from bocal.directory.rules import PlaceKind
from bocal.journals import reads as journals
from bocal.journals.models import MoneyLine, Movement, Stock
from bocal.journals.rules import Account, Status, Way
from bocal.orders import rules
from bocal.orders.models import Arrived, Bringing, Offer, Order, OrderLine, SaleRound, Slot
from bocal.orders.rules import Batch, Left, State, Terms

_HANDED = ExpressionWrapper(Q(handover__isnull=False, handover__reversal=None), output_field=BooleanField())


def state(sale: SaleRound, now: datetime) -> State:
    """Whether the round waits, sells or has ended."""
    return rules.state(sale.opens_at, sale.closes_at, sale.closed_at, now)


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


def line_terms(line: OrderLine) -> Terms:
    """What the line was ordered for."""
    offer = line.offer
    offer.price = line.price
    return terms(offer)


def named(offer: Offer) -> str:
    """« Tomates cerises, la barquette »."""
    return f"{offer.item.name}, {offer.label}"


# ── Rounds ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Shown:
    """A round as people see it now."""

    sale: SaleRound
    state: State
    left: Left
    orders: int = 0


def shown(sale: SaleRound, now: datetime) -> Shown:
    """A round with its state and the time until it opens or closes."""
    found = state(sale, now)
    until = sale.opens_at if found is State.PLANNED else sale.closes_at
    return Shown(sale, found, rules.left(until, now), getattr(sale, "count", 0))


def rounds(now: datetime, limit: int = 60) -> list[Shown]:
    """The latest rounds, for the desks, with how many orders stand."""
    rows = SaleRound.objects.annotate(count=Count("orders", filter=Q(orders__cancelled_at=None)))[:limit]
    return [shown(sale, now) for sale in rows]


def coming(now: datetime) -> list[Shown]:
    """Open rounds, first to close first, then planned ones."""
    rows = SaleRound.objects.filter(closed_at=None, closes_at__gt=now).order_by("closes_at", "pk")
    found = [shown(sale, now) for sale in rows]
    return [s for s in found if s.state is State.OPEN] + [s for s in found if s.state is State.PLANNED]


def round_(pk: int) -> SaleRound | None:
    """The round of this key."""
    return SaleRound.objects.select_related("shelf").filter(pk=pk).first()


def latest_round() -> SaleRound | None:
    """The round made last: the one to copy."""
    return SaleRound.objects.order_by("-pk").first()


def due_rounds(now: datetime) -> QuerySet[SaleRound]:
    """Rounds whose time is past and that nobody has closed."""
    return SaleRound.objects.filter(closed_at=None, closes_at__lte=now).order_by("pk")


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


def slot(sale: SaleRound, pk: int) -> Slot | None:
    """One slot of a round."""
    return slots(sale).filter(pk=pk).first()


# ── The shop ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class ShopLine:
    """An offer on the shelf of the page. Cents are VAT included; `left` counts what this household already holds."""

    offer: Offer
    left: int
    unit_cents: int
    most_cents: int
    deposit_cents: int
    allergens: tuple[str, ...]

    @property
    def pk(self) -> int:
        return self.offer.pk

    @property
    def cold(self) -> bool:
        return self.offer.item.storage != Storage.AMBIENT

    @property
    def frozen(self) -> bool:
        return self.offer.item.storage == Storage.FREEZER


@dataclass(frozen=True)
class ShopGroup:
    """All that one farm sells; our own jars have no farm."""

    producer: Organisation | None
    lines: tuple[ShopLine, ...]


@dataclass(frozen=True)
class ShopPoint:
    """A pickup point with its slots."""

    point: Place
    slots: tuple[Slot, ...]

    @property
    def full(self) -> bool:
        return all(slot.taken >= slot.capacity for slot in self.slots)


@dataclass(frozen=True)
class Shop:
    """A round as a buyer sees it."""

    groups: tuple[ShopGroup, ...]
    points: tuple[ShopPoint, ...]

    @property
    def lines(self) -> dict[int, ShopLine]:
        return {line.pk: line for group in self.groups for line in group.lines}


def shop(sale: SaleRound, mine: "Mine | None" = None) -> Shop:
    """What is sold and left, farm by farm, and where and when to fetch it. Two queries."""
    held = mine.lines if mine else {}
    # Without the item's VAT: the offer bears its own.
    rows = offers(sale).select_related(None).select_related("item__jar_format", "producer")
    lines = [_shop_line(row, held.get(row.pk, 0)) for row in rows]
    by_farm = [list(rows) for _, rows in groupby(lines, key=lambda line: line.offer.producer_id)]
    groups = [ShopGroup(found[0].offer.producer, tuple(found)) for found in by_farm]
    groups.sort(key=lambda group: (group.producer is None, group.producer.name if group.producer else ""))
    by_point = [list(rows) for _, rows in groupby(slots(sale), key=lambda row: row.point_id)]
    return Shop(tuple(groups), tuple(ShopPoint(found[0].point, tuple(found)) for found in by_point))


def _shop_line(row: Offer, mine: int) -> ShopLine:
    sold = terms(row)
    jar = row.item.jar_format
    return ShopLine(
        offer=row,
        left=row.available - row.ordered + mine,
        unit_cents=rules.line_amount(sold, 1).due,
        most_cents=rules.most(sold, 1).due,
        deposit_cents=jar.deposit_cents * row.portion if jar else 0,
        allergens=tuple(str(ALLERGENS[name]) for name in row.item.allergens if name in ALLERGENS),
    )


@dataclass(frozen=True)
class Total:
    """What a basket comes to, in cents VAT included; `weighed` when the true price may be lower."""

    articles: int
    goods: int
    deposits: int
    weighed: bool

    @property
    def cents(self) -> int:
        return self.goods + self.deposits


def total(shown: Shop, wanted: dict[int, int]) -> Total:
    """The most a basket can cost, its deposits apart. No query."""
    lines = shown.lines
    kept = {pk: n for pk, n in wanted.items() if n > 0 and pk in lines}
    return Total(
        articles=sum(kept.values()),
        goods=sum(rules.most(terms(lines[pk].offer), n).due for pk, n in kept.items()),
        deposits=sum(lines[pk].deposit_cents * n for pk, n in kept.items()),
        weighed=any(lines[pk].offer.by_weight for pk in kept),
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
    """The organisations one may order for, in the order of the seats."""
    found = Organisation.objects.in_bulk(list(keys))
    return [found[key] for key in dict.fromkeys(keys) if key in found]


# ── One order ────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Line:
    """A line of an order as people read it; cents VAT included. `expected` is what is left after what did not come."""

    pk: int
    offer: Offer
    quantity: int
    expected: int
    most_cents: int
    deposit_cents: int

    @property
    def name(self) -> str:
        return self.offer.item.name

    @property
    def label(self) -> str:
        return self.offer.label

    @property
    def short(self) -> int:
        return self.quantity - self.expected

    @property
    def cold(self) -> bool:
        return self.offer.item.storage != Storage.AMBIENT

    @property
    def frozen(self) -> bool:
        return self.offer.item.storage == Storage.FREEZER

    @property
    def weighed(self) -> bool:
        return self.offer.by_weight


@dataclass(frozen=True)
class Sheet:
    """An order whole: who, where, when, what, how much at most."""

    order: Order
    handed: bool
    lines: tuple[Line, ...]

    @property
    def customer(self) -> Organisation:
        return self.order.customer

    @property
    def goods(self) -> int:
        return sum(line.most_cents for line in self.lines)

    @property
    def deposits(self) -> int:
        return sum(line.deposit_cents for line in self.lines)

    @property
    def total(self) -> int:
        return self.goods + self.deposits

    @property
    def articles(self) -> int:
        return sum(line.quantity for line in self.lines)

    @property
    def cold(self) -> bool:
        return any(line.cold for line in self.lines)

    @property
    def weighed(self) -> bool:
        return any(line.weighed for line in self.lines)


def _orders() -> QuerySet[Order]:
    return Order.objects.select_related("sale", "customer", "person", "slot__point", "handover").annotate(
        handed=_HANDED
    )


def orders_of(organisations: Sequence[int]) -> list[Sheet]:
    """Every order of these organisations, newest first."""
    return _sheets(_orders().filter(customer__in=organisations).order_by("-sale__closes_at", "-pk"))


def order_of(pk: int, organisations: Sequence[int]) -> Sheet | None:
    """An order, only if it belongs to one of these organisations."""
    return next(iter(_sheets(_orders().filter(pk=pk, customer__in=organisations))), None)


def order(pk: int) -> Sheet | None:
    """An order that stands, for those who hand it over."""
    return next(iter(_sheets(_orders().filter(pk=pk, cancelled_at=None))), None)


def standing(sale: SaleRound) -> list[Sheet]:
    """All orders of a round that stand, by slot then by name."""
    found = _sheets(_orders().filter(sale=sale, cancelled_at=None))
    return sorted(found, key=_by_slot)


def _by_slot(sheet: Sheet) -> tuple[str, datetime, str, int]:
    slot = sheet.order.slot
    # An order that stands always has a slot; the database keeps it nullable for cancelled ones.
    assert slot is not None
    return (slot.point.name, slot.starts_at, sheet.customer.name.casefold(), sheet.order.pk)


def _sheets(found: QuerySet[Order]) -> list[Sheet]:
    """Orders with their lines, shortages shared out; four queries whatever their number."""
    kept = list(found)
    lines: dict[int, list[OrderLine]] = defaultdict(list)
    rows = OrderLine.objects.filter(order__in=kept).select_related("offer__item__jar_format", "offer__producer")
    by_farm = F("offer__producer__name").asc(nulls_last=True)
    for row in rows.order_by(by_farm, "offer__item__name", "offer_id"):
        lines[row.order_id].append(row)
    served = _served({row.offer_id for of_order in lines.values() for row in of_order})
    return [
        Sheet(
            order=row,
            handed=row.handed,  # type: ignore[attr-defined]
            lines=tuple(_line(line, served.get(line.pk, line.quantity)) for line in lines[row.pk]),
        )
        for row in kept
    ]


def _line(row: OrderLine, expected: int) -> Line:
    jar = row.offer.item.jar_format
    sold = line_terms(row)
    return Line(
        pk=row.pk,
        offer=row.offer,
        quantity=row.quantity,
        expected=expected,
        most_cents=rules.most(sold, row.quantity).due,
        deposit_cents=jar.deposit_cents * row.offer.portion * row.quantity if jar else 0,
    )


def arrived(offers: Iterable[int]) -> dict[int, int]:
    """How many units of each offer came, bringings taken back left out; an offer nobody noted is absent."""
    rows = (
        Arrived.objects.filter(offer__in=list(offers), bringing__voucher__reversal=None)
        .values_list("offer")
        .annotate(came=Sum("quantity"))
    )
    return dict(rows)


def _served(offers: Iterable[int]) -> dict[int, int]:
    """What each line gets of the offers of which too little came: first come, first served."""
    came = arrived(offers)
    short = [pk for pk, ordered in Offer.objects.filter(pk__in=came).values_list("pk", "ordered") if came[pk] < ordered]
    if not short:
        return {}
    rows = (
        OrderLine.objects.filter(offer__in=short)
        .order_by("offer_id", "order__placed_at", "order_id")
        .values_list("offer_id", "pk", "quantity")
    )
    shares: dict[int, int] = {}
    for offer_pk, of_offer in groupby(rows, key=lambda row: row[0]):
        shares |= rules.served([(line, n) for _, line, n in of_offer], came[offer_pk])
    return shares


@dataclass(frozen=True)
class HandedLine:
    """What was really handed over: what it was, how much, what is owed for it (cents, VAT included)."""

    line: MoneyLine
    cents: int


def handed_lines(sheet: Sheet) -> list[HandedLine]:
    """What the handover wrote down as owed; nothing before it, or after it was taken back."""
    if not sheet.handed:
        return []
    rows = MoneyLine.objects.filter(voucher=sheet.order.handover_id, account=Account.UNBILLED)
    return [HandedLine(row, row.cents) for row in rows.select_related("item").order_by("pk")]


# ── Lists that people hold in their hands ────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Bundle:
    """So many units of an offer, for a farm's or a point's list."""

    offer: Offer
    quantity: int

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


def lists(sale: SaleRound) -> Lists:
    """All that was ordered, by farm, by point and slot, by customer."""
    sheets = standing(sale)
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
            totals[line.offer.pk] += line.quantity
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


# ── Bringing ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Expected:
    """What a farm was asked for of an offer, and what came so far (None: nobody noted anything yet)."""

    offer: Offer
    came: int | None

    @property
    def ordered(self) -> int:
        return self.offer.ordered

    @property
    def missing(self) -> int:
        return max(0, self.offer.ordered - (self.came or 0))

    @property
    def cold(self) -> bool:
        return self.offer.item.storage != Storage.AMBIENT


@dataclass(frozen=True)
class FarmExpected:
    """A farm of a round, with what it was asked for."""

    producer: Organisation
    lines: tuple[Expected, ...]

    @property
    def noted(self) -> bool:
        return all(line.came is not None for line in self.lines)

    @property
    def missing(self) -> int:
        return sum(line.missing for line in self.lines)


def expected(sale: SaleRound) -> list[FarmExpected]:
    """Farm by farm, what was ordered and what came. Two queries."""
    rows = [row for row in offers(sale) if row.producer_id and row.ordered]
    came = arrived(row.pk for row in rows)
    return [
        FarmExpected(found[0].offer.producer, tuple(found))
        for _, group in groupby((Expected(row, came.get(row.pk)) for row in rows), key=lambda e: e.offer.producer_id)
        if (found := list(group)) and found[0].offer.producer
    ]


def bringing(key: str) -> Bringing | None:
    """What this form already noted."""
    return Bringing.objects.filter(key=key).select_related("voucher").first()


# ── Handing over ─────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Counter:
    """A point of a round where orders are handed over."""

    sale: SaleRound
    point: Place
    orders: int
    handed: int
    first: datetime


def counters(limit: int = 40) -> list[Counter]:
    """Points of closed rounds, latest rounds first, with how many orders are handed over. One query."""
    rows = (
        Slot.objects.filter(orders__cancelled_at=None, sale__closed_at__isnull=False)
        .values("sale", "point")
        .annotate(
            orders_count=Count("orders"),
            handed=Count("orders", filter=Q(orders__handover__isnull=False, orders__handover__reversal=None)),
            last=Max("starts_at"),
        )
        .order_by("-last", "sale", "point")[:limit]
    )
    found = list(rows)
    sales = SaleRound.objects.in_bulk({row["sale"] for row in found})
    points = Place.objects.in_bulk({row["point"] for row in found})
    return [
        Counter(sales[row["sale"]], points[row["point"]], row["orders_count"], row["handed"], row["last"])
        for row in found
    ]


def at_point(sale: SaleRound, point: int) -> list[SlotList]:
    """The orders of a round at a point, slot by slot."""
    return _by_slots(sorted(_sheets(_orders().filter(sale=sale, slot__point=point, cancelled_at=None)), key=_by_slot))


def deposit_formats() -> QuerySet[JarFormat]:
    """Jar formats that carry a deposit."""
    return JarFormat.objects.filter(deposit_cents__gt=0).select_related("jar")


def batches(rows: Iterable[Stock]) -> list[Batch]:
    """Stock as the rules see it; what was made here is sold on another account than what was bought."""
    return [
        Batch(
            lot=row.lot_id,
            place=row.place_id,
            quantity=row.quantity,
            good_until=row.lot.good_until,
            date_kind=DateKind(row.lot.date_kind),
            status=Status(row.lot.state.status),
            code=row.lot.code,
            account=Account.OWN_PRODUCTS if row.lot.way == Way.MADE else Account.RESALE,
        )
        for row in rows
    ]


def on_shelf(sale: SaleRound) -> list[Stock]:
    """All that waits on a round's shelf, first to expire first."""
    return list(journals.stock().filter(place=sale.shelf_id))


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


# ── Stock that may be offered or given ───────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Available:
    """An item with how much of it may be offered or given, in its own unit, and until when the first of it is good."""

    item: Item
    quantity: int
    good_until: date | None


def free_stock(owner: Organisation, day: date, *, to_give: bool = False) -> list[Available]:
    """Released goods of ours, item by item: those still in date, or when giving those that may still be given."""
    fits = rules.givable if to_give else rules.sellable
    totals: dict[int, int] = defaultdict(int)
    items: dict[int, Item] = {}
    dates: dict[int, date | None] = {}
    for row in journals.sellable(*FOOD, owner=owner):
        (batch,) = batches([row])
        if fits(batch, day):
            items[row.lot.item_id] = row.lot.item
            totals[row.lot.item_id] += row.quantity
            dates.setdefault(row.lot.item_id, row.lot.good_until)
    return [Available(i, totals[i.pk], dates[i.pk]) for i in sorted(items.values(), key=lambda i: i.name)]


def free_batches(owner: Organisation, item: int, day: date, *, to_give: bool = False) -> list[Batch]:
    """The lots behind `free_stock`, for one item."""
    fits = rules.givable if to_give else rules.sellable
    found = batches(journals.sellable(*FOOD, owner=owner).filter(lot__item=item))
    return [batch for batch in found if fits(batch, day)]


def points() -> QuerySet[Place]:
    """Places where orders may be fetched."""
    return Place.objects.filter(kind=PlaceKind.POINT, active=True)
