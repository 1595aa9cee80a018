"""Whether what went into the pot is still what the schedule was validated for.

A schedule holds for a recipe, not for a pot: more of a low-acid vegetable, or another in its place, and the heat that
was validated proves nothing. Outside the range no number of minutes makes it right. Masses are mg, shares basis points,
counted to a tenth of a per cent as people read and write them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from bocal.journals.rules import Refused
from bocal.kitchen.rules.recipes import FULL_BP, Composition, Part

#: A tenth of a per cent.
TENTH = 10


class Standing(StrEnum):
    """How a share stands."""

    INSIDE = "inside"
    LOW = "low"
    HIGH = "high"
    # A substitute beyond what the recipe permits of it; something that the recipe knows nothing of.
    REPLACED = "replaced"
    FOREIGN = "foreign"


@dataclass(frozen=True)
class Share:
    """What went in of a line (its substitutes with it), of a substitute (`instead_of` a line, a share of it) or of
    something else. The bounds are inside."""

    item: int
    standing: Standing
    mass_mg: int
    share_bp: int
    low_bp: int
    high_bp: int
    instead_of: int | None = None

    @property
    def beyond_bp(self) -> int:
        """By how much it is outside; zero inside."""
        return max(self.low_bp - self.share_bp, self.share_bp - self.high_bp, 0)


@dataclass(frozen=True)
class Mix:
    """A pot as it was weighed, beside its recipe."""

    total_mg: int
    shares: tuple[Share, ...]

    @property
    def outside(self) -> tuple[Share, ...]:
        """What the schedule does not cover; empty: it holds."""
        return tuple(share for share in self.shares if share.standing is not Standing.INSIDE)

    @property
    def replaced(self) -> tuple[Share, ...]:
        """Substitutes that went in."""
        return tuple(share for share in self.shares if share.instead_of is not None)


def share_of(mass_mg: int, total_mg: int) -> int:
    """A share in basis points, to the nearest tenth of a per cent, halves up; zero of nothing."""
    return (2 * mass_mg * 1_000 + total_mg) // (2 * total_mg) * TENTH if total_mg else 0


def bounds(part: Part, mass_in: int, tolerance_bp: int) -> tuple[int, int]:
    """The share of a line that the schedule covers: its range, else the recipe's own share within the tolerance, and
    never under half of it: a tolerance of two points would let a pot go without its lemon. Opened to whole tenths."""
    if part.low_bp is not None and part.high_bp is not None:
        return part.low_bp, part.high_bp
    share = part.mg_per_kg * FULL_BP // mass_in
    low = share - min(tolerance_bp, share // 2)
    high = min(share + tolerance_bp, FULL_BP)
    return low // TENTH * TENTH, -(-high // TENTH) * TENTH


def to_come(share: Share, total_mg: int) -> int:
    """The least that would bring a line's share back inside, in mg: of itself when it is low, of the others when it is
    high. Zero: inside, or nothing that is added does it. The pot grows with whatever is added, so that more may be due.

    (m + x) ÷ (T + x) ≥ low gives x = (low·T − m) ÷ (1 − low); m ÷ (T + x) ≤ high gives x = m ÷ high − T.
    """
    if share.instead_of is None and share.standing is Standing.LOW and share.low_bp < FULL_BP:
        return max(-(-(share.low_bp * total_mg - share.mass_mg * FULL_BP) // (FULL_BP - share.low_bp)), 0)
    if share.instead_of is None and share.standing is Standing.HIGH and share.high_bp:
        return max(-(-share.mass_mg * FULL_BP // share.high_bp) - total_mg, 0)
    return 0


def judge(composition: Composition, portions: Mapping[int, int], *, water_mg: int, tolerance_bp: int) -> Mix:
    """Compare what went in (mg into the pot, by item) with the recipe, its ranges and its substitutes."""
    total = sum(portions.values()) + water_mg
    shares = []
    known = set()
    for part in composition.parts:
        stands = [(stand, portions.get(stand.item, 0)) for stand in part.stands]
        mass = portions.get(part.item, 0) + sum(there for _stand, there in stands)
        known |= {part.item, *(stand.item for stand in part.stands)}
        low, high = bounds(part, composition.mass_in, tolerance_bp)
        share = share_of(mass, total)
        # So little that it rounds to nothing: without a range that says so, it may not be left out.
        forgotten = part.low_bp is None and not mass
        standing = Standing.LOW if share < low or forgotten else Standing.HIGH if share > high else Standing.INSIDE
        shares.append(Share(part.item, standing, mass, share, low, high))
        for stand, there in stands:
            if there:
                share = share_of(there, mass)
                standing = Standing.REPLACED if share > stand.most_bp else Standing.INSIDE
                shares.append(Share(stand.item, standing, there, share, 0, stand.most_bp, part.item))
    for item, mass in portions.items():
        if item not in known and mass:
            shares.append(Share(item, Standing.FOREIGN, mass, share_of(mass, total), 0, 0))
    return Mix(total, tuple(shares))


def check_parts(composition: Composition) -> None:
    """Refuse ranges and substitutes that say nothing sure.

    Raises Refused: range_half, range_order, range_misses, substitute_share, substitute_twice.
    """
    mass_in = composition.mass_in
    seen = {part.item for part in composition.parts}
    for part in composition.parts:
        if (part.low_bp is None) != (part.high_bp is None):
            raise Refused("range_half", item=part.item)
        if part.low_bp is not None and part.high_bp is not None:
            if not 0 <= part.low_bp <= part.high_bp <= FULL_BP:
                raise Refused("range_order", item=part.item)
            own = share_of(part.mg_per_kg, mass_in)
            if not part.low_bp <= own <= part.high_bp:
                raise Refused("range_misses", item=part.item, share_bp=own)
        for stand in part.stands:
            if not (0 < stand.most_bp <= FULL_BP and 0 <= stand.peel_bp < FULL_BP):
                raise Refused("substitute_share", item=stand.item)
            if stand.item in seen:
                raise Refused("substitute_twice", item=stand.item)
            seen.add(stand.item)


def brought(of_item: Iterable[str], of_recipe: Iterable[str]) -> tuple[str, ...]:
    """Allergens that a substitute brings and the recipe has not, in their order."""
    had = set(of_recipe)
    return tuple(code for code in dict.fromkeys(of_item) if code not in had)
