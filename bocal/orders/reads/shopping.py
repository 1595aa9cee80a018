"""A round as a buyer sees it: what is left, what a basket comes to, what the household holds."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby

from bocal.catalog.rules import Storage
from bocal.catalog.words import ALLERGENS
from bocal.directory.models import Organisation, Place
from bocal.orders import rules
from bocal.orders.models import Offer, Order, OrderLine, SaleRound, Slot
from bocal.orders.reads.sales import offers, slots, terms


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
