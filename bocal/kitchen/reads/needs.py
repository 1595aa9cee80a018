"""What to make next: the stock one wants, what lies at hand, and the batches that can be ordered as they stand."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Prefetch, QuerySet, Subquery, Sum

from bocal.catalog.models import Item
from bocal.catalog.rules import Dimension, ItemKind
from bocal.directory.models import Collective
from bocal.directory.rules import PlaceKind
from bocal.journals import reads as journals
from bocal.journals.models import Stock
from bocal.journals.rules import Status
from bocal.kitchen.models import Making, ManufacturingOrder, OrderLot, RecipeLine, RecipeVersion, StockTarget
from bocal.kitchen.reads.book import MADE, composition, latest_versions
from bocal.kitchen.reads.coming import coming
from bocal.kitchen.reads.pantry import USUAL_DAYS, age_of, aged, at_hand
from bocal.kitchen.reads.yields import standards_of, trims
from bocal.kitchen.rules import needs
from bocal.kitchen.rules.needs import Dish, Proposal, Why
from bocal.kitchen.rules.recipes import FULL_BP
from bocal.kitchen.rules.weighed import quantity_of, unit_of, units, units_wanted
from bocal.kitchen.rules.yields import with_learned

#: What came in since so many days, or must be used within so many, should not wait.
FRESH_DAYS = 7
NEAR_DAYS = 10


@dataclass(frozen=True)
class Batch:
    """A batch that can be ordered, with what the page says of it."""

    proposal: Proposal
    version: RecipeVersion
    product: Item
    # Each lot that it takes, with its quantity.
    lots: tuple[tuple[Stock, int], ...]
    limiting: tuple[Item, ...]
    # Jars and lids that lack for it, once those proposed before it have theirs.
    packs_short: tuple[tuple[Item, int], ...] = ()

    @property
    def refs(self) -> list[str]:
        """How a form names its lots."""
        return [f"{stock.lot_id}-{stock.place_id}" for stock, _quantity in self.lots]

    @property
    def by_weight(self) -> bool:
        """Whether it is made by weight."""
        return self.product.jar_format_id is None

    @property
    def quantity(self) -> int:
        """What is proposed, in the product's own unit."""
        return quantity_of(Dimension(self.product.dimension), self.proposal.jars)

    @property
    def wanted(self) -> int:
        """What is wanted, in the product's own unit."""
        return quantity_of(Dimension(self.product.dimension), self.proposal.wanted)


def batches(ordered: Mapping[int, int], *, today: date, elsewhere: Iterable[int] = ()) -> dict[Why, list[Batch]]:
    """What can be made for customers (`ordered`: jars by product, or mg of what is made by weight, told from above),
    for stock and of what came in. Proposals count jars, or steps of 100 g; raw produce that is too old is left out.

    A fixed number of queries. Only the collective's own food; what unfinished orders count on is left to them.
    `elsewhere`: places (told from above too) whose goods are on nobody's stock: they left already, or came back and
    were not looked at yet.
    """
    wanted_now = StockTarget.objects.filter(product=OuterRef("pk"), month=today.month).values("jars")
    jars = Item.objects.select_related("jar_format__jar", "jar_format__lid").annotate(wanted_jars=Subquery(wanted_now))
    versions = list(
        latest_versions()
        .prefetch_related(None)
        .prefetch_related(
            Prefetch("lines", queryset=RecipeLine.objects.select_related("item").annotate(usual_days=USUAL_DAYS)),
            Prefetch("recipe__products", queryset=jars),
        )
    )
    products = {product.pk: product for version in versions for product in version.recipe.products.all()}
    learned = trims({item: FULL_BP for version in versions for item in standards_of(version)})
    dishes = [
        Dish(
            version.pk,
            product.pk,
            unit_of(Dimension(product.dimension), product.piece_mg),
            with_learned(composition(version), learned),
            least=needs.LEAST_JARS if product.jar_format_id else 1,
        )
        for version in versions
        for product in version.recipe.products.all()
        if product.active
    ]
    items = {line.item_id: line.item for version in versions for line in version.lines.all()}
    packs = {pack.pk: pack for product in products.values() for pack in _packs(product)}
    keeps = {
        line.item_id: line.item.shelf_days or line.usual_days  # type: ignore[attr-defined]
        for version in versions
        for line in version.lines.all()
        if line.item.kind == ItemKind.RAW
    }
    rows = _ingredients(set(items), keeps, today, elsewhere)
    stocks = {(row.lot_id, row.place_id): row for row in rows}
    # Of jars, bags and packs only the sum is asked: whatever the number of their lots, one row each.
    sums = _ours({*products, *packs}, today, elsewhere).order_by().values_list("lot__item")
    on_hand: dict[int, int] = defaultdict(int, sums.annotate(Sum("quantity")))
    reserved, spoken_for = counted_on()
    planned: dict[int, int] = defaultdict(int)
    for batch in coming():
        planned[batch.product] += batch.jars
    targets = {key: product.wanted_jars or 0 for key, product in products.items()}  # type: ignore[attr-defined]
    usable = [row for row in rows if not ((old := age_of(row, today)) and old.too_old)]
    lots = needs.free([at_hand(row) for row in usable], reserved)
    weighed = {key: Dimension(item.dimension) for key, item in products.items()}
    wants = needs.lacking(
        ordered={key: units_wanted(weighed[key], n) for key, n in ordered.items() if key in weighed},
        targets=targets,
        on_hand={key: units(weighed[key], n) for key, n in on_hand.items() if key in weighed},
        planned={key: units(weighed[key], n) for key, n in planned.items() if key in weighed},
    )
    wanted, left = needs.propose(wants, dishes, lots)
    came = {row.lot_id: row.lot.voucher.day for row in rows}
    urgent = needs.urgent_lots(left, came, today=today, fresh_days=FRESH_DAYS, near_days=NEAR_DAYS)
    by_version = {version.pk: version for version in versions}
    found: dict[Why, list[Batch]] = {why: [] for why in Why}
    # What is made by weight keeps for fewer days than what it is made of: only customers' orders ask for it.
    keeping = [dish for dish in dishes if products[dish.product].jar_format_id is not None]
    proposed = [*wanted, *needs.from_surplus(keeping, left, urgent)]
    short = needs.packs_short(
        [(one.jars, [pack.pk for pack in _packs(products[one.dish.product])]) for one in proposed],
        {key: on_hand[key] - spoken_for[key] for key in packs},
    )
    for one, lacking in zip(proposed, short, strict=True):
        found[one.why].append(
            Batch(
                one,
                by_version[one.dish.version],
                products[one.dish.product],
                tuple((stocks[lot.lot, lot.place], quantity) for lot, quantity in one.lots),
                tuple(items[key] for key in one.limiting),
                tuple((packs[key], pieces) for key, pieces in lacking),
            )
        )
    return found


