"""Questions about deliveries: a day's, a customer's, one whole; what is picked, delivered, sent back, lacking."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db.models import BooleanField, Case, ExpressionWrapper, F, Prefetch, Q, QuerySet, Sum, When

from bocal.catalog.models import Item
from bocal.catalog.rules import Dimension, Storage
from bocal.directory.models import Organisation
from bocal.directory.rules import PlaceKind
from bocal.journals.models import Lot, Movement, Stock
from bocal.journals.rules import Status
from bocal.measure.quantity import PER
from bocal.orders import rules
from bocal.orders.models import Bay, Delivery, DeliveryLine, GoodsBack
from bocal.orders.reads.agreements import Window, professionals_of, windows
from bocal.orders.reads.fates import Fate, fates
from bocal.orders.rules import Amount
from bocal.orders.rules import delivering as rule
from bocal.orders.rules.delivering import BayUse, DeliveryState

#: How many deliveries back one looks for what a customer usually takes.
USUAL = 6
#: Rows between the house and the customer, and their sum: what went there less what came back.
OUTSIDE = Q(source__kind=PlaceKind.CUSTOMER) | Q(target__kind=PlaceKind.CUSTOMER)
GIVEN = Sum(Case(When(target__kind=PlaceKind.CUSTOMER, then=F("quantity")), default=-F("quantity")))


def held(name: str) -> ExpressionWrapper[Q]:
    """Whether a delivery has this voucher and it was not taken back."""
    return ExpressionWrapper(Q(**{f"{name}__isnull": False, f"{name}__reversal": None}), output_field=BooleanField())


def deliveries() -> QuerySet[Delivery]:
    """Deliveries with their customer, and whether each is `picked` and `delivered`."""
    return Delivery.objects.select_related("customer__terms", "person", "standing", "handover").annotate(
        picked=held("picking"), delivered=held("handover")
    )


@dataclass(frozen=True)
class Line:
    """A line of a delivery. `real`: how much was picked, then how much the customer has (None while it is only
    ordered); `billed`: what the journals say that this costs, in cents before VAT (None until it is brought)."""

    row: DeliveryLine
    real: int | None = None
    billed: int | None = None

    @property
    def item(self) -> Item:
        return self.row.item

    @property
    def dimension(self) -> Dimension:
        return Dimension(self.row.item.dimension)

    @property
    def cold(self) -> bool:
        return self.row.item.storage != Storage.AMBIENT

    @property
    def frozen(self) -> bool:
        return self.row.item.storage == Storage.FREEZER

    @property
    def own(self) -> int:
        """Of a line that replaces another item too, how much was ordered of its own item; 0 of one that only
        replaces."""
        return self.row.quantity - self.row.replacing if 0 < self.row.replacing < self.row.quantity else 0

    @property
    def amount(self) -> Amount:
        """What it costs at the price it was ordered: as ordered, then as picked, then as the customer has it."""
        return self.cost(self.row.quantity if self.real is None else self.real)

    @property
    def net(self) -> int:
        """The same before VAT, in cents: what every list, note and invoice says."""
        return self.amount.net if self.billed is None else self.billed

    def cost(self, quantity: int) -> Amount:
        """What so much of it costs, at the price it was ordered."""
        row = self.row
        return rules.amount(row.unit_price, quantity, PER[self.dimension], gross=row.gross, vat_bp=row.vat_bp)


@dataclass(frozen=True)
class Card:
    """A delivery whole: as ordered, then as picked, then as the customer has it."""

    delivery: Delivery
    lines: tuple[Line, ...]
    fate: Fate | None = None

    @cached_property
    def state(self) -> DeliveryState:
        row = self.delivery
        return rule.delivery_state(
            cancelled=row.cancelled_at is not None,
            picked=row.picked,  # type: ignore[attr-defined]
            delivered=row.delivered,  # type: ignore[attr-defined]
            refused=row.refused,
        )

    @property
    def customer(self) -> Organisation:
        return self.delivery.customer

    @property
    def net(self) -> int:
        """Before VAT, deposits apart."""
        return sum(line.net for line in self.lines)

    @property
    def owed(self) -> int | None:
        """What an invoice of it alone comes to once it is brought: returns taken off, VAT and deposits within."""
        return self.fate.owed if self.fate else None

    @property
    def due(self) -> int:
        """What an invoice of it alone would come to, deposits apart."""
        return rules.total_due((line.amount, line.row.gross, line.row.vat_bp) for line in self.lines)

    @property
    def mass_mg(self) -> int:
        """Its net mass: of what is ordered, then what was picked, then what the customer has."""
        if self.fate:
            return self.fate.mass_mg
        return sum(
            line.row.quantity * (1 if line.dimension is Dimension.MASS else line.item.piece_mg) for line in self.lines
        )

    @property
    def unweighed(self) -> list[str]:
        """Its items of which nobody said what a piece or a litre weighs: the mass leaves them out."""
        loose = (line.item for line in self.lines if line.dimension is not Dimension.MASS)
        return [item.name for item in loose if not item.piece_mg]

    @property
    def cold(self) -> bool:
        return any(line.cold for line in self.lines)

    @property
    def waits(self) -> bool:
        return any(line.row.waiting for line in self.lines)

    @property
    def address(self) -> str:
        """Where it goes: what was agreed, else the organisation's own address."""
        terms = getattr(self.customer, "terms", None)
        town = f"{self.customer.postcode} {self.customer.town}".strip()
        own = ", ".join(part for part in (self.customer.address, town) if part)
        return terms.address if terms and terms.address else own


