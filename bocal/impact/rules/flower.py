"""The flower: what is asked, how long a petal is, what may be shown of whom. Pure.

A petal's length is a share of a full petal, 0 to 100. Each question and each indicator of the petal gives one mark, and
the length is the mean of the marks that are known: docs/impact.md tells it to the people.

A group of fewer than `FEWEST` people is never shown, and neither is one that could be worked out by taking those shown
off the whole: see `hidden`.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

from bocal.journals.rules import Refused
from bocal.measure.period import Period

#: A group of fewer people is never shown.
FEWEST = 5
#: How many petals a flower has.
PETALS = (3, 8)
#: How many questions and indicators a petal has at most: a sheet of paper holds six petals of three.
MOST_QUESTIONS, MOST_MEASURES = 6, 4
#: What answers on a scale may be.
SCALE = (1, 2, 3, 4, 5)
#: Hands around one table, and sheets that one link may bring.
MOST_AROUND, MOST_BY_LINK = 200, 500
#: How many days a consultation lasts at most: a link never stays open for years.
LONGEST_DAYS = 366
#: How many characters of free words are kept.
WORDS_LENGTH = 1_000

Group = TypeVar("Group", bound=Hashable)


class Public(StrEnum):
    """Who is asked."""

    INHABITANTS = "inhabitants"
    EMPLOYEES = "employees"
    BOARD = "board"
    PARTNERS = "partners"


class QuestionKind(StrEnum):
    """How a question is answered."""

    SCALE = "scale"
    YES_NO = "yes_no"
    WORDS = "words"


class SheetWay(StrEnum):
    """How an answered questionnaire came in."""

    PAPER = "paper"
    PHONE = "phone"
    TABLE = "table"


class IndicatorCode(StrEnum):
    """What can be read from the journals for a petal, over the year that ends with the consultation."""

    SAVED = "saved"
    GIVEN = "given"
    JARS = "jars"
    JARS_GIVEN = "jars_given"
    FAMILIES = "families"
    FARMS = "farms"
    FOOD_AID = "food_aid"
    HOURS = "hours"
    GLASS = "glass"
    PAID = "paid"


def choices(kind: QuestionKind) -> tuple[int, ...]:
    """The values that an answer may have, best last; none for free words."""
    return {QuestionKind.SCALE: SCALE, QuestionKind.YES_NO: (0, 1), QuestionKind.WORDS: ()}[kind]


def year_to(day: date) -> Period:
    """The twelve months that end with `day`, which is among them."""
    end = day + timedelta(days=1)
    # 29 February has no day a year before: the year begins on 1 March.
    start = date(end.year - 1, end.month, end.day) if (end.month, end.day) != (2, 29) else date(end.year - 1, 3, 1)
    return Period(start, end)


def hidden(sizes: Mapping[Group, int], fewest: int = FEWEST) -> frozenset[Group]:
    """The groups that must not be shown beside their total, which is shown when it is `fewest` or more.

    Every group of 1 to `fewest` − 1 is hidden. What is hidden is then known together, being what the total has more
    than the groups shown: so a group hidden alone, or several that make fewer than `fewest`, hide the next smallest
    with them (complementary suppression). A group of nobody is no group: it is neither hidden nor does it hide another.
    """
    there = sorted((size, place) for place, size in enumerate(sizes.values()) if size > 0)
    names = list(sizes)
    found = [(size, place) for size, place in there if size < fewest]
    if not found:
        return frozenset()
    rest = there[len(found) :]
    while rest and (len(found) < 2 or sum(size for size, _place in found) < fewest):
        found.append(rest.pop(0))
    return frozenset(names[place] for _size, place in found)


@dataclass(frozen=True)
class Tally:
    """How often each value was answered to a question."""

    kind: QuestionKind
    counts: Mapping[int, int]

    @property
    def people(self) -> int:
        """How many answered."""
        return sum(self.counts.values())

    @property
    def enough(self) -> bool:
        """Whether it may be shown."""
        return self.people >= FEWEST

    @property
    def mark(self) -> Fraction | None:
        """0 to 100, or None when too few answered: on a scale (mean − 1) ÷ 4, for yes or no the share of yes."""
        if not self.enough or self.kind is QuestionKind.WORDS:
            return None
        total = sum(value * count for value, count in self.counts.items())
        mean = Fraction(total, self.people)
        return mean * 100 if self.kind is QuestionKind.YES_NO else (mean - 1) * 25


def added(tallies: Sequence[Tally], kind: QuestionKind) -> Tally:
    """Several tallies of one question as one; those of too few people are left out, so that nobody can take them back
    out of the whole."""
    counts = dict.fromkeys(choices(kind), 0)
    for tally in tallies:
        if tally.enough:
            for value, count in tally.counts.items():
                counts[value] += count
    return Tally(kind, counts)


def shown(tallies: Mapping[Group, Tally]) -> dict[Group, Tally]:
    """Of the answers of several groups to one question, those that may be shown beside the answers of all."""
    sizes = {group: tally.people for group, tally in tallies.items()}
    if sum(sizes.values()) < FEWEST:
        return {}
    gone = hidden(sizes)
    return {group: tally for group, tally in tallies.items() if sizes[group] and group not in gone}


def shown_sizes(sizes: Mapping[Group, int]) -> dict[Group, int]:
    """Of how many people each group is, those that may be said beside the whole."""
    if sum(sizes.values()) < FEWEST:
        return {}
    gone = hidden(sizes)
    return {group: size for group, size in sizes.items() if size and group not in gone}


def reached(figure: int | None, target: int) -> Fraction | None:
    """The mark of an indicator: its share of the target that makes a full petal, 100 at most; None when it is unknown.

    A figure below zero (more came back than went) is worth nothing. `ValueError` for a target that is not above zero.
    """
    if target <= 0:
        raise ValueError("a target is above zero")
    if figure is None:
        return None
    return min(Fraction(100), max(Fraction(0), Fraction(100 * figure, target)))


@dataclass(frozen=True)
class Length:
    """How long a petal is: 0 to 100, or None when nothing of it is known; how many of its marks are."""

    value: int | None
    known: int
    unknown: int


def length(marks: Sequence[Fraction | None]) -> Length:
    """The mean of the marks that are known, to the nearest whole number (a half goes up)."""
    known = [mark for mark in marks if mark is not None]
    value = int(sum(known, Fraction(0)) / len(known) + Fraction(1, 2)) if known else None
    return Length(value, len(known), len(marks) - len(known))


@dataclass(frozen=True)
class Asked:
    """A question as it is written into a petal: its words, how it is answered, and by whom."""

    words: str
    kind: QuestionKind
    publics: tuple[Public, ...]


@dataclass(frozen=True)
class Aimed:
    """An indicator of a petal, and the target that makes it full, in the indicator's own unit (mg, minutes, pieces)."""

    indicator: IndicatorCode
    target: int


