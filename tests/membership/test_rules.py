"""Which days a membership runs, what it may cost."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bocal.journals.rules import Account, Refused
from bocal.membership import rules
from bocal.membership.rules import Fee, Span, Year

DAYS = some.dates(date(2020, 1, 1), date(2040, 12, 31))


@pytest.mark.parametrize(
    ("year", "day", "last", "found"),
    [
        (Year.ROLLING, date(2026, 9, 3), None, Span(date(2026, 9, 3), date(2027, 9, 2))),
        (Year.ROLLING, date(2028, 2, 29), None, Span(date(2028, 2, 29), date(2029, 2, 28))),
        (Year.ROLLING, date(2026, 9, 3), date(2026, 9, 30), Span(date(2026, 10, 1), date(2027, 9, 30))),
        (Year.ROLLING, date(2026, 9, 3), date(2026, 9, 2), Span(date(2026, 9, 3), date(2027, 9, 2))),
        (Year.CIVIL, date(2026, 9, 3), None, Span(date(2026, 9, 3), date(2026, 12, 31))),
        # So late, the year to come is in it.
        (Year.CIVIL, date(2026, 12, 1), None, Span(date(2026, 12, 1), date(2027, 12, 31))),
        (Year.CIVIL, date(2026, 12, 1), date(2026, 12, 31), Span(date(2027, 1, 1), date(2027, 12, 31))),
        (Year.CIVIL, date(2027, 2, 1), date(2025, 12, 31), Span(date(2027, 2, 1), date(2027, 12, 31))),
    ],
)
def test_a_membership_runs_a_year(year, day, last, found):
    assert rules.span(year, day, last) == found


@pytest.mark.parametrize("year", Year)
@given(day=DAYS)
def test_who_has_joined_has_nothing_to_do_for_long_then_goes_on_without_a_gap(year, day):
    first = rules.span(year, day, None)
    assert rules.RENEWED_FROM - timedelta(days=1) <= first.until - first.since < timedelta(days=366 + 60)
    with pytest.raises(Refused, match="already_member"):
        rules.span(year, first.until - rules.RENEWED_FROM, first.until)
    second = rules.span(year, first.until - rules.RENEWED_FROM + timedelta(days=1), first.until)
    assert second.since == first.until + timedelta(days=1)
    # Renewed once, it is refused again at once: a second tap counts for nothing.
    with pytest.raises(Refused, match="already_member"):
        rules.span(year, first.until, second.until)


@pytest.mark.parametrize(
    ("amounts", "least", "code"),
    [
        ([], None, "no_amounts"),
        ([Fee("Foyer", 1_500), Fee("foyer", 500)], None, "amount_twice"),
        ([Fee("Foyer", 1_500), Fee("Soutien", 1_500)], None, "amount_twice"),
        ([Fee("Foyer", 0)], None, "bad_amount"),
        ([], 0, "bad_amount"),
    ],
)
def test_terms_that_make_no_sense_are_refused(amounts, least, code):
    with pytest.raises(Refused, match=code):
        rules.check_terms(amounts, least)


def test_only_what_is_proposed_is_taken():
    named = [Fee("Foyer", 1_500), Fee("Petit budget", 100)]
    rules.check_amount(100, named, None)
    with pytest.raises(Refused, match="other_amount"):
        rules.check_amount(1_501, named, None)
    rules.check_amount(1_501, named, 500)
    with pytest.raises(Refused, match="low_amount"):
        rules.check_amount(499, named, 500)


def test_a_fee_is_owed_and_bears_no_vat():
    lines = rules.entry(1_500, 7, "Adhésion")
    assert sum(line.cents for line in lines) == 0
    assert [(line.account, line.cents, line.party, line.vat_bp) for line in lines] == [
        (Account.UNBILLED, 1_500, 7, None),
        (Account.DUES, -1_500, 7, None),
    ]


@pytest.mark.parametrize(("cents", "typed"), [(1_500, "15,00"), (1, "0,01"), (105, "1,05")])
def test_a_button_says_an_amount_as_a_form_takes_it(cents, typed):
    assert Fee("x", cents).euros == typed
