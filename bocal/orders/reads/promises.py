"""What can be promised: what is there, what the kitchen will have released, less what is promised already."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from django.db.models import Q, QuerySet

from bocal.catalog.models import Item
from bocal.catalog.rules import FOOD
from bocal.directory.models import Organisation
from bocal.journals import reads as journals
from bocal.kitchen import reads as kitchen
from bocal.orders import rules
from bocal.orders.models import Delivery, DeliveryLine
from bocal.orders.reads.counter import batches
from bocal.orders.rules import Batch
from bocal.orders.rules.promising import Demand, Supply, counts_from, promisable

#: What still wants goods from the stores: what is picked lies on the deliveries' own shelf, and counts there no more.
OPEN = Q(delivery__cancelled_at=None) & (Q(delivery__picking=None) | Q(delivery__picking__reversal__isnull=False))


def promises(
    items: Collection[int], day: date, *, today: date, owner: Organisation, but: Delivery | None = None
) -> dict[int, int]:
    """How much more of each item (its own unit) may be promised for `day`; `but` leaves one delivery's lines out.

    Sale rounds took what they offer to shelves of their own when they offered it. What is promised is read before
    what is there: a delivery that is picked in between makes the answer too small, never too large.
    """
    wanted = _demands(items, today, but)
    supplies = _supplies(items, today, owner)
    return {item: promisable(supplies.get(item, ()), wanted.get(item, ()), max(day, today)) for item in items}


def ground(
    items: Collection[int], *, today: date, owner: Organisation
) -> tuple[dict[int, list[Supply]], dict[int, list[Demand]]]:
    """What `promises` is worked out from, item by item: what there is or will be, and what is promised of it."""
    demands = _demands(items, today, None)
    return _supplies(items, today, owner), demands


def promised(items: Collection[int], today: date) -> dict[int, int]:
    """How much of each item open deliveries wait for."""
    return {item: sum(d.quantity for d in found) for item, found in _demands(items, today, None).items()}


def open_lines(items: Collection[int]) -> QuerySet[DeliveryLine]:
    """Lines of deliveries that are neither cancelled nor picked."""
    return DeliveryLine.objects.filter(OPEN, item__in=items, quantity__gt=0)


def _demands(items: Collection[int], today: date, but: Delivery | None) -> dict[int, list[Demand]]:
    rows = open_lines(items)
    if but is not None:
        rows = rows.exclude(delivery=but)
    found: dict[int, list[Demand]] = defaultdict(list)
    for item, day, quantity in rows.values_list("item_id", "delivery__day", "quantity"):
        # One that should have left yesterday still wants its goods.
        found[item].append(Demand(max(day, today), quantity))
    return found


def _supplies(items: Collection[int], today: date, owner: Organisation) -> dict[int, list[Supply]]:
    found: dict[int, list[Supply]] = defaultdict(list)
    for item, batch in free_batches(items, owner):
        if rules.sellable(batch, today):
            found[item].append(Supply(batch.quantity, until=batch.good_until))
    for item, supply in planned(items, today):
        found[item].append(supply)
    return found


def free_batches(items: Collection[int], owner: Organisation) -> list[tuple[int, Batch]]:
    """Item and batch of what is in the stores, released and ours, first to expire first. One query."""
    rows = list(journals.sellable(*FOOD, owner=owner).filter(lot__item__in=items))
    return [(row.lot.item_id, batch) for row, batch in zip(rows, batches(rows), strict=True)]


def planned(items: Collection[int], today: date) -> list[tuple[int, Supply]]:
    """What the kitchen will have released of each item, and from when: neither what failed nor what nobody decided
    upon yet. One query."""
    return [
        (one.product, Supply(one.jars, start=counts_from(one.day, made=one.made, today=today)))
        for one in kitchen.coming(items)
    ]


def substitutes(item: Item, among: Collection[Item], there: dict[int, int]) -> list[Item]:
    """What could replace an item, the nearest first: of its recipe's other jars, then of its kind; only what is there.

    Never more allergens hidden: the page shows those of each beside it.
    """
    family = _families()
    mine = family.get(item.pk, set())
    near = [
        (not (mine & family.get(other.pk, set())), other.name, other)
        for other in among
        if other.pk != item.pk
        and other.kind == item.kind
        and other.dimension == item.dimension
        and there.get(other.pk, 0) > 0
    ]
    return [other for _, _, other in sorted(near, key=lambda row: row[:2])][:4]


def _families() -> dict[int, set[int]]:
    """The recipes of each product."""
    found: dict[int, set[int]] = defaultdict(set)
    for recipe in kitchen.recipes():
        for product in recipe.products.all():
            found[product.pk].add(recipe.pk)
    return found
