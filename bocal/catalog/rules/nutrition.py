"""What foods are made of, as bounds: a printed "traces" or "< 0,5" is an interval, a "-" is unknown, neither is nought.

Every figure is per 100 g; `Values` holds what is known, and a constituent that is missing from it is unknown.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from bocal.measure.quantity import parse_decimal


class Constituent(StrEnum):
    """What a food is made of, per 100 g: in grams, but energy (kJ, kcal) and sodium (mg); in a label's order."""

    ENERGY_KJ = "energy_kj"
    ENERGY_KCAL = "energy_kcal"
    FAT = "fat"
    SATURATES = "saturates"
    CARBOHYDRATE = "carbohydrate"
    SUGARS = "sugars"
    POLYOLS = "polyols"
    FIBRE = "fibre"
    PROTEIN = "protein"
    SALT = "salt"
    SODIUM = "sodium"
    WATER = "water"
    ASH = "ash"
    ALCOHOL = "alcohol"
    ORGANIC_ACIDS = "organic_acids"


ZERO = Decimal(0)
HUNDRED = Decimal(100)

#: What a nutrition declaration must tell, in its order (Reg. (EU) 1169/2011, art. 30 and annex XV).
DECLARED = (
    Constituent.ENERGY_KJ,
    Constituent.ENERGY_KCAL,
    Constituent.FAT,
    Constituent.SATURATES,
    Constituent.CARBOHYDRATE,
    Constituent.SUGARS,
    Constituent.PROTEIN,
    Constituent.SALT,
)

#: (kJ, kcal) a gram, Reg. (EU) 1169/2011, annex XIV. Carbohydrate there is without its polyols.
ENERGY: Mapping[Constituent, tuple[Decimal, Decimal]] = {
    Constituent.CARBOHYDRATE: (Decimal(17), Decimal(4)),
    Constituent.POLYOLS: (Decimal(10), Decimal("2.4")),
    Constituent.PROTEIN: (Decimal(17), Decimal(4)),
    Constituent.FAT: (Decimal(37), Decimal(9)),
    Constituent.ALCOHOL: (Decimal(29), Decimal(7)),
    Constituent.ORGANIC_ACIDS: (Decimal(13), Decimal(3)),
    Constituent.FIBRE: (Decimal(8), Decimal(2)),
}

#: Grams of salt for a gram of sodium (Reg. (EU) 1169/2011, annex I).
SALT_PER_SODIUM = Decimal("2.5")

#: Up to this a declaration may say nought: Commission guidance on tolerances of December 2012, table 4.
NEGLIGIBLE: Mapping[Constituent, Decimal] = {
    Constituent.FAT: Decimal("0.5"),
    Constituent.SATURATES: Decimal("0.1"),
    Constituent.CARBOHYDRATE: Decimal("0.5"),
    Constituent.SUGARS: Decimal("0.5"),
    Constituent.PROTEIN: Decimal("0.5"),
    Constituent.FIBRE: Decimal("0.5"),
    Constituent.POLYOLS: Decimal("0.5"),
    Constituent.SALT: Decimal("0.0125"),
}
#: What "traces" may amount to at most, where the table says no more: less than a declaration would tell.
TRACES: Mapping[Constituent, Decimal] = {
    **{constituent: Decimal("0.5") for constituent in Constituent},
    **NEGLIGIBLE,
    Constituent.SODIUM: Decimal(5),
}


@dataclass(frozen=True)
class Bounds:
    """Between `low` and `high`, both possible; equal when the figure is exact."""

    low: Decimal
    high: Decimal

    def __post_init__(self) -> None:
        """Raise ValueError unless 0 ≤ low ≤ high."""
        if not ZERO <= self.low <= self.high:
            raise ValueError(f"not an interval: {self.low} to {self.high}")

    @property
    def middle(self) -> Decimal:
        """Half-way."""
        return (self.low + self.high) / 2


Values = Mapping[Constituent, Bounds]

#: Drinking water: nothing in it that a declaration tells.
WATER: Values = {
    constituent: Bounds(HUNDRED, HUNDRED) if constituent is Constituent.WATER else Bounds(ZERO, ZERO)
    for constituent in Constituent
}


