"""What may stand in for a line of a recipe, and how far a line then goes. Trimmed masses in mg; shares in bp."""

from collections.abc import Sequence
from dataclasses import dataclass

_FULL_BP = 10_000


@dataclass(frozen=True)
class Stand:
    """A permitted substitute: it may be at most `most_bp` of its line; peeling takes `peel_bp` of the raw."""

    item: int
    most_bp: int
    peel_bp: int = 0


#: A substitute's highest share of its line, and what there is of it.
There = tuple[int, int]


def furthest(own: int, stands: Sequence[There]) -> int:
    """The most of a line that its own item and its substitutes give together.

    Law: the greatest N with own + Σ min(there, most·N) ≥ N. The left side less the right is concave and not negative at
    nought, so whatever is below the greatest N holds too, and halving finds it.
    """
    low, high = own, own + sum(there for _most, there in stands)
    while low < high:
        middle = (low + high + 1) // 2
        given = own * _FULL_BP + sum(min(there * _FULL_BP, most * middle) for most, there in stands)
        if given >= middle * _FULL_BP:
            low = middle
        else:
            high = middle - 1
    return low


def fill(wanted: int, own: int, stands: Sequence[There]) -> list[int]:
    """How much of each substitute goes in to make `wanted`: the line's own item first, they fill what lacks."""
    left = max(wanted - own, 0)
    used = []
    for most, there in stands:
        part = min(left, there, -(-most * wanted // _FULL_BP))
        used.append(part)
        left -= part
    return used
