"""How the pages ask for a quantity of a lot: by weight, by volume or by the piece, as the item is counted."""

from django.forms import Field
from django.utils.functional import Promise

from bocal.catalog.rules import Dimension
from bocal.journals.models import Lot
from bocal.look.forms import LitresField, PiecesField, WeightField
from bocal.measure.quantity import UL_PER_L


def amount_field(lot: Lot, label: str | Promise, *, allow_zero: bool = False, required: bool = True) -> Field:
    """A field whose value is in the item's own unit: mg, µL or pieces."""
    match Dimension(lot.item.dimension):
        case Dimension.MASS:
            return WeightField(label=label, allow_zero=allow_zero, required=required)
        case Dimension.VOLUME:
            return LitresField(label=label, highest=20_000 * UL_PER_L, required=required)
        case Dimension.COUNT:
            return PiecesField(label=label, lowest=0 if allow_zero else 1, required=required)
