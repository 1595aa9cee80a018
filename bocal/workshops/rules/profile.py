"""What people say of themselves for the funders: six questions, each of which one need not answer. Pure."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import TypeVar

Choice = TypeVar("Choice", bound=StrEnum)

#: What sealed profiles, and the keys they lie under, are for (directory.rules.sealing).
SEALED_FOR = "profiles"


class Gender(StrEnum):
    """As the person says it."""

    WOMAN = "woman"
    MAN = "man"
    OTHER = "other"
    DECLINED = "declined"


class AgeBand(StrEnum):
    """Years of age, both ends within."""

    UNDER_18 = "under_18"
    TO_25 = "18_25"
    TO_59 = "26_59"
    OVER_60 = "60_over"
    DECLINED = "declined"


class HouseholdKind(StrEnum):
    """With whom one lives."""

    SINGLE = "single"
    COUPLE = "couple"
    FAMILY = "family"
    SINGLE_PARENT = "single_parent"
    OTHER = "other"
    DECLINED = "declined"


class Area(StrEnum):
    """Where one lives."""

    RURAL = "rural"
    TOWN = "town"
    DECLINED = "declined"


class Priority(StrEnum):
    """Whether one lives in a priority neighbourhood (loi n° 2014-173, art. 5); many do not know."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"
    DECLINED = "declined"


class Employment(StrEnum):
    """What one does."""

    EMPLOYED = "employed"
    UNEMPLOYED = "unemployed"
    RETIRED = "retired"
    STUDENT = "student"
    HOME = "home"
    OTHER = "other"
    DECLINED = "declined"


@dataclass(frozen=True)
class Answers:
    """The six answers of one person. None: never asked, or erased. Figures count None, DECLINED and Priority.UNKNOWN
    as not known."""

    gender: Gender | None = None
    age: AgeBand | None = None
    household: HouseholdKind | None = None
    area: Area | None = None
    priority: Priority | None = None
    employment: Employment | None = None


#: Each question with the choices it may be answered by, in the order in which it is asked.
QUESTIONS: dict[str, type[StrEnum]] = {
    "gender": Gender,
    "age": AgeBand,
    "household": HouseholdKind,
    "area": Area,
    "priority": Priority,
    "employment": Employment,
}


def read_answers(said: Mapping[str, object]) -> Answers:
    """Answers from their words: what is missing, empty or no choice of its question was not answered."""
    return Answers(
        gender=_choice(Gender, said.get("gender")),
        age=_choice(AgeBand, said.get("age")),
        household=_choice(HouseholdKind, said.get("household")),
        area=_choice(Area, said.get("area")),
        priority=_choice(Priority, said.get("priority")),
        employment=_choice(Employment, said.get("employment")),
    )


def says_something(answers: Answers) -> bool:
    """Whether any question was answered otherwise than by « Je ne souhaite pas répondre »."""
    said = [getattr(answers, field.name) for field in fields(answers)]
    return any(value is not None and value != "declined" for value in said)


def write(answers: Answers) -> bytes:
    """What is sealed of them: what was not answered is not in it."""
    said = {field.name: getattr(answers, field.name) for field in fields(answers)}
    return json.dumps({name: value for name, value in said.items() if value is not None}, sort_keys=True).encode()


def read(data: bytes) -> Answers:
    """What `write` wrote. Data that it never wrote say nothing."""
    try:
        said = json.loads(data)
    except ValueError:
        return Answers()
    return read_answers(said) if isinstance(said, dict) else Answers()


#: Answers that seldom go together: question → answers which, all given, are asked again, never refused. A table, so
#: that a tablet without network asks the same.
CONTRADICTIONS: dict[str, dict[str, tuple[StrEnum, ...]]] = {
    # Priority neighbourhoods lie in towns (loi n° 2014-173, art. 5).
    "rural_priority": {"area": (Area.RURAL,), "priority": (Priority.YES,)},
    "minor_retired": {"age": (AgeBand.UNDER_18,), "employment": (Employment.RETIRED,)},
    "minor_employed": {"age": (AgeBand.UNDER_18,), "employment": (Employment.EMPLOYED, Employment.UNEMPLOYED)},
    "young_retired": {"age": (AgeBand.TO_25,), "employment": (Employment.RETIRED,)},
    "minor_alone": {"age": (AgeBand.UNDER_18,), "household": (HouseholdKind.SINGLE, HouseholdKind.SINGLE_PARENT)},
}


def contradictions(answers: Answers) -> list[str]:
    """Which of CONTRADICTIONS these answers are, as codes that words.CONTRADICTIONS says."""
    return [
        code
        for code, when in CONTRADICTIONS.items()
        if all(getattr(answers, question) in some for question, some in when.items())
    ]


def _choice(kind: type[Choice], value: object) -> Choice | None:
    return next((choice for choice in kind if choice == value), None)
