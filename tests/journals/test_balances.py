"""What parties owe is the same before and after the night summed it up, and its cost does not grow with what was."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models import Sum
from django.test.utils import CaptureQueriesContext

from bocal.journals import acts, reads
from bocal.journals.models import Balance, MoneyLine
from bocal.journals.rules import Account, Gesture, Kind, Money
from tests import world as worlds
from tests.world import NOW, TODAY, World

pytestmark = pytest.mark.django_db

NEXT_WEEK = NOW + timedelta(days=7)
ASKED = [Account.CUSTOMER, Account.ADVANCES]


@pytest.fixture
def world() -> World:
    return worlds.build()


def pays(world: World, cents: int, *, by=None, now=NOW) -> None:
    """A customer's account moves by so much."""
    party = (by or world.home).pk
    money = [Money(Account.CUSTOMER, cents, party=party), Money(Account.BANK, -cents)]
    acts.post(Gesture(Kind.PAY, TODAY, world.accounts.pk, uuid4().hex, party=party, money=money), now=now)


def same() -> dict[tuple[int, str], int]:
    """The balances that are asked, which are those of all the lines."""
    rows = MoneyLine.objects.filter(account__in=ASKED, party__isnull=False).order_by()
    sums = rows.values_list("party", "account").annotate(Sum("cents"))
    every = {(party, account): cents for party, account, cents in sums}
    found = reads.balances_of(ASKED)
    assert found == {key: cents for key, cents in every.items() if cents}
    for party in {party for party, _account in every}:
        assert reads.balances_of(ASKED, [party]) == {key: cents for key, cents in found.items() if key[0] == party}
    return found


def test_the_night_changes_no_balance_and_what_comes_after_it_is_added(world: World) -> None:
    pays(world, 300)
    pays(world, 500, by=world.other_home)
    assert same() == {(world.home.pk, "411"): 300, (world.other_home.pk, "411"): 500}
    acts.keep_balances(NEXT_WEEK)
    assert Balance.objects.count() == 2
    assert same() == {(world.home.pk, "411"): 300, (world.other_home.pk, "411"): 500}
    pays(world, -300, now=NEXT_WEEK)
    pays(world, 40, by=world.other_farm, now=NEXT_WEEK)
    assert same() == {(world.other_home.pk, "411"): 500, (world.other_farm.pk, "411"): 40}
    acts.keep_balances(NEXT_WEEK + timedelta(days=7))
    assert same() == {(world.other_home.pk, "411"): 500, (world.other_farm.pk, "411"): 40}
    assert reads.owed(Account.CUSTOMER) == sorted(
        [(world.other_farm, 40), (world.other_home, 500)], key=lambda one: (one[0].name, one[0].pk)
    )


def test_what_is_younger_than_a_day_is_not_in_what_the_night_keeps(world: World) -> None:
    pays(world, 300)
    acts.keep_balances(NOW)
    assert not Balance.objects.exists()
    assert same() == {(world.home.pk, "411"): 300}


def test_thrown_away_balances_are_summed_again_and_a_false_one_is_named(world: World) -> None:
    pays(world, 300)
    acts.keep_balances(NEXT_WEEK)
    assert reads.check().broken == ()
    Balance.objects.update(cents=301)
    [said] = reads.check().broken
    assert world.home.name in said
    assert "411" in said
    acts.rebuild_caches()
    assert not Balance.objects.exists()
    assert same() == {(world.home.pk, "411"): 300}


def test_years_that_the_night_summed_up_are_not_read_again(world: World) -> None:
    for _day in range(30):
        pays(world, 10)
    acts.keep_balances(NEXT_WEEK)
    pays(world, 1, now=NEXT_WEEK)
    with CaptureQueriesContext(connection) as asked:
        assert reads.balances_of(ASKED) == {(world.home.pk, "411"): 301}
    [question] = [one["sql"] for one in asked]
    with connection.cursor() as cursor:
        # Every row that the question reads of the lines of money, whatever is asked of it then.
        cursor.execute(f"SELECT COUNT(*) FROM journals_moneyline WHERE id > {Balance.objects.first().line}")
        assert cursor.fetchone() == (2,)
        if connection.vendor == "sqlite":
            cursor.execute(f"EXPLAIN QUERY PLAN {question}")
            plan = [row[3] for row in cursor.fetchall()]
            assert "SEARCH journals_moneyline USING INTEGER PRIMARY KEY (rowid>?)" in plan
