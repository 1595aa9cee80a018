"""Orders whole: who, where, when, what, and what each line gets of what came."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from itertools import groupby
from typing import Any

from django.db.models import BooleanField, Exists, ExpressionWrapper, F, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from bocal.catalog.rules import Storage
from bocal.directory.models import Organisation, Person
from bocal.directory.rules import Desk
from bocal.journals.models import MoneyLine
from bocal.journals.rules import Account
from bocal.orders import rules, words
from bocal.orders.models import Arrived, Offer, Order, OrderLine, SaleRound, Slot
from bocal.orders.reads.sales import as_ordered, levels_of, terms
from bocal.orders.rules.rhythm import State
from bocal.orders.rules.shortage import Ask, Rule, Shared, share, to_bring
from bocal.orders.rules.solidarity import paid

_HANDED = ExpressionWrapper(Q(handover__isnull=False, handover__reversal=None), output_field=BooleanField())


@dataclass(frozen=True)
class Line:
    """A line of an order as people read it; cents VAT included. `expected` is what is left after what did not come."""

    pk: int
    offer: Offer
    quantity: int
    expected: int
    most_cents: int
    deposit_cents: int
    # How many of them fill a farm's crate, beyond what was ordered.
    extra: int = 0

    @property
    def name(self) -> str:
        return self.offer.item.name

    @property
    def label(self) -> str:
        return self.offer.label

    @property
    def farm(self) -> str:
        """Whose it is; empty for our own jars."""
        return self.offer.producer.name if self.offer.producer else ""

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

    @cached_property
    def goods(self) -> int:
        return sum(line.most_cents for line in self.lines)

    @cached_property
    def deposits(self) -> int:
        return sum(line.deposit_cents for line in self.lines)

    @property
    def fee(self) -> int:
        return self.order.fee_cents

    @property
    def total(self) -> int:
        return self.goods + self.deposits + self.fee

    @property
    def level(self) -> str:
        """Which price the buyer chose, as the buyer reads it; nothing for the plain one."""
        return words.level(self.order.level_bp)

    @property
    def priced(self) -> bool:
        """Whether those who hand over read what it costs: not where buyers choose their price, since it would tell."""
        return not levels_of(self.order.sale)

    @property
    def articles(self) -> int:
        return sum(line.quantity for line in self.lines)

    @property
    def cold(self) -> bool:
        return any(line.cold for line in self.lines)

    @property
    def weighed(self) -> bool:
        return any(line.weighed for line in self.lines)


def whole_orders() -> QuerySet[Order]:
    """Orders with all that a sheet says of them, and whether each was `handed` over."""
    return Order.objects.select_related("sale", "customer", "person", "slot__point", "handover").annotate(
        handed=_HANDED
    )


#: So many of a household's orders on its page, the latest: a year of a sale every week.
MOST_ORDERS = 52


def orders_of(organisations: Sequence[int]) -> list[Sheet]:
    """The latest orders of these organisations, newest first."""
    rows = whole_orders().filter(customer__in=organisations).order_by("-sale__closes_at", "-pk")
    return sheets_of(rows[:MOST_ORDERS])


def order_of(pk: int, organisations: Sequence[int]) -> Sheet | None:
    """An order, only if it belongs to one of these organisations."""
    return next(iter(sheets_of(whole_orders().filter(pk=pk, customer__in=organisations))), None)


def order(pk: int) -> Sheet | None:
    """An order that stands, for those who hand it over."""
    return next(iter(sheets_of(whole_orders().filter(pk=pk, cancelled_at=None))), None)


def any_order(pk: int) -> Order | None:
    """An order, cancelled or not."""
    return whole_orders().filter(pk=pk).first()


def standing(sale: SaleRound, point: int | None = None) -> list[Sheet]:
    """All orders of a round that stand (those of one point, if it is given), by slot then by name."""
    # Hundreds of orders share the round and a few slots: each is read once.
    found = Order.objects.filter(sale=sale, cancelled_at=None).select_related("customer", "person", "handover")
    if point is not None:
        found = found.filter(slot__point=point)
    at = Prefetch("slot", Slot.objects.select_related("point"))
    kept = list(found.prefetch_related(at).annotate(handed=_HANDED))
    for row in kept:
        row.sale = sale
    return sorted(_sheets(kept), key=slot_then_name)


def not_yet(sale: SaleRound) -> list[Order]:
    """Orders of the round before this one (of the same rhythm, where it has one) whose household has none in this one:
    who is reminded."""
    before = SaleRound.objects.filter(closes_at__lt=sale.closes_at, rhythm=sale.rhythm_id).exclude(pk=sale.pk)
    last = before.exclude(state=State.CANCELLED).order_by("-closes_at", "-pk").first()
    if last is None:
        return []
    here = Order.objects.filter(sale=sale, cancelled_at=None, customer=OuterRef("customer"))
    found = Order.objects.filter(~Exists(here), sale=last, cancelled_at=None)
    return list(found.select_related("person", "customer").order_by("pk"))


def standing_orders(sale: SaleRound, search: str = "", limit: int = 200) -> list[Order]:
    """The orders of a round that stand, by customer, with how many `articles` each holds: those whose customer's name
    holds `search`. One query."""
    found = Order.objects.filter(sale=sale, cancelled_at=None, customer__name__icontains=search)
    found = found.select_related("customer", "slot__point").annotate(articles=Coalesce(Sum("lines__quantity"), 0))
    return list(found.order_by("customer__name", "pk")[:limit])


def without_order(sale: SaleRound, search: str, limit: int = 20) -> list[Organisation]:
    """Customers whose name holds `search` and who have no order in the round; none without a search."""
    if not search:
        return []
    here = Order.objects.filter(sale=sale, cancelled_at=None, customer=OuterRef("pk"))
    found = Organisation.objects.filter(~Exists(here), active=True, name__icontains=search, roles__desk=Desk.CUSTOMER)
    return list(found.distinct().order_by("name", "pk")[:limit])


def buyer_for(customer: int) -> tuple[int, int] | None:
    """(customer, person) in whose name a coordinator orders: who sits there as a customer; None when nobody does."""
    seats = Person.objects.filter(roles__organisation=customer, roles__desk=Desk.CUSTOMER, is_active=True)
    person = seats.order_by("roles__pk").values_list("pk", flat=True).first()
    return (customer, person) if person else None


def slot_then_name(sheet: Sheet) -> tuple[str, datetime, str, int]:
    """What sorts a round's orders: point, time, customer."""
    slot = sheet.order.slot
    # An order that stands always has a slot; the database keeps it nullable for cancelled ones.
    assert slot is not None
    return (slot.point.name, slot.starts_at, sheet.customer.name.casefold(), sheet.order.pk)


