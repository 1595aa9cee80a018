"""The sheet on which an order is written: what a customer usually takes, what there is, what each thing costs."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

from bocal.catalog.models import Item
from bocal.catalog.rules import ItemKind
from bocal.catalog.words import ALLERGENS
from bocal.directory.models import Collective, Organisation
from bocal.directory.rules import VatProfile
from bocal.journals import reads as journals
from bocal.orders.models import Delivery
from bocal.orders.reads import agreements, deliveries, promises
from bocal.orders.reads.agreements import Price
from bocal.orders.reads.deliveries import Usual

#: Made by a recipe: the catalogue does not know their allergens, their lots do.
MADE = frozenset({ItemKind.PREPARED, ItemKind.FINISHED})
#: So many lines at most: what the customer takes, what this order has, then what there is.
MOST_ROWS = 120


@dataclass(frozen=True)
class Row:
    """An item that may be ordered: its price, how much can be promised that day, what the customer usually takes."""

    item: Item
    price: Price
    there: int
    usual: Usual | None = None
    # What the order being changed has of it.
    mine: int = 0
    # Their names; None of what a recipe makes and of which nothing is here yet: nobody knows before it is made.
    allergens: tuple[str, ...] | None = ()


@dataclass(frozen=True)
class OrderSheet:
    """What can be ordered by a customer for a day; `hidden` rows did not fit."""

    day: date
    rows: tuple[Row, ...]
    hidden: int = 0

    def row(self, item: int) -> Row | None:
        """The row of an item."""
        return next((row for row in self.rows if row.item.pk == item), None)

    @property
    def there(self) -> dict[int, int]:
        return {row.item.pk: row.there for row in self.rows}

    @property
    def items(self) -> list[Item]:
        return [row.item for row in self.rows]


def allergens(items: Collection[Item]) -> dict[int, tuple[str, ...] | None]:
    """The names of each item's allergens: its own, and those of all its lots that are here (what went into the pot is
    not in the catalogue). None where a recipe decides and nothing of it is here. One query."""
    here = journals.allergens([item.pk for item in items])
    found: dict[int, tuple[str, ...] | None] = {}
    for item in items:
        if item.kind in MADE and item.pk not in here and not item.allergens:
            found[item.pk] = None
        else:
            codes = {*item.allergens, *here.get(item.pk, ())}
            found[item.pk] = tuple(str(name) for code, name in ALLERGENS.items() if code in codes)
    return found


def order_sheet(
    customer: Organisation,
    day: date,
    *,
    collective: Collective,
    today: date,
    change: Delivery | None = None,
    wanted: Collection[int] = (),
    whole: bool = False,
) -> OrderSheet:
    """The sheet for a day: usual items first, then what this order has or asks for, then what can be promised.

    `whole` shows all that has a price and asks nothing of the stock: what is ordered for months to come.
    """
    there: dict[int, int] = {}
    if not whole:
        there = promises.promises(None, day, today=today, owner=collective.organisation, but=change)
    usual = {} if change else deliveries.usual(customer)
    held = {line.item_id: line for line in change.lines.all()} if change else {}
    mine = {item: line.quantity + line.waiting for item, line in held.items()}
    told = {pk for pk, quantity in there.items() if quantity > 0} | {*usual, *mine, *wanted}
    sold = agreements.on_sale()
    items = list(sold if whole else sold.filter(pk__in=told))
    terms, profile = agreements.terms_of(customer), VatProfile(collective.vat_profile)
    quantities = {pk: usual[pk].quantity for pk in usual}
    prices = agreements.prices(terms, items, quantities, profile=profile)
    # What is in the order keeps its price as long as its quantity stays.
    steps = {item: found.steps for item, found in prices.items()}
    prices |= {item: replace(agreements.held(line), steps=steps.get(item, ())) for item, line in held.items()}
    known = allergens(items)
    shown = [
        Row(item, prices[item.pk], there.get(item.pk, 0), usual.get(item.pk), mine.get(item.pk, 0), known[item.pk])
        for item in items
        if item.pk in prices
    ]
    shown.sort(key=lambda row: (row.usual is None, row.item.pk not in {*mine, *wanted}, row.item.name))
    return OrderSheet(day, tuple(shown[:MOST_ROWS]), max(0, len(shown) - MOST_ROWS))