def check_petal(questions: Sequence[Asked], measures: Sequence[Aimed]) -> None:
    """A petal can be asked about. Raises Refused: no_words, nobody_asked, many_questions, many_measures,
    measure_twice, no_target."""
    if len(questions) > MOST_QUESTIONS:
        raise Refused("many_questions", most=MOST_QUESTIONS)
    if len(measures) > MOST_MEASURES:
        raise Refused("many_measures", most=MOST_MEASURES)
    if any(not one.words.strip() for one in questions):
        raise Refused("no_words")
    if any(not one.publics for one in questions):
        raise Refused("nobody_asked")
    if len({one.indicator for one in measures}) < len(measures):
        raise Refused("measure_twice")
    if any(one.target <= 0 for one in measures):
        raise Refused("no_target")


def check_dates(since: date, until: date) -> None:
    """A consultation has its days. Raises Refused: backwards, too_long."""
    if until < since:
        raise Refused("backwards")
    if (until - since).days > LONGEST_DAYS:
        raise Refused("too_long", most=LONGEST_DAYS)


@dataclass(frozen=True)
class Given:
    """What was answered to a question: a value as often as hands went up for it, or words."""

    question: int
    value: int | None = None
    words: str = ""
    count: int = 1


def check_answers(
    given: Sequence[Given], kinds: Mapping[int, QuestionKind], *, way: SheetWay, people: int
) -> list[Given]:
    """The answers worth keeping of a sheet, blanks left out; `kinds`: the questions that its public is asked.

    One person answers a question once; around a table, never more hands than people. Raises Refused: empty, not_asked,
    bad_value, answered_twice, too_many_hands, people, long_words.
    """
    if not 1 <= people <= (MOST_AROUND if way is SheetWay.TABLE else 1):
        raise Refused("people", most=MOST_AROUND)
    kept = [one for one in given if one.words.strip() or (one.value is not None and one.count > 0)]
    if not kept:
        raise Refused("empty")
    hands: dict[int, int] = {}
    for one in kept:
        if one.question not in kinds:
            raise Refused("not_asked")
        kind = kinds[one.question]
        if kind is QuestionKind.WORDS:
            if one.value is not None:
                raise Refused("bad_value")
            if len(one.words) > WORDS_LENGTH:
                raise Refused("long_words", most=WORDS_LENGTH)
            continue
        if one.words or one.value not in choices(kind):
            raise Refused("bad_value")
        hands[one.question] = hands.get(one.question, 0) + one.count
        if hands[one.question] > people:
            code = "too_many_hands" if way is SheetWay.TABLE else "answered_twice"
            raise Refused(code, people=people, question=one.question, value=one.value)
    values = [(one.question, one.value) for one in kept if one.value is not None]
    if len(set(values)) < len(values):
        raise Refused("answered_twice")
    return kept
