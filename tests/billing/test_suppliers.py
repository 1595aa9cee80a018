"""What producers are owed: what they brought, their invoices, payments."""

import threading
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from bocal.billing import acts, reads
from bocal.billing.models import SupplierInvoice
from bocal.billing.rules import Means
from bocal.directory.rules import VatProfile
from bocal.journals import acts as journals
from bocal.journals.rules import Refused
from tests.billing.buying import bring, note, pay, sound, sums
from tests.world import NOW, TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("registered")]

WEEK = timedelta(days=7)


def test_what_was_brought_is_billed_then_paid(world):
    crates = bring(world)
    invoice = note(world, crates, payable=1583, vat=83)
    assert reads.expected(world.farm) == []
    assert sums() == {"601": 1500, "44566": 83, "401": -1583}
    pay(world, invoice, 1000)
    assert reads.supplier_left(invoice) == 583
    pay(world, invoice, 583, key="rest", means=Means.CASH)
    assert sums() == {"601": 1500, "44566": 83, "512": -1000, "530": -583}
    account = reads.supplier_account(world.farm)
    assert [one.balance for one in account.entries] == [1583, 583, 0]
    assert reads.producers_owed().rows == []
    assert sound()


def test_who_bills_no_vat_deducts_none(world):
    world.collective.vat_profile = VatProfile.EXEMPT
    world.collective.save()
    note(world, bring(world), payable=1583, vat=83)
    assert sums() == {"601": 1583, "401": -1583}


def test_an_invoice_that_differs_from_what_came_is_asked_about(world):
    crates = bring(world)
    with pytest.raises(Refused, match="amounts_apart"):
        note(world, crates, payable=1600)
    note(world, crates, payable=1600, gap_is_right=True)
    assert sums() == {"601": 1600, "401": -1600}


def test_the_same_number_twice_is_refused_until_the_first_is_taken_back(world):
    crates = bring(world)
    first = note(world, crates)
    assert note(world, crates) == first
    with pytest.raises(Refused, match="supplier_number_known"):
        note(world, number="fa12", key="again")
    note(world, bring(world, farm=world.other_farm), farm=world.other_farm, key="other farm")
    journals.reverse(first.voucher, author=world.accounts, now=NOW)
    assert [one.voucher for one in reads.expected(world.farm)] == [crates.pk]
    note(world, crates, key="right this time")
    assert reads.expected(world.farm) == []
    assert sound()


def test_a_delivery_is_billed_once(world):
    crates = bring(world)
    note(world, crates)
    with pytest.raises(Refused, match="purchases_changed"):
        note(world, crates, number="FA 13", key="again")


def test_goods_taken_back_before_the_invoice_vanish_and_after_it_are_owed_back(world):
    journals.reverse(bring(world), author=world.reception, now=NOW)
    assert reads.expected(world.farm) == []
    crates = bring(world)
    note(world, crates)
    journals.reverse(crates, author=world.reception, now=NOW)
    (back,) = reads.expected(world.farm)
    assert back.cents == -1500
    credit = acts.note_supplier_invoice(
        supplier=world.farm,
        number="AV 1",
        issued_on=TODAY,
        payable=-1500,
        vat=0,
        deliveries=[back.voucher],
        author=world.accounts,
        key="credit",
        now=NOW,
    )
    assert reads.supplier_left(credit) == 0
    assert reads.supplier_account(world.farm).billed == 0
    assert sums() == {}
    assert sound()


def test_no_more_is_paid_than_is_owed(world):
    invoice = note(world, bring(world))
    for cents, code in ((0, "no_amount"), (1501, "over_supplier_payment")):
        with pytest.raises(Refused, match=code):
            pay(world, invoice, cents)
    with pytest.raises(Refused, match="before_invoice"):
        pay(world, invoice, 10, day=TODAY - timedelta(days=400))
    assert pay(world, invoice, 1500) == pay(world, invoice, 1500)


def test_what_was_paid_on_an_invoice_taken_back_pays_the_next(world):
    crates = bring(world)
    first = note(world, crates)
    pay(world, first, 1500)
    journals.reverse(first.voucher, author=world.accounts, now=NOW)
    second = note(world, crates, number="FA 13", key="right")
    assert reads.supplier_left(second) == 0
    assert sums() == {"601": 1500, "512": -1500}


def test_the_database_keeps_what_was_noted(world):
    note(world, bring(world))
    with pytest.raises(DatabaseError), transaction.atomic():
        SupplierInvoice.objects.update(payable=1)
    with pytest.raises(DatabaseError), transaction.atomic():
        SupplierInvoice.objects.all().delete()


def test_check_finds_an_invoice_that_the_register_does_not_know(world):
    invoice = note(world, bring(world))
    other = bring(world)
    SupplierInvoice.objects.create(
        supplier=world.farm,
        number="FAUX",
        voucher=other,
        issued_on=TODAY,
        due_on=TODAY,
        net=1,
        vat=0,
        payable=1,
    )
    assert any("FAUX" in line for line in reads.check_invoices().broken)
    assert not any(invoice.number in line for line in reads.check_invoices().broken)


@pytest.mark.django_db(transaction=True)
def test_two_clerks_note_one_invoice_once(world):
    crates = bring(world)
    done, refused = [], []

    def clerk(key):
        try:
            done.append(note(world, crates, key=key))
        except Refused as refusal:
            refused.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=clerk, args=(key,)) for key in ("a", "b")]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(done) == 1
    assert refused == ["supplier_number_known"]