def cards(found: QuerySet[Delivery]) -> list[Card]:
    """Deliveries with their lines and what became of them; four queries at most whatever their number."""
    lines = DeliveryLine.objects.select_related("item__jar_format__jar", "instead_of").order_by("item__name", "pk")
    rows = list(found.prefetch_related(Prefetch("lines", lines)))
    known = fates(rows)
    return [
        Card(row, tuple(_line(line, known.get(row.pk)) for line in row.lines.all()), known.get(row.pk)) for row in rows
    ]


def _line(row: DeliveryLine, fate: Fate | None) -> Line:
    if fate is None:
        return Line(row)
    return Line(
        row, fate.quantities.get(row.item_id, 0), fate.nets.get(row.item_id, 0) if fate.nets is not None else None
    )


def of_day(day: date) -> list[Card]:
    """The deliveries of a day that stand, in the order of the round: by stop, then by name."""
    return cards(deliveries().filter(day=day, cancelled_at=None).order_by("stop", "customer__name", "pk"))


def delivery(pk: int) -> Card | None:
    """One delivery, for the desks."""
    return next(iter(cards(deliveries().filter(pk=pk))), None)


def delivery_of(pk: int, organisations: Sequence[int]) -> Card | None:
    """One delivery, only if it is of one of these organisations."""
    return next(iter(cards(deliveries().filter(pk=pk, customer__in=organisations))), None)


def of_customer(customer: Organisation, limit: int = 30) -> list[Card]:
    """A customer's latest deliveries, newest day first."""
    return cards(deliveries().filter(customer=customer).order_by("-day", "-pk")[:limit])


def left_today(day: date) -> tuple[int, int]:
    """How many deliveries of a day are still to pick, and how many are picked and still to bring; one query."""
    rows = Delivery.objects.filter(day=day, cancelled_at=None).annotate(picked=held("picking"), done=held("handover"))
    found = list(rows.filter(done=False).values_list("picked", flat=True))
    return found.count(False), found.count(True)


def stopped_deliveries() -> list[Delivery]:
    """Deliveries picked and not yet delivered with a lot that must not leave any more, the first to leave first. One
    query, of what lies ready alone."""
    ready = Stock.objects.filter(place__in=Bay.objects.filter(use=BayUse.READY).values("place"), quantity__gt=0)
    lots = ready.exclude(lot__state__status=Status.RELEASED).values("lot")
    rows = Delivery.objects.annotate(picked=held("picking"), done=held("handover")).filter(picked=True, done=False)
    found = rows.filter(cancelled_at=None, picking__movements__lot__in=lots).order_by("day", "pk")
    return list(found.distinct())


