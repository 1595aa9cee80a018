"""What a heat treatment was worth: the integral of the lethal rate over the readings of a data logger.

L(T) = 10^((T − Tref) / z) is in minutes per minute; F = ∫ L dt is in minutes at Tref. F0 has Tref 121.1 °C and z 10 °C.
Between two readings the temperature is taken as linear, for which the integral has an exact form; the trapezoid on L is
the convention of the "general method" and is never smaller (L is convex), so a lot is released on the exact one.
With several probes the coldest of each instant counts: the integral runs over their lower envelope.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from bocal.measure.logger import read_logger
from bocal.measure.readings import COLDEST, HOTTEST, Series, Unit
from bocal.measure.unreadable import Code, Unreadable

__all__ = [
    "CurvePoint",
    "Result",
    "Series",
    "Unit",
    "curve",
    "envelope",
    "largest_gap",
    "lethal_rate",
    "lethality",
    "longest_above",
    "read_logger",
    "time_above",
    "unit_of",
]

# 121.1 °C and 10 °C, and the same two in °F: 121.1 × 9/5 + 32, and 10 × 9/5.
DEFAULT_TREF: dict[Unit, float] = {"C": 121.1, "F": 249.98}
DEFAULT_Z: dict[Unit, float] = {"C": 10.0, "F": 18.0}
# Readings within 5 °C of the peak are the plateau; there a logger should read at least once a minute.
PLATEAU_BAND: dict[Unit, float] = {"C": 5.0, "F": 9.0}
# When the two forms differ by more, the temperature moved too far between readings to be called linear.
COARSE = 1.02

_LN10 = math.log(10.0)


@dataclass(frozen=True)
class CurvePoint:
    """One point to draw: minutes from the first reading, coldest temperature, its rate, exact minutes so far."""

    minutes: float
    temperature: float
    rate: float
    accumulated: float


@dataclass(frozen=True)
class Result:
    """What a cook was worth, with all that is needed to say it again.

    `points` readings over `minutes`; `exact` and `trapezoid` minutes at `tref`; `tref`, `z`, `peak` in `unit`; `peak`
    is the highest of the coldest temperatures, first reached `peak_at` minutes in; `largest_gap` in seconds, near the
    plateau.
    """

    points: int
    minutes: float
    exact: float
    trapezoid: float
    tref: float
    z: float
    unit: Unit
    probes: int
    peak: float
    peak_at: float
    largest_gap: float

    @property
    def too_coarse(self) -> bool:
        """Whether the trapezoid exceeds the exact form by more than 2 %: the logger read too seldom."""
        return self.trapezoid > self.exact * COARSE


def lethal_rate(temperature: float, tref: float, z: float) -> float:
    """10^((T − Tref) / z), minutes at Tref per minute; all three in one unit. Refuses z ≤ 0 and what is not finite."""
    if not (math.isfinite(z) and z > 0):
        raise Unreadable(Code.BAD_Z, value=f"{z:g}")
    if not math.isfinite(tref):
        raise Unreadable(Code.BAD_TREF, value=f"{tref:g}")
    if not math.isfinite(temperature):
        raise Unreadable(Code.NOT_FINITE, value=f"{temperature:g}")
    power = (temperature - tref) / z
    # 10^300 minutes a minute is no cook: the z is a slip (0,1 for 10), and the sums would overflow.
    if power > 300:
        raise Unreadable(Code.BAD_Z, value=f"{z:g}")
    return float(10.0**power)


def lethality(series: Series, tref: float | None = None, z: float | None = None, unit: Unit | None = None) -> Result:
    """The value of a cook, in minutes at `tref`. `tref` and `z` are in the unit of the readings.

    `unit` is that of the readings: by default what the file says, else °C; `unit_conflict` when both say and differ.
    Without `tref` and `z`: 121.1 °C and 10 °C, or the same two in °F (249.98 and 18), so that one cook has one F0.
    """
    scale = unit_of(series, unit)
    tref, z = _reference(scale, tref, z)
    points = curve(series, tref, z, scale)
    trapezoid = math.fsum((a.rate + b.rate) / 2 * (b.minutes - a.minutes) for a, b in pairwise(points))
    peak = max(points, key=lambda point: point.temperature)
    return Result(
        points=len(series.times),
        minutes=series.times[-1] - series.times[0],
        exact=points[-1].accumulated,
        trapezoid=trapezoid,
        tref=tref,
        z=z,
        unit=scale,
        probes=len(series.probes),
        peak=peak.temperature,
        peak_at=peak.minutes,
        largest_gap=largest_gap(series, scale),
    )


def curve(
    series: Series, tref: float | None = None, z: float | None = None, unit: Unit | None = None
) -> list[CurvePoint]:
    """The lower envelope with its rate and the exact value accumulated, to draw; arguments as for `lethality`."""
    scale = unit_of(series, unit)
    tref, z = _reference(scale, tref, z)
    start = series.times[0]
    series.refuse_absurd(scale)
    points: list[CurvePoint] = []
    parts: list[float] = []
    accumulated = 0.0
    for time, temperature in envelope(series):
        minutes, rate = time - start, lethal_rate(temperature, tref, z)
        if points:
            before = points[-1]
            parts.append(_segment(minutes - before.minutes, before.rate, rate, before.temperature, temperature, z))
            accumulated += parts[-1]
        points.append(CurvePoint(minutes, temperature, rate, accumulated))
    # Thousands of small terms: the last point has their correctly rounded sum, which is what `lethality` gives.
    last = points[-1]
    points[-1] = CurvePoint(last.minutes, last.temperature, last.rate, math.fsum(parts))
    return points


def envelope(series: Series) -> list[tuple[float, float]]:
    """(time, coldest temperature) at each reading and at each instant where another probe becomes the coldest."""
    if len(series.probes) == 1:
        return list(zip(series.times, series.probes[0], strict=True))
    points = [(series.times[0], min(probe[0] for probe in series.probes))]
    for i in range(1, len(series.times)):
        begin, end = series.times[i - 1], series.times[i]
        ends = [(probe[i - 1], probe[i]) for probe in series.probes]
        points.extend((begin + at * (end - begin), value) for at, value in _crossings(ends))
        points.append((end, min(after for _, after in ends)))
    return points


def time_above(series: Series, temperature: float) -> float:
    """Minutes during which the coldest probe stood at `temperature` (in the readings' unit) or above; exact."""
    return math.fsum(
        _share_above(before - temperature, after - temperature) * (end - begin)
        for (begin, before), (end, after) in pairwise(envelope(series))
    )


def longest_above(series: Series, temperature: float) -> float:
    """Minutes of the longest unbroken stay of the coldest probe at `temperature` (readings' unit) or above; exact."""
    longest = stay = 0.0
    for (begin, before), (end, after) in pairwise(envelope(series)):
        above = _share_above(before - temperature, after - temperature) * (end - begin)
        # A stay goes on from the segment before only where this one begins above.
        stay = above if before < temperature else stay + above
        longest = max(longest, stay)
    return longest


def largest_gap(series: Series, unit: Unit | None = None) -> float:
    """The longest wait between two readings near the plateau, in seconds.

    Near: at one of the two readings at least, the coldest probe is within 5 °C of its highest reading.
    """
    scale = unit_of(series, unit)
    coldest = [min(values) for values in zip(*series.probes, strict=True)]
    floor = max(coldest) - PLATEAU_BAND[scale]
    readings = list(zip(series.times, coldest, strict=True))
    return max(60.0 * (end - begin) for (begin, a), (end, b) in pairwise(readings) if max(a, b) >= floor)


def unit_of(series: Series, unit: Unit | None = None) -> Unit:
    """The unit of the readings: what is told, else what the file says, else °C. Refuses when they contradict."""
    if unit is not None and series.unit is not None and unit != series.unit:
        raise Unreadable(Code.UNIT_CONFLICT, value=series.unit)
    return unit or series.unit or "C"


def _reference(unit: Unit, tref: float | None, z: float | None) -> tuple[float, float]:
    tref = DEFAULT_TREF[unit] if tref is None else tref
    z = DEFAULT_Z[unit] if z is None else z
    if not (math.isfinite(tref) and COLDEST[unit] <= tref <= HOTTEST[unit]):
        raise Unreadable(Code.BAD_TREF, value=f"{tref:g}")
    if not (math.isfinite(z) and z > 0):
        raise Unreadable(Code.BAD_Z, value=f"{z:g}")
    return tref, z


def _segment(minutes: float, rate: float, next_rate: float, before: float, after: float, z: float) -> float:
    # Δt (L2 − L1) / ln(L2 / L1), from the larger end: L (1 − e^−d) / d, with d = |ln(L2 / L1)|. No overflow, and no
    # loss of digits when the two rates are nearly equal, where the quotient itself is 0 / 0.
    d = abs(after - before) * _LN10 / z
    mean = max(rate, next_rate) * (-math.expm1(-d) / d if d > 0 else 1.0)
    return minutes * mean


def _crossings(ends: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Where the lowest of several straight lines over 0..1 changes, and its height there."""
    at = 0.0
    # At a tie the line that falls fastest is the lowest just after.
    current = min(range(len(ends)), key=lambda i: (ends[i][0], ends[i][1]))
    found: list[tuple[float, float]] = []
    while True:
        begin, end = ends[current]
        nearest: tuple[float, float, int] | None = None
        for i, (other_begin, other_end) in enumerate(ends):
            # Only a line that falls faster can come under; each change takes a steeper one, so this ends.
            closing = (end - begin) - (other_end - other_begin)
            if closing <= 0:
                continue
            # Before `at` only by a rounding error, where three lines meet.
            place = max((other_begin - begin) / closing, at)
            if place < 1 and (nearest is None or (place, -closing) < nearest[:2]):
                nearest = (place, -closing, i)
        if nearest is None:
            return found
        at, current = nearest[0], nearest[2]
        if at > 0 and not (found and found[-1][0] == at):
            found.append((at, begin + at * (end - begin)))


def _share_above(before: float, after: float) -> float:
    if before >= 0 and after >= 0:
        return 1.0
    if before < 0 and after < 0:
        return 0.0
    return max(before, after) / abs(after - before)
