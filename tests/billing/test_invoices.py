"""Invoices are numbered without gaps, billed once and frozen; what is taken back makes a credit note."""

import threading
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from bocal.billing import reads
from bocal.billing.models import Invoice, InvoiceLine, Payment
from bocal.billing.rules import InvoiceKind
from bocal.directory.models import Organisation
from bocal.directory.rules import OrganisationKind, VatProfile
from bocal.journals import acts as journals
from bocal.journals.rules import Account, Gesture, Kind, Money, Refused
from bocal.measure.money import Basis
from tests.billing.deliveries import Jars, Sale, deliver
from tests.billing.documents import balances, issue, pay
from tests.world import NOW, TODAY

pytestmark = pytest.mark.django_db

WEEK = timedelta(days=7)


def test_what_was_delivered_becomes_an_invoice(world):
    deliver(world, Sale(kg=2.5), Sale("Courgettes", kg=1, price="2.2000"), Jars(3), day=TODAY - WEEK)
    deliver(world, Sale("Œufs", pieces=6, price="0.3500", vat_bp=2000), Jars(-1))
    invoice = issue(world)
    assert invoice.number == "F2026-0001"
    assert invoice.kind == InvoiceKind.INVOICE
    assert invoice.payable == 700 + 220 + 300 + 210 - 100
    assert invoice.net + invoice.vat + invoice.rounding == invoice.payable
    assert [row["rate_bp"] for row in invoice.vat_rows] == [550, 2000, None]
    assert invoice.vat_rows[2] == {"rate_bp": None, "base": 200, "vat": 0}
    assert (invoice.delivered_from, invoice.delivered_to) == (TODAY - WEEK, TODAY)
    assert invoice.due_on == TODAY + timedelta(days=30)
    lines = list(invoice.lines.order_by("position"))
    assert [line.label for line in lines] == [
        "Tomates",
        "Courgettes",
        "Consigne · Pot 720 ml",
        "Œufs",
        "Consigne rendue · Pot 720 ml",
    ]
    assert sum(line.net for line in lines) == invoice.net
    assert lines[0].lot == lines[0].money_line.lot.code
    assert lines[0].unit_price == Decimal("2.8000")
    left = balances()
    assert Account.UNBILLED not in left
    assert Account.VAT_UNBILLED not in left
    assert left[Account.CUSTOMER] == invoice.payable
    assert -left[Account.VAT_COLLECTED] == invoice.vat
    assert sum(left.values()) == 0


def test_a_canteen_is_billed_net_and_told_its_rights(world):
    canteen = Organisation.objects.create(kind=OrganisationKind.CANTEEN, name="Cantine du Gué", siret="40483304800022")
    for price in ("1.0350", "2.0150", "0.9950"):
        deliver(world, Sale(kg=1, price=price, gross=False), to=canteen)
    invoice = issue(world, to=canteen, basis=Basis.NET)
    assert (invoice.net, invoice.rounding) == (104 + 202 + 100, 0)
    assert invoice.vat == 22
    assert invoice.payable == 428
    assert sum(balances().values()) == 0
    assert Account.UNBILLED not in balances()
    assert any("40 €" in mention for mention in invoice.mentions)
    assert any("Pénalités" in mention for mention in invoice.mentions)
    deliver(world, Sale(kg=1))
    assert issue(world, key="household").mentions == []


def test_goods_shown_net_and_gross_make_two_invoices(world):
    deliver(world, Sale(kg=1), Sale(kg=1, gross=False), Jars(2))
    waiting = {one.basis: one.cents for one in reads.waiting(until=TODAY)}
    assert waiting == {Basis.GROSS: 480, Basis.NET: 295}
    gross, net = issue(world, basis=Basis.GROSS), issue(world, basis=Basis.NET, key="two")
    assert (gross.payable, net.payable) == (480, 295)
    assert reads.waiting(until=TODAY) == []
    assert Account.UNBILLED not in balances()


def test_a_delivery_taken_back_before_it_is_billed_does_not_appear(world):
    gone, kept = deliver(world, Sale(kg=3), Jars(2)), deliver(world, Sale(kg=1))
    journals.reverse(gone, author=world.sales, now=NOW)
    assert [(one.deliveries, one.cents) for one in reads.waiting(until=TODAY)] == [(1, 280)]
    invoice = issue(world)
    assert {line.money_line.voucher_id for line in invoice.lines.all()} == {kept.pk}
    assert reads.waiting(until=TODAY) == []


def test_a_delivery_taken_back_after_becomes_a_credit_note_that_mirrors_it(world):
    delivery = deliver(world, Sale(kg=3), Sale("Œufs", pieces=7, price="0.3330", vat_bp=2000), Jars(2))
    invoice = issue(world)
    journals.reverse(delivery, author=world.sales, now=NOW)
    assert [(one.deliveries, one.cents) for one in reads.waiting(until=TODAY)] == [(1, -invoice.payable)]
    note = issue(world, key="back")
    assert note.kind == InvoiceKind.CREDIT_NOTE
    assert note.number == "F2026-0002"
    assert note.corrects == ["F2026-0001"]
    names = ("net", "vat", "rounding", "payable")
    assert [getattr(note, name) for name in names] == [-getattr(invoice, name) for name in names]
    assert [line.net for line in note.lines.all()] == [-line.net for line in invoice.lines.all()]
    assert {account: cents for account, cents in balances().items() if account != Account.PURCHASES} == {}
    assert reads.invoice("F2026-0001").left == 0


