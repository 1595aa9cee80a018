from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bocal.measure.period import Period, parse_day
from bocal.measure.unreadable import Code, Unreadable

days = st.dates(date(2000, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize("text", ["31/12/2026", "31-12-26", "31.12.2026", " 2026-12-31 ", "31/12/26", "31 12 2026"])
def test_days_as_people_type_them(text):
    assert parse_day(text) == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", Code.EMPTY),
        ("demain", Code.NOT_A_DAY),
        ("31/02/2026", Code.NOT_A_DAY),
        ("12/31/2026", Code.NOT_A_DAY),
        ("31/12-2026", Code.NOT_A_DAY),
        ("31/12/202", Code.NOT_A_DAY),
        ("0000-01-01", Code.NOT_A_DAY),
        ("31/12/1999", Code.DAY_TOO_EARLY),
        ("01/01/1900", Code.DAY_TOO_EARLY),
        ("2101-01-01", Code.DAY_TOO_LATE),
    ],
)
def test_days_that_cannot_be_read(text, code):
    with pytest.raises(Unreadable) as refusal:
        parse_day(text)
    assert refusal.value.code == code


@given(days)
def test_a_day_is_read_back(day):
    assert parse_day(day.isoformat()) == parse_day(day.strftime("%d/%m/%Y")) == day


def test_periods_are_half_open():
    december = Period.month(2026, 12)
    assert date(2026, 12, 1) in december
    assert date(2026, 12, 31) in december
    assert date(2027, 1, 1) not in december
    assert december.last == date(2026, 12, 31)
    assert Period.year(2026) == Period(date(2026, 1, 1), date(2027, 1, 1))
    assert len(list(Period.year(2028).days())) == 366
    with pytest.raises(ValueError, match="end before"):
        Period(date(2026, 1, 2), date(2026, 1, 1))
    with pytest.raises(ValueError, match="empty"):
        _ = Period(date(2026, 1, 1), date(2026, 1, 1)).last


def test_weeks_are_those_of_french_diaries():
    assert Period.week(2026, 53) == Period(date(2026, 12, 28), date(2027, 1, 4))


def test_months_of_a_period():
    assert list(Period(date(2026, 11, 15), date(2027, 1, 2)).months()) == [
        Period.month(2026, 11),
        Period.month(2026, 12),
        Period.month(2027, 1),
    ]
    assert list(Period.month(2026, 2).months()) == [Period.month(2026, 2)]


@given(days, st.integers(0, 900))
def test_months_and_weeks_hold_their_day(day, length):
    assert day in Period.month_of(day)
    assert day in Period.week_of(day)
    period = Period(day, day + timedelta(days=length))
    months = list(period.months())
    assert all(any(each in month for month in months) for each in period.days())
    assert all(before.end == after.start for before, after in pairwise(months))
