"""Where each order stands."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from bocal.directory.models import Person
from bocal.journals import reads as journals
from bocal.journals.models import Lot, Stock
from bocal.journals.rules import Status
from bocal.kitchen.models import Cook, Deviation, Making, ManufacturingOrder, OrderLot, Ruling
from bocal.kitchen.reads.pantry import at_hand
from bocal.kitchen.rules.deviations import Decision
from bocal.kitchen.rules.recipes import AtHand
from bocal.kitchen.rules.stages import Stage, stage
from bocal.safety.models import ControlPoint
from bocal.safety.rules import Every

#: How many orders a list shows at a time, and how many lots wait for release at most on a page.
PAGE = 50

# A lot that a named person sends back to the autoclave waits for a curve again.
_SINCE = Cook.objects.filter(making__lot=OuterRef(OuterRef("lot")), made_at__gte=OuterRef("made_at"))
_AGAIN = Ruling.objects.filter(~Exists(_SINCE), decision=Decision.RECOOK, deviation__lots=OuterRef("lot"))
# What is made by weight has no curve to wait for.
_COOKED = Q(order__mass_mg__gt=0) | Q(Exists(Cook.objects.filter(making=OuterRef("pk"))), ~Exists(_AGAIN))
# Deviations are rare, and a plan need not ask anything of a batch: what hangs on them is read only when there are some.
_TOUCHED = Exists(Deviation.lots.through.objects.filter(lot=OuterRef("lot")))
_ASKED = ControlPoint.objects.filter(active=True, every=Every.BATCH, since__lte=OuterRef("voucher__day"))
_PLANNED = Exists(_ASKED)


def live_makings() -> QuerySet[Making]:
    """Makings that hold: their voucher was not taken back."""
    return (
        Making.objects.filter(voucher__reversal=None)
        .select_related("voucher__author", "lot__state", "lot__item", "lot__owner")
        .annotate(cooked=_COOKED, touched=_TOUCHED, planned=_PLANNED)
    )


@dataclass(frozen=True)
class OrderLine:
    """An order in a list, with the making that holds and its stage."""

    order: ManufacturingOrder
    making: Making | None
    stage: Stage


def _line(order: ManufacturingOrder) -> OrderLine:
    live: list[Making] = getattr(order, "live", [])
    making = live[0] if live else None
    return OrderLine(
        order,
        making,
        stage(
            cancelled=order.cancelled_at is not None,
            made=making is not None,
            cooked=bool(making and getattr(making, "cooked", False)),
            status=Status(making.lot.state.status) if making else None,
        ),
    )


def _orders() -> QuerySet[ManufacturingOrder]:
    return ManufacturingOrder.objects.select_related(
        "version__recipe", "product__jar_format", "owner", "store", "author", "assigned", "filled"
    ).prefetch_related(Prefetch("makings", queryset=live_makings(), to_attr="live"))


def at_stage(wanted: Stage | None) -> QuerySet[ManufacturingOrder]:
    """Orders at a stage, or all."""
    rows = _orders()
    live = Making.objects.filter(order=OuterRef("pk"), voucher__reversal=None)
    if wanted in (Stage.TO_DO, Stage.CANCELLED):
        return rows.filter(~Exists(live), cancelled_at__isnull=wanted is Stage.TO_DO)
    if wanted in (Stage.RELEASED, Stage.BLOCKED):
        return rows.filter(Exists(live.filter(lot__state__status=wanted.value)))
    if wanted is not None:
        cooked = live.filter(lot__state__status=Status.HOLD).annotate(cooked=_COOKED)
        return rows.filter(Exists(cooked.filter(cooked=wanted is Stage.CHECKS)))
    return rows


def orders(wanted: Stage | None = None, *, before: int | None = None) -> list[OrderLine]:
    """The latest orders, newest day first, `PAGE` of them; only those at a stage when one is wanted."""
    rows = at_stage(wanted)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return [_line(order) for order in rows[:PAGE]]


def orders_between(
    first: date, last: date, wanted: Stage | None = None, *, of: Person | None = None
) -> list[OrderLine]:
    """The orders of some days, the first to be made first; only those at a stage or of a person, when one is wanted."""
    rows = at_stage(wanted).filter(day__range=(first, last))
    if of is not None:
        rows = rows.filter(assigned=of)
    return [_line(order) for order in rows.order_by("day", "pk")]


def how_many(wanted: Stage) -> int:
    """How many orders are at a stage."""
    return at_stage(wanted).count()


def unfinished() -> list[OrderLine]:
    """Orders that still want something: to make, to cook, to check; the latest `PAGE`, newest day first."""
    live = Making.objects.filter(order=OuterRef("pk"), voucher__reversal=None)
    done = live.filter(lot__state__status__in=(Status.RELEASED, Status.BLOCKED))
    return [_line(order) for order in _orders().filter(~Exists(done), cancelled_at=None)[:PAGE]]


def by_day(lines: Iterable[OrderLine]) -> list[tuple[date, list[OrderLine]]]:
    """The same lines, grouped by day in the order they came."""
    days: dict[date, list[OrderLine]] = defaultdict(list)
    for line in lines:
        days[line.order.day].append(line)
    return list(days.items())


def order(pk: int) -> OrderLine | None:
    """One order, with the making that holds and its stage."""
    found = _orders().filter(pk=pk).first()
    return _line(found) if found else None


def line_of(making: Making) -> OrderLine:
    """The order of a making that holds, with its stage: nothing is asked that the making does not say."""
    status = Status(making.lot.state.status)
    cooked = bool(getattr(making, "cooked", False))
    return OrderLine(making.order, making, stage(cancelled=False, made=True, cooked=cooked, status=status))


def planned_lots(of: ManufacturingOrder) -> list[OrderLot]:
    """The lots chosen for an order and how much of each is meant to go in."""
    return list(of.chosen.select_related("lot__item", "lot__owner").order_by("pk"))


def chosen_lots(of: ManufacturingOrder) -> list[tuple[AtHand, Stock | None, Lot, int]]:
    """The lots chosen for an order with their stock now (None: all gone) and the quantity meant to go in."""
    rows = list(
        of.chosen.select_related("lot__item", "lot__owner", "lot__origin", "lot__state", "place").order_by("pk")
    )
    there = {(row.lot_id, row.place_id): row for row in journals.stock().filter(lot__in=[row.lot_id for row in rows])}
    found = []
    for row in rows:
        stock = there.get((row.lot_id, row.place_id))
        hand = at_hand(stock) if stock else at_hand(Stock(lot=row.lot, place=row.place, quantity=0, mass_mg=0))
        found.append((hand, stock, row.lot, row.quantity))
    return found
