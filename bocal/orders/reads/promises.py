"""What can be promised: what is there, what the kitchen will have released, less what is promised already."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date

from django.db.models import QuerySet, Sum

from bocal.catalog.models import Item
from bocal.directory.models import Organisation
from bocal.journals.models import Voucher
from bocal.kitchen import reads as kitchen
from bocal.orders.models import Delivery, DeliveryLine
from bocal.orders.reads.free import by_date
from bocal.orders.rules.promising import Demand, Supply, counts_from, promisable


def promises(
    items: Collection[int] | None, day: date, *, today: date, owner: Organisation, but: Delivery | None = None
) -> dict[int, int]:
    """How much more of each item (its own unit) may be promised for `day`, or (None) of all that is there or will be;
    `but` leaves one delivery's lines out.

    Sale rounds took what they offer to shelves of their own when they offered it. What is promised is read before
    what is there: a delivery that is picked in between makes the answer too small, never too large.
    """
    wanted = _demands(items, today, but)
    supplies = _supplies(items, today, owner)
    asked = supplies if items is None else items
    return {item: promisable(supplies.get(item, ()), wanted.get(item, ()), max(day, today)) for item in asked}


def ground(
    items: Collection[int], *, today: date, owner: Organisation
) -> tuple[dict[int, list[Supply]], dict[int, list[Demand]]]:
    """What `promises` is worked out from, item by item: what there is or will be, and what is promised of it."""
    demands = _demands(items, today, None)
    return _supplies(items, today, owner), demands


def promised(items: Collection[int], today: date) -> dict[int, int]:
    """How much of each item open deliveries wait for."""
    return {item: sum(d.quantity for d in found) for item, found in _demands(items, today, None).items()}


def open_lines() -> QuerySet[DeliveryLine]:
    """Lines of deliveries that are neither cancelled nor picked: they still want goods from the stores. What is picked
    lies on the deliveries' own shelf, and counts there no more."""
    standing = Delivery.objects.filter(cancelled_at=None).order_by()
    # Each half begins with an index that holds little, so that the deliveries of all the years are not looked through.
    taken_back = Voucher.objects.filter(reverses__isnull=False).order_by().values("reverses")
    again = standing.filter(picking__in=taken_back)
    return DeliveryLine.objects.filter(
        delivery__in=standing.filter(picking=None).values("pk").union(again.values("pk"))
    )


def _demands(items: Collection[int] | None, today: date, but: Delivery | None) -> dict[int, list[Demand]]:
    rows = open_lines().filter(quantity__gt=0)
    if items is not None:
        rows = rows.filter(item__in=items)
    if but is not None:
        rows = rows.exclude(delivery=but)
    found: dict[int, list[Demand]] = defaultdict(list)
    summed = rows.order_by().values_list("item_id", "delivery__day").annotate(Sum("quantity"))
    for item, day, quantity in summed:
        # One that should have left yesterday still wants its goods.
        found[item].append(Demand(max(day, today), quantity))
    return found


def _supplies(items: Collection[int] | None, today: date, owner: Organisation) -> dict[int, list[Supply]]:
    found: dict[int, list[Supply]] = defaultdict(list)
    for item, until, quantity in by_date(owner, today, items):
        found[item].append(Supply(quantity, until=until))
    for item, supply in planned(items, today):
        found[item].append(supply)
    return found


def planned(items: Collection[int] | None, today: date) -> list[tuple[int, Supply]]:
    """What the kitchen will have released of each item (None: of all), and from when: neither what failed nor what
    nobody decided upon yet. One query."""
    return [
        (one.product, Supply(one.jars, start=counts_from(one.day, made=one.made, today=today)))
        for one in kitchen.coming(items)
    ]


def substitutes(items: Collection[Item], among: Collection[Item], there: Mapping[int, int]) -> dict[int, list[Item]]:
    """What could replace each of these items, the nearest first: of its recipe's other jars, then of its kind; only
    what is there. Two queries.

    Never more allergens hidden: the page shows those of each beside it.
    """
    family = _families()
    return {item.pk: _near(item, among, there, family) for item in items}


def _near(item: Item, among: Collection[Item], there: Mapping[int, int], family: Mapping[int, set[int]]) -> list[Item]:
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


def gone(of: Delivery, lines: Collection[DeliveryLine], *, today: date, owner: Organisation) -> dict[int, int]:
    """Of what an open delivery was promised and is there no more (blocked, lost, counted short): item → how much of
    it is there (own unit). Three queries."""
    asked = {line.item_id: line.quantity for line in lines if line.quantity}
    there = promises(sorted(asked), of.day, today=today, owner=owner, but=of)
    return {item: max(0, there[item]) for item, quantity in asked.items() if there[item] < quantity}
