import math
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bocal.measure.lethality import (
    Series,
    curve,
    envelope,
    largest_gap,
    lethal_rate,
    lethality,
    longest_above,
    time_above,
    unit_of,
)
from bocal.measure.unreadable import Code, Unreadable

# Simpson (ed.), Food Biochemistry and Food Processing, 2nd ed. 2012, Table 38.5, p. 734: °F every 4 min.
SIMPSON = (62, 71, 99, 134, 171, 202, 231, 241, 247, 248, 250, 250, 231, 181, 137, 97)

temperatures = st.floats(-50, 150)


@st.composite
def cooks(draw, probes=1, least=2):
    steps = draw(st.lists(st.floats(0.05, 30), min_size=least - 1, max_size=12))
    times = [0.0]
    for step in steps:
        times.append(times[-1] + step)
    columns = st.lists(temperatures, min_size=len(times), max_size=len(times)).map(tuple)
    return Series(tuple(times), tuple(draw(columns) for _ in range(probes)))


def series(*readings):
    times, probe = zip(*readings, strict=True)
    return Series(tuple(map(float, times)), (tuple(map(float, probe)),))


def hold(minutes, temperature):
    return series((0, temperature), (minutes, temperature))


def e1(x):
    """The exponential integral: its power series, or its continued fraction far from nought."""
    if x > 2:
        tail = 0.0
        for n in range(200, 0, -1):
            tail = n / (1 + n / (x + tail))
        return math.exp(-x) / (x + tail)
    total, term = -0.5772156649015329 - math.log(x), 1.0
    for n in range(1, 60):
        term *= -x / n
        total -= term / n
    return total


def ball(retort, initial, lag, slope, minutes, step):
    readings = []
    for i in range(round(minutes / step) + 1):
        time = i * step
        readings.append((time, retort - lag * (retort - initial) * 10 ** (-time / slope)))
    return series(*readings)


def test_simpson_s_published_table():
    result = lethality(series(*((4 * i, t) for i, t in enumerate(SIMPSON))), tref=250, z=18, unit="F")
    assert round(4 * sum(lethal_rate(t, 250, 18) for t in SIMPSON), 2) == 15.80
    assert round(result.trapezoid, 2) == 15.80
    assert result.exact == pytest.approx(14.7034, abs=5e-5)
    assert (result.points, result.minutes, result.tref, result.z, result.unit) == (16, 60, 250, 18, "F")
    assert result.too_coarse
    assert (result.peak, result.peak_at, result.largest_gap) == (250, 40, 240)


@pytest.mark.parametrize(
    ("minutes", "temperature", "value"),
    [
        (30, 115, 7.364126747),
        (20, 116, 6.180590865),
        (15, 118, 7.346682291),
        (60, 110, 4.657482700),
        (180, 100, 1.397244810),
    ],
)
def test_a1_holds(minutes, temperature, value):
    result = lethality(hold(minutes, temperature))
    assert result.exact == pytest.approx(value, abs=5e-10)
    assert result.trapezoid == pytest.approx(value, abs=5e-10)
    assert not result.too_coarse


def test_a2_ramps():
    assert lethality(series((0, 101.1), (20, 121.1))).exact == pytest.approx(4.299515370842, abs=5e-12)
    whole = series((0, 101.1), (20, 121.1), (23, 121.1), (33, 101.1))
    assert lethality(whole).exact == pytest.approx(9.449273056263, abs=5e-12)
    assert lethality(series((0, 100), (20, 121.1))).exact == pytest.approx(4.084580886, abs=5e-10)


def test_a3_come_up_hold_and_cooling():
    points = curve(series((0, 20), (25, 116), (55, 116), (75, 30)))
    assert points[1].accumulated == pytest.approx(0.349504754, abs=5e-10)
    assert points[2].accumulated - points[1].accumulated == pytest.approx(9.270886298, abs=1e-9)
    assert points[3].accumulated - points[2].accumulated == pytest.approx(0.312115872, abs=1e-9)
    assert points[3].accumulated == pytest.approx(9.932506923, abs=5e-10)


