"""Yields learned from one's own kettles: what is left of the raw once trimmed, and of the pot once in jars. Pure.

Shares are basis points. A few kettles say little: until there are enough, the recipe's own figure stands.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from bocal.kitchen.rules.recipes import FULL_BP, Composition, LineRole

#: From so many kettles on, one's own history is believed rather than the recipe.
ENOUGH = 5


@dataclass(frozen=True)
class Seen:
    """One kettle: milligrams in and out of a stage."""

    put_in: int
    came_out: int


@dataclass(frozen=True)
class Learned:
    """What history says of a yield: the weighted mean with its count and range, and the figure that stood before."""

    standard_bp: int
    mean_bp: int | None = None
    count: int = 0
    low_bp: int = 0
    high_bp: int = 0

    @property
    def believed(self) -> bool:
        """Whether there are enough kettles to go by them."""
        return self.mean_bp is not None and self.count >= ENOUGH

    @property
    def used_bp(self) -> int:
        """The yield that scaling counts on."""
        return self.mean_bp if self.mean_bp is not None and self.believed else self.standard_bp


def learn(seen: Iterable[Seen], standard_bp: int) -> Learned:
    """Law: mean = Σ out / Σ in, over kettles that put something in; never above 100 %, never nought."""
    kettles = [one for one in seen if one.put_in > 0 and one.came_out > 0]
    if not kettles:
        return Learned(standard_bp)
    shares = [_share(one.came_out, one.put_in) for one in kettles]
    mean = _share(sum(one.came_out for one in kettles), sum(one.put_in for one in kettles))
    return Learned(standard_bp, mean, len(kettles), min(shares), max(shares))


def _share(out: int, put_in: int) -> int:
    return max(1, min(FULL_BP, (2 * out * FULL_BP + put_in) // (2 * put_in)))


def with_learned(composition: Composition, trims: Mapping[int, Learned]) -> Composition:
    """The same composition with the peel that one's own kettles show, for the items that they know enough of."""
    parts = tuple(
        replace(part, peel_bp=FULL_BP - learned.used_bp)
        if part.role is LineRole.RAW and (learned := trims.get(part.item)) is not None and learned.believed
        else part
        for part in composition.parts
    )
    return replace(composition, parts=parts)
