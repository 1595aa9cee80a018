"""The allergens of what a delivery brings: those of the lots that left, else of what is here."""

from collections import defaultdict

from bocal.catalog.words import ALLERGENS
from bocal.journals.models import Lot
from bocal.orders.reads.deliveries import Card, Line
from bocal.orders.reads.ordering import allergens


def contents(card: Card) -> dict[int, tuple[str, ...] | None]:
    """The names of each line's allergens, by the line's key: once it is picked those of the very lots, before that
    those of all that is here; None where only the label will tell. One query."""
    if card.fate is None:
        before = allergens([line.item for line in card.lines])
        return {line.row.pk: before[line.row.item_id] for line in card.lines}
    left: dict[int, set[str]] = defaultdict(set)
    rows = Lot.objects.filter(movements__voucher__in=card.fate.vouchers).order_by()
    for item, codes in rows.values_list("item", "allergens").distinct():
        left[item].update(codes)
    return {line.row.pk: _names(left[line.row.item_id] | set(line.item.allergens)) for line in card.lines}


def lines_of(card: Card) -> list[tuple[Line, tuple[str, ...] | None]]:
    """The lines of a delivery as its pages and its note show them, each with its allergens."""
    told = contents(card)
    return [(line, told[line.row.pk]) for line in card.lines]


def _names(codes: set[str]) -> tuple[str, ...]:
    return tuple(str(name) for code, name in ALLERGENS.items() if code in codes)