@pytest.mark.parametrize(
    ("cook", "value"),
    [
        ((121.1, 60, 1, 20, 40), 13.201558908571),
        ((118, 25, 1.4, 26, 60), 8.17542164314),
        ((116, 70, 1, 8, 30), 6.11918441481),
    ],
)
def test_a4_ball_heating_against_its_closed_form(cook, value):
    retort, initial, lag, slope, minutes = cook
    k = math.log(10) / 10 * lag * (retort - initial)
    closed = lethal_rate(retort, 121.1, 10) * slope / math.log(10) * (e1(k * 10 ** (-minutes / slope)) - e1(k))
    assert closed == pytest.approx(value, rel=1e-11)
    result = lethality(ball(*cook, 1 / 60))
    assert result.exact == pytest.approx(value, rel=1e-5)
    assert result.trapezoid == pytest.approx(value, rel=1e-5)


def test_a4_one_minute_trapezoid():
    assert lethality(ball(121.1, 60, 1, 20, 40, 1)).trapezoid == pytest.approx(13.202731, abs=5e-7)


def test_a5_pasteurisation():
    assert lethality(hold(10, 85), tref=70, z=10).exact == pytest.approx(316.227766, abs=5e-7)
    assert lethality(hold(5, 90), tref=280 / 3, z=80 / 9).exact == pytest.approx(2.108482517, abs=5e-10)


def test_the_trapezoid_of_a_ramp_exceeds_as_published():
    for step, excess in ((1 / 6, 0.00012), (1, 0.0044), (2, 0.0176), (5, 0.108)):
        result = lethality(series((0, 100), (1, 100 + step)))
        assert result.trapezoid / result.exact - 1 == pytest.approx(excess, rel=0.03)
    assert not lethality(series((0, 100), (1, 102))).too_coarse
    assert lethality(series((0, 100), (1, 103))).too_coarse


def test_defaults_are_one_cook_in_either_unit():
    celsius = series((0, 20), (25, 116), (55, 116), (75, 30))
    fahrenheit = Series(celsius.times, (tuple(t * 9 / 5 + 32 for t in celsius.probes[0]),))
    result = lethality(fahrenheit, unit="F")
    assert (result.tref, result.z) == (249.98, 18)
    assert result.exact == pytest.approx(lethality(celsius).exact, rel=1e-12)


def test_nearly_equal_rates_lose_no_digit():
    for rise in (1e-6, 1e-9, 1e-12):
        assert lethality(series((0, 115), (30, 115 + rise))).exact == pytest.approx(7.364126747, rel=1e-6)
    assert lethality(series((0, -60), (1, 200)), tref=200, z=0.5).exact == pytest.approx(0.5 / (260 * math.log(10)))


@given(cooks())
def test_the_exact_form_never_exceeds_the_trapezoid(cook):
    result = lethality(cook)
    assert result.exact <= result.trapezoid * (1 + 1e-12)
    assert curve(cook)[-1].accumulated == result.exact


@given(cooks(), st.integers(0, 100), st.floats(0.05, 0.95))
def test_additive_over_split_points(cook, where, share):
    i = where % (len(cook.times) - 1)
    time = cook.times[i] + share * (cook.times[i + 1] - cook.times[i])
    probe = cook.probes[0]
    temperature = probe[i] + share * (probe[i + 1] - probe[i])
    before = Series((*cook.times[: i + 1], time), ((*probe[: i + 1], temperature),))
    after = Series((time, *cook.times[i + 1 :]), ((temperature, *probe[i + 1 :]),))
    assert lethality(before).exact + lethality(after).exact == pytest.approx(lethality(cook).exact, rel=1e-9)


