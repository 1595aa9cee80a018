"""Payments settle invoices, are noted once and can be taken back; the accounts agree with what is read."""

import threading
from datetime import date, timedelta

import pytest
from django.db import connection

from bocal.billing import acts, reads
from bocal.billing.models import Invoice, Payment
from bocal.billing.rules import Means
from bocal.journals import acts as journals
from bocal.journals import reads as journal_reads
from bocal.journals.rules import Account, Gesture, Kind, Money, Refused
from tests.billing.deliveries import Jars, Sale, deliver
from tests.billing.documents import balances, issue, pay
from tests.world import NOW, TODAY

pytestmark = pytest.mark.django_db


def test_paid_in_two_times_then_taken_back(world):
    deliver(world, Sale(kg=10))
    invoice = issue(world)
    pay(world, invoice, 1000, means=Means.CASH, key="a")
    second = pay(world, invoice, 1800, means=Means.CHEQUE, key="b", reference="n° 12")
    assert reads.shown(invoice).left == 0
    assert balances()[Account.CASH] == 1000
    assert balances()[Account.BANK] == 1800
    acts.take_back(payment=second, author=world.accounts, now=NOW)
    assert reads.shown(invoice).left == 1800
    assert [payment.cents for payment in reads.shown(invoice).payments] == [1000]
    with pytest.raises(Refused, match="already_reversed"):
        acts.take_back(payment=second, author=world.accounts, now=NOW)


def test_the_same_key_notes_one_payment(world):
    deliver(world, Sale(kg=1))
    invoice = issue(world)
    assert pay(world, invoice, 100) == pay(world, invoice, 100)
    assert reads.shown(invoice).left == 180


def test_too_much_is_asked_about_then_becomes_credit_for_the_next(world):
    deliver(world, Sale(kg=1))
    invoice = issue(world)
    with pytest.raises(Refused, match="over_payment"):
        pay(world, invoice, 300)
    pay(world, invoice, 300, more_is_credit=True)
    deliver(world, Sale(kg=1))
    following = reads.shown(issue(world, key="two"))
    assert (following.covered, following.left) == (20, 260)
    assert reads.statement(world.home).balance == 260


def test_a_credit_note_is_refunded_once(world):
    deliver(world, Jars(-5))
    note = issue(world)
    assert reads.shown(note).refundable == 500
    with pytest.raises(Refused, match="refund_too_large"):
        pay(world, note, 501)
    pay(world, note, 500)
    assert reads.shown(note).refundable == 0
    assert reads.statement(world.home).balance == 0
    with pytest.raises(Refused, match="refund_too_large"):
        pay(world, note, 1, key="more")


def test_credit_that_paid_an_invoice_is_not_refunded_as_well(world):
    deliver(world, Jars(-5))
    note = issue(world)
    deliver(world, Sale(kg=1))
    issue(world, key="two")
    assert reads.shown(note).refundable == 220


@pytest.mark.parametrize(
    ("cents", "day", "code"),
    [
        (0, TODAY, "no_amount"),
        (-5, TODAY, "no_amount"),
        (100, date(1900, 1, 1), "before_invoice"),
        (100, TODAY + timedelta(days=1), "future"),
    ],
)
def test_bad_payments_are_refused(world, cents, day, code):
    deliver(world, Sale(kg=1))
    with pytest.raises(Refused, match=code):
        pay(world, issue(world), cents, day=day)
    assert Payment.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_two_people_do_not_note_the_same_payment_twice(world):
    deliver(world, Sale(kg=1))
    invoice = issue(world)
    start, refused = threading.Barrier(2), []

    def work(number: int) -> None:
        try:
            start.wait()
            pay(world, invoice, 280, key=f"{number}")
        except Refused as refusal:
            refused.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refused == ["over_payment"]
    assert Payment.objects.get().cents == 280


# ── What is read ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_statement_agrees_with_the_accounts(world):
    deliver(world, Sale(kg=10), Jars(4))
    invoice = issue(world)
    pay(world, invoice, 1000)
    deliver(world, Sale(kg=2), Jars(-1))
    account = reads.statement(world.home)
    assert [(entry.cents, entry.balance) for entry in account.entries] == [(3200, 3200), (-1000, 2200)]
    assert account.balance == account.entries[-1].balance
    assert account.unbilled == 460
    assert account.jars == [("Pot 720 ml", 3)]
    assert dict(journal_reads.owed(Account.CUSTOMER)) == {world.home: 2200}


def test_only_what_is_not_paid_is_listed_when_asked(world):
    for place, home in enumerate((world.home, world.other_home)):
        deliver(world, Sale(kg=1), to=home)
        issue(world, to=home, key=f"{place}")
    pay(world, Invoice.objects.get(customer=world.home), 280)
    listing = reads.listing(unpaid=True)
    assert [one.invoice.customer for one in listing.invoices] == [world.other_home]
    assert (listing.count, listing.total) == (1, 280)


def test_the_producers_owed(world):
    money = [Money(Account.PURCHASES, 4200), Money(Account.SUPPLIER_UNBILLED, -4200, party=world.farm.pk)]
    journals.post(Gesture(Kind.RECEIVE, TODAY, world.reception.pk, "buy", party=world.farm.pk, money=money), now=NOW)
    assert [(one.party, one.cents, one.last) for one in reads.producers_owed().rows] == [(world.farm, 4200, TODAY)]
