"""When a lot may be released. A wrong heat treatment can kill: whatever is not proved is refused.

Limits of law and science, with their sources:
- pH ≥ 4.5 wants sterilisation, VS (F0 at 121.1 °C, z 10 °C) of at least 3 minutes: note DGAL/SDSSA/2015-364, recalled
  by the Chambre d'agriculture des Pays de la Loire (2024); 12·D of C. botulinum, D121.1 = 0.21 min, is 2.52 minutes.
- pH < 4.5: pasteurisation may do, by a schedule that a competent body has validated. Bocal invents none.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from bocal.journals.rules import Refused, Status
from bocal.kitchen.rules.factors import UNKNOWN, Asked, Factor, Ran, faults
from bocal.measure.lethality import Unit

#: From this pH on, C. botulinum can grow: only sterilisation protects.
ACID = 4.5
#: Alarm from here on: a mix of tomatoes drifts (facts: alarm from 4.4).
NEARLY = 4.4
#: Minutes at 121.1 °C, z 10 °C, below which no low-acid product may be put up.
LEAST_F0 = 3.0
F0_TREF, F0_Z = 121.1, 10.0
#: No autoclave of a cannery goes further, in °C: beyond, the unit is wrong (a file in °F read as °C would always pass).
HOTTEST_COOK = 140.0
#: Sterilising happens above 100 °C, pasteurising above 60 °C.
STERILISING, PASTEURISING = (100.1, 135.0), (60.0, 110.0)
#: °C; what z may be under an acid product's schedule, from our sources: 8.3 (FDA's draft for acidified foods), 8.89 and
#: 10 (Reichert 1977), 9.28 (Breidt 2014). A z far from them makes minutes out of nothing, above tref or under it.
ACID_Z = (8.0, 10.0)
#: Seconds between two readings near the plateau beyond which the logger says too little.
LARGEST_GAP = 60.0


class Treatment(StrEnum):
    STERILISE = "sterilise"
    PASTEURISE = "pasteurise"


class ProbeAt(StrEnum):
    """Where the probe was: at the cold spot of a jar, or in the autoclave's air, which proves the plateau alone."""

    CORE = "core"
    CHAMBER = "chamber"


class CheckKind(StrEnum):
    PH = "ph"
    CLOSURE = "closure"
    VISUAL = "visual"


@dataclass(frozen=True)
class Limits:
    """A schedule, as a competent body has validated it: °C, minutes at `tref`, and a plateau if it names one."""

    treatment: Treatment
    tref: float
    z: float
    required: float
    plateau_temperature: float | None = None
    plateau_minutes: float | None = None
    ph_max: float | None = None
    asked: Asked = field(default_factory=Asked)


def check_schedule(limits: Limits, *, ph_highest: float | None, validated_on: date, today: date) -> None:
    """Refuse a schedule that cannot be a safe one. `ph_highest` is the highest pH of the recipe; None: nobody knows.

    Raises Refused: schedule_future, schedule_values, plateau_half, plateau_none, ph_must_be_acid, acid_wants_ph,
    acid_z, too_little_f0, f0_reference.
    """
    if validated_on > today:
        raise Refused("schedule_future")
    low, high = STERILISING if limits.treatment is Treatment.STERILISE else PASTEURISING
    if not (low <= limits.tref <= high and limits.z > 0 and limits.required > 0):
        raise Refused("schedule_values", low=f"{low:g}", high=f"{high:g}")
    if (limits.plateau_temperature is None) != (limits.plateau_minutes is None):
        raise Refused("plateau_half")
    if limits.plateau_minutes is not None and not limits.plateau_minutes > 0:
        raise Refused("plateau_none")
    acid = ph_highest is not None and ph_highest < ACID
    if (acid or limits.treatment is Treatment.PASTEURISE) and not ACID_Z[0] <= limits.z <= ACID_Z[1]:
        raise Refused("acid_z", low=f"{ACID_Z[0]:g}", high=f"{ACID_Z[1]:g}")
    if limits.treatment is Treatment.PASTEURISE:
        if not acid:
            raise Refused("ph_must_be_acid")
        if limits.ph_max is None or limits.ph_max >= ACID:
            raise Refused("acid_wants_ph")
        return
    weak = limits.z != F0_Z or f0_of(limits) < LEAST_F0 - 1e-9
    if acid:
        if weak and (limits.ph_max is None or limits.ph_max >= ACID):
            raise Refused("acid_wants_ph")
        return
    if limits.z != F0_Z:
        raise Refused("f0_reference")
    if f0_of(limits) < LEAST_F0 - 1e-9:
        raise Refused("too_little_f0", f0=f"{f0_of(limits):.2f}".replace(".", ","))


