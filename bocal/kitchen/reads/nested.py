"""What a lot made here is made of, down to what was not made here: recipes inside recipes, level by level."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import F

from bocal.catalog.reads import compositions
from bocal.catalog.rules import FOOD, ItemKind
from bocal.catalog.rules.nutrition import Constituent, Values, mix, narrow
from bocal.directory.rules import PlaceKind
from bocal.journals.models import Lineage, Lot, Movement
from bocal.journals.rules import Way
from bocal.kitchen.rules.labels import Ingredient, at_mixing, resolved


@dataclass(frozen=True)
class Kettle:
    """What went into a lot: its parents with a mass (seasoning and food), the water, what boiled away (mg)."""

    rows: tuple[Lineage, ...]
    water: int
    steam: int

    @property
    def finished(self) -> int:
        """What the kettle gave: what went in less what boiled away."""
        return sum(row.mass_mg for row in self.rows) + self.water - self.steam


def kettles(lot: Lot) -> dict[int, Kettle]:
    """The kettle of a lot made here and of every lot under it that was made here too; two queries a level."""
    found: dict[int, Kettle] = {}
    todo = {lot.pk}
    while todo:
        rows: dict[int, list[Lineage]] = defaultdict(list)
        born = Lineage.objects.filter(child__in=todo, voucher=F("child__voucher"), mass_mg__gt=0)
        for row in born.select_related("parent__item__food", "parent__origin").order_by("pk"):
            rows[row.child_id].append(row)
        water: dict[int, int] = defaultdict(int)
        steam: dict[int, int] = defaultdict(int)
        moves = Movement.objects.filter(lot__in=todo, voucher=F("lot__voucher")).order_by("pk")
        for key, source, target, mass in moves.values_list("lot", "source__kind", "target__kind", "mass_mg"):
            water[key] += mass if source == PlaceKind.WATER else 0
            steam[key] += mass if target == PlaceKind.EVAPORATION else 0
        for key in todo:
            found[key] = Kettle(tuple(rows[key]), water[key], steam[key])
        made = {row.parent_id for key in todo for row in rows[key] if row.parent.way == Way.MADE}
        todo = made - found.keys()
    return found


def ingredients(lot: int, of: Mapping[int, Kettle], named: Iterable[int], *, water_name: str) -> list[Ingredient]:
    """The ingredients of a lot by weight at mixing, those that were made here with their own inside."""
    kettle, spoken = of[lot], set(named)
    rows = []
    for row in kettle.rows:
        parent = row.parent
        one = Ingredient(
            parent.item.name,
            row.mass_mg,
            tuple(parent.allergens),
            parent.organic_bp == 10_000,
            parent.item.agricultural,
            parent.item_id in spoken,
            admitted=bool(parent.item.non_organic_reference),
        )
        if parent.pk in of:
            one = resolved(
                one,
                ingredients(parent.pk, of, spoken, water_name=water_name),
                finished_mg=of[parent.pk].finished,
            )
        rows.append(one)
    return at_mixing(rows, finished_mg=kettle.finished, water_mg=kettle.water, water_name=water_name)


def nutrition(lot: int, of: Mapping[int, Kettle]) -> Values:
    """What 100 g of a lot hold, mixed from what it is made of; an item that has its own figures is believed."""
    known = compositions(row.parent.item for kettle in of.values() for row in kettle.rows)
    return _nutrition(lot, of, known)


def _nutrition(lot: int, of: Mapping[int, Kettle], known: Mapping[int, Mapping[Constituent, object]]) -> Values:
    parts: list[tuple[int, Values]] = []
    for row in of[lot].rows:
        figures = known.get(row.parent.item_id)
        if figures is None and row.parent_id in of:
            parts.append((row.mass_mg, _nutrition(row.parent_id, of, known)))
        else:
            parts.append((row.mass_mg, narrow(figures or {})))  # type: ignore[arg-type]
    return mix(parts, of[lot].finished)


def farms(of: Mapping[int, Kettle]) -> set[int]:
    """The farms that what was not made here came from."""
    rows = [row.parent for kettle in of.values() for row in kettle.rows]
    return {lot.origin_id for lot in rows if lot.origin_id and ItemKind(lot.item.kind) in FOOD}