def read_published(text: str, constituent: Constituent) -> Bounds | None:
    """A figure as the composition table prints it: "0,5" exact, "< 0,5" from 0 to 0,5, "traces" from 0 to TRACES,
    "-" or nothing None. Raises Unreadable for anything else.
    """
    bare = " ".join(text.split())
    if bare in ("", "-", "–"):
        return None
    if bare.lower() == "traces":
        return Bounds(ZERO, TRACES[constituent])
    if bare.startswith("<"):
        return Bounds(ZERO, parse_decimal(bare[1:]))
    exact = parse_decimal(bare)
    return Bounds(exact, exact)


def salt(values: Values) -> Bounds | None:
    """Salt as the law counts it, sodium × 2.5; the published salt when sodium is unknown."""
    sodium = values.get(Constituent.SODIUM)
    if sodium is None:
        return values.get(Constituent.SALT)
    grams = SALT_PER_SODIUM / 1000
    return Bounds(sodium.low * grams, sodium.high * grams)


def narrow(values: Values) -> dict[Constituent, Bounds]:
    """`values`, with bounds for some unknowns that the others imply and nothing more.

    Sugars and polyols are within carbohydrate, saturates within fat; alcohol and organic acids are within what the
    known constituents leave of the 100 g. Never an exact figure out of nothing: each goes down to 0.
    """
    found = dict(values)
    if (carbohydrate := found.get(Constituent.CARBOHYDRATE)) is not None:
        found.setdefault(Constituent.SUGARS, Bounds(ZERO, carbohydrate.high))
        left = carbohydrate.high - (values[Constituent.SUGARS].low if Constituent.SUGARS in values else ZERO)
        found.setdefault(Constituent.POLYOLS, Bounds(ZERO, max(ZERO, left)))
    if (fat := found.get(Constituent.FAT)) is not None:
        found.setdefault(Constituent.SATURATES, Bounds(ZERO, fat.high))
    weighed = (
        Constituent.WATER,
        Constituent.PROTEIN,
        Constituent.CARBOHYDRATE,
        Constituent.FAT,
        Constituent.FIBRE,
        Constituent.ASH,
        Constituent.ALCOHOL,
        Constituent.ORGANIC_ACIDS,
    )
    rest = max(ZERO, HUNDRED - sum((values[one].low for one in weighed if one in values), ZERO))
    for minor in (Constituent.ALCOHOL, Constituent.ORGANIC_ACIDS):
        found.setdefault(minor, Bounds(ZERO, rest))
    return found


def energy(values: Values) -> tuple[Bounds, Bounds] | None:
    """(kJ, kcal) per 100 g from the constituents, by annex XIV of Reg. (EU) 1169/2011.

    None when protein, carbohydrate, fat or fibre is unknown. Polyols, alcohol and organic acids that nobody measured
    count within the bounds of `narrow`.
    """
    if any(
        one not in values for one in (Constituent.PROTEIN, Constituent.CARBOHYDRATE, Constituent.FAT, Constituent.FIBRE)
    ):
        return None
    full = narrow(values)
    both = []
    for unit in (0, 1):
        low = high = ZERO
        for constituent, factors in ENERGY.items():
            factor = factors[unit]
            if constituent is Constituent.POLYOLS:
                # They are in the carbohydrate already: what they give less than the other sugars comes off.
                less = ENERGY[Constituent.CARBOHYDRATE][unit] - factor
                low -= less * min(full[Constituent.POLYOLS].high, full[Constituent.CARBOHYDRATE].low)
                high -= less * min(full[Constituent.POLYOLS].low, full[Constituent.CARBOHYDRATE].high)
            else:
                low += factor * full[constituent].low
                high += factor * full[constituent].high
        both.append(Bounds(max(ZERO, low), max(ZERO, low, high)))
    return both[0], both[1]