def test_the_part_of_a_delivery_that_was_billed_is_credited_and_the_rest_is_forgotten(world):
    delivery = deliver(world, Sale(kg=1), Sale(kg=1, gross=False), Jars(1))
    issue(world, basis=Basis.GROSS)
    journals.reverse(delivery, author=world.sales, now=NOW)
    assert [(one.basis, one.cents) for one in reads.waiting(until=TODAY)] == [(Basis.GROSS, -380)]
    issue(world, basis=Basis.GROSS, key="back")
    assert reads.waiting(until=TODAY) == []
    assert Account.UNBILLED not in balances()


def test_jars_brought_back_alone_make_a_credit_note(world):
    deliver(world, Jars(-5))
    note = issue(world)
    assert (note.kind, note.payable, note.vat) == (InvoiceKind.CREDIT_NOTE, -500, 0)


def test_a_delivery_paid_by_jars_is_billed_at_zero(world):
    deliver(world, Sale(kg=1, price="3.0000", vat_bp=0), Jars(-3))
    invoice = issue(world)
    assert (invoice.kind, invoice.payable) == (InvoiceKind.INVOICE, 0)
    assert reads.waiting(until=TODAY) == []


def test_what_was_paid_on_the_spot_is_not_billed(world):
    money = [Money(Account.CASH, 280), Money(Account.RESALE, -280, party=world.home.pk, vat_bp=0)]
    journals.post(Gesture(Kind.DELIVER, TODAY, world.sales.pk, "till", party=world.home.pk, money=money), now=NOW)
    assert reads.waiting(until=TODAY) == []


def test_the_same_key_issues_once(world):
    deliver(world, Sale(kg=1))
    first = issue(world, key="same", expected=280)
    assert issue(world, key="same", expected=280) == first
    assert Invoice.objects.count() == 1


def test_nothing_to_bill_and_changed_since_read_are_refused_without_taking_a_number(world):
    with pytest.raises(Refused, match="nothing_to_bill"):
        issue(world)
    deliver(world, Sale(kg=1))
    with pytest.raises(Refused, match="changed"):
        issue(world, expected=999)
    assert issue(world).number == "F2026-0001"


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"until": TODAY + timedelta(days=1)}, "future"),
        ({"due_on": TODAY - timedelta(days=1)}, "bad_due"),
        ({"due_on": TODAY + timedelta(days=61)}, "bad_due"),
        ({"due_on": date(1900, 1, 1)}, "bad_due"),
    ],
)
def test_bad_days_are_refused(world, more, code):
    deliver(world, Sale(kg=1))
    with pytest.raises(Refused, match=code):
        issue(world, **more)


def test_numbers_have_no_gap_and_begin_again_each_year(world):
    numbers = []
    for day in (NOW, NOW + timedelta(days=100), NOW + timedelta(days=150)):
        deliver(world, Sale(kg=1))
        numbers.append(issue(world, key=f"{day}", now=day).number)
    assert numbers == ["F2026-0001", "F2026-0002", "F2027-0001"]


def test_vat_in_a_franchise_is_refused_and_its_invoice_says_why_it_has_none(world):
    world.collective.vat_profile = VatProfile.FRANCHISE
    world.collective.save()
    deliver(world, Sale(kg=1))
    with pytest.raises(Refused, match="vat_in_franchise"):
        issue(world)
    deliver(world, Sale(kg=1, vat_bp=0), to=world.other_home)
    invoice = issue(world, to=world.other_home)
    assert (invoice.vat, invoice.payable) == (0, 280)
    assert invoice.mentions == ["TVA non applicable, art. 293 B du CGI."]


def test_the_identity_is_frozen_with_the_invoice(world):
    deliver(world, Sale(kg=1))
    invoice = issue(world)
    world.home.name = "Effacé"
    world.home.save()
    assert reads.invoice(invoice.number).invoice.buyer["name"] == "Foyer Ancelin"


@pytest.mark.parametrize("change", ["UPDATE {} SET id = 9999", "DELETE FROM {}"])
@pytest.mark.parametrize("model", [Invoice, InvoiceLine, Payment])
def test_the_database_refuses_any_change(world, model, change):
    deliver(world, Sale(kg=1))
    pay(world, issue(world), 100)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change.format(model._meta.db_table))
    assert model.objects.count() == 1


def test_a_line_is_billed_once_whoever_writes(world):
    deliver(world, Sale(kg=1))
    invoice = issue(world)
    line = invoice.lines.get()
    line.pk, line.position = None, 2
    with pytest.raises(DatabaseError), transaction.atomic():
        line.save(force_insert=True)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("clicks", ["two people", "one double click"])
def test_two_at_once_issue_one_invoice(world, clicks):
    """Each with a key of their own, or both with the same: one invoice, one number, nothing billed twice."""
    deliver(world, Sale(kg=1))
    start, found, refused = threading.Barrier(2), [], []

    def work(number: int) -> None:
        try:
            start.wait()
            found.append(issue(world, key="same" if clicks == "one double click" else f"{number}", expected=280))
        except Refused as refusal:
            refused.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Invoice.objects.get().number == "F2026-0001"
    assert InvoiceLine.objects.count() == 1
    if clicks == "one double click":
        assert [one.number for one in found] == ["F2026-0001"] * 2
    else:
        assert refused == ["nothing_to_bill"]
    assert balances()[Account.CUSTOMER] == 280
    assert journals.next_number("facture 2026") == 2