def to_order(organisations: Sequence[int], now: datetime) -> list[tuple[Organisation, Window]]:
    """Customers for whose next day of delivery nothing is ordered yet, with its closing; three queries at most."""
    found = [
        (one, window)
        for one in professionals_of(organisations)
        if hasattr(one, "terms")
        for window in windows(one.terms, now, 1)
    ]
    if not found:
        return []
    days = {window.day for _one, window in found}
    rows = Delivery.objects.filter(customer__in=[one for one, _window in found], day__in=days, cancelled_at=None)
    ordered = set(rows.values_list("customer", "day"))
    return [(one, window) for one, window in found if (one.pk, window.day) not in ordered]


def days_around(day: date) -> list[tuple[date, int]]:
    """Days with deliveries that stand from a week before to two weeks after, with how many; one query."""
    span = (date.fromordinal(day.toordinal() - 7), date.fromordinal(day.toordinal() + 14))
    counted: dict[date, int] = defaultdict(int)
    for found in Delivery.objects.filter(day__range=span, cancelled_at=None).values_list("day", flat=True):
        counted[found] += 1
    return sorted(counted.items())


@dataclass(frozen=True)
class Usual:
    """An item that a customer usually takes: the last quantity, and how often of late."""

    quantity: int
    times: int


def usual(customer: Organisation) -> dict[int, Usual]:
    """What a customer took in their last deliveries, by item; one query."""
    latest = Delivery.objects.filter(customer=customer, cancelled_at=None).order_by("-day", "-pk").values("pk")[:USUAL]
    rows = DeliveryLine.objects.filter(delivery__in=latest)
    found: dict[int, Usual] = {}
    for item, quantity, waiting in rows.order_by("-delivery__day", "-delivery_id").values_list(
        "item_id", "quantity", "waiting"
    ):
        before = found.get(item)
        found[item] = Usual(before.quantity, before.times + 1) if before else Usual(quantity + waiting, 1)
    return found


def twin(key: str) -> Delivery | None:
    """The delivery that this form has placed already."""
    return Delivery.objects.filter(key=key).first()


# ── What really happened ─────────────────────────────────────────────────────────────────────────────────────────────


def picked(card: Card) -> dict[int, list[tuple[int, str, int]]]:
    """What was picked, line by line: (lot, its code, quantity); nothing unless the picking holds."""
    found: dict[int, list[tuple[int, str, int]]] = defaultdict(list)
    if not card.delivery.picked:  # type: ignore[attr-defined]
        return found
    lines = {line.row.item_id: line.row.pk for line in card.lines}
    rows = Movement.objects.filter(voucher=card.delivery.picking_id, target__kind=PlaceKind.SHELF).order_by("pk")
    for lot, code, item, quantity in rows.values_list("lot_id", "lot__code", "lot__item_id", "quantity"):
        if item in lines:
            found[lines[item]].append((lot, code, quantity))
    return found


def stopped(there: Mapping[int, Sequence[tuple[int, str, int]]]) -> dict[int, str]:
    """Of what was `picked`, the lots that must not leave any more, with their codes: blocked, or held again, since."""
    codes = {lot: code for lots in there.values() for lot, code, _quantity in lots}
    if not codes:
        return {}
    found = Lot.objects.filter(pk__in=codes).exclude(state__status=Status.RELEASED).values_list("pk", flat=True)
    return {lot: codes[lot] for lot in sorted(found)}


@dataclass(frozen=True)
class Halted:
    """A delivery that must not leave as it is: the lots (code, item) that were picked for it and blocked since."""

    card: Card
    lots: tuple[tuple[str, str], ...]


def halted(found: Iterable[Card]) -> dict[int, Halted]:
    """Those of these deliveries that are picked and must not leave as they are, by their keys. One query, none when
    nothing is picked."""
    ready = {card.fate.vouchers[0]: card for card in found if card.fate and card.state is DeliveryState.PICKED}
    if not ready:
        return {}
    rows = Movement.objects.filter(voucher__in=ready, target__kind=PlaceKind.SHELF)
    rows = rows.exclude(lot__state__status=Status.RELEASED).order_by("lot")
    lots: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for voucher, code, item in rows.values_list("voucher", "lot__code", "lot__item__name").distinct():
        lots[voucher].append((code, item))
    return {card.delivery.pk: Halted(card, tuple(lots[pk])) for pk, card in ready.items() if pk in lots}


