"""When farms have what: crops and items that are the same thing, containers in kilos, and what a year may hold."""

from collections.abc import Collection
from enum import StrEnum

from bocal.directory.rules.crops import key
from bocal.journals.rules import Refused
from bocal.measure.quantity import MAX_WEIGHT_MG, MG_PER_KG

#: How many years of receptions the calendar looks back on, this one included.
YEARS = 3
#: A farm's own crops shown as buttons, the others are typed.
MOST_BUTTONS = 8


class Container(StrEnum):
    """How a farm counts what it has too much of."""

    KILO = "kg"
    CRATE = "crate"
    BOX = "box"
    SACK = "sack"
    PALLET_BOX = "pallet_box"


#: What one of each is taken to weigh, in kilos: a usual crate of vegetables, a harvest box, a sack of potatoes, a
#: 300-litre pallet box. Only an announcement: what comes is weighed.
KILOS = {
    Container.KILO: 1,
    Container.CRATE: 10,
    Container.BOX: 15,
    Container.SACK: 25,
    Container.PALLET_BOX: 250,
}


def about_mg(counted_mg: int, container: Container) -> int:
    """About how much that is, in mg: `counted_mg` is the number typed, as if it were of kilos.

    Raises Refused: too_much.
    """
    mass = counted_mg * KILOS[container]
    if mass > MAX_WEIGHT_MG:
        raise Refused("too_much", tonnes=MAX_WEIGHT_MG // (1000 * MG_PER_KG))
    return mass


def same(name: str, crops: Collection[str]) -> str:
    """The one of these crops (as `key` names them) that an item is: « tomate » for « Tomates cerises ». The longest
    name that is all in it wins; none of them: its own."""
    own = key(name)
    held = set(own.split())
    inside = [crop for crop in crops if crop and held.issuperset(crop.split())]
    return max(inside, key=lambda crop: (len(crop), crop), default=own)
