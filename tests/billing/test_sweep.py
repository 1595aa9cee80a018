"""What is still to bill is the same before and after the night looked, and its cost does not grow with what was."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bocal.billing import acts, reads
from bocal.billing.models import OpenDelivery, Sweep
from bocal.journals import acts as journals
from bocal.measure.money import Basis
from tests.billing.buying import bring, note
from tests.billing.deliveries import Jars, Sale, deliver
from tests.billing.documents import issue
from tests.world import NOW, TODAY

pytestmark = pytest.mark.django_db

NEXT_WEEK = NOW + timedelta(days=7)


def same() -> int:
    """How many lines are to bill, which are those that looking at everything finds."""
    every = [line.pk for line in reads.open_lines(until=date.max, all_time=True)]
    assert [line.pk for line in reads.open_lines(until=date.max)] == every
    return len(every)


def test_the_night_loses_nothing_that_is_to_bill_and_forgets_what_was(world):
    first = deliver(world, Sale(kg=1), Jars(2))
    second = deliver(world, Sale(kg=1), to=world.other_home)
    acts.sweep(NEXT_WEEK)
    assert same() == 3
    assert set(OpenDelivery.objects.values_list("voucher", flat=True)) == {first.pk, second.pk}
    issue(world)
    assert same() == 1
    deliver(world, Sale(kg=2), day=TODAY - timedelta(days=9))
    assert same() == 2
    acts.sweep(NEXT_WEEK)
    assert same() == 2
    assert first.pk not in OpenDelivery.objects.values_list("voucher", flat=True)


def test_what_is_taken_back_after_the_night_is_credited_and_what_was_not_billed_vanishes(world):
    billed, gone = deliver(world, Sale(kg=1)), deliver(world, Sale(kg=1), to=world.other_home)
    issue(world)
    acts.sweep(NEXT_WEEK)
    for one in (billed, gone):
        journals.reverse(one, author=world.sales, now=NEXT_WEEK)
    assert same() == 1
    acts.sweep(NEXT_WEEK + timedelta(days=3))
    assert same() == 1
    assert [(one.customer, one.cents) for one in reads.waiting(until=TODAY + timedelta(days=8))] == [(world.home, -280)]


def test_each_kind_of_price_waits_for_its_own_document(world):
    deliver(world, Sale(kg=1), Sale(kg=1, gross=False))
    issue(world, basis=Basis.GROSS)
    acts.sweep(NEXT_WEEK)
    assert [one.basis for one in reads.waiting(until=TODAY)] == [Basis.NET]


def test_what_is_younger_than_a_day_is_always_looked_at(world):
    deliver(world, Sale(kg=1))
    acts.sweep(NOW)
    assert Sweep.objects.get().line == 0
    OpenDelivery.objects.all().delete()
    assert same() == 1


def test_a_year_that_is_billed_is_not_looked_through_again(world):
    deliver(world, Sale(kg=1))
    issue(world)
    acts.sweep(NEXT_WEEK)
    assert Sweep.objects.get().line > 0
    with CaptureQueriesContext(connection) as asked:
        assert reads.waiting(until=TODAY) == []
    assert len(asked) <= 3


def expected(farm):
    """What a farm brought and nobody billed, which is what looking at everything finds."""
    every = [line.pk for line in reads.expected_lines(all_time=True)]
    assert [line.pk for line in reads.expected_lines()] == every
    return [one.voucher for one in reads.expected(farm)]


def test_what_farms_brought_waits_after_the_night_and_again_when_its_invoice_is_taken_back(world):
    first, second = bring(world), bring(world)
    invoice = note(world, first)
    acts.sweep(NEXT_WEEK)
    assert expected(world.farm) == [second.pk]
    journals.reverse(invoice.voucher, author=world.accounts, now=NEXT_WEEK)
    assert expected(world.farm) == [first.pk, second.pk]
    third = bring(world)
    assert expected(world.farm) == [first.pk, second.pk, third.pk]
    acts.sweep(NEXT_WEEK + timedelta(days=7))
    assert expected(world.farm) == [first.pk, second.pk, third.pk]
    journals.reverse(second, author=world.accounts, now=NEXT_WEEK)
    assert expected(world.farm) == [first.pk, third.pk]


def test_a_statement_says_a_year_line_by_line_and_what_was_before_as_one_sum(world):
    deliver(world, Sale(kg=1), day=TODAY - timedelta(days=500))
    old = issue(world, until=TODAY - timedelta(days=480), now=NOW - timedelta(days=480))
    deliver(world, Sale(kg=1))
    new = issue(world, key="two")
    whole, last = reads.statement(world.home), reads.statement(world.home, since=reads.year_back(TODAY))
    assert [one.invoice.number for one in whole.entries] == [old.number, new.number]
    assert (whole.since, whole.opening) == (None, 0)
    assert [one.invoice.number for one in last.entries] == [new.number]
    assert (last.since, last.opening) == (reads.year_back(TODAY), old.payable)
    assert last.entries[-1].balance == whole.entries[-1].balance == last.balance == whole.balance