def f0_of(limits: Limits) -> float:
    """The required minutes carried to 121.1 °C with the schedule's own z (isothermal equivalence)."""
    return float(limits.required * 10 ** ((limits.tref - F0_TREF) / limits.z))


def step_in_unit(celsius: float, unit: Unit) -> float:
    """A difference of temperatures, from °C to the unit of the readings."""
    return celsius if unit == "C" else celsius * 9 / 5


def in_unit(limits: Limits, unit: Unit) -> tuple[float, float]:
    """Tref and z in the unit of the readings."""
    if unit == "C":
        return limits.tref, limits.z
    # Rounded far below what any probe reads: 121.1 °C is 249.98 °F, not 249.98000000000002.
    return round(to_fahrenheit(limits.tref), 6), round(limits.z * 9 / 5, 6)


def to_fahrenheit(celsius: float) -> float:
    """°C to °F."""
    return celsius * 9 / 5 + 32


def refuse_too_hot(peak: float, unit: Unit) -> None:
    """Refuse readings that no autoclave reaches. Raises Refused: too_hot."""
    limit = HOTTEST_COOK if unit == "C" else to_fahrenheit(HOTTEST_COOK)
    if peak > limit:
        raise Refused("too_hot", peak=f"{peak:.0f}", limit=f"{limit:.0f}", unit=f"°{unit}")


@dataclass(frozen=True)
class Heat:
    """What a cook was worth under a schedule: minutes at Tref by the two forms, minutes on the plateau."""

    exact: float
    trapezoid: float
    plateau: float | None
    largest_gap: float
    probe: ProbeAt
    other_day: bool = False
    #: The error of what read it was known, and taken off.
    error_known: bool = True
    ran: Ran = field(default_factory=Ran)

    @property
    def too_coarse(self) -> bool:
        """The trapezoid is more than 2 % above the exact form: the logger read too seldom."""
        return self.trapezoid > self.exact * 1.02


class Outcome(StrEnum):
    """What the curve says."""

    PASSED = "passed"
    NO_COOK = "no_cook"
    NO_SCHEDULE = "no_schedule"
    OTHER_SCHEDULE = "other_schedule"
    TOO_LOW = "too_low"
    PLATEAU_SHORT = "plateau_short"
    CHAMBER_ALONE = "chamber_alone"
    FACTOR_UNKNOWN = "factor_unknown"
    FACTOR_FAILED = "factor_failed"
    MIX_OUTSIDE = "mix_outside"


class Warn(StrEnum):
    """What a person should know before releasing, without its being a refusal."""

    TOO_COARSE = "too_coarse"
    LARGE_GAP = "large_gap"
    OTHER_DAY = "other_day"
    ERROR_UNKNOWN = "error_unknown"
    SHARED_FILE = "shared_file"
    NEARLY_ACID = "nearly_acid"
    PAPERS_OVER = "papers_over"
    METER_UNCHECKED = "meter_unchecked"
    NOT_TRAINED = "not_trained"
    PROBE_OUT = "probe_out"
    PROBE_EXCLUDED = "probe_excluded"


