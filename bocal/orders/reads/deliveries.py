"""Questions about deliveries: a day's, a customer's, one whole; what is picked, delivered, sent back, waiting."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property

from django.db.models import BooleanField, ExpressionWrapper, Prefetch, Q, QuerySet

from bocal.catalog.models import Item
from bocal.catalog.rules import Dimension, Storage
from bocal.directory.models import Organisation, Place
from bocal.directory.rules import PlaceKind
from bocal.journals.models import MoneyLine, Movement, Stock
from bocal.journals.rules import Account
from bocal.measure.quantity import PER
from bocal.orders import rules
from bocal.orders.models import Bay, Delivery, DeliveryLine, GoodsBack
from bocal.orders.reads.agreements import Window, professionals_of, windows
from bocal.orders.reads.free import first_to_go
from bocal.orders.reads.promises import ground
from bocal.orders.rules import Amount, Batch
from bocal.orders.rules import delivering as rule
from bocal.orders.rules.delivering import BayUse, DeliveryState, Need, Picked
from bocal.orders.rules.promising import Wait, serve

#: How many deliveries back one looks for what a customer usually takes.
USUAL = 6


def _held(name: str) -> ExpressionWrapper[Q]:
    """Whether a delivery has this voucher and it was not taken back."""
    return ExpressionWrapper(Q(**{f"{name}__isnull": False, f"{name}__reversal": None}), output_field=BooleanField())


def deliveries() -> QuerySet[Delivery]:
    """Deliveries with their customer, and whether each is `picked` and `delivered`."""
    return Delivery.objects.select_related("customer__terms", "person", "standing", "handover").annotate(
        picked=_held("picking"), delivered=_held("handover")
    )


@dataclass(frozen=True)
class Line:
    """A line of a delivery."""

    row: DeliveryLine

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
    def amount(self) -> Amount:
        return self.cost(self.row.quantity)

    def cost(self, quantity: int) -> Amount:
        """What so much of it costs, at the price it was ordered."""
        row = self.row
        return rules.amount(row.unit_price, quantity, PER[self.dimension], gross=row.gross, vat_bp=row.vat_bp)


@dataclass(frozen=True)
class Card:
    """A delivery whole, as ordered."""

    delivery: Delivery
    lines: tuple[Line, ...]

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
        return sum(line.amount.net for line in self.lines)

    @property
    def due(self) -> int:
        return sum(line.amount.due for line in self.lines)

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
    """Deliveries with their lines; two queries whatever their number."""
    lines = DeliveryLine.objects.select_related("item__jar_format__jar", "instead_of").order_by("item__name", "pk")
    rows = found.prefetch_related(Prefetch("lines", lines))
    return [Card(row, tuple(Line(line) for line in row.lines.all())) for row in rows]


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
    rows = Delivery.objects.filter(day=day, cancelled_at=None).annotate(picked=_held("picking"), done=_held("handover"))
    found = list(rows.filter(done=False).values_list("picked", flat=True))
    return found.count(False), found.count(True)


def how_many_wait(today: date) -> int:
    """How many deliveries to come were promised only in part; one query."""
    rows = Delivery.objects.filter(day__gte=today, cancelled_at=None, carried=None, lines__waiting__gt=0)
    return rows.annotate(done=_held("handover")).filter(done=False).distinct().count()


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
class Waiting:
    """A line that waits, how much of that may be promised now, and whether its delivery has left without it."""

    delivery: Delivery
    line: DeliveryLine
    possible: int = 0
    left: bool = False

    @property
    def lacks(self) -> int:
        return self.line.waiting - self.possible


#: So many lines that wait on a page, and in one gesture.
MOST_WAITING = 200
#: What a delivery left without is shown for so many days: nobody carries it over later.
STILL_CARRIED = timedelta(days=30)


def waiting_lines(today: date) -> list[Waiting]:
    """Lines that wait because they could not be promised, in the order in which they are served: the first day of
    delivery first, and of one day the first who ordered; then those of deliveries that left without, for a month.
    Those carried over are done with."""
    rows = (
        DeliveryLine.objects.filter(waiting__gt=0, delivery__cancelled_at=None, delivery__carried=None)
        .annotate(left=_held("delivery__picking"))
        .filter(Q(left=False) | Q(delivery__day__gte=today - STILL_CARRIED))
        .select_related("item", "delivery__customer")
        .order_by("left", "delivery__day", "delivery__placed_at", "delivery_id", "pk")
    )
    return [Waiting(row.delivery, row, left=row.left) for row in rows[:MOST_WAITING]]


def servable(rows: Sequence[Waiting], *, today: date, owner: Organisation) -> list[Waiting]:
    """The same lines with what may be promised of each now, those before served first. Three queries."""
    items = sorted({row.line.item_id for row in rows if not row.left})
    supplies, demands = ground(items, today=today, owner=owner)
    waits = [
        Wait(row.line.pk, row.line.item_id, max(row.delivery.day, today), row.line.waiting)
        for row in rows
        if not row.left
    ]
    found = serve(waits, supplies, demands)
    return [replace(row, possible=found.get(row.line.pk, 0)) for row in rows]


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


def kept(card: Card) -> dict[int, list[tuple[int, str, int]]]:
    """What the customer has of a delivery, line by line: taken at the door, less what came back since."""
    if not card.delivery.delivered:  # type: ignore[attr-defined]
        return {}
    lines = {line.row.item_id: line.row.pk for line in card.lines}
    sums: dict[tuple[int, int, str], int] = defaultdict(int)
    outside = PlaceKind.CUSTOMER
    rows = Movement.objects.filter(Q(source__kind=outside) | Q(target__kind=outside), _handed(card.delivery))
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


@dataclass(frozen=True)
class Told:
    """A line as its pages tell it: ordered, then once it was brought what the customer has, and what that costs."""

    line: Line
    kept: int | None
    amount: Amount


def told(card: Card) -> list[Told]:
    """The lines of a delivery with what became of them."""
    if not card.delivery.delivered:  # type: ignore[attr-defined]
        return [Told(line, None, line.amount) for line in card.lines]
    has = {line: sum(quantity for _lot, _code, quantity in lots) for line, lots in kept(card).items()}
    return [Told(line, has.get(line.row.pk, 0), line.cost(has.get(line.row.pk, 0))) for line in card.lines]


def backs(of: Delivery) -> QuerySet[GoodsBack]:
    """What came back of a delivery after it, gestures taken back left out."""
    return GoodsBack.objects.filter(delivery=of, voucher__reversal=None)


def _handed(of: Delivery) -> Q:
    """Rows of the gestures that brought a delivery, and brought some of it back."""
    return Q(voucher=of.handover_id) | Q(voucher__in=backs(of).values("voucher"))


def owed(of: Delivery) -> int:
    """What a delivery put on its customer's account, returns taken off, in cents with VAT and deposits."""
    rows = MoneyLine.objects.filter(_handed(of), account=Account.UNBILLED)
    return sum(rows.values_list("cents", flat=True))