def blocked(card: Card) -> list[str]:
    """Of what its customer still has of a delivery, the codes of the lots that were blocked since. One query, none
    before it is brought."""
    if card.state is not DeliveryState.DELIVERED or card.fate is None:
        return []
    rows = Movement.objects.filter(OUTSIDE, voucher__in=card.fate.vouchers, lot__state__status=Status.BLOCKED)
    summed = rows.order_by().values_list("lot__code").annotate(sum=GIVEN)
    return sorted(code for code, quantity in summed if quantity > 0)


def kept(card: Card) -> dict[int, list[tuple[int, str, int]]]:
    """What the customer has of a delivery, line by line: taken at the door, less what came back since."""
    if not card.delivery.delivered:  # type: ignore[attr-defined]
        return {}
    lines = {line.row.item_id: line.row.pk for line in card.lines}
    sums: dict[tuple[int, int, str], int] = defaultdict(int)
    outside = PlaceKind.CUSTOMER
    rows = Movement.objects.filter(OUTSIDE, voucher__in=card.fate.vouchers if card.fate else ())
    for lot, code, item, target, quantity in rows.order_by("pk").values_list(
        "lot_id", "lot__code", "lot__item_id", "target__kind", "quantity"
    ):
        if item in lines:
            sums[lines[item], lot, code] += quantity if target == outside else -quantity
    found: dict[int, list[tuple[int, str, int]]] = defaultdict(list)
    for (line, lot, code), quantity in sums.items():
        if quantity > 0:
            found[line].append((lot, code, quantity))
    return found


def backs(of: Delivery) -> QuerySet[GoodsBack]:
    """What came back of a delivery after it, gestures taken back left out."""
    return GoodsBack.objects.filter(delivery=of, voucher__reversal=None)


def bays() -> QuerySet[Bay, int]:
    """The places of what is picked or came back: what lies there is no stock that one may count on."""
    return Bay.objects.values_list("place", flat=True)


def returned_stock() -> list[Stock]:
    """What came back and waits to be looked at."""
    bay = Bay.objects.filter(use=BayUse.RETURNED).values("place")
    rows = Stock.objects.filter(place__in=bay, quantity__gt=0)
    return list(rows.select_related("lot__item", "lot__state", "place").order_by("lot__good_until", "pk"))


def brought(handover: Any, delivery: Any) -> QuerySet[Movement]:
    """The rows that say what a delivery gave: what its customer took at the door, less what broke there or was found
    broken since. What they gave back whole was given. Both keys may point at an outer query."""
    broken = GoodsBack.objects.filter(delivery=delivery, broken=True, voucher__reversal=None).values("voucher")
    return Movement.objects.filter(OUTSIDE, Q(voucher=handover) | Q(voucher__in=broken)).order_by()


def lacking(card: Card) -> dict[int, int]:
    """What a delivery lacks, item by item (own unit): what waits; once picked what fell short of the order; once
    brought what its customer did not take, refused or broken at the door, or found broken since.

    What came back whole after it is credited, and owed no more.
    """
    found = {line.row.item_id: line.row.waiting for line in card.lines if line.row.waiting}
    if card.state is DeliveryState.PICKED:
        there = picked(card)
        given = {line.row.item_id: sum(lot[2] for lot in there.get(line.row.pk, [])) for line in card.lines}
    elif card.state in (DeliveryState.DELIVERED, DeliveryState.REFUSED):
        rows = brought(card.delivery.handover_id, card.delivery.pk)
        given = dict(rows.values_list("lot__item").annotate(sum=GIVEN))
    else:
        return found
    for line in card.lines:
        got = given.get(line.row.item_id, 0)
        if not rule.weighed_enough(line.row.quantity, got, line.dimension):
            found[line.row.item_id] = found.get(line.row.item_id, 0) + line.row.quantity - got
    return found
