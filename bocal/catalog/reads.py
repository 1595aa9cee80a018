"""Questions about what things are."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, QuerySet

from bocal.catalog import words
from bocal.catalog.models import Food, Item, JarFormat, Photo, Price, PriceList, VatClass
from bocal.catalog.rules import ItemKind, PackagingRole, Refused, itemsheet
from bocal.catalog.rules.nutrition import Bounds, Constituent, energy
from bocal.catalog.rules.prices import PriceSheet, Sold, choose
from bocal.catalog.rules.prices import read as read_price_sheet
from bocal.directory.models import Import
from bocal.directory.reads import holding
from bocal.directory.rules import ImportKind
from bocal.look import sheets
from bocal.measure.money import Basis
from bocal.measure.quantity import NARROW_NBSP, PER, Dimension, format_decimal
from bocal.measure.table import fold
from bocal.measure.unreadable import Unreadable


def items(*kinds: ItemKind) -> QuerySet[Item]:
    """Active items of these kinds, with their VAT and jar format, by name."""
    return Item.objects.filter(kind__in=kinds, active=True).select_related("vat", "jar_format")


def packaging(role: PackagingRole) -> QuerySet[Item]:
    """Active jars, or lids."""
    return Item.objects.filter(kind=ItemKind.PACKAGING, role=role, active=True)


def jar_formats() -> QuerySet[JarFormat]:
    """Every jar format, smallest first, with its jar and lid."""
    return JarFormat.objects.select_related("jar", "lid")


def vat_classes() -> QuerySet[VatClass]:
    """Every VAT class, lowest rate first."""
    return VatClass.objects.all()


def vat_for(kind: ItemKind) -> QuerySet[VatClass]:
    """The VAT classes that the law allows for a kind, lowest rate first."""
    allowed = [pk for pk, kinds in VatClass.objects.values_list("pk", "kinds") if kind in kinds]
    return VatClass.objects.filter(pk__in=allowed)


def listed(search: str = "", *, kind: ItemKind | None = None, former: bool = False) -> QuerySet[Item]:
    """Active items (with `former`, all) of a kind or of every kind whose name holds the words of `search`."""
    found = Item.objects.select_related("vat", "jar_format").order_by("kind", "name")
    if not former:
        found = found.filter(active=True)
    if kind:
        found = found.filter(kind=kind)
    return holding(found, search, "name")


def every_item() -> QuerySet[Item]:
    """Every item, former ones too."""
    return Item.objects.select_related("vat", "jar_format", "food")


def usual_vat(kind: ItemKind) -> VatClass | None:
    """The class that most of this kind have: the reduced rate for food (CGI art. 278-0 bis), else the standard."""
    code = "standard" if kind in (ItemKind.PACKAGING, ItemKind.SERVICE) else "reduced"
    return VatClass.objects.filter(code=code).first()


# ── Photos ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def photos(items: Iterable[int]) -> dict[tuple[int, int | None], str]:
    """(item, farm or None for the collective) → the digest of its photo, its address. One query."""
    found = Photo.objects.filter(item__in=set(items)).values_list("item", "producer", "digest")
    return {(item, producer): digest for item, producer, digest in found}


def looks(shown: Mapping[tuple[int, int | None], str], item: int, producer: int | None) -> str:
    """The digest of the farm's own photo of an item, else of the collective's; empty when there is none."""
    return shown.get((item, producer)) or shown.get((item, None), "")


def photo(digest: str) -> bytes | None:
    """The JPEG of this digest."""
    found = Photo.objects.filter(digest=digest).values_list("data", flat=True).first()
    return None if found is None else bytes(found)


# ── The composition table ────────────────────────────────────────────────────────────────────────────────────────────


def foods(search: str = "") -> QuerySet[Food]:
    """Foods of the composition table by name: those whose name, group or number hold the words of `search`."""
    return holding(Food.objects.all(), search, "code", "name", "group")


def composition(food: Food) -> dict[Constituent, Bounds]:
    """What is known of a food, per 100 g."""
    return {
        Constituent(name): Bounds(Decimal(told["low"]), Decimal(told["high"]))
        for name, told in food.values.items()
        if told is not None and name in set(Constituent)
    }


def compositions(items: Iterable[Item]) -> dict[int, dict[Constituent, Bounds]]:
    """What is known of each of these items that is linked to a food, by the item's key; one query."""
    linked = Item.objects.filter(pk__in=[item.pk for item in items]).exclude(food=None).select_related("food")
    return {item.pk: composition(item.food) for item in linked if item.food}


@dataclass(frozen=True)
class FoodLine:
    """One constituent of a food: as it is printed, and its bounds (None: unknown)."""

    constituent: Constituent
    text: str
    bounds: Bounds | None


def food_lines(food: Food) -> list[FoodLine]:
    """Each constituent of a food, unknown ones too."""
    known = composition(food)
    return [FoodLine(one, (food.values.get(one.value) or {}).get("text") or "-", known.get(one)) for one in Constituent]


def energy_of(food: Food) -> tuple[Bounds, Bounds] | None:
    """(kJ, kcal) of 100 g, worked out from the constituents; None when one that counts is unknown."""
    return energy(composition(food))


def items_of(food: Food) -> QuerySet[Item]:
    """The items that are this food, by name."""
    return Item.objects.filter(food=food)