@given(cooks(probes=2), st.floats(60, 130), st.floats(5, 20))
def test_the_unit_changes_nothing(cook, tref, z):
    other = Series(cook.times, tuple(tuple(t * 9 / 5 + 32 for t in probe) for probe in cook.probes))
    one, two = lethality(cook, tref, z), lethality(other, tref * 9 / 5 + 32, z * 9 / 5, "F")
    assert two.exact == pytest.approx(one.exact, rel=1e-9)
    assert two.trapezoid == pytest.approx(one.trapezoid, rel=1e-9)


@given(cooks(), st.integers(0, 100), st.floats(0.001, 40))
def test_monotone_in_temperature(cook, where, rise):
    probe = list(cook.probes[0])
    probe[where % len(probe)] += rise
    assert lethality(Series(cook.times, (tuple(probe),))).exact >= lethality(cook).exact * (1 - 1e-12)


@given(cooks(), st.floats(0.1, 50))
def test_scales_with_time(cook, factor):
    longer = Series(tuple(time * factor for time in cook.times), cook.probes)
    assert lethality(longer).exact == pytest.approx(lethality(cook).exact * factor, rel=1e-9)


@given(st.integers(1, 4).flatmap(lambda n: cooks(probes=n)))
def test_the_lower_envelope_is_at_most_the_least_of_the_probes(cook):
    least = min(lethality(Series(cook.times, (probe,))).exact for probe in cook.probes)
    assert lethality(cook).exact <= least * (1 + 1e-9)


@given(st.integers(2, 4).flatmap(lambda n: cooks(probes=n)), st.floats(0, 1))
def test_the_lower_envelope_is_the_coldest_probe_at_every_instant(cook, share):
    def at(points, time):
        for (begin, before), (end, after) in pairwise(points):
            if begin <= time <= end and end > begin:
                return before + (after - before) * (time - begin) / (end - begin)
        raise AssertionError("outside")

    time = cook.times[-1] * share
    coldest = min(at(list(zip(cook.times, probe, strict=True)), time) for probe in cook.probes)
    assert at(envelope(cook), time) == pytest.approx(coldest, abs=1e-6)


def test_curves_that_cross_are_split_where_they_cross():
    cook = Series((0.0, 10.0), ((100.0, 120.0), (120.0, 100.0)))
    assert envelope(cook) == [(0, 100), (5, 110), (10, 100)]
    split = lethality(series((0, 100), (5, 110), (10, 100)))
    assert lethality(cook).exact == split.exact
    assert lethality(cook).trapezoid == split.trapezoid
    assert (lethality(cook).points, lethality(cook).probes) == (2, 2)


def test_three_probes_meeting_at_one_point():
    assert envelope(Series((0.0, 2.0), ((0.0, 4.0), (1.0, 3.0), (4.0, 0.0)))) == [(0, 0), (1, 2), (2, 0)]


@given(cooks(probes=2), st.floats(-60, 160), st.floats(0, 50))
def test_time_above_lies_within_and_falls(cook, temperature, rise):
    above = time_above(cook, temperature)
    assert 0 <= above <= cook.times[-1] * (1 + 1e-12)
    assert time_above(cook, temperature + rise) <= above + 1e-9


def test_time_above_is_exact_for_lines():
    cook = series((0, 20), (25, 120), (55, 120), (75, 20))
    assert time_above(cook, 70) == pytest.approx(12.5 + 30 + 10)
    assert time_above(cook, 120) == pytest.approx(30)
    assert time_above(cook, 121) == 0


def test_the_largest_gap_is_looked_for_near_the_plateau():
    cook = series((0, 20), (20, 100), (21, 113), (22, 116), (24.5, 116), (25, 116), (60, 30))
    assert largest_gap(cook) == pytest.approx(35 * 60)
    assert largest_gap(series((0, 20), (20, 100), (21, 113), (22, 116), (24.5, 116), (25, 100), (60, 30))) == 150


