"""The board: a week of manufacturing orders, each with where it stands, who is at it and what lacks."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Sum

from bocal.catalog.models import Item
from bocal.directory.models import Collective, Person
from bocal.journals.models import Stock
from bocal.journals.rules import Status
from bocal.kitchen.models import OrderLot, Step
from bocal.kitchen.reads.standing import OrderLine, orders_between
from bocal.kitchen.rules.bench import StepKind
from bocal.kitchen.rules.stages import Stage

#: More orders than these in a week are not shown: a page is read.
MOST = 150


@dataclass(frozen=True)
class Card:
    """An order on the board."""

    line: OrderLine
    # Who is at it, or who was, beside whom the order is for.
    people: tuple[str, ...]
    running: tuple[StepKind, ...]
    # Items whose lots are no longer there in full, jars and lids among them.
    lacks: tuple[str, ...]


@dataclass(frozen=True)
class Day:
    """A day of the board."""

    day: date
    cards: tuple[Card, ...]

    @property
    def jars(self) -> int:
        """Jars to be made that day."""
        return sum(card.line.order.jars for card in self.cards if card.line.stage is not Stage.CANCELLED)

    @property
    def mass_mg(self) -> int:
        """What is to be made by weight that day."""
        return sum(card.line.order.mass_mg for card in self.cards if card.line.stage is not Stage.CANCELLED)


def week(monday: date, wanted: Stage | None = None, *, of: Person | None = None) -> list[Day]:
    """The seven days from `monday`, each with its orders, oldest first; only those at a stage, or of somebody, when
    wanted."""
    lines = orders_between(monday, monday + timedelta(days=6), wanted, of=of)[:MOST]
    people, running = _people(lines)
    lacks = _lacks([line for line in lines if line.stage is Stage.TO_DO])
    cards: dict[date, list[Card]] = defaultdict(list)
    for line in lines:
        key = line.order.pk
        assigned = line.order.assigned
        names = tuple(name for name in people.get(key, ()) if assigned is None or name != assigned.name)
        cards[line.order.day].append(Card(line, names, running.get(key, ()), lacks.get(key, ())))
    days = [monday + timedelta(days=step) for step in range(7)]
    return [Day(day, tuple(cards[day])) for day in days]


def _people(lines: Iterable[OrderLine]) -> tuple[dict[int, tuple[str, ...]], dict[int, tuple[StepKind, ...]]]:
    rows = Step.objects.filter(order__in=[line.order.pk for line in lines]).order_by("pk")
    names: dict[int, dict[str, None]] = defaultdict(dict)
    running: dict[int, dict[StepKind, None]] = defaultdict(dict)
    for order, kind, ended, name in rows.values_list("order", "kind", "ended_at", "workers__name"):
        if name:
            names[order][name] = None
        if ended is None:
            running[order][StepKind(kind)] = None
    return {key: tuple(found) for key, found in names.items()}, {key: tuple(found) for key, found in running.items()}


def _lacks(lines: list[OrderLine]) -> dict[int, tuple[str, ...]]:
    """What orders to be made count on and is no longer there: lots first, then jars and lids, day after day."""
    chosen = OrderLot.objects.filter(order__in=[line.order.pk for line in lines]).select_related("lot__item")
    by_order: dict[int, list[OrderLot]] = defaultdict(list)
    for row in chosen:
        by_order[row.order_id].append(row)
    packs = {key for line in lines if (jar := line.order.product.jar_format) for key in (jar.jar_id, jar.lid_id)}
    lots = {row.lot_id for row in chosen}
    there = dict(_there(lots))
    pieces = _pieces(packs)
    names = dict(Item.objects.filter(pk__in=packs).values_list("pk", "name")) if packs else {}
    found = {}
    # The earliest order is served first: it is the later one that lacks.
    for line in sorted(lines, key=lambda one: (one.order.day, one.order.pk)):
        lacking: dict[str, None] = {}
        for row in by_order[line.order.pk]:
            if there.get((row.lot_id, row.place_id), 0) < row.quantity:
                lacking[row.lot.item.name] = None
            there[row.lot_id, row.place_id] = there.get((row.lot_id, row.place_id), 0) - row.quantity
        jar = line.order.product.jar_format
        for key in (jar.jar_id, jar.lid_id) if jar else ():
            if pieces.get(key, 0) < line.order.jars:
                lacking[names[key]] = None
            pieces[key] = pieces.get(key, 0) - line.order.jars
        found[line.order.pk] = tuple(lacking)
    return found


def _there(lots: set[int]) -> Iterable[tuple[tuple[int, int], int]]:
    rows = Stock.objects.filter(lot__in=lots, lot__state__status=Status.RELEASED, place__real=True)
    return (((lot, place), quantity) for lot, place, quantity in rows.values_list("lot", "place", "quantity"))


def _pieces(items: set[int]) -> dict[int, int]:
    rows = Stock.objects.filter(
        lot__item__in=items,
        lot__state__status=Status.RELEASED,
        place__real=True,
        lot__owner__in=Collective.objects.values("organisation"),
    ).order_by()
    return dict(rows.values_list("lot__item").annotate(Sum("quantity")))
