"""What things are, as choices."""

from collections.abc import Collection
from enum import StrEnum

from bocal.measure.on_demand import OnDemand
from bocal.measure.quantity import Dimension

biip = OnDemand("biip")

__all__ = ["ALLERGENS", "DateKind", "Dimension", "ItemKind", "PackagingRole", "Storage"]


class ItemKind(StrEnum):
    RAW = "raw"
    PREPARED = "prepared"
    FINISHED = "finished"
    PACKAGING = "packaging"
    ADDITIVE = "additive"
    SERVICE = "service"


#: Goods whose owner a transformation never changes (toll work); salt, jars and lids are the kitchen's own.
FOOD = frozenset({ItemKind.RAW, ItemKind.PREPARED, ItemKind.FINISHED})


class PackagingRole(StrEnum):
    NONE = ""
    JAR = "jar"
    LID = "lid"


class DateKind(StrEnum):
    """Best-before (DDM) may be passed and still given; use-by (DLC) never."""

    NONE = ""
    BEST_BEFORE = "best_before"
    USE_BY = "use_by"


class Storage(StrEnum):
    AMBIENT = "ambient"
    FRIDGE = "fridge"
    FREEZER = "freezer"


#: The fourteen substances of Regulation (EU) 1169/2011, annex II, in its order.
ALLERGENS = (
    "gluten",
    "crustaceans",
    "eggs",
    "fish",
    "peanuts",
    "soybeans",
    "milk",
    "nuts",
    "celery",
    "mustard",
    "sesame",
    "sulphites",
    "lupin",
    "molluscs",
)


#: How each kind may be counted, the usual way first. A filled jar, a pot, an hour's help are counted by the piece.
DIMENSIONS: dict[ItemKind, tuple[Dimension, ...]] = {
    ItemKind.RAW: (Dimension.MASS, Dimension.COUNT, Dimension.VOLUME),
    ItemKind.PREPARED: (Dimension.MASS, Dimension.COUNT),
    ItemKind.FINISHED: (Dimension.COUNT,),
    ItemKind.PACKAGING: (Dimension.COUNT,),
    ItemKind.ADDITIVE: (Dimension.MASS, Dimension.VOLUME),
    ItemKind.SERVICE: (Dimension.COUNT,),
}

_OF_PRODUCE = frozenset(
    {
        *("dimension", "piece_mg", "variable_weight", "storage", "allergens"),
        *("date_kind", "shelf_days", "guarded", "gtin", "non_organic_reference"),
    }
)
#: What a page asks of each kind, beside name, price and VAT.
ASKED: dict[ItemKind, frozenset[str]] = {
    ItemKind.RAW: _OF_PRODUCE,
    ItemKind.PREPARED: _OF_PRODUCE,
    # Its allergens come from its recipe.
    ItemKind.FINISHED: frozenset({"jar_format", "piece_mg", "storage", "date_kind", "shelf_days", "guarded", "gtin"}),
    ItemKind.PACKAGING: frozenset({"role", "gtin"}),
    ItemKind.ADDITIVE: frozenset(
        {"dimension", "allergens", "agricultural", "non_organic_reference", "storage", "gtin"}
    ),
    ItemKind.SERVICE: frozenset(),
}


class Refused(Exception):
    """Something the catalogue must not hold: a code that words.py says in French, with its details."""

    def __init__(self, code: str, **details: object) -> None:
        super().__init__(code, details)
        self.code = code
        self.details = details


def check_item(
    kind: ItemKind, dimension: Dimension, *, piece_mg: int, date_kind: DateKind, shelf_days: int, in_jar: bool
) -> None:
    """Refuse an item that stock or labels could not count on.

    Raises Refused: dimension, piece_needed (a counted food has a mass, or nothing balances), days_needed, jar_kind.
    """
    if dimension not in DIMENSIONS[kind]:
        raise Refused("dimension")
    if kind in FOOD and dimension is Dimension.COUNT and piece_mg <= 0:
        raise Refused("piece_needed")
    if date_kind is not DateKind.NONE and shelf_days <= 0:
        raise Refused("days_needed")
    if in_jar and kind is not ItemKind.FINISHED:
        raise Refused("jar_kind")


def piece_mass(typed_mg: int | None, fill_mg: int | None) -> int:
    """Net mg of one piece: what a person wrote of it, else what its jar's format is filled with; 0: not a piece."""
    return typed_mg or fill_mg or 0


def check_vat(kind: ItemKind, allowed: Collection[str]) -> None:
    """Refuse a VAT class that the text of law does not allow for this kind. Raises Refused: vat_kind."""
    if kind not in allowed:
        raise Refused("vat_kind")


def read_gtin(text: str) -> str:
    """The number under a bar code, spaces gone: 8, 12, 13 or 14 digits whose last one checks the others; "" for none.

    Raises Refused (gtin).
    """
    bare = "".join(text.split())
    if not bare:
        return ""
    try:
        return str(biip.gtin.Gtin.parse(bare).value)
    except biip.ParseError:
        raise Refused("gtin") from None