def how_many_foods() -> int:
    """How large the composition table is."""
    return Food.objects.count()


# ── Price lists ──────────────────────────────────────────────────────────────────────────────────────────────────────


def price_lists(*, former: bool = False) -> QuerySet[PriceList]:
    """Active price lists by name, each with how many prices it holds (`count`); with `former`, all."""
    found = PriceList.objects.annotate(count=Count("prices"))
    return found if former else found.filter(active=True)


def list_for(customer_kind: str) -> PriceList | None:
    """The price list of a class of customers, when it has one."""
    return PriceList.objects.filter(customer_kind=customer_kind, active=True).first() if customer_kind else None


def price_for(item: Item, price_list: PriceList | None, quantity: int) -> tuple[Decimal, Basis] | None:
    """(unit price, basis) of `quantity` (in the item's own unit) on a list; else the item's usual price; else None."""
    return prices_for([(item, quantity)], price_list)[0]


def steps_of(items: Iterable[Item], price_list: PriceList | None) -> dict[int, list[tuple[int, Decimal]]]:
    """Item → its prices on a list: from how much (own unit), unit price in its basis; lowest first. One query."""
    steps: dict[int, list[tuple[int, Decimal]]] = {}
    if price_list is not None and price_list.active:
        rows = Price.objects.filter(price_list=price_list, item__in=[item.pk for item in items])
        for item_id, least, price in rows.order_by("from_quantity").values_list(
            "item_id", "from_quantity", "unit_price"
        ):
            steps.setdefault(item_id, []).append((least, price))
    return steps


def prices_for(
    wanted: Sequence[tuple[Item, int]],
    price_list: PriceList | None,
    steps: Mapping[int, Sequence[tuple[int, Decimal]]] | None = None,
) -> list[tuple[Decimal, Basis] | None]:
    """`price_for` of many (item, quantity) at once, in their order; one query, none when `steps` are told."""
    steps = steps_of([item for item, _ in wanted], price_list) if steps is None else steps
    found: list[tuple[Decimal, Basis] | None] = []
    for item, quantity in wanted:
        agreed = choose(steps.get(item.pk, ()), quantity)
        if agreed is not None and price_list is not None:
            found.append((agreed, Basis(price_list.basis)))
        else:
            found.append(None if item.price is None else (item.price, Basis(item.basis)))
    return found


@dataclass(frozen=True)
class PriceLine:
    """An item on a price list: from how much, at what price (None: not on the list at this step)."""

    item: Item
    from_quantity: int
    unit_price: Decimal | None

    @property
    def least(self) -> str:
        """From how much, as a person types it in kilos, litres or pieces; "" from nought on."""
        if not self.from_quantity:
            return ""
        per = PER[Dimension(self.item.dimension)]
        return format_decimal(Decimal(self.from_quantity) / per).replace(NARROW_NBSP, "")


def price_lines(price_list: PriceList, items: Iterable[Item]) -> list[PriceLine]:
    """For each of these items its steps on a list, lowest first, and always one from nought; one query."""
    items = list(items)
    steps: dict[int, dict[int, Decimal | None]] = {item.pk: {0: None} for item in items}
    for one in Price.objects.filter(price_list=price_list, item__in=steps):
        steps[one.item_id][one.from_quantity] = one.unit_price
    return [PriceLine(item, least, price) for item in items for least, price in sorted(steps[item.pk].items())]


def sold_items() -> list[Sold]:
    """Every active item as a sheet of prices names it."""
    rows = Item.objects.filter(active=True).values_list("pk", "name", "dimension")
    return [Sold(pk, name, Dimension(dimension)) for pk, name, dimension in rows]


def read_prices(name: str, data: bytes) -> PriceSheet:
    """What a sheet of prices says. Raises SheetRefused, or Refused (no_price_header)."""
    for sheet in sheets.read(name, data):
        try:
            found = read_price_sheet(sheet.rows, sold_items())
        except Unreadable as doubled:
            raise Refused("doubled_column", value=doubled.value) from None
        if found is not None:
            return found
    raise Refused("no_price_header")


# ── Importing items ──────────────────────────────────────────────────────────────────────────────────────────────────


def item_plan(name: str, data: bytes) -> itemsheet.ItemPlan:
    """What importing this file of items now would do.

    Raises SheetRefused (the file cannot be read) or Refused (no_item_header, doubled_column).
    """
    fields = ("name", "kind", "dimension", "gtin", "price", "basis", "vat_id", "allergens", "piece_mg")
    known = [itemsheet.Known(row["pk"], row) for row in Item.objects.order_by("pk").values("pk", *fields)]
    rates = [itemsheet.Rate(vat.pk, vat.rate_bp, tuple(vat.kinds)) for vat in vat_classes()]
    allergens = {fold(str(label)): code for code, label in words.ALLERGENS.items()}
    for sheet in sheets.read(name, data, max_rows=itemsheet.MAX_ROWS):
        try:
            found = itemsheet.plan(sheet.rows, known, rates, allergens)
        except Unreadable as doubled:
            raise Refused("doubled_column", value=doubled.value) from None
        if found is not None:
            return found
    raise Refused("no_item_header")


def item_imports() -> QuerySet[Import]:
    """Spreadsheets of items brought, the last first, without their content."""
    return Import.objects.filter(kind=ImportKind.PRODUCTS).select_related("by").defer("data")