def refusal_of(call, *args, **kwargs):
    with pytest.raises(Unreadable) as refusal:
        call(*args, **kwargs)
    return refusal.value


@pytest.mark.parametrize(
    ("times", "probes", "code"),
    [
        ((0, 2, 1), ((20, 20, 20),), Code.UNSORTED),
        ((0, 1, 1), ((20, 20, 20),), Code.DOUBLED_TIME),
        ((0,), ((20,),), Code.TOO_FEW_READINGS),
        ((), ((),), Code.TOO_FEW_READINGS),
        ((0, 1), (), Code.NO_PROBE),
        ((0, 1), ((20,),), Code.MISSING_READING),
        ((0, 1), ((20, math.nan),), Code.NOT_FINITE),
        ((0, math.inf), ((20, 20),), Code.NOT_FINITE),
    ],
)
def test_readings_that_cannot_be(times, probes, code):
    assert refusal_of(Series, times, probes).code == code


def test_absurd_temperatures_are_refused_in_their_unit():
    assert refusal_of(Series, (0, 1), ((20, 201),), "C", (), (4, 5)).line == 5
    assert refusal_of(lethality, hold(1, 250)).code == Code.ABSURD_TEMPERATURE
    assert refusal_of(lethality, hold(1, -61)).code == Code.ABSURD_TEMPERATURE
    assert lethality(hold(1, 249.98), unit="F").exact == pytest.approx(1)
    assert refusal_of(lethality, hold(1, 393), unit="F").code == Code.ABSURD_TEMPERATURE


@pytest.mark.parametrize("z", [0, -10, math.nan, math.inf])
def test_a_z_that_is_not_above_zero_is_refused(z):
    assert refusal_of(lethality, hold(1, 100), z=z).code == Code.BAD_Z
    assert refusal_of(lethal_rate, 100, 121.1, z).code == Code.BAD_Z


def test_a_reference_that_makes_no_sense_is_refused():
    assert refusal_of(lethality, hold(1, 100), tref=math.nan).code == Code.BAD_TREF
    assert refusal_of(lethality, hold(1, 100), tref=1000).code == Code.BAD_TREF
    assert refusal_of(lethality, hold(1, 150), z=0.01).code == Code.BAD_Z
    assert refusal_of(lethal_rate, math.nan, 121.1, 10).code == Code.NOT_FINITE
    assert refusal_of(lethal_rate, 100, math.inf, 10).code == Code.BAD_TREF


def test_a_unit_that_contradicts_the_file_is_refused():
    said = Series((0.0, 1.0), ((100.0, 100.0),), "F")
    assert unit_of(said) == unit_of(said, "F") == "F"
    assert unit_of(hold(1, 100)) == "C"
    assert refusal_of(lethality, said, unit="C").code == Code.UNIT_CONFLICT


@given(cooks(least=3))
def test_a_cook_reversed_is_worth_the_same(cook):
    assume(len(cook.times) > 2)
    end = cook.times[-1]
    back = Series(tuple(end - time for time in reversed(cook.times)), (tuple(reversed(cook.probes[0])),))
    assert lethality(back).exact == pytest.approx(lethality(cook).exact, rel=1e-6)


def test_a_stay_that_was_broken_is_not_one_stay():
    cook = series((0, 20), (10, 120), (20, 120), (22, 100), (24, 120), (39, 120), (50, 20))
    assert longest_above(cook, 120) == pytest.approx(15)
    assert time_above(cook, 120) == pytest.approx(25)
    assert longest_above(cook, 110) == pytest.approx(1 + 15 + 1.1)
    assert longest_above(cook, 100) == pytest.approx(2 + 10 + 4 + 15 + 2.2)


@given(cooks(probes=2), st.floats(-60, 160))
def test_the_longest_stay_is_part_of_all_the_time_above(cook, temperature):
    assert 0 <= longest_above(cook, temperature) <= time_above(cook, temperature) + 1e-9
