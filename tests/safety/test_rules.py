"""The plan's arithmetic: until when a paper holds, within which days an answer is due."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bocal.journals.rules import Refused
from bocal.safety import rules
from bocal.safety.rules import Every, Goods, Paper, Topic

DAY = date(2026, 9, 3)


@given(st.integers(-400, 400))
def test_a_paper_holds_to_its_last_day(days):
    state = rules.paper(DAY + timedelta(days=days), DAY)
    assert (state is Paper.OVER) is (days < 0)
    assert (state is Paper.SOON) is (0 <= days <= rules.SOON)


@given(st.dates(date(2020, 1, 1), date(2035, 12, 31)), st.sampled_from(list(Every)))
def test_a_day_lies_in_its_period_and_all_its_days_have_the_same(day, every):
    begin, end = rules.period(every, day)
    assert begin <= day <= end
    assert rules.period(every, begin) == rules.period(every, end) == (begin, end)


def test_a_line_that_no_answer_could_satisfy_is_refused():
    rules.check_limits(2.0, 2.0, Topic.COLD, None, None)
    with pytest.raises(Refused, match="limits_crossed"):
        rules.check_limits(4.0, 2.0, Topic.COLD, None, None)
    for days, celsius in ((None, 37.0), (7, None)):
        with pytest.raises(Refused, match="incubation_needs"):
            rules.check_limits(None, None, Topic.INCUBATION, days, celsius)


@pytest.mark.parametrize("topic", Topic)
def test_no_bag_goes_in_an_oven_and_no_jar_answers_for_a_bag(topic):
    assert rules.asked_of(topic, Goods.ALL, weighed=False)
    assert not rules.asked_of(topic, Goods.PREPARED, weighed=False)
    assert not rules.asked_of(topic, Goods.JARS, weighed=True)
    assert rules.asked_of(topic, Goods.PREPARED, weighed=True) is (topic is not Topic.INCUBATION)
