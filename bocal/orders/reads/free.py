"""What is free in the stores: ours, released, in date, on no sale's shelf. The database sums it, or says which lots go
first: however many lots the years left, no more of them are read than are shown or taken."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date

from django.db.models import Case, F, Q, QuerySet, Sum, Value, When, Window

from bocal.catalog.rules import FOOD, DateKind
from bocal.directory.models import Organisation
from bocal.journals import reads as journals
from bocal.journals.models import Stock
from bocal.orders.reads.counter import batches
from bocal.orders.rules import Batch


def in_stores(owner: Organisation, day: date, *, to_give: bool = False) -> QuerySet[Stock]:
    """What of `owner` may be sold on a day, or given (`rules.sellable`, `rules.givable`, as a query)."""
    fits = Q(lot__good_until=None) | Q(lot__good_until__gte=day)
    if to_give:
        # A best-before date may be passed, a use-by date never.
        fits |= ~Q(lot__date_kind=DateKind.USE_BY)
    return journals.sellable(*FOOD, owner=owner).select_related(None).filter(fits).order_by()


def by_date(owner: Organisation, day: date, items: Collection[int] | None = None) -> list[tuple[int, date | None, int]]:
    """How much of these items, or of all, may be sold on a day: item, until when, quantity (own unit). One query."""
    rows = in_stores(owner, day)
    if items is not None:
        rows = rows.filter(lot__item__in=items)
    return list(rows.values_list("lot__item", "lot__good_until").annotate(Sum("quantity")))


def first_to_go(
    wanted: Mapping[int, int], owner: Organisation, day: date, *, to_give: bool = False
) -> dict[int, list[Batch]]:
    """The lots from which so much of each item (own unit) is taken, first to expire first and undated last; all there
    is of what falls short. One query."""
    if not wanted:
        return {}
    until = F("lot__good_until").asc(nulls_last=True)
    so_far = Window(Sum("quantity"), partition_by="lot__item", order_by=(until, "lot_id", "place_id"))
    rows = (
        in_stores(owner, day, to_give=to_give)
        .filter(lot__item__in=wanted)
        .annotate(before=so_far - F("quantity"))
        .filter(before__lt=Case(*(When(lot__item=item, then=Value(n)) for item, n in wanted.items()), default=Value(0)))
        .select_related("lot__state")
        .order_by(until, "lot_id", "place_id")
    )
    found: dict[int, list[Batch]] = defaultdict(list)
    kept = list(rows)
    for row, batch in zip(kept, batches(kept), strict=True):
        found[row.lot.item_id].append(batch)
    return found
