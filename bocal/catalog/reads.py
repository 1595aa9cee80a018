"""Questions about what things are."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from bocal.catalog.models import Food, Item, JarFormat, VatClass
from bocal.catalog.rules import ItemKind, PackagingRole
from bocal.catalog.rules.nutrition import Bounds, Constituent, energy
from bocal.measure.table import fold


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
    wanted = fold(search).split()
    if wanted:
        names = found.values_list("pk", "name")
        found = found.filter(pk__in=[pk for pk, name in names if all(word in fold(name) for word in wanted)])
    return found


def every_item() -> QuerySet[Item]:
    """Every item, former ones too."""
    return Item.objects.select_related("vat", "jar_format", "food")


def usual_vat(kind: ItemKind) -> VatClass | None:
    """The class that most of this kind have: the reduced rate for food (CGI art. 278-0 bis), else the standard."""
    code = "standard" if kind in (ItemKind.PACKAGING, ItemKind.SERVICE) else "reduced"
    return VatClass.objects.filter(code=code).first()


# ── The composition table ────────────────────────────────────────────────────────────────────────────────────────────


def foods(search: str = "") -> QuerySet[Food]:
    """Foods of the composition table by name: those whose name, group or number hold the words of `search`."""
    found = Food.objects.all()
    wanted = fold(search).split()
    if wanted:
        names = found.values_list("pk", "code", "name", "group")
        keys = [pk for pk, *texts in names if all(word in fold(" ".join(texts)) for word in wanted)]
        found = found.filter(pk__in=keys)
    return found


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
