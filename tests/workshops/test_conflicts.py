"""What does not fit is found, whoever collides with whom; days are holidays by the law's list."""

from datetime import UTC, date, datetime, timedelta

import pytest
from dateutil.easter import easter as of_another
from hypothesis import given
from hypothesis import strategies as some

from bocal.workshops.rules import Permission, SessionKind, Task
from bocal.workshops.rules.conflicts import Conflict, Facts, Found, Known, conflicts, drive
from bocal.workshops.rules.holidays import (
    Holidays,
    PublicHoliday,
    SchoolZone,
    easter,
    public_holidays,
    school_holiday,
    zone_of,
)

DAY = date(2026, 9, 16)
NINE = datetime(2026, 9, 16, 7, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
#: Some 18 km apart as the crow flies.
HERE, THERE = (45.0464, 5.0517), (44.9333, 4.8917)
DRIVER, COOK = 1, 2
CREW = ((DRIVER, Task.DRIVE), (COOK, Task.COOK))
KNOWN = Known(trained={COOK: date.max})


def facts(ref: int, start: float = 0, hours: float = 3, **more) -> Facts:
    told = {"kind": SessionKind.COOKING, "spot": ref, "truck": 7, "crew": CREW, "point": HERE} | more
    starts_at = NINE + start * HOUR
    return Facts(ref=ref, day=starts_at.date(), starts_at=starts_at, ends_at=starts_at + hours * HOUR, **told)


def codes(found: list[Found], ref: int) -> list[Conflict]:
    return [one.code for one in found if one.ref == ref]


@given(some.integers(1583, 4099))
def test_easter_is_what_another_library_says(year):
    assert easter(year) == of_another(year)


def test_the_days_of_a_year():
    found = public_holidays(2026)
    assert len(found) == 11
    assert found[date(2026, 4, 6)] is PublicHoliday.EASTER_MONDAY
    assert found[date(2026, 5, 14)] is PublicHoliday.ASCENSION
    assert found[date(2026, 5, 25)] is PublicHoliday.WHIT_MONDAY


@pytest.mark.parametrize(
    ("postcode", "zone"),
    [("26100", "A"), ("76200", "B"), ("81170", "C"), ("75011", "C"), ("20000", None), ("97400", None), ("261", None)],
)
def test_a_zone_is_guessed(postcode, zone):
    assert zone_of(postcode) == (zone and SchoolZone(zone))


def test_both_ends_of_holidays_count():
    among = [Holidays("Toussaint", date(2026, 10, 17), date(2026, 11, 1))]
    assert school_holiday(date(2026, 10, 17), among) is school_holiday(date(2026, 11, 1), among) is among[0]
    assert school_holiday(date(2026, 11, 2), among) is None


def test_what_fits_says_nothing():
    assert conflicts([facts(1), facts(2, start=24)], KNOWN, today=DAY - timedelta(days=60)) == []


def test_two_at_once_both_say_so():
    found = conflicts([facts(1), facts(2, start=2)], KNOWN, today=DAY)
    for ref, other in ((1, 2), (2, 1)):
        assert codes(found, ref) == [Conflict.TRUCK_TWICE, Conflict.PERSON_TWICE, Conflict.PERSON_TWICE]
        assert {one.other for one in found if one.ref == ref} == {other}


def test_the_truck_needs_time_to_drive():
    """18 km as the crow flies are some 36 minutes at 40 km/h; with half an hour to pack, an hour is too short."""
    road = drive(HERE, THERE, 40) / timedelta(minutes=1)
    assert 33 < road < 37
    found = conflicts([facts(1), facts(2, start=4, point=THERE)], KNOWN, today=DAY)
    (late,) = found
    assert (late.code, late.ref, late.other) == (Conflict.TRUCK_LATE, 2, 1)
    assert late.amount == pytest.approx(30 + road, abs=1)
    assert not conflicts([facts(1), facts(2, start=4.2, point=THERE)], KNOWN, today=DAY)
    assert not conflicts([facts(1), facts(2, start=3, point=None)], KNOWN, today=DAY)


def test_the_crew_must_be_able_to():
    assert codes(conflicts([facts(1, crew=())], KNOWN, today=DAY), 1) == [Conflict.NO_CREW]
    alone = conflicts([facts(1, crew=((DRIVER, Task.ANIMATE),))], KNOWN, today=DAY)
    assert codes(alone, 1) == [Conflict.NO_DRIVER, Conflict.UNTRAINED]
    over = Known(trained={COOK: DAY - timedelta(days=1)})
    assert codes(conflicts([facts(1)], over, today=DAY), 1) == [Conflict.UNTRAINED]
    assert not conflicts([facts(1, kind=SessionKind.MEETING, crew=((9, Task.ANIMATE),), truck=None)], over, today=DAY)


@pytest.mark.parametrize(
    ("permission", "days", "code"),
    [
        (Permission.TO_ASK, 21, Conflict.PERMISSION_LATE),
        (Permission.ASKED, 3, Conflict.PERMISSION_LATE),
        (Permission.TO_ASK, 22, None),
        (Permission.GRANTED, 1, None),
        (Permission.REFUSED, 90, Conflict.PERMISSION_REFUSED),
    ],
)
def test_one_may_stand_there(permission, days, code):
    found = conflicts([facts(1, permission=permission)], KNOWN, today=DAY - timedelta(days=days))
    assert [one.code for one in found] == ([code] if code else [])


def test_water_power_and_holidays():
    known = Known(trained={COOK: date.max}, holidays=[Holidays("Toussaint", DAY, DAY)])
    found = conflicts([facts(1, water=False, power=False)], known, today=DAY)
    assert codes(found, 1) == [Conflict.NO_WATER, Conflict.NO_POWER, Conflict.SCHOOL_HOLIDAY]
    # The eleventh of November, 56 days later.
    assert codes(conflicts([facts(1, start=56 * 24)], KNOWN, today=DAY), 1) == [Conflict.PUBLIC_HOLIDAY]


@given(
    some.lists(
        some.tuples(some.integers(0, 60), some.integers(1, 8), some.sampled_from([None, 7, 8]), some.integers(1, 4)),
        max_size=12,
    )
)
def test_two_collide_exactly_when_they_overlap(rows):
    sessions = [
        facts(n, start, hours, truck=truck, spot=spot, crew=((spot, Task.COOK),))
        for n, (start, hours, truck, spot) in enumerate(rows, start=1)
    ]
    found = conflicts(sessions, KNOWN, today=DAY)
    for code, of in ((Conflict.TRUCK_TWICE, lambda one: one.truck), (Conflict.PERSON_TWICE, lambda one: one.crew)):
        told = {(one.ref, one.other) for one in found if one.code is code}
        assert told == {(b, a) for a, b in told}
        assert told == {
            (one.ref, other.ref)
            for one in sessions
            for other in sessions
            if one is not other
            and of(one)
            and of(one) == of(other)
            and one.starts_at < other.ends_at
            and other.starts_at < one.ends_at
        }
