"""What things are, as choices."""

from enum import StrEnum

from bocal.measure.quantity import Dimension

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
