"""The funder's table: what a project did, each figure with what is not known and how many rows prove it. Pure.

A table counts each person once, and its rows add up to its total by construction: whoever said nothing, would not say
or gave no name is in its row “unknown”.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from itertools import pairwise

from bocal.impact.rules.hiding import hide
from bocal.workshops.rules.profile import AgeBand, Answers, Area, Employment, Gender, HouseholdKind, Priority

#: Radius of the Earth in km (IUGG, mean).
EARTH_KM = 6371.0088


class FigureCode(StrEnum):
    """Each figure of a project's report, in its order."""

    PARTICIPANTS = "participants"
    VISITS = "visits"
    SESSIONS = "sessions"
    GENDER = "gender"
    HOUSEHOLD = "household"
    AREA = "area"
    EMPLOYMENT = "employment"
    AGE = "age"
    FAMILIES = "families"
    PARTNERS = "partners"
    DESIGN = "design"
    CENTRES = "centres"
    SAVED = "saved"
    WASTE_AVOIDED = "waste_avoided"
    JARS_MADE = "jars_made"
    JARS_TAKEN = "jars_taken"
    JARS_GIVEN = "jars_given"
    HOURS = "hours"
    HOURS_VALUE = "hours_value"
    IN_KIND = "in_kind"
    KILOMETRES = "kilometres"
    CO2 = "co2"
    BUDGET = "budget"
    SPENT = "spent"
    JUSTIFIED = "justified"


class FigureUnit(StrEnum):
    """What a figure counts, and so how it is written."""

    PEOPLE = "people"
    PIECES = "pieces"
    MASS = "mg"
    MINUTES = "minutes"
    CENTS = "cents"
    KM = "km"
    CO2 = "kg_co2e"
    PERCENT = "percent"


class ReportForm(StrEnum):
    """For whom a report is written."""

    LEADER = "leader"
    CERFA = "cerfa"
    CAF = "caf"


#: The figures of each form, in its order; money has tables of its own.
FORMS: dict[ReportForm, tuple[FigureCode, ...]] = {
    ReportForm.LEADER: tuple(FigureCode),
    ReportForm.CERFA: tuple(FigureCode),
    ReportForm.CAF: (
        FigureCode.PARTICIPANTS,
        FigureCode.VISITS,
        FigureCode.SESSIONS,
        FigureCode.AGE,
        FigureCode.GENDER,
        FigureCode.HOUSEHOLD,
        FigureCode.AREA,
        FigureCode.EMPLOYMENT,
        FigureCode.FAMILIES,
        FigureCode.PARTNERS,
        FigureCode.DESIGN,
        FigureCode.HOURS,
        FigureCode.CENTRES,
        FigureCode.BUDGET,
        FigureCode.SPENT,
    ),
}


@dataclass(frozen=True)
class Part:
    """A row of a figure: None is hidden, or not known. `within`: it is counted in that other row."""

    code: str
    value: int | None
    within: str = ""


@dataclass(frozen=True)
class Indicator:
    """A figure: how many of it are not known, how many rows prove it, and how it splits.

    The parts that are within no other, and `unknown`, add up to `value`, unless some are hidden.
    """

    code: FigureCode
    unit: FigureUnit
    value: int | None
    unknown: int = 0
    evidence: int = 0
    parts: tuple[Part, ...] = ()

    @property
    def hidden(self) -> bool:
        """Whether a row of it is not shown."""
        return any(part.value is None for part in self.parts)

    @property
    def reconciled(self) -> bool:
        """Whether its rows, all shown, add up to it."""
        shown = [part.value for part in self.parts if not part.within]
        return self.hidden or not shown or sum(value or 0 for value in shown) + self.unknown == self.value


#: The rows of each question; those that are not a row (would not say, does not know) are in “unknown”.
ROWS: dict[FigureCode, tuple[Callable[[Answers], StrEnum | None], tuple[StrEnum, ...]]] = {
    FigureCode.GENDER: (lambda one: one.gender, (Gender.WOMAN, Gender.MAN, Gender.OTHER)),
    FigureCode.HOUSEHOLD: (
        lambda one: one.household,
        (
            HouseholdKind.SINGLE,
            HouseholdKind.COUPLE,
            HouseholdKind.FAMILY,
            HouseholdKind.SINGLE_PARENT,
            HouseholdKind.OTHER,
        ),
    ),
    FigureCode.AREA: (lambda one: one.area, (Area.RURAL, Area.TOWN)),
    FigureCode.EMPLOYMENT: (
        lambda one: one.employment,
        (
            Employment.UNEMPLOYED,
            Employment.EMPLOYED,
            Employment.RETIRED,
            Employment.STUDENT,
            Employment.HOME,
            Employment.OTHER,
        ),
    ),
    FigureCode.AGE: (
        lambda one: one.age,
        (AgeBand.UNDER_18, AgeBand.TO_25, AgeBand.TO_59, AgeBand.OVER_60),
    ),
}
#: Of those who live in town: in a priority neighbourhood, elsewhere, not known.
WITHIN_TOWN = ("priority", "elsewhere", "priority_unknown")