def sheets_of(found: QuerySet[Order]) -> list[Sheet]:
    """Orders with their lines, shortages shared out; five queries whatever their number."""
    return _sheets(list(found))


def _sheets(kept: Sequence[Order]) -> list[Sheet]:
    rows = OrderLine.objects.filter(order__in=kept).order_by("pk")
    asked = list(rows.values_list("pk", "order_id", "offer_id", "quantity", "price", "extra", "order__level_bp"))
    offers = offers_by_farm({row[2] for row in asked})
    place = {pk: number for number, pk in enumerate(offers)}
    gets = served(offers)
    # Most lines ask for the same few units of the same few goods: what that is worth is computed once.
    sold: dict[tuple[int, Decimal], Offer] = {}
    worth: dict[tuple[int, Decimal, int], tuple[int, int]] = {}
    lines: dict[int, list[Line]] = defaultdict(list)
    for pk, order, offer, quantity, plain, extra, level_bp in sorted(asked, key=lambda row: place[row[2]]):
        price = paid(plain, level_bp)
        if (offer, price) not in sold:
            sold[offer, price] = as_ordered(offers[offer], price)
        if (offer, price, quantity) not in worth:
            worth[offer, price, quantity] = _worth(sold[offer, price], quantity)
        most, deposit = worth[offer, price, quantity]
        expected = gets.get(pk, quantity)
        lines[order].append(Line(pk, sold[offer, price], quantity, expected, most, deposit, extra))
    return [
        Sheet(order=row, handed=row.handed, lines=tuple(lines[row.pk]))  # type: ignore[attr-defined]
        for row in kept
    ]


def offers_by_farm(pks: Iterable[int]) -> dict[int, Offer]:
    """These offers, by farm (our own last) then by what they are: the order of every list."""
    found = Offer.objects.filter(pk__in=list(pks)).select_related("item__jar_format", "producer")
    return {row.pk: row for row in found.order_by(F("producer__name").asc(nulls_last=True), "item__name", "pk")}


