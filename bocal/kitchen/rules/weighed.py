"""Prepared goods (légumerie): planned and made by weight, with a short use-by date. Pure."""

from collections.abc import Iterable
from datetime import date, timedelta

from bocal.catalog.rules import DateKind, Dimension, ItemKind

#: Kilos are planned by whole steps of 100 g, as jars are by the piece.
STEP = 100_000


def by_weight(kind: ItemKind, dimension: Dimension) -> bool:
    """Whether what is made is weighed: a prepared good, and no jar."""
    return kind is ItemKind.PREPARED and dimension is Dimension.MASS


def may_be_made(kind: ItemKind, dimension: Dimension, date_kind: DateKind, shelf_days: int, *, in_jar: bool) -> bool:
    """Whether a recipe may give it: a filled jar, or a weighed prepared good with its use-by days."""
    if kind is ItemKind.FINISHED:
        return in_jar
    return by_weight(kind, dimension) and date_kind is DateKind.USE_BY and shelf_days > 0


def unit_of(dimension: Dimension, piece_mg: int) -> int:
    """Milligrams of what is counted when planning: a jar, or a step of weight."""
    return STEP if dimension is Dimension.MASS else piece_mg


def units(dimension: Dimension, quantity: int) -> int:
    """A quantity of an item (pieces, or mg) in whole planning units, rounded down."""
    return quantity // STEP if dimension is Dimension.MASS else quantity


def units_wanted(dimension: Dimension, quantity: int) -> int:
    """The same of what is wanted, rounded up: a customer gets all of it."""
    return -(-quantity // STEP) if dimension is Dimension.MASS else quantity


def quantity_of(dimension: Dimension, count: int) -> int:
    """Planning units in the item's own unit: pieces, or mg."""
    return count * STEP if dimension is Dimension.MASS else count


def use_by(day: date, shelf_days: int, inside: Iterable[date | None]) -> date:
    """The use-by day of what is made on `day`: never later than that of anything that went in."""
    return min([day + timedelta(days=shelf_days), *(until for until in inside if until is not None)])
