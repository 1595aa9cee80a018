"""Stock that may be offered or given, and where orders may be fetched."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from bocal.catalog.models import Item
from bocal.catalog.rules import FOOD
from bocal.directory.models import Organisation, Place
from bocal.directory.rules import PlaceKind
from bocal.journals import reads as journals
from bocal.orders import rules
from bocal.orders.reads.counter import batches
from bocal.orders.reads.promises import promised
from bocal.orders.rules import Batch


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
    # What deliveries were promised is not offered a second time.
    kept = promised(sorted(items), day)
    left = {pk: totals[pk] - kept.get(pk, 0) for pk in items}
    return [
        Available(i, left[i.pk], dates[i.pk]) for i in sorted(items.values(), key=lambda i: i.name) if left[i.pk] > 0
    ]


def free_batches(owner: Organisation, item: int, day: date, *, to_give: bool = False) -> list[Batch]:
    """The lots behind `free_stock`, for one item."""
    fits = rules.givable if to_give else rules.sellable
    found = batches(journals.sellable(*FOOD, owner=owner).filter(lot__item=item))
    return [batch for batch in found if fits(batch, day)]


def points() -> QuerySet[Place]:
    """Places where orders may be fetched."""
    return Place.objects.filter(kind=PlaceKind.POINT, active=True)
