"""How long a petal is, and whom the flower never shows."""

from datetime import date
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bocal.impact.rules import flower as rules
from bocal.impact.rules.flower import (
    FEWEST,
    Aimed,
    Asked,
    Given,
    IndicatorCode,
    Public,
    QuestionKind,
    SheetWay,
    Tally,
    hidden,
)
from bocal.journals.rules import Refused
from bocal.measure.period import Period

SIZES = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 30), max_size=8)


# ── Whom it never shows ──────────────────────────────────────────────────────────────────────────────────────────────


@given(SIZES)
def test_whoever_is_shown_is_five_or_more(sizes):
    assert all(size >= FEWEST for group, size in sizes.items() if size and group not in hidden(sizes))


@given(SIZES)
def test_what_is_left_when_those_shown_are_taken_off_is_never_a_small_group(sizes):
    gone = hidden(sizes)
    if gone and sum(sizes.values()) >= FEWEST:
        assert sum(sizes[group] for group in gone) >= FEWEST
        assert len(gone) >= 2 or sum(1 for size in sizes.values() if size) == 1


@given(SIZES)
def test_nobody_is_hidden_where_no_group_is_small(sizes):
    assert bool(hidden(sizes)) == any(0 < size < FEWEST for size in sizes.values())


@given(SIZES)
def test_no_more_is_hidden_than_must_be(sizes):
    """Take the largest of those hidden for the others' sake away: it would give a small group."""
    gone = hidden(sizes)
    for_others = sorted((group for group in gone if sizes[group] >= FEWEST), key=lambda one: sizes[one])
    if for_others:
        rest = gone - {for_others[-1]}
        assert len(rest) < 2 or sum(sizes[group] for group in rest) < FEWEST


@given(st.lists(st.lists(st.integers(0, 6), min_size=2, max_size=2), min_size=2, max_size=4))
def test_nobody_works_out_what_a_hidden_group_answered(rows):
    """Whoever knows the whole and the groups shown finds two ways at least in which a hidden group answered."""
    tallies = {place: Tally(QuestionKind.YES_NO, dict(enumerate(row))) for place, row in enumerate(rows)}
    whole = [sum(column) for column in zip(*rows, strict=True)]
    shown = rules.shown(tallies)
    gone = [place for place, tally in tallies.items() if tally.people and place not in shown]
    if sum(whole) < FEWEST:
        assert shown == {}
        return
    left = [total - sum(tally.counts[value] for tally in shown.values()) for value, total in enumerate(whole)]
    for place in gone:
        others = [other for other in gone if other != place]
        people = tallies[place].people
        ways = [yes for yes in range(people + 1) if yes <= left[1] and people - yes <= left[0]]
        # All the others together take what is left: only when all answered the same is there a single way.
        assert others
        assert len(ways) > 1 or 0 in left


def test_a_small_group_takes_the_next_smallest_with_it():
    assert hidden({"a": 3, "b": 12, "c": 7}) == {"a", "c"}
    assert hidden({"a": 2, "b": 2, "c": 7, "d": 9}) == {"a", "b", "c"}
    assert hidden({"a": 3, "b": 4, "c": 7}) == {"a", "b"}
    assert hidden({"a": 3, "b": 0, "c": 0}) == {"a"}
    assert hidden({"a": 5, "b": 0}) == frozenset()
    assert rules.shown_sizes({"a": 5, "b": 0}) == {"a": 5}
    assert rules.shown_sizes({"a": 3}) == {}
    assert rules.shown_sizes({"a": 3, "b": 12, "c": 7}) == {"b": 12}


def test_consultations_of_too_few_are_left_out_of_the_whole():
    few, many = Tally(QuestionKind.YES_NO, {0: 1, 1: 3}), Tally(QuestionKind.YES_NO, {0: 2, 1: 4})
    assert rules.added([few, many], QuestionKind.YES_NO).counts == {0: 2, 1: 4}


# ── How long a petal is ──────────────────────────────────────────────────────────────────────────────────────────────


def scale(*counts: int) -> Tally:
    return Tally(QuestionKind.SCALE, dict(zip((1, 2, 3, 4, 5), counts, strict=True)))


@pytest.mark.parametrize(
    ("tally", "mark"),
    [
        (scale(5, 0, 0, 0, 0), 0),
        (scale(0, 0, 5, 0, 0), 50),
        (scale(0, 0, 0, 0, 9), 100),
        (scale(1, 1, 1, 1, 1), 50),
        (scale(0, 0, 0, 3, 3), Fraction(175, 2)),
        (scale(0, 0, 0, 0, 4), None),
        (scale(0, 0, 0, 0, 0), None),
        (Tally(QuestionKind.YES_NO, {0: 1, 1: 4}), 80),
        (Tally(QuestionKind.YES_NO, {0: 4, 1: 0}), None),
        (Tally(QuestionKind.WORDS, {}), None),
    ],
)
def test_the_mark_of_a_question(tally, mark):
    assert tally.mark == mark


@pytest.mark.parametrize(
    ("figure", "target", "mark"),
    [(0, 10, 0), (5, 10, 50), (10, 10, 100), (25, 10, 100), (-3, 10, 0), (None, 10, None), (1, 3, Fraction(100, 3))],
)
def test_the_mark_of_an_indicator(figure, target, mark):
    assert rules.reached(figure, target) == mark


