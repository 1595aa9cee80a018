"""When rounds open, close and freeze by the clock on the wall: weeks, dates by hand, the nights when clocks change."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bocal.journals.rules import Refused
from bocal.orders.rules import rhythm
from bocal.orders.rules.rhythm import Beat, Cadence, Passage, State, Times

PARIS = ZoneInfo("Europe/Paris")
#: Opens on Friday at eight, closes on Tuesday at twenty; Tuesday 1 September 2026 is the first.
WEEKLY = Beat(Cadence.WEEK, 4, time(8), 1, time(20), date(2026, 9, 1), coordinators_hours=12, reminder_hours=24)


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=PARIS)  # type: ignore[arg-type]


moments = st.integers(0, 17_000).map(lambda hours: at(2026, 1, 1) + timedelta(hours=hours))
hours = st.times().map(lambda at: at.replace(second=0, microsecond=0))
beats = st.builds(
    Beat,
    st.sampled_from([Cadence.WEEK, Cadence.FORTNIGHT]),
    st.integers(0, 6),
    hours,
    st.integers(0, 6),
    hours,
    st.dates(date(2026, 1, 1), date(2027, 6, 1)),
    coordinators_hours=st.integers(0, 96),
    reminder_hours=st.integers(0, 96),
)


def test_a_week():
    found = rhythm.next_times(WEEKLY, after=at(2026, 8, 1), zone=PARIS)
    assert found == Times(at(2026, 8, 28, 8), at(2026, 9, 1, 20), at(2026, 9, 2, 8), at(2026, 8, 31, 20))
    following = rhythm.next_times(WEEKLY, after=found.closes_at, zone=PARIS)
    assert following.closes_at == at(2026, 9, 8, 20)


def test_a_fortnight_is_counted_from_its_first_day():
    beat = replace(WEEKLY, every=Cadence.FORTNIGHT)
    closings = []
    moment = at(2026, 9, 2)
    for _ in range(3):
        moment = rhythm.next_times(beat, after=moment, zone=PARIS).closes_at
        closings.append(moment.date())
    assert closings == [date(2026, 9, 15), date(2026, 9, 29), date(2026, 10, 13)]


def test_dates_by_hand_come_to_an_end():
    beat = replace(WEEKLY, every=Cadence.BY_HAND, dates=(date(2026, 12, 24), date(2026, 9, 3)))
    first = rhythm.next_times(beat, after=at(2026, 8, 1), zone=PARIS)
    assert (first.opens_at, first.closes_at) == (at(2026, 8, 28, 8), at(2026, 9, 3, 20))
    second = rhythm.next_times(beat, after=first.closes_at, zone=PARIS)
    assert second.closes_at == at(2026, 12, 24, 20)
    assert rhythm.next_times(beat, after=second.closes_at, zone=PARIS) is None


def test_eight_stays_eight_across_the_change_to_winter_time_and_spans_are_counted_as_they_pass():
    # Clocks go back in the night to Sunday 25 October 2026: the hours of coordinators last twelve, not thirteen.
    beat = replace(WEEKLY, closes_weekday=5, closes_hour=time(20), opens_weekday=0)
    found = rhythm.next_times(beat, after=at(2026, 10, 20), zone=PARIS)
    assert (found.opens_at, found.closes_at) == (at(2026, 10, 19, 8), at(2026, 10, 24, 20))
    assert found.freezes_at == at(2026, 10, 25, 7)
    assert found.freezes_at.astimezone(UTC) - found.closes_at.astimezone(UTC) == timedelta(hours=12)
    following = rhythm.next_times(beat, after=found.closes_at, zone=PARIS)
    assert following.closes_at.astimezone(PARIS).hour == 20


def test_an_hour_that_comes_twice_is_the_first_and_one_that_never_comes_is_the_next():
    night = replace(WEEKLY, closes_weekday=6, closes_hour=time(2, 30), coordinators_hours=0)
    twice = rhythm.next_times(night, after=at(2026, 10, 20), zone=PARIS)
    assert twice.closes_at.astimezone(UTC) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    never = rhythm.next_times(replace(night, starts_on=date(2027, 3, 28)), after=at(2027, 3, 20), zone=PARIS)
    assert never.closes_at.astimezone(UTC) == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)


@given(beats, moments)
def test_rounds_follow_each_other(beat, moment):
    found = []
    for _ in range(4):
        times = rhythm.next_times(beat, after=moment, zone=PARIS)
        assert times.opens_at < times.closes_at <= times.freezes_at
        assert times.closes_at > moment
        assert times.closes_at.astimezone(PARIS).date() >= beat.starts_on
        assert times.reminds_at is None or times.opens_at < times.reminds_at < times.closes_at
        found.append(times)
        moment = times.closes_at
    days = 7 if beat.every is Cadence.WEEK else 14
    for one, other in pairwise(found):
        one_day, other_day = (times.closes_at.astimezone(PARIS).date() for times in (one, other))
        # An hour that a change of clocks skips may fall on the day after only at midnight, never in Paris.
        assert (other_day - one_day).days == days


@given(beats, moments, st.lists(st.integers(0, 400), max_size=30))
def test_however_late_the_clock_is_read_every_step_is_taken_in_order(beat, moment, delays):
    times = rhythm.next_times(beat, after=moment, zone=PARIS)
    state, reminded, seen, now = State.PLANNED, False, [], times.opens_at.astimezone(UTC) - timedelta(hours=1)
    for delay in [*delays, 10_000]:
        now += timedelta(hours=delay)
        while step := rhythm.due(state, times, now=now, reminded=reminded):
            seen.append(step)
            reminded |= step is Passage.REMINDED
            state = rhythm.REACHED.get(step, state)
    kept = [step for step in seen if step is not Passage.REMINDED]
    middle = [Passage.COORDINATORS] if times.freezes_at > times.closes_at else []
    assert kept == [Passage.OPEN, *middle, Passage.FROZEN, Passage.HANDED_OVER]
    assert seen.count(Passage.REMINDED) <= 1
    if Passage.REMINDED in seen:
        # Nobody is told to hurry once it is too late.
        assert seen.index(Passage.REMINDED) == 1


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"coordinators_hours": 97}, "too_many_hours"),
        ({"reminder_hours": -1}, "too_many_hours"),
        ({"opens_weekday": 7}, "bad_weekday_rhythm"),
        ({"dates": [date(2026, 1, 1) + timedelta(days=n) for n in range(61)]}, "too_many_dates"),
    ],
)
def test_what_cannot_be_kept_is_refused(change, code):
    with pytest.raises(Refused, match=code):
        rhythm.check_beat(replace(WEEKLY, **change))


def test_orders_that_nobody_fetched_do_not_hold_a_round_for_ever():
    times = Times(at(2026, 9, 1), at(2026, 9, 2), at(2026, 9, 2))
    last = at(2026, 9, 3, 19)
    wait = {"fetched_by": last, "waiting": 2}
    assert rhythm.due(State.FROZEN, times, now=at(2026, 9, 3, 12), fetched_by=last) is None
    assert rhythm.due(State.FROZEN, times, now=at(2026, 9, 4), **wait) is None
    assert rhythm.due(State.FROZEN, times, now=at(2026, 9, 4), fetched_by=last) is Passage.HANDED_OVER
    assert rhythm.due(State.FROZEN, times, now=at(2026, 9, 11), **wait) is Passage.HANDED_OVER
