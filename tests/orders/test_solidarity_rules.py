"""« Vente solidaire », the rule: what is paid at a level, and what the pot may say."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bocal.journals.rules import Refused
from bocal.orders.rules import solidarity as rules
from tests.orders.solidary import LESS, MORE

prices = some.decimals(0, 10_000, places=4)
some_levels = some.integers(-rules.MOST_BP, rules.MOST_BP)


@given(prices, some_levels)
def test_what_is_paid_is_the_plain_price_times_the_factor_rounded_once(price, level):
    found = rules.paid(price, level)
    assert abs(found - price * (10_000 + level) / 10_000) <= Decimal("0.00005")
    assert found == round(found, 4)
    assert (found > price) <= (level > 0)
    assert (found < price) <= (level < 0)
    assert rules.paid(price, 0) == price


def test_a_half_goes_away_from_zero():
    assert rules.paid(Decimal("0.0025"), -2_000) == Decimal("0.0020")
    assert rules.paid(Decimal("0.0001"), 5_000) == Decimal("0.0002")
    assert rules.paid(Decimal("2.4050"), -1_000) == Decimal("2.1645")


@given(some.integers(0, 10**7), some_levels)
def test_what_a_level_changed_is_the_difference_with_the_plain_price(cents, level):
    plain = cents - rules.difference(cents, level)
    assert plain >= 0
    assert abs(plain * (10_000 + level) - cents * 10_000) * 2 <= 10_000 + level
    assert rules.difference(cents, 0) == 0


@given(some.integers(0, rules.MOST_BP), some.integers(0, rules.MOST_BP), some_levels)
def test_a_choice_is_found_again_at_the_levels_of_another_round(less, more, level):
    offered = rules.levels(less, more)
    assert offered == tuple(sorted(offered))
    assert (0 in offered) == bool(less or more)
    same = rules.same_side(level, offered)
    assert same in (*offered, 0)
    assert same * level >= 0
    assert (same == 0) == (level == 0 or (level < 0 and not less) or (level > 0 and not more))


@given(some.lists(some.tuples(some.sampled_from([LESS, 0, MORE]), some.integers(0, 10_000)), max_size=16))
def test_the_pot_says_totals_alone_and_nothing_of_a_few(orders):
    found = rules.pot(orders, (LESS, 0, MORE))
    less, more = ([one for one in orders if one[0] == level] for level in (LESS, MORE))
    assert (found.took is None) == (len(less) < 5)
    assert (found.brought is None) == (len(more) < 5)
    if found.took is None or found.brought is None:
        assert found.net is None
    else:
        assert found.net == found.brought - found.took
        assert min(found.took, found.brought) >= 0


def test_a_round_with_one_level_alone_tells_its_net():
    assert rules.pot([(LESS, 800)] * 5, (LESS, 0)) == rules.Pot(None, 1_000, -1_000)


@pytest.mark.parametrize("wrong", [(-1, 0), (0, -1), (5_001, 0), (0, 5_001)])
def test_levels_that_are_a_slip_are_refused(wrong):
    with pytest.raises(Refused, match="bad_level"):
        rules.check_levels(*wrong)