def test_a_target_is_above_zero():
    with pytest.raises(ValueError, match="above zero"):
        rules.reached(5, 0)


def test_a_petal_is_the_mean_of_what_is_known():
    assert rules.length([]) == rules.Length(None, 0, 0)
    assert rules.length([None, None]) == rules.Length(None, 0, 2)
    assert rules.length([Fraction(50), None, Fraction(100)]) == rules.Length(75, 2, 1)
    assert rules.length([Fraction(1, 2)]) == rules.Length(1, 1, 0)
    assert rules.length([Fraction(33), Fraction(34)]) == rules.Length(34, 2, 0)


@given(st.lists(st.none() | st.fractions(0, 100)))
def test_a_length_is_within_its_marks(marks):
    found = rules.length(marks)
    known = [mark for mark in marks if mark is not None]
    assert found.known + found.unknown == len(marks)
    if known:
        assert int(min(known)) <= found.value <= max(known) + Fraction(1, 2)
        assert 0 <= found.value <= 100
    else:
        assert found.value is None


@given(st.lists(st.integers(0, 40), min_size=5, max_size=5))
def test_the_mark_of_a_scale_is_the_one_that_hands_give_one_by_one(counts):
    tally = scale(*counts)
    hands = [value for value, count in tally.counts.items() for _hand in range(count)]
    if len(hands) < FEWEST:
        assert tally.mark is None
    else:
        assert tally.mark == Fraction(sum(25 * (hand - 1) for hand in hands), len(hands))


def test_the_year_of_a_consultation():
    assert rules.year_to(date(2026, 11, 9)) == Period(date(2025, 11, 10), date(2026, 11, 10))
    assert rules.year_to(date(2026, 12, 31)) == Period(date(2026, 1, 1), date(2027, 1, 1))
    assert rules.year_to(date(2028, 2, 28)) == Period(date(2027, 3, 1), date(2028, 2, 29))


# ── What is refused ──────────────────────────────────────────────────────────────────────────────────────────────────


def refusal(act, *arguments, **more) -> str:
    with pytest.raises(Refused) as refused:
        act(*arguments, **more)
    return refused.value.code


def test_a_petal_that_cannot_be_asked_about():
    good, kind = (Public.BOARD,), QuestionKind.SCALE
    assert refusal(rules.check_petal, [Asked(" ", kind, good)], []) == "no_words"
    assert refusal(rules.check_petal, [Asked("?", kind, ())], []) == "nobody_asked"
    assert refusal(rules.check_petal, [Asked("?", kind, good)] * 7, []) == "many_questions"
    jars = Aimed(IndicatorCode.JARS, 10)
    assert refusal(rules.check_petal, [], [jars, jars]) == "measure_twice"
    assert refusal(rules.check_petal, [], [Aimed(IndicatorCode.JARS, 0)]) == "no_target"
    assert refusal(rules.check_petal, [], [jars] * 5) == "many_measures"
    rules.check_petal([Asked("?", kind, good)], [jars])


def test_the_days_of_a_consultation():
    assert refusal(rules.check_dates, date(2026, 9, 2), date(2026, 9, 1)) == "backwards"
    assert refusal(rules.check_dates, date(2026, 9, 1), date(2027, 9, 10)) == "too_long"
    rules.check_dates(date(2026, 9, 1), date(2026, 9, 1))


KINDS = {1: QuestionKind.SCALE, 2: QuestionKind.YES_NO, 3: QuestionKind.WORDS}


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ([], "empty"),
        ([Given(1, None), Given(3, words="  ")], "empty"),
        ([Given(9, 1)], "not_asked"),
        ([Given(1, 6)], "bad_value"),
        ([Given(1, 0)], "bad_value"),
        ([Given(2, 2)], "bad_value"),
        ([Given(3, 1)], "bad_value"),
        ([Given(1, 3, "non")], "bad_value"),
        ([Given(1, 3), Given(1, 4)], "answered_twice"),
        ([Given(1, 3, count=2)], "answered_twice"),
        ([Given(3, words="é" * 1001)], "long_words"),
    ],
)
def test_a_sheet_that_cannot_be(answers, code):
    assert refusal(rules.check_answers, answers, KINDS, way=SheetWay.PAPER, people=1) == code


def test_a_table_counts_hands_and_no_more_than_people():
    hands = [Given(1, 4, count=3), Given(1, 5, count=2), Given(1, 1, count=0), Given(2, 1, count=6)]
    kept = rules.check_answers(hands, KINDS, way=SheetWay.TABLE, people=6)
    assert len(kept) == 3
    assert refusal(rules.check_answers, hands, KINDS, way=SheetWay.TABLE, people=5) == "too_many_hands"
    assert refusal(rules.check_answers, hands, KINDS, way=SheetWay.TABLE, people=0) == "people"
    assert refusal(rules.check_answers, hands, KINDS, way=SheetWay.PAPER, people=2) == "people"
    twice = [Given(1, 4, count=1), Given(1, 4, count=1)]
    assert refusal(rules.check_answers, twice, KINDS, way=SheetWay.TABLE, people=6) == "answered_twice"


def test_every_kind_has_its_choices():
    assert [rules.choices(kind) for kind, _none in product(QuestionKind, [0])] == [(1, 2, 3, 4, 5), (0, 1), ()]