@dataclass(frozen=True)
class Verdict:
    """An outcome, what was reached and what was due (minutes)."""

    outcome: Outcome
    reached: float | None = None
    due: float | None = None
    factors: tuple[Factor, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether the heat treatment is proved."""
        return self.outcome is Outcome.PASSED

    @property
    def failed(self) -> bool:
        """Whether it is proved to be too little; neither passed nor failed: something is still to be done."""
        return self.outcome in _FAILED


_FAILED = frozenset(
    {Outcome.TOO_LOW, Outcome.PLATEAU_SHORT, Outcome.CHAMBER_ALONE, Outcome.FACTOR_FAILED, Outcome.MIX_OUTSIDE}
)


def verdict(limits: Limits | None, heat: Heat | None, *, same_schedule: bool = True) -> Verdict:
    """Judge a cook. Without a schedule nothing passes; only the exact form counts; equal is enough.

    `same_schedule` is false when the heat was computed for another schedule than `limits`.
    """
    if limits is None:
        return Verdict(Outcome.NO_SCHEDULE, heat.exact if heat else None)
    if heat is None:
        return Verdict(Outcome.NO_COOK, due=limits.required)
    if not same_schedule:
        return Verdict(Outcome.OTHER_SCHEDULE, heat.exact, limits.required)
    # `not ≥` rather than `<`: what is not a number never passes.
    if not (math.isfinite(heat.exact) and heat.exact >= limits.required):
        return Verdict(Outcome.TOO_LOW, heat.exact, limits.required)
    if limits.plateau_minutes is not None:
        held = heat.plateau or 0.0
        if not held >= limits.plateau_minutes:
            return Verdict(Outcome.PLATEAU_SHORT, held, limits.plateau_minutes)
    elif heat.probe is ProbeAt.CHAMBER:
        # The air is hotter than the heart: its value proves nothing of the product.
        return Verdict(Outcome.CHAMBER_ALONE, heat.exact, limits.required)
    # The minutes are there; they prove something only if the load was as it was validated.
    if found := faults(limits.asked, heat.ran):
        known = [factor for factor in found if factor not in UNKNOWN]
        outcome = Outcome.FACTOR_FAILED if known else Outcome.FACTOR_UNKNOWN
        return Verdict(outcome, heat.exact, limits.required, found)
    return Verdict(Outcome.PASSED, heat.exact, limits.required)


def of_another_mix(judged: Verdict) -> Verdict:
    """The same verdict when the mix was outside what the schedule covers: the minutes prove nothing any more."""
    return replace(judged, outcome=Outcome.MIX_OUTSIDE) if judged.passed else judged


def warnings(heat: Heat | None, *, shared: bool, ph: float | None) -> tuple[Warn, ...]:
    """What to look at again before releasing."""
    found = []
    if heat is not None:
        if heat.too_coarse:
            found.append(Warn.TOO_COARSE)
        if heat.largest_gap > LARGEST_GAP + 0.5:
            found.append(Warn.LARGE_GAP)
        if not heat.error_known:
            found.append(Warn.ERROR_UNKNOWN)
        if heat.other_day:
            found.append(Warn.OTHER_DAY)
    if shared:
        found.append(Warn.SHARED_FILE)
    if ph is not None and NEARLY <= ph < ACID:
        found.append(Warn.NEARLY_ACID)
    return tuple(found)


@dataclass(frozen=True)
class Checked:
    """The latest check of a kind: a pH, or how many were looked at and how many failed."""

    kind: CheckKind
    value: float | None = None
    looked_at: int = 0
    failing: int = 0
    sound: bool = True


def check_fails(check: Checked, limits: Limits | None) -> bool:
    """Whether a check says no: a pH over the schedule's limit, one jar that does not close, a look that is wrong."""
    if check.kind is CheckKind.PH:
        return (
            limits is not None
            and limits.ph_max is not None
            and not (check.value is not None and check.value <= limits.ph_max)
        )
    if check.kind is CheckKind.CLOSURE:
        return check.failing > 0
    return not check.sound


class Gap(StrEnum):
    """What keeps a lot from being released."""

    NO_SCHEDULE = "no_schedule"
    NO_COOK = "no_cook"
    OTHER_SCHEDULE = "other_schedule"
    HEAT_FAILED = "heat_failed"
    PH_MISSING = "ph_missing"
    PH_FAILED = "ph_failed"
    CLOSURE_MISSING = "closure_missing"
    CLOSURE_FAILED = "closure_failed"
    VISUAL_FAILED = "visual_failed"
    FACTOR_UNKNOWN = "factor_unknown"
    CONTROL_MISSING = "control_missing"
    INCUBATION_MISSING = "incubation_missing"
    INCUBATION_FAILED = "incubation_failed"
    MIX_OUTSIDE = "mix_outside"
    NO_PLAN = "no_plan"
    DEVIATION = "deviation"
    LOST = "lost"


_HEAT_GAPS = {
    Outcome.NO_SCHEDULE: Gap.NO_SCHEDULE,
    Outcome.NO_COOK: Gap.NO_COOK,
    Outcome.OTHER_SCHEDULE: Gap.OTHER_SCHEDULE,
    Outcome.FACTOR_UNKNOWN: Gap.FACTOR_UNKNOWN,
    Outcome.MIX_OUTSIDE: Gap.MIX_OUTSIDE,
}
#: What the opinion of a competent body may stand for; a missing schedule or a missing measure, never.
WAIVABLE = frozenset(
    {
        Gap.HEAT_FAILED,
        Gap.PH_FAILED,
        Gap.CLOSURE_FAILED,
        Gap.VISUAL_FAILED,
        Gap.INCUBATION_FAILED,
        Gap.MIX_OUTSIDE,
    }
)
#: pH and closure are due on every batch; a look is recorded when somebody has something to say.
_CHECK_GAPS: dict[CheckKind, tuple[Gap | None, Gap]] = {
    CheckKind.PH: (Gap.PH_MISSING, Gap.PH_FAILED),
    CheckKind.CLOSURE: (Gap.CLOSURE_MISSING, Gap.CLOSURE_FAILED),
    CheckKind.VISUAL: (None, Gap.VISUAL_FAILED),
}


def gaps(
    judged: Verdict,
    checks: Iterable[Checked],
    limits: Limits | None,
    *,
    held: Iterable[Gap] = (),
    waived: Iterable[Gap] = (),
    in_jar: bool = True,
) -> tuple[Gap, ...]:
    """What is missing or failed before a release, in the order of the work. Empty: the lot may be released.

    `held` is what the plan and the deviations add; `waived` what a competent body's opinion stands for. Of what is not
    in a jar neither heat, pH nor closure is due: the plan holds it; a check that says no counts all the same.
    """
    found = [] if judged.passed or not in_jar else [_HEAT_GAPS.get(judged.outcome, Gap.HEAT_FAILED)]
    latest = {check.kind: check for check in checks}
    for kind, (missing, failed) in _CHECK_GAPS.items():
        check = latest.get(kind)
        if check is None:
            if missing is not None and in_jar:
                found.append(missing)
        elif check_fails(check, limits):
            found.append(failed)
    excused = WAIVABLE.intersection(waived)
    return tuple(gap for gap in dict.fromkeys((*found, *held)) if gap not in excused)


def check_release(
    found: Sequence[Gap], *, status: Status, four_eyes: bool, releaser: int, cooks: Iterable[int | None], reason: str
) -> None:
    """Refuse a release that is not due.

    Raises Refused: not_ready, already_released, same_person, blocked_wants_reason.
    """
    if status is Status.RELEASED:
        raise Refused("already_released")
    if found:
        raise Refused("not_ready")
    if four_eyes and releaser in set(cooks):
        raise Refused("same_person")
    if status is Status.BLOCKED and not reason.strip():
        raise Refused("blocked_wants_reason")
