"""The arithmetic of what was found: limits, ovens, who decides; a load's factors; probes that fell out."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bocal.journals.rules import Refused
from bocal.kitchen.rules import deviations, factors
from bocal.kitchen.rules.deviations import Cause, Decision, Facts
from bocal.kitchen.rules.factors import Asked, Factor, Ran
from bocal.measure.readings import Series

DAY = date(2026, 9, 3)
degrees = st.floats(-40, 150, allow_nan=False)


@given(degrees, degrees, degrees)
def test_a_reading_is_within_both_limits_or_it_is_not(low, high, value):
    low, high = min(low, high), max(low, high)
    assert deviations.conform(low, high, value, None) is (low <= value <= high)
    assert deviations.conform(low, None, value, None) or deviations.conform(None, high, value, None)


@pytest.mark.parametrize("value", [None, float("nan"), float("inf")])
def test_what_is_no_number_never_passes(value):
    with pytest.raises(Refused, match="reading_missing"):
        deviations.conform(None, 4.0, value, None)


def test_yes_or_no_is_asked_where_there_is_no_limit():
    assert deviations.conform(None, None, None, True)
    assert not deviations.conform(None, None, None, False)
    with pytest.raises(Refused, match="reading_missing"):
        deviations.conform(None, None, 3.0, None)


@given(st.floats(3, 7), st.floats(3, 7))
def test_an_oven_compares_both_ways(ph, control):
    here = deviations.incubation_conform(ph=ph, ph_control=control, sound=True, threshold=0.5)
    assert here == deviations.incubation_conform(ph=control, ph_control=ph, sound=True, threshold=0.5)
    assert not deviations.incubation_conform(ph=ph, ph_control=control, sound=False, threshold=0.5)


def test_half_a_unit_of_ph_is_still_good():
    assert deviations.incubation_conform(ph=4.7, ph_control=4.2, sound=True, threshold=0.5)
    assert not deviations.incubation_conform(ph=4.71, ph_control=4.2, sound=True, threshold=0.5)
    with pytest.raises(Refused, match="incubation_ph"):
        deviations.incubation_conform(ph=4.2, ph_control=None, sound=True, threshold=0.5)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"reason": " "}, "ruling_wants_reason"),
        ({"decision": Decision.OPINION}, "opinion_wants_document"),
        ({"by": 7}, "ruled_by_author"),
        ({"by": 8}, "ruled_by_author"),
        ({"facts": Facts(Cause.HEAT, True, 7, frozenset({8}), True)}, "already_ruled"),
        ({"facts": Facts(Cause.READING, False, 7), "decision": Decision.DESTROY}, "nothing_to_decide"),
    ],
)
def test_a_decision_that_is_not_this_persons(more, code):
    said = {
        "facts": Facts(Cause.HEAT, False, 7, frozenset({8}), True),
        "decision": Decision.RECOOK,
        "by": 9,
        "four_eyes": True,
        "reason": "sonde revue",
        "document": "",
    }
    deviations.check_ruling(said.pop("facts"), **said)
    said = {**said, "facts": Facts(Cause.HEAT, False, 7, frozenset({8}), True)} | more
    with pytest.raises(Refused, match=code):
        deviations.check_ruling(said.pop("facts"), **said)


ASKED = Asked(initial_low=60, load_jars=120, come_up_low=10, come_up_high=20, cooling_water=True)


def test_a_load_as_it_was_validated():
    assert factors.faults(ASKED, Ran(initial=60, jars=120, come_up=20, water=True)) == ()
    assert factors.faults(Asked(), Ran()) == ()


@pytest.mark.parametrize(
    ("ran", "fault"),
    [
        (Ran(59.9, 120, 15, True), Factor.INITIAL_LOW),
        (Ran(None, 120, 15, True), Factor.INITIAL_UNKNOWN),
        (Ran(60, 121, 15, True), Factor.LOAD_FULL),
        (Ran(60, None, 15, True), Factor.LOAD_UNKNOWN),
        (Ran(60, 120, 9.9, True), Factor.COME_UP_SHORT),
        (Ran(60, 120, 20.1, True), Factor.COME_UP_LONG),
        (Ran(60, 120, None, True), Factor.COME_UP_UNKNOWN),
        (Ran(60, 120, 15, False), Factor.WATER_BAD),
        (Ran(60, 120, 15, None), Factor.WATER_UNKNOWN),
    ],
)
def test_each_critical_factor_counts(ran, fault):
    assert factors.faults(ASKED, ran) == (fault,)


TIMES = tuple(float(minute) for minute in range(41))
GOOD = tuple(min(30.0 + 6 * minute, 121.0) if minute <= 30 else 121.0 - 7 * (minute - 30) for minute in range(41))


def series(*probes: tuple[float, ...]) -> Series:
    return Series(TIMES, probes, unit="C")


def test_come_up_is_read_between_two_readings():
    assert factors.come_up(series(GOOD), 120) == pytest.approx(15.0)
    assert factors.come_up(series(GOOD), 121) == pytest.approx(16.0)
    assert factors.come_up(series(GOOD), 125) is None


def test_a_probe_that_fell_out_is_named():
    fell = tuple(value if minute < 20 else 24.0 for minute, value in enumerate(GOOD))
    room = tuple(22.0 + 0.1 * (minute % 3) for minute in range(41))
    near = tuple(value - 1.5 for value in GOOD)
    assert factors.suspects(series(GOOD, fell, near), "C") == (1,)
    assert factors.suspects(series(room, GOOD), "C") == (0,)


@given(st.floats(-4, 4), st.floats(-4, 4))
def test_a_cold_spot_is_no_fallen_probe(first, second):
    """What makes a lot unsafe must never be left out: probes that follow one another all count."""
    colder = tuple(value + first for value in GOOD)
    coldest = tuple(value + second for value in GOOD)
    assert factors.suspects(series(GOOD, colder, coldest), "C") == ()
    assert factors.suspects(series(GOOD), "C") == ()


def test_a_curve_that_goes_up_twice_is_two_heatings():
    hot, cold = [121.0] * 5, [40.0] * 3
    rises = [40.0, 70.0, 100.0]

    def times(*values: float) -> int:
        return factors.heatings(Series(tuple(map(float, range(len(values)))), (values,), unit="C"), "C")

    assert times(*rises, *hot, *cold) == 1
    assert times(*rises, *hot, *cold, *rises, *hot, *cold) == 2
    # The first did not go so far: what it was worth is in the sum all the same.
    assert times(*rises, *([112.0] * 9), *cold, *rises, *hot) == 2
    # A steam valve that breathes, jars filled hot that wait, a warm day before: one heating each.
    assert times(*rises, 121.0, 112.0, 121.0, 111.0, 121.0, *cold) == 1
    assert times(85.0, 80.0, 62.0, 60.0, *hot, *cold) == 1
    assert times(20.0, 45.0, 20.0, *rises, *hot, *cold) == 1
    assert times(25.0, 25.0) == 0


@given(st.integers(0, 40))
def test_heatings_do_not_depend_on_the_unit(at):
    values = GOOD[:at] + tuple(reversed(GOOD)) + GOOD
    known = Series(tuple(map(float, range(len(values)))), (values,), unit="C")
    warm = Series(known.times, (tuple(value * 9 / 5 + 32 for value in values),), unit="F")
    assert factors.heatings(known, "C") == factors.heatings(warm, "F")
