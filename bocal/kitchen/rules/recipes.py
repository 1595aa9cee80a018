"""What a recipe asks for, and how far the lots at hand go.

Everything is for one kilo of finished product, so that salt and spices follow the finished mass and not the raw one.
Masses are whole milligrams; shares are basis points.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bocal.catalog.rules import FOOD, Dimension, ItemKind
from bocal.journals.rules import Refused
from bocal.kitchen.rules.stands import Stand, fill, furthest

KG = 1_000_000
FULL_BP = 10_000
#: A lot with less than this share of what is asked of its item is a crumb: opened only where the others do not suffice.
CRUMB_BP = 1_000
#: What may go into a pot, be it in the recipe or not.
INGREDIENTS = (ItemKind.RAW, ItemKind.PREPARED, ItemKind.ADDITIVE)
#: Typed quantities of a recipe may miss the kilo by this much (2 g): people round.
ROUNDING = 2_000


class LineRole(StrEnum):
    RAW = "raw"
    ADDITIVE = "additive"


@dataclass(frozen=True)
class Part:
    """A line of a recipe: mg of trimmed product for a kilo of finished product, and what peeling takes from the raw.

    `low_bp` and `high_bp` bound its share of what goes into the pot, when the schedule covers more than the recipe's
    own (see rules.substitution); `stands` may replace a part of it.
    """

    item: int
    role: LineRole
    mg_per_kg: int
    peel_bp: int = 0
    low_bp: int | None = None
    high_bp: int | None = None
    stands: tuple[Stand, ...] = ()


@dataclass(frozen=True)
class Composition:
    """A recipe's version, as far as masses go."""

    parts: tuple[Part, ...]
    water_mg_per_kg: int
    evaporation_mg_per_kg: int

    @property
    def mass_in(self) -> int:
        """What goes into the pot for one kilo that comes out."""
        return sum(part.mg_per_kg for part in self.parts) + self.water_mg_per_kg

    def evaporation_of(self, mass_in: int) -> int:
        """The evaporation expected when `mass_in` mg went into the pot, water included."""
        return mass_in * self.evaporation_mg_per_kg // self.mass_in if self.mass_in else 0


