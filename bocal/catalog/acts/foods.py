"""Verbs on the composition table."""

from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from bocal.catalog.models import Food, Item
from bocal.catalog.rules import Refused
from bocal.catalog.rules.ciqual import FoodRow, Table, read_sheet
from bocal.catalog.rules.nutrition import Constituent
from bocal.measure import table

#: How the licence of the table asks to be named (Licence Ouverte Etalab 2.0).
SOURCE = "Anses. {year}. Table de composition nutritionnelle des aliments Ciqual"
SEED = Path(__file__).resolve().parent.parent / "data" / "ciqual-2025.csv"
SEED_YEAR = 2025


@dataclass(frozen=True)
class Brought:
    """What an import did, in rows."""

    created: int
    changed: int
    unchanged: int


@transaction.atomic
def bring_foods(found: Table, *, year: int) -> Brought:
    """Write every food of a table, or none; twice changes nothing. Foods that the table no longer has stay.

    Raises Refused (table_flaws) when a row cannot be read, older_table when a later edition is already there.
    """
    if found.flaws:
        raise Refused("table_flaws", n=len(found.flaws))
    there = {food.code: food for food in Food.objects.all()}
    if any(food.year > year for food in there.values()):
        raise Refused("older_table", year=max(food.year for food in there.values()))
    new: list[Food] = []
    changed: list[Food] = []
    for row in found.foods:
        food = there.get(row.code) or Food(code=row.code)
        told = {
            "name": row.name,
            "group": row.group[:120],
            "source": SOURCE.format(year=year),
            "year": year,
            "values": stored(row),
        }
        if any(getattr(food, field) != value for field, value in told.items()):
            for field, value in told.items():
                setattr(food, field, value)
            (changed if food.pk else new).append(food)
    Food.objects.bulk_create(new, batch_size=500)
    Food.objects.bulk_update(changed, ["name", "group", "source", "year", "values"], batch_size=100)
    return Brought(len(new), len(changed), len(found.foods) - len(new) - len(changed))


def stored(row: FoodRow) -> dict[str, dict[str, str] | None]:
    """A food's figures as `Food.values` keeps them: exact decimals as text, and the printed figure beside them."""
    known = row.values
    return {
        one.value: {"low": str(known[one].low), "high": str(known[one].high), "text": row.texts[one]}
        if one in known
        else None
        for one in Constituent
    }


def plant_foods() -> None:
    """The foods that a cannery uses most, where there are none yet."""
    if not Food.objects.exists():
        bring_foods(read_sheet(table.rows(SEED.read_text(encoding="utf-8"))), year=SEED_YEAR)


def link_food(item: Item, food: Food | None) -> None:
    """Say which food of the composition table an item is; None: none of them."""
    item.food = food
    item.save(update_fields=["food"])