def _worth(offer: Offer, quantity: int) -> tuple[int, int]:
    """Cents that so many units can cost at most, and cents of deposit on them."""
    jar = offer.item.jar_format
    return rules.most(terms(offer), quantity).due, jar.deposit_cents * offer.portion * quantity if jar else 0


def arrived(offers: Iterable[int]) -> dict[int, int]:
    """How many units of each offer came, bringings taken back left out; an offer nobody noted is absent."""
    rows = (
        Arrived.objects.filter(offer__in=list(offers), bringing__voucher__reversal=None)
        .values_list("offer")
        .annotate(came=Sum("quantity"))
    )
    return dict(rows)


def asked_of_farms(offers: Iterable[int]) -> dict[int, int]:
    """How many units of each offer its farm is asked to bring: all that is ordered while people order, then whole
    crates, nothing below its minimum, without what it said will lack. One query."""
    return {row.pk: _asked(row) for row in _to_share(offers)}


def supplies(offers: Iterable[int]) -> dict[int, int]:
    """How many units there are to share of each offer of which there is too little: what came, else what its farm is
    asked to bring; the others are absent. One query."""
    there = {row: _asked(row) if row.came is None else row.came for row in _to_share(offers)}
    return {row.pk: units for row, units in there.items() if units < row.ordered}


def _to_share(offers: Iterable[int]) -> QuerySet[Any]:
    came = Arrived.objects.filter(offer=OuterRef("pk"), bringing__voucher__reversal=None).order_by().values("offer")
    return (
        Offer.objects.filter(pk__in=list(offers))
        .select_related("sale")
        .annotate(lacking=F("lack__units"), came=Subquery(came.annotate(units=Sum("quantity")).values("units")))
    )


def _asked(row: Any) -> int:
    if not (row.sale.final and row.producer_id):
        return int(row.ordered)
    whole = to_bring(row.ordered, crate=row.crate, minimum=row.minimum)
    return int(min(whole, row.ordered - (row.lacking or 0)))


def served(offers: Iterable[int]) -> dict[int, int]:
    """What each line gets of the offers of which there is too little, by the round’s own rule; others are absent."""
    short = supplies(offers)
    if not short:
        return {}
    rows = oldest_first(OrderLine.objects.filter(offer__in=short))
    shares: dict[int, int] = {}
    for (offer, rule), of_offer in groupby(
        rows.values_list("offer_id", "offer__sale__shortage", "pk", "quantity"), key=lambda row: row[:2]
    ):
        asks = [Ask(line, quantity) for _, _, line, quantity in of_offer]
        shares |= share(Rule(rule), asks, short[offer]).given
    return shares


def oldest_first(lines: QuerySet[OrderLine]) -> QuerySet[OrderLine]:
    """Lines in the order in which their orders came, offer by offer."""
    return lines.order_by("offer_id", "order__placed_at", "order_id")


@dataclass(frozen=True)
class Working:
    """How an offer that came short was shared out; `shares` are the lines, oldest first, with what each gets."""

    offer: Offer
    shared: Shared
    shares: tuple[tuple[OrderLine, int], ...]


def working(sale: SaleRound, offer: int) -> Working | None:
    """The sharing of an offer of which there is too little, line by line; None when there is enough. Three queries."""
    found = Offer.objects.filter(pk=offer, sale=sale).select_related("item", "producer").first()
    supply = supplies([offer]).get(offer) if found else None
    if found is None or supply is None:
        return None
    lines = list(oldest_first(found.lines.select_related("order__customer")))
    shared = share(Rule(sale.shortage), [Ask(line.pk, line.quantity) for line in lines], supply)
    return Working(found, shared, tuple((line, shared.given[line.pk]) for line in lines))


@dataclass(frozen=True)
class HandedLine:
    """What was really handed over: what it was, how much, what is owed for it (cents, VAT included)."""

    line: MoneyLine
    cents: int
    # The farm that sold it in its own name; empty for what the group sells.
    seller: str = ""


def handed_lines(sheet: Sheet) -> list[HandedLine]:
    """What the handover wrote down as owed; nothing before it, or after it was taken back."""
    if not sheet.handed:
        return []
    written = MoneyLine.objects.filter(voucher=sheet.order.handover_id).order_by("pk")
    sold = written.filter(account=Account.THIRD_PARTIES, lot__isnull=False)
    sellers: dict[int | None, str] = dict(sold.values_list("lot", "party__name"))
    rows = written.filter(account=Account.UNBILLED).select_related("item")
    return [HandedLine(row, row.cents, sellers.get(row.lot_id, "")) for row in rows]
