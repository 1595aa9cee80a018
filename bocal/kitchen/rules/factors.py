"""What a schedule asks beside its minutes (critical factors), and probes that say nothing of the jars.

Initial temperature, jars in the load, come-up, plateau and cooling water are recorded for each load; one that is not
as validated is a deviation (Codex CAC/RCP 23-1979; note DGAL/SDSSA/2015-364).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from bocal.measure.lethality import PLATEAU_BAND, envelope
from bocal.measure.readings import Series, Unit

#: A probe that stands this far below every other one at the plateau is not in a jar (°C, °F).
FALLEN: dict[Unit, float] = {"C": 30.0, "F": 54.0}
#: A probe that moves less than this while the others move ten times as much is stuck.
FLAT: dict[Unit, float] = {"C": 1.0, "F": 1.8}

#: A fall of this much, then a rise as large, makes two heatings of a curve (°C, °F).
SWING: dict[Unit, float] = {"C": 20.0, "F": 36.0}


class Factor(StrEnum):
    """A critical factor that was not as validated, or that nobody wrote down."""

    INITIAL_UNKNOWN = "initial_unknown"
    INITIAL_LOW = "initial_low"
    LOAD_UNKNOWN = "load_unknown"
    LOAD_FULL = "load_full"
    COME_UP_UNKNOWN = "come_up_unknown"
    COME_UP_SHORT = "come_up_short"
    COME_UP_LONG = "come_up_long"
    WATER_UNKNOWN = "water_unknown"
    WATER_BAD = "water_bad"


#: Something is still to be written; the others are faults.
UNKNOWN = frozenset({Factor.INITIAL_UNKNOWN, Factor.LOAD_UNKNOWN, Factor.COME_UP_UNKNOWN, Factor.WATER_UNKNOWN})


@dataclass(frozen=True)
class Asked:
    """What a schedule asks: °C, jars, minutes; None where its document says nothing."""

    initial_low: float | None = None
    load_jars: int | None = None
    come_up_low: float | None = None
    come_up_high: float | None = None
    cooling_water: bool = False


@dataclass(frozen=True)
class Ran:
    """What was: °C of the coldest jar at the start, jars in the load, minutes of come-up, cooling water looked at."""

    initial: float | None = None
    jars: int | None = None
    come_up: float | None = None
    water: bool | None = None


def faults(asked: Asked, ran: Ran) -> tuple[Factor, ...]:
    """Where a load was not as its schedule was validated; equal is good."""
    found = []
    if asked.initial_low is not None:
        if ran.initial is None:
            found.append(Factor.INITIAL_UNKNOWN)
        elif not ran.initial >= asked.initial_low:
            found.append(Factor.INITIAL_LOW)
    if asked.load_jars is not None:
        if ran.jars is None:
            found.append(Factor.LOAD_UNKNOWN)
        elif ran.jars > asked.load_jars:
            found.append(Factor.LOAD_FULL)
    if asked.come_up_low is not None or asked.come_up_high is not None:
        if ran.come_up is None:
            found.append(Factor.COME_UP_UNKNOWN)
        elif asked.come_up_low is not None and not ran.come_up >= asked.come_up_low:
            found.append(Factor.COME_UP_SHORT)
        elif asked.come_up_high is not None and not ran.come_up <= asked.come_up_high:
            found.append(Factor.COME_UP_LONG)
    if asked.cooling_water:
        if ran.water is None:
            found.append(Factor.WATER_UNKNOWN)
        elif not ran.water:
            found.append(Factor.WATER_BAD)
    return tuple(found)


def come_up(series: Series, temperature: float) -> float | None:
    """Minutes from the first reading until the coldest probe first stands at `temperature` (the readings' unit)."""
    points = envelope(series)
    before = points[0]
    for point in points:
        if point[1] >= temperature:
            share = 1.0 if point[1] == before[1] else (temperature - before[1]) / (point[1] - before[1])
            return before[0] + max(share, 0.0) * (point[0] - before[0]) - points[0][0]
        before = point
    return None


def heatings(series: Series, unit: Unit) -> int:
    """How many times the load was heated: a logger left running joins two cooks, whose minutes no jar had together.

    Counted on the hottest probe: rises of 20 °C or more to within 20 °C of the peak, with a fall of as much between.
    """
    swing = SWING[unit]
    tops: list[float] = []
    hottest = [max(values) for values in zip(*series.probes, strict=True)]
    rising, extreme = False, hottest[0]
    for value in hottest:
        extreme = max(extreme, value) if rising else min(extreme, value)
        if rising and value <= extreme - swing:
            tops.append(extreme)
        elif rising or value < extreme + swing:
            continue
        rising, extreme = not rising, value
    if rising:
        tops.append(extreme)
    return sum(top >= max(tops) - swing for top in tops)


def suspects(series: Series, unit: Unit) -> tuple[int, ...]:
    """Probes that fell out or stuck, by index: only these may be left out, and never all.

    Fallen: during all the plateau of the hottest others (within 5 °C of their peak) it stands 30 °C or more under the
    coldest of them. Stuck: it moves by less than 1 °C while each of the others moves by more than 10.
    """
    if len(series.probes) < 2:
        return ()
    peaks = [max(values) for values in series.probes]
    # The others are judged against those that did reach a plateau: within the band of the hottest one.
    good = [i for i, peak in enumerate(peaks) if peak >= max(peaks) - 2 * PLATEAU_BAND[unit]]
    spread = [max(values) - min(values) for values in series.probes]
    found = []
    for i, values in enumerate(series.probes):
        others = [j for j in good if j != i]
        if not others:
            continue
        stuck = spread[i] < FLAT[unit] and all(spread[j] > 10 * FLAT[unit] for j in others)
        if stuck or (i not in good and _below(values, [series.probes[j] for j in others], unit)):
            found.append(i)
    # A probe that fell out during the plateau reached it first: it is good by its peak, and falls below the others.
    for i in good:
        others = [j for j in good if j != i]
        if others and i not in found and _fell(series.probes[i], [series.probes[j] for j in others], unit):
            found.append(i)
    return tuple(sorted(found)) if len(found) < len(series.probes) else ()


def _plateau(others: Sequence[Sequence[float]], unit: Unit) -> list[tuple[int, float]]:
    """Readings, by index, at which all the others stand within the band of their peak, and their coldest there."""
    coldest = [min(values) for values in zip(*others, strict=True)]
    floor = max(coldest) - PLATEAU_BAND[unit]
    return [(at, value) for at, value in enumerate(coldest) if value >= floor]


def _below(values: Sequence[float], others: Sequence[Sequence[float]], unit: Unit) -> bool:
    return all(values[at] <= coldest - FALLEN[unit] for at, coldest in _plateau(others, unit))


def _fell(values: Sequence[float], others: Sequence[Sequence[float]], unit: Unit) -> bool:
    # At once: from one reading to the next at the others' plateau it loses 30 °C or more.
    plateau = [at for at, _coldest in _plateau(others, unit)]
    return any(b == a + 1 and values[a] - values[b] >= FALLEN[unit] for a, b in pairwise(plateau))
