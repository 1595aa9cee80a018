"""The readings of a data logger: times, one or more probes, and what no honest logger says."""

import math
from dataclasses import dataclass, replace
from typing import Literal

from bocal.measure.unreadable import Code, Unreadable

Unit = Literal["C", "F"]

# −60 to 200 °C: a freezer's floor and the end of a probe's wire. Beyond, the probe is broken or the unit is wrong.
COLDEST: dict[Unit, float] = {"C": -60.0, "F": -76.0}
HOTTEST: dict[Unit, float] = {"C": 200.0, "F": 392.0}


@dataclass(frozen=True)
class Series:
    """Readings: `times` in minutes from any start, strictly rising; each probe one temperature for each time.

    `unit` is what the file says of itself (None: it does not). `lines` are the file's lines, for refusals.
    Refuses fewer than two readings, unsorted or doubled times, a missing reading, NaN and infinity; with a known unit,
    temperatures under −60 °C or over 200 °C (else `lethality` does, once it knows).
    """

    times: tuple[float, ...]
    probes: tuple[tuple[float, ...], ...]
    unit: Unit | None = None
    names: tuple[str, ...] = ()
    lines: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if len(self.times) < 2:
            raise Unreadable(Code.TOO_FEW_READINGS, value=str(len(self.times)))
        if not self.probes:
            raise Unreadable(Code.NO_PROBE)
        for probe in self.probes:
            if len(probe) != len(self.times):
                raise Unreadable(Code.MISSING_READING, self._line(min(len(probe), len(self.times))))
        for values in (self.times, *self.probes):
            for i, value in enumerate(values):
                if not math.isfinite(value):
                    raise Unreadable(Code.NOT_FINITE, self._line(i), value=str(value))
        for i in range(1, len(self.times)):
            if self.times[i] == self.times[i - 1]:
                raise Unreadable(Code.DOUBLED_TIME, self._line(i))
            if self.times[i] < self.times[i - 1]:
                raise Unreadable(Code.UNSORTED, self._line(i))
        if self.unit is not None:
            self.refuse_absurd(self.unit)

    def refuse_absurd(self, unit: Unit) -> None:
        """Refuse a temperature that no cook reaches, in the unit that the readings are said to be in."""
        for probe in self.probes:
            for i, value in enumerate(probe):
                if not COLDEST[unit] <= value <= HOTTEST[unit]:
                    raise Unreadable(Code.ABSURD_TEMPERATURE, self._line(i), value=f"{value:g}")

    def lowered(self, by: float) -> "Series":
        """The same readings, each lower by the greatest error of what read them (≥ 0, in the readings' unit): whatever
        the true temperature was, it was not below that.
        """
        if by == 0:
            return self
        return replace(self, probes=tuple(tuple(value - by for value in probe) for probe in self.probes))

    def _line(self, i: int) -> int | None:
        return self.lines[i] if i < len(self.lines) else None