def mix(parts: Sequence[tuple[int, Values]], finished_mg: int) -> dict[Constituent, Bounds]:
    """What 100 g of a mix hold: `parts` are (mass in mg as it goes in, its values per 100 g), `finished_mg` what comes
    out once water has boiled away or been added (water that is weighed in is a part of its own, `WATER`).

    A constituent that is unknown in one part of any mass is unknown in the mix; pass the parts through `narrow` to have
    the bounds that their other figures imply. Energy is worked out from the constituents (annex XIV), salt from sodium;
    water is left out, since how much boiled away is what `finished_mg` says. Raises ValueError for a mass below 0, or a
    finished mass of 0.
    """
    if finished_mg <= 0 or any(mass < 0 for mass, _ in parts):
        raise ValueError("masses are positive")
    used = [(mass, with_energy(values)) for mass, values in parts if mass]
    found: dict[Constituent, Bounds] = {}
    for constituent in Constituent:
        if constituent is Constituent.WATER or any(constituent not in values for _, values in used):
            continue
        low = sum((mass * values[constituent].low for mass, values in used), ZERO)
        high = sum((mass * values[constituent].high for mass, values in used), ZERO)
        found[constituent] = Bounds(low / finished_mg, high / finished_mg)
    return found


def with_energy(values: Values) -> dict[Constituent, Bounds]:
    """`values` with energy by annex XIV in place of the published one, and salt from sodium."""
    found = dict(values)
    worked = energy(values)
    for constituent, bounds in zip(
        (Constituent.ENERGY_KJ, Constituent.ENERGY_KCAL), worked or (None, None), strict=True
    ):
        if bounds is None:
            found.pop(constituent, None)
        else:
            found[constituent] = bounds
    if (salted := salt(values)) is not None:
        found[Constituent.SALT] = salted
    return found


@dataclass(frozen=True)
class Figure:
    """What a declaration says of one constituent: `value` rounded as the guidance asks, `below` when it is so little
    that « 0 » or « < value » may stand; `sure` when the whole interval lies within the guidance's tolerance of it.
    """

    value: Decimal
    below: bool
    sure: bool


def figure(constituent: Constituent, bounds: Bounds) -> Figure:
    """A figure for the label: the middle of what is possible, rounded.

    Rounding and tolerances: Commission guidance on the setting of tolerances for nutrient values declared on a label,
    December 2012, tables 1 and 4. Energy to the unit; fat, carbohydrate, sugars, protein, fibre and polyols to 1 g from
    10 g and to 0.1 g below; saturates alike; salt to 0.1 g from 1 g and to 0.01 g below.
    """
    if constituent in NEGLIGIBLE and bounds.high <= NEGLIGIBLE[constituent]:
        shown = Decimal("0.01") if constituent is Constituent.SALT else NEGLIGIBLE[constituent]
        return Figure(shown, True, True)
    value = rounded(constituent, bounds.middle)
    margin = tolerance(constituent, value)
    return Figure(value, False, bounds.middle - bounds.low <= margin)


def rounded(constituent: Constituent, value: Decimal) -> Decimal:
    """`value` with as many places as table 4 of the guidance of December 2012 asks."""
    if constituent in (Constituent.ENERGY_KJ, Constituent.ENERGY_KCAL, Constituent.SODIUM):
        step = Decimal(1)
    elif constituent is Constituent.SALT:
        step = Decimal("0.1") if value >= 1 else Decimal("0.01")
    else:
        step = Decimal(1) if value >= 10 else Decimal("0.1")
    return value.quantize(step, ROUND_HALF_UP)


def tolerance(constituent: Constituent, value: Decimal) -> Decimal:
    """How far a measure may be from what is declared, rounding of the measure included (guidance of December 2012,
    table 1): in the constituent's unit. Energy has none of its own: a fifth is taken.
    """
    if constituent is Constituent.SALT:
        return Decimal("0.375") if value < Decimal("1.25") else value / 5
    if constituent is Constituent.SATURATES:
        return Decimal("0.8") if value < 4 else value / 5
    if constituent is Constituent.FAT:
        return Decimal("1.5") if value < 10 else min(value / 5, Decimal(8))
    if constituent in (Constituent.CARBOHYDRATE, Constituent.SUGARS, Constituent.PROTEIN, Constituent.FIBRE):
        return Decimal(2) if value < 10 else min(value / 5, Decimal(8))
    return value / 5


def missing(values: Values, needed: Iterable[Constituent] = DECLARED) -> list[Constituent]:
    """Which of the `needed` are unknown: while there is one, nothing can be declared."""
    return [constituent for constituent in needed if constituent not in values]
