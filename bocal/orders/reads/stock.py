"""Stock that may be offered or given, and where orders may be fetched."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Min, QuerySet, Sum

from bocal.catalog import reads as catalog
from bocal.catalog.models import Item
from bocal.catalog.rules import Dimension
from bocal.directory.models import Organisation, Place
from bocal.directory.rules import OrganisationKind, PlaceKind
from bocal.measure.money import Basis
from bocal.measure.table import fold
from bocal.orders.reads.free import in_stores
from bocal.orders.reads.promises import promised


@dataclass(frozen=True)
class Available:
    """An item with how much of it may be offered or given, in its own unit, and until when the first of it is good."""

    item: Item
    quantity: int
    good_until: date | None


#: So many items on a page that lists what may be offered or given; the others are found by their name.
MOST_SHOWN = 40


def free_stock(
    owner: Organisation, day: date, *, to_give: bool = False, search: str = "", chosen: Collection[int] = ()
) -> tuple[list[Available], int]:
    """Released goods of ours, item by item: those still in date, or when giving those that may still be given; and how
    many more there are. The first `MOST_SHOWN` whose name holds the words of `search`, and whatever is `chosen`.

    Four queries, whatever the lots: the database sums them.
    """
    summed = in_stores(owner, day, to_give=to_give)
    rows = summed.values_list("lot__item", "lot__item__name").annotate(Sum("quantity"), Min("lot__good_until"))
    words = fold(search).split()
    totals = {pk: (name, total, first) for pk, name, total, first in rows}
    found = [
        pk
        for pk, (name, _total, _first) in sorted(totals.items(), key=lambda row: row[1][0])
        if pk not in chosen and all(word in fold(name) for word in words)
    ]
    # What deliveries were promised is not offered a second time.
    kept = promised(found, day) if found else {}
    found = [pk for pk in found if totals[pk][1] > kept.get(pk, 0)]
    mine = [pk for pk in chosen if pk in totals]
    kept |= promised(mine, day) if mine else {}
    shown = [*mine, *found[:MOST_SHOWN]]
    items = Item.objects.select_related("jar_format").in_bulk(shown)
    free = [Available(items[pk], totals[pk][1] - kept.get(pk, 0), totals[pk][2]) for pk in shown]
    return [row for row in free if row.quantity > 0], max(0, len(found) - MOST_SHOWN)


def round_prices(items: Sequence[Item]) -> dict[int, tuple[Decimal, Basis]]:
    """What a piece of each item is sold at in a round, unless somebody says otherwise: its price on the list of the
    households (a purchasing group's own, a moderate one), else its usual one. An item without either is left out. Two
    queries."""
    agreed = catalog.list_for(OrganisationKind.HOUSEHOLD)
    counted = [item for item in items if item.dimension == Dimension.COUNT]
    found = catalog.prices_for([(item, 1) for item in counted], agreed)
    return {item.pk: priced for item, priced in zip(counted, found, strict=True) if priced is not None}


def points() -> QuerySet[Place]:
    """Places where orders may be fetched."""
    return Place.objects.filter(kind=PlaceKind.POINT, active=True)