def bays() -> QuerySet[Bay, int]:
    """The places of what is picked or came back: what lies there is no stock that one may count on."""
    return Bay.objects.values_list("place", flat=True)


def returned_stock() -> list[Stock]:
    """What came back and waits to be looked at."""
    bay = Bay.objects.filter(use=BayUse.RETURNED).values("place")
    rows = Stock.objects.filter(place__in=bay, quantity__gt=0)
    return list(rows.select_related("lot__item", "lot__state", "place").order_by("lot__good_until", "pk"))


def lacking(card: Card) -> dict[int, int]:
    """What a delivery lacks, item by item (own unit): what waits, and once picked what fell short of the order."""
    found = {line.row.item_id: line.row.waiting for line in card.lines if line.row.waiting}
    if card.state in (DeliveryState.PICKED, DeliveryState.DELIVERED):
        there = picked(card)
        for line in card.lines:
            got = sum(quantity for _lot, _code, quantity in there.get(line.row.pk, []))
            if not rule.weighed_enough(line.row.quantity, got, line.dimension):
                found[line.row.item_id] = found.get(line.row.item_id, 0) + line.row.quantity - got
    return found


# ── Picking ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Pick:
    """A row of the picking list: so much of a lot from a place, for a delivery."""

    card: Card
    line: Line
    place: Place | None
    batch: Batch | None
    quantity: int

    @property
    def name(self) -> str:
        """What the row is called in a form: line, lot and place."""
        return f"{self.line.row.pk}_{self.batch.lot}_{self.batch.place}" if self.batch else f"{self.line.row.pk}_0_0"


#: The order of places on a list: what is dry first, so that cold goods stay in the cold to the last.
_PLACES = {PlaceKind.FRIDGE: 1, PlaceKind.FREEZER: 2}


def picks(found: Iterable[Card], day: date, owner: Organisation) -> list[Pick]:
    """What is to be picked for these deliveries, by place then item, lot and customer; what lacks comes last.

    First expired first, first ordered first served. Two queries whatever their number.
    """
    waiting = [card for card in found if card.state is DeliveryState.ORDERED]
    by_line = {line.row.pk: (card, line) for card in waiting for line in card.lines}
    needs = [
        Need(pk, line.row.item_id, line.row.quantity)
        for pk, (card, line) in sorted(by_line.items(), key=lambda row: (row[1][0].delivery.placed_at, row[0]))
    ]
    wanted: dict[int, int] = defaultdict(int)
    for need in needs:
        wanted[need.item] += need.quantity
    shared, missing = rule.share_out(needs, first_to_go(wanted, owner, day), day)
    places = Place.objects.in_bulk({pick.batch.place for pick in shared})
    rows = [_pick(by_line, pick, places[pick.batch.place]) for pick in shared]
    rows.sort(key=_in_order)
    rows += [Pick(*by_line[pk], None, None, short) for pk, short in missing.items()]
    return rows


def _pick(by_line: dict[int, tuple[Card, Line]], picked: Picked, place: Place) -> Pick:
    card, line = by_line[picked.line]
    return Pick(card, line, place, picked.batch, picked.quantity)


def _in_order(row: Pick) -> tuple[int, str, int, str, date, int, str, int]:
    assert row.place is not None
    assert row.batch is not None
    kind = _PLACES.get(PlaceKind(row.place.kind), 0)
    until = row.batch.good_until or date.max
    return (
        kind,
        row.place.name,
        row.place.pk,
        row.line.item.name,
        until,
        row.batch.lot,
        row.card.customer.name,
        row.line.row.pk,
    )