def _packs(product: Item) -> tuple[Item, ...]:
    """The jar and the lid that a product is filled in."""
    made = product.jar_format
    return (made.jar, made.lid) if made else ()


def _ours(items: set[int], today: date, elsewhere: Iterable[int]) -> QuerySet[Stock]:
    """Released lots of the collective's own in the stores, of these items, but what lies in the places `elsewhere`."""
    return (
        journals.stock()
        .filter(
            lot__item__in=items,
            lot__state__status=Status.RELEASED,
            lot__owner__in=Collective.objects.values("organisation"),
        )
        .exclude(lot__date_kind="use_by", lot__good_until__lt=today)
        .exclude(place__in=elsewhere)
    )


def _ingredients(items: set[int], keeps: Mapping[int, int], today: date, elsewhere: Iterable[int]) -> list[Stock]:
    """The lots that may go into a pot. What lies on a sale's shelf is somebody's; raw produce that is past keeping
    (`keeps`: days, by item) is not even read: stores are not always cleared of all that ever came in."""
    rows = _ours(items, today, elsewhere).exclude(place__kind=PlaceKind.SHELF)
    for days in set(keeps.values()):
        alike = [item for item, kept in keeps.items() if kept == days]
        cleared = today - timedelta(days=days)
        rows = rows.exclude(lot__item__in=alike, lot__good_until=None, lot__voucher__day__lt=cleared)
    return list(aged(rows))


def counted_on() -> tuple[dict[tuple[int, int], int], dict[int, int]]:
    """What the orders that are not made count on: how much of each lot, by lot and place; how many jars and lids, by
    item, toll work's too.
    """
    open_orders = ManufacturingOrder.objects.filter(cancelled_at=None).exclude(
        Exists(Making.objects.filter(order=OuterRef("pk"), voucher__reversal=None))
    )
    reserved: dict[tuple[int, int], int] = defaultdict(int)
    packs: dict[int, int] = defaultdict(int)
    seen = set()
    made = "order__product__jar_format__"
    rows = OrderLot.objects.filter(order__in=open_orders).values_list(
        "lot", "place", "quantity", "order", "order__jars", f"{made}jar", f"{made}lid"
    )
    for lot, place, quantity, order, jars, jar, lid in rows:
        reserved[lot, place] += quantity
        if order not in seen:
            seen.add(order)
            for pack in (jar, lid):
                packs[pack] += jars
    return reserved, packs


@dataclass(frozen=True)
class TargetRow:
    """The stock that one wants of a product, month by month from January: jars, or mg of what is made by weight."""

    product: Item
    jars: Sequence[int]

    @property
    def by_weight(self) -> bool:
        """Whether it is made by weight."""
        return self.product.jar_format_id is None


def targets() -> list[TargetRow]:
    """The stock that one wants of all that recipes give, jars first, by name."""
    wanted: dict[int, dict[int, int]] = defaultdict(dict)
    for product, month, count in StockTarget.objects.values_list("product", "month", "jars"):
        wanted[product][month] = count
    rows = Item.objects.filter(MADE, recipes__isnull=False, active=True).distinct()
    found = [
        TargetRow(
            item,
            [quantity_of(Dimension(item.dimension), wanted[item.pk].get(month, 0)) for month in range(1, 13)],
        )
        for item in rows
    ]
    return sorted(found, key=lambda row: row.by_weight)


def target_of(product: int) -> TargetRow | None:
    """The same, of one product."""
    return next((row for row in targets() if row.product.pk == product), None)
