"""The range, jars and prepared goods: what there was, what went, what is ordered, what will be made."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Sum, Value, When
from django.db.models.functions import TruncMonth
from django.utils import timezone

from bocal.catalog.models import Item
from bocal.catalog.rules import Dimension, ItemKind
from bocal.directory.models import Collective
from bocal.directory.rules import REAL, PlaceKind
from bocal.impact import rules
from bocal.impact.rules import Outlook
from bocal.journals.models import Movement, Stock
from bocal.journals.rules import Status
from bocal.kitchen.models import Making, ManufacturingOrder
from bocal.orders.models import Bay, Delivery, DeliveryLine, OrderLine, StandingLine
from bocal.orders.reads.agreements import occurrences
from bocal.orders.reads.promises import open_lines

Monthly = Mapping[int, Mapping[date, int]]
#: An item, the day it is for, how many pieces.
Wanted = tuple[int, date, int]
#: What the kitchen makes and others buy: jars (pieces), and what the légumerie makes (mg).
MADE = (ItemKind.FINISHED, ItemKind.PREPARED)
#: What keeps for less is not there any more a month later.
MONTH_DAYS = 31
#: Months that are looked back on: the last year, and the one before to lay beside it.
BACK = 24


@dataclass(frozen=True)
class Range:
    """A product of the range: what lies ahead, and what was in stock at the end of each past month.

    Pieces, or mg of what is made by weight.
    """

    item: Item
    outlook: Outlook
    levels: Mapping[date, int]

    @property
    def by_weight(self) -> bool:
        """Whether it is made by weight."""
        return self.item.dimension == Dimension.MASS

    @property
    def lacking_mg(self) -> int:
        """The mass that lacks by the last month, so that jars and kilos stand in one order."""
        return self.outlook.to_cook * (1 if self.by_weight else self.item.piece_mg)


def season(today: date) -> list[Range]:
    """The range, the product that lacks most first, then in the order of names. A fixed number of queries.

    Only what belongs to the collective counts: jars made for a farm go back to it.
    """
    ours = Collective.objects.values("organisation")
    since = rules.months(today, -BACK)[0]
    flows = Movement.objects.filter(lot__item__kind__in=MADE, lot__owner__in=ours, voucher__day__gte=since).order_by()
    changes, gone = _flows(flows)
    # Picked, sent back and not looked at, or blocked: it lies here, and nobody may count on it.
    out_of_reach = Q(place__in=Bay.objects.values("place")) | Q(lot__state__status=Status.BLOCKED)
    stock = Stock.objects.filter(lot__item__kind__in=MADE, lot__owner__in=ours).values_list("lot__item")
    rows = list(stock.annotate(there=Sum("quantity"), aside=Sum("quantity", filter=out_of_reach, default=0)))
    held = {item: total for item, total, _aside in rows}
    aside = {item: total for item, _held, total in rows}
    ordered, planned = _ordered(today), _planned(today)
    known = {*changes, *held, *ordered, *planned}
    found = []
    for item in Item.objects.filter(pk__in=known).order_by("name"):
        on_hand = held.get(item.pk, 0)
        outlook = rules.look_ahead(
            on_hand - aside.get(item.pk, 0),
            today=today,
            gone=gone.get(item.pk, {}),
            ordered=ordered.get(item.pk, {}),
            planned=planned.get(item.pk, {}),
            keeps=item.kind != ItemKind.PREPARED or item.shelf_days > MONTH_DAYS,
        )
        levels = rules.past_levels(on_hand, changes.get(item.pk, {}), today=today, count=BACK)
        found.append(Range(item, outlook, levels))
    return sorted(found, key=lambda one: -one.lacking_mg)


def _monthly(rows: Iterable[tuple[int, date, int]]) -> Monthly:
    found: dict[int, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    for item, month, quantity in rows:
        if quantity:
            found[item][month] += quantity
    return found


def _flows(flows: QuerySet[Movement]) -> tuple[Monthly, Monthly]:
    """By how much stock grew, month by month (what was taken back counts on the day it was); and what was sold or
    given and not taken back. One query."""
    real = sorted(REAL)
    out = Q(
        voucher__reversal=None,
        voucher__reverses=None,
        source__kind__in=real,
        target__kind__in=(PlaceKind.CUSTOMER, PlaceKind.RECIPIENT),
    )
    rows = list(
        flows.values_list("lot__item", TruncMonth("voucher__day")).annotate(
            change=Sum(
                Case(When(target__kind__in=real, then=F("quantity")), default=Value(0))
                - Case(When(source__kind__in=real, then=F("quantity")), default=Value(0))
            ),
            left=Sum("quantity", filter=out, default=0),
        )
    )
    return (
        _monthly((item, month, change) for item, month, change, _left in rows),
        _monthly((item, month, left) for item, month, _change, left in rows),
    )


def _ordered(today: date) -> Monthly:
    """What customers ordered of our own jars and have not got: in sale rounds, as deliveries, and as standing orders
    will bring until the last month that is shown."""
    wanted = chain(_rounds(today), _deliveries(today), _standing(today))
    return _monthly((item, _month(max(today, day)), n) for item, day, n in wanted)


def _round_lines(today: date) -> QuerySet[OrderLine]:
    return OrderLine.objects.filter(
        offer__producer=None,
        offer__item__kind__in=MADE,
        order__cancelled_at=None,
        order__handover=None,
        order__sale__closes_at__date__gte=rules.months(today, -2)[0],
    )


def _delivery_lines() -> QuerySet[DeliveryLine]:
    return open_lines().filter(item__kind__in=MADE)


def _rounds(today: date) -> Iterator[Wanted]:
    lines = _round_lines(today).values_list(
        "offer__item", "order__slot__starts_at", "order__sale__closes_at", "quantity", "offer__portion"
    )
    for item, starts, closes, quantity, portion in lines:
        yield item, timezone.localtime(starts or closes).date(), quantity * portion


def _deliveries(today: date) -> Iterator[Wanted]:
    # What waits is wanted most of all; carried over, it is a line of the delivery that follows.
    told = _delivery_lines().values_list("item", "delivery__day", "quantity", "waiting", "delivery__carried")
    for item, day, promised, waiting, carried in told:
        yield item, day, promised + (0 if carried else waiting)


def _standing(today: date) -> Iterator[Wanted]:
    until = rules.months(today, rules.AHEAD + 1)[-1]
    made = set(Delivery.objects.filter(day__gte=today, standing__isnull=False).values_list("standing", "day"))
    lines = StandingLine.objects.filter(item__kind__in=MADE).select_related("standing")
    for line in lines:
        days = (day for day in occurrences(line.standing, today, until) if day < until)
        yield from ((line.item_id, day, line.quantity) for day in days if (line.standing_id, day) not in made)


def ordered_jars(today: date) -> dict[int, int]:
    """Our own jars that customers ordered and have not got, whatever the day; one query, no standing order.

    What the légumerie makes counts too, in mg.
    """
    found: dict[int, int] = defaultdict(int)
    rounds = _round_lines(today).values_list("offer__item", F("quantity") * F("offer__portion"))
    waits = Case(When(delivery__carried=None, then=F("waiting")), default=Value(0))
    deliveries = _delivery_lines().values_list("item", F("quantity") + waits)
    for item, quantity in rounds.order_by().union(deliveries.order_by(), all=True):
        found[item] += quantity
    return dict(found)


def _planned(today: date) -> Monthly:
    """What orders of the kitchen will still make for us; one that is late counts this month."""
    orders = ManufacturingOrder.objects.filter(
        cancelled_at=None,
        owner__in=Collective.objects.values("organisation"),
        day__gte=rules.months(today, -2)[0],
    ).exclude(Exists(Making.objects.filter(order=OuterRef("pk"), voucher__reversal=None)))
    rows = orders.values_list("product", "day", "jars", "mass_mg")
    return _monthly((item, _month(max(today, day)), mass or jars) for item, day, jars, mass in rows)


def _month(day: date) -> date:
    return day.replace(day=1)