def compose(parts: Sequence[Part], water_mg_per_kg: int, evaporation_mg_per_kg: int | None) -> Composition:
    """A composition that holds: what goes in minus what evaporates is a kilo. `None` has the evaporation computed.

    Raises Refused: recipe_empty, recipe_twice, recipe_short, recipe_evaporation, recipe_peel.
    """
    if not any(part.role is LineRole.RAW for part in parts):
        raise Refused("recipe_empty")
    if len({part.item for part in parts}) != len(parts):
        raise Refused("recipe_twice")
    if any(not 0 <= part.peel_bp < FULL_BP or part.mg_per_kg <= 0 for part in parts):
        raise Refused("recipe_peel")
    computed = sum(part.mg_per_kg for part in parts) + water_mg_per_kg - KG
    if computed < -ROUNDING:
        raise Refused("recipe_short", grams=-computed // 1000)
    computed = max(computed, 0)
    if evaporation_mg_per_kg is not None and abs(evaporation_mg_per_kg - computed) > ROUNDING:
        raise Refused("recipe_evaporation", typed=evaporation_mg_per_kg // 1000, computed=computed // 1000)
    return Composition(tuple(parts), water_mg_per_kg, computed)


@dataclass(frozen=True)
class AtHand:
    """A lot in a place, that may go into the pot. `mass_mg` is all of it."""

    lot: int
    place: int
    item: int
    kind: ItemKind
    owner: int
    dimension: Dimension
    piece_mg: int
    quantity: int
    mass_mg: int
    good_until: date | None = None


@dataclass(frozen=True)
class Need:
    """What the order asks of an ingredient: `gross` mg before peeling, `trimmed` mg into the pot; `there` mg chosen.

    `instead_of` is the item of the line that a substitute stands in for.
    """

    item: int
    role: LineRole
    gross: int
    trimmed: int
    there: int
    limits: bool
    instead_of: int | None = None

    @property
    def short(self) -> int:
        """Milligrams that are missing; zero when there is enough."""
        return max(self.gross - self.there, 0)


@dataclass(frozen=True)
class Scaled:
    """An order scaled to its lots: whole jars only."""

    jars: int
    finished_mg: int
    water_mg: int
    evaporation_mg: int
    needs: tuple[Need, ...]

    @property
    def limiting(self) -> tuple[int, ...]:
        """The items that keep the order from being larger."""
        return tuple(need.item for need in self.needs if need.limits)


def scale(
    composition: Composition,
    chosen: Iterable[AtHand],
    *,
    piece_mg: int,
    wished: int | None = None,
    line_bp: int = FULL_BP,
) -> Scaled:
    """How many jars of `piece_mg` the chosen lots give, at most `wished`; raw ingredients decide: salt can be bought.

    Law: finished = min over raw ingredients of (gross mass × (1 − peel) / mass of trimmed product per kg finished), of
    which `line_bp` goes into jars: the rest stays on the line, and the pot holds so much more of everything. Chosen
    substitutes fill what a line lacks, up to what the recipe permits of them.
    """
    there = _mass_by_item(chosen)
    reach = {part.item: _up_to(part, there) for part in composition.parts if part.role is LineRole.RAW}
    reach = {item: mass * line_bp // FULL_BP for item, mass in reach.items()}
    least = min(reach.values())
    jars = least // piece_mg
    by_wish = wished is not None and wished < jars
    if wished is not None:
        jars = min(jars, wished)
    finished = jars * piece_mg
    # What lies between the last whole jar and the next is nobody's limit but the jar's.
    limiting = set() if by_wish else {item for item, mass in reach.items() if mass // piece_mg == least // piece_mg}
    cooked = _ceil(finished * FULL_BP, line_bp)
    needs = []
    for part in composition.parts:
        trimmed = _ceil(cooked * part.mg_per_kg, KG)
        own = _trimmed(there.get(part.item, 0), part.peel_bp)
        stood = fill(trimmed, own, _standing(part, there))
        limits = part.item in limiting
        own_row: tuple[int, int, int, int | None] = (part.item, part.peel_bp, trimmed - sum(stood), None)
        rows = [own_row]
        rows += [(s.item, s.peel_bp, mass, part.item) for s, mass in zip(part.stands, stood, strict=True) if mass]
        for item, peel_bp, mass, instead_of in rows:
            gross = _ceil(mass * FULL_BP, FULL_BP - peel_bp)
            needs.append(Need(item, part.role, gross, mass, there.get(item, 0), limits, instead_of))
    return Scaled(
        jars=jars,
        finished_mg=finished,
        water_mg=cooked * composition.water_mg_per_kg // KG,
        evaporation_mg=cooked * composition.evaporation_mg_per_kg // KG,
        needs=tuple(needs),
    )


def _mass_by_item(lots: Iterable[AtHand]) -> Mapping[int, int]:
    total: dict[int, int] = {}
    for lot in lots:
        total[lot.item] = total.get(lot.item, 0) + lot.mass_mg
    return total


def _up_to(part: Part, there: Mapping[int, int]) -> int:
    own = _trimmed(there.get(part.item, 0), part.peel_bp)
    return furthest(own, _standing(part, there)) * KG // part.mg_per_kg


def _trimmed(gross: int, peel_bp: int) -> int:
    return gross * (FULL_BP - peel_bp) // FULL_BP


def _standing(part: Part, there: Mapping[int, int]) -> list[tuple[int, int]]:
    """Each substitute's highest share of its line, with what there is of it, trimmed."""
    return [(stand.most_bp, _trimmed(there.get(stand.item, 0), stand.peel_bp)) for stand in part.stands]


def _ceil(numerator: int, denominator: int) -> int:
    return -(-numerator // denominator)


def first_expired_first(lots: Iterable[AtHand]) -> list[AtHand]:
    """The order in which lots are used: nearest date first, those without a date after, then the oldest."""
    return sorted(lots, key=lambda lot: (lot.good_until is None, lot.good_until or date.min, lot.lot, lot.place))


def allot(lots: Iterable[AtHand], gross_mg: int) -> list[tuple[AtHand, int]]:
    """Take `gross_mg` from lots of one item, nearest date first, in each lot's own unit; less when there is less.

    Crumbs (lots with less than a tenth of what is asked) are left aside where the others suffice; where they do not,
    the largest crumbs complete them: nobody weighs in seven crates for one soup. Whole pieces are taken where the lot
    is counted.
    """
    taken: list[tuple[AtHand, int]] = []
    left = gross_mg
    for lot in first_expired_first(_without_crumbs(list(lots), gross_mg)):
        if left <= 0:
            break
        if lot.dimension is Dimension.MASS:
            quantity = min(lot.quantity, left)
            left -= quantity
        else:
            quantity = min(lot.quantity, _ceil(left, lot.piece_mg)) if lot.piece_mg else 0
            left -= quantity * lot.piece_mg
        if quantity:
            taken.append((lot, quantity))
    return taken


def _without_crumbs(lots: Sequence[AtHand], gross_mg: int) -> list[AtHand]:
    """The lots worth opening for `gross_mg`, and of the crumbs the fewest that complete them."""
    kept: list[AtHand] = []
    crumbs: list[AtHand] = []
    for lot in lots:
        (kept if lot.mass_mg * FULL_BP >= gross_mg * CRUMB_BP else crumbs).append(lot)
    lacks = gross_mg - sum(lot.mass_mg for lot in kept)
    for crumb in sorted(crumbs, key=lambda lot: -lot.mass_mg):
        if lacks <= 0:
            break
        kept.append(crumb)
        lacks -= crumb.mass_mg
    return kept


def owner_of(lots: Iterable[AtHand], ours: int) -> int:
    """Whose jars these lots make: the one owner of all the food (toll work keeps it), else `ours`.

    Raises Refused: mixed_owners.
    """
    owners = {lot.owner for lot in lots if lot.kind in FOOD}
    if len(owners) > 1:
        raise Refused("mixed_owners")
    return owners.pop() if owners else ours