def tables(answers: Sequence[Answers], people: int, heads: int) -> list[Indicator]:
    """A table a question. `answers`: of those who were asked; `people`: all who came and gave a name, asked or not;
    `heads`: comings without a name, each counted as somebody of whom nothing is known."""
    total, made = people + heads, []
    for code, (asked, rows) in ROWS.items():
        counts = Counter(asked(one) for one in answers)
        parts = [Part(row.value, counts[row]) for row in rows]
        known = sum(counts[row] for row in rows)
        if code is FigureCode.AREA:
            parts += _within_town(answers)
        made.append(Indicator(code, FigureUnit.PEOPLE, total, total - known, len(answers), tuple(parts)))
    return made


def _within_town(answers: Iterable[Answers]) -> list[Part]:
    town = Counter(one.priority for one in answers if one.area is Area.TOWN)
    priority, elsewhere = town[Priority.YES], town[Priority.NO]
    counts = (priority, elsewhere, town.total() - priority - elsewhere)
    return [Part(code, count, Area.TOWN.value) for code, count in zip(WITHIN_TOWN, counts, strict=True)]


def protect(indicators: Iterable[Indicator]) -> list[Indicator]:
    """The same figures as they may leave the house: small groups of people hidden in the questions' tables."""
    return [_protected(one) if one.code in ROWS else one for one in indicators]


def _protected(one: Indicator) -> Indicator:
    outer = [part for part in one.parts if not part.within]
    shown = dict(zip([part.code for part in outer], hide([part.value or 0 for part in outer]), strict=True))
    inner = [part for part in one.parts if part.within]
    # Those of whom it is not known are no group with a trait (see hiding).
    traits = [part for part in inner if part.code != WITHIN_TOWN[-1]]
    split = dict(zip([part.code for part in traits], hide([part.value or 0 for part in traits]), strict=True))
    parts = [replace(part, value=shown[part.code]) for part in outer]
    for part in inner:
        # A hidden row would be given back by what it is made of.
        value = None if shown[part.within] is None else split.get(part.code, part.value)
        parts.append(replace(part, value=value))
    return replace(one, parts=tuple(parts))


def growth(before: int, after: int) -> int | None:
    """By how many percent it grew, rounded half up; None from nothing."""
    if before <= 0:
        return None
    return int((Decimal(after - before) * 100 / before).quantize(Decimal(1), ROUND_HALF_UP))


Point = tuple[float, float]


def distance_km(one: Point, other: Point) -> float:
    """As the crow flies, in km (haversine); points are (latitude, longitude) in degrees."""
    (south, west), (north, east) = ((math.radians(angle) for angle in point) for point in (one, other))
    step = math.sin((north - south) / 2) ** 2 + math.cos(south) * math.cos(north) * math.sin((east - west) / 2) ** 2
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(step)))


def rounds_km(days: Mapping[object, Sequence[Point]], base: Point | None, detour: Decimal) -> int:
    """Whole km of the truck: each day from its base to each spot in turn and back; without a base, between the spots.

    `detour`: how much longer the road is than the crow's flight.
    """
    flown = 0.0
    for spots in days.values():
        stops = [base, *spots, base] if base else list(spots)
        flown += sum(distance_km(one, other) for one, other in pairwise(stops))
    return int((Decimal(repr(flown)) * detour).quantize(Decimal(1), ROUND_HALF_UP))


def co2(given_mg: int, km: int, food: Decimal, truck: Decimal) -> tuple[int, int]:
    """kg of CO2e: what food that was not lost spares, and what the truck gave off. Each rounded half up."""
    spared = Decimal(given_mg) / 1_000_000 * food
    gone = Decimal(km) * truck
    return tuple(int(figure.quantize(Decimal(1), ROUND_HALF_UP)) for figure in (spared, gone))  # type: ignore[return-value]
