"""The kitchen's tables: what is made, and what was found of its safety."""

from bocal.kitchen.models.bench import Filled, Rates, Step, StockTarget, Weighed
from bocal.kitchen.models.findings import (
    Deviation,
    Incubation,
    IncubationResult,
    Reading,
    Ruling,
    Seal,
    SealKey,
)
from bocal.kitchen.models.labels import LabelPolicy, LabelText
from bocal.kitchen.models.making import (
    Check,
    Cook,
    Making,
    ManufacturingOrder,
    OrderLot,
    Recipe,
    RecipeLine,
    RecipeVersion,
    Schedule,
)
from bocal.kitchen.models.substitution import Substitute

__all__ = [
    "Check",
    "Cook",
    "Deviation",
    "Filled",
    "Incubation",
    "IncubationResult",
    "LabelPolicy",
    "LabelText",
    "Making",
    "ManufacturingOrder",
    "OrderLot",
    "Rates",
    "Reading",
    "Recipe",
    "RecipeLine",
    "RecipeVersion",
    "Ruling",
    "Schedule",
    "Seal",
    "SealKey",
    "Step",
    "StockTarget",
    "Substitute",
    "Weighed",
]
