"""The kitchen's tables: what is made, and what keeps it safe."""

from bocal.kitchen.models.bench import Filled, Rates, Step, StockTarget, Weighed
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
from bocal.kitchen.models.safety import (
    ControlPoint,
    Deviation,
    Equipment,
    Incubation,
    IncubationResult,
    Reading,
    Ruling,
    Seal,
    SealKey,
    Training,
    Upkeep,
)
from bocal.kitchen.models.substitution import Substitute

__all__ = [
    "Check",
    "ControlPoint",
    "Cook",
    "Deviation",
    "Equipment",
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
    "Training",
    "Upkeep",
    "Weighed",
]
