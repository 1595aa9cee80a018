"""VAT on receipts: that of services waits on account 44574 until they are paid, and goes back with the payment."""

import pytest
from django.db.models import Sum
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from bocal.billing import acts, notices, reads, rules
from bocal.billing.rules import Bill, Pending
from bocal.directory.rules import VatProfile
from bocal.journals import acts as journals
from bocal.journals.models import MoneyLine
from bocal.journals.rules import Account
from bocal.measure.money import Basis
from tests.billing.deliveries import Jars, Sale, deliver
from tests.billing.documents import issue, pay
from tests.billing.test_rules import documents, goods
from tests.world import NOW

# ── Rules ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@given(documents)
def test_what_waits_and_what_is_due_come_to_the_vat_of_the_invoice(document):
    lines, basis = document
    made = rules.draft(lines, basis, VatProfile.RECEIPTS)
    entry = rules.entry(made, 7, "F2026-0001")
    assert sum(line.cents for line in entry) == 0
    vat = [line.cents for line in entry if line.account in (Account.VAT_COLLECTED, Account.VAT_WAITING)]
    assert -sum(vat) == made.totals.vat


def test_services_wait_and_goods_do_not():
    toll = goods(account=Account.SERVICES)
    for lines, waits in (([toll], True), ([goods()], False)):
        made = rules.draft(lines, Basis.GROSS, VatProfile.RECEIPTS)
        sums = {line.account: line.cents for line in rules.entry(made, 7, "")}
        assert sums.get(Account.VAT_WAITING, 0) == (-made.totals.vat if waits else 0)
    on_debits = rules.draft([toll], Basis.GROSS, VatProfile.LIABLE)
    assert Account.VAT_WAITING not in {line.account for line in rules.entry(on_debits, 7, "")}


histories = st.lists(
    st.one_of(
        st.tuples(st.just("bill"), st.integers(-20_000, 60_000), st.integers(0, 2000)),
        st.tuples(st.just("pay"), st.integers(0, 11), st.integers(-5_000, 40_000)),
    ),
    max_size=25,
)


@given(histories)
def test_whatever_comes_in_whatever_order_what_is_due_follows_what_is_settled(history):
    bills: list[Bill] = []
    first: dict[int, int] = {}
    left: dict[int, int] = {}
    for what, one, other in history:
        if what == "bill":
            vat = one * other // 10_000
            bills.append(Bill(len(bills), one, 0))
            first[len(bills) - 1] = left[len(bills) - 1] = vat
        elif bills:
            place = one % len(bills)
            bills[place] = Bill(place, bills[place].payable, bills[place].paid + other)
        pending = [Pending(key, str(key), 2000, first[key], left[key]) for key in first]
        lines = rules.release(bills, pending, 7)
        assert sum(line.cents for line in lines) == 0
        for line in lines:
            if line.account is Account.VAT_WAITING:
                left[int(line.label)] -= line.cents
        done = rules.settle(bills)
        parts = rules.settled_parts(bills)
        for bill in bills:
            key = bill.key
            assert first[key] * left[key] >= 0
            assert abs(left[key]) <= abs(first[key])
            assert abs(parts[key]) <= abs(bill.payable)
            if bill.payable >= 0 and not done.left[key]:
                assert left[key] == 0
            if bill.payable < 0 and not done.credit:
                assert left[key] == 0
    # Asked again, nothing moves.
    assert rules.release(bills, [Pending(key, "", 2000, first[key], left[key]) for key in first], 7) == []


# ── Acts ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def world(world):
    world.collective.vat_profile = VatProfile.RECEIPTS
    world.collective.save()
    return world


def toll(world, kg=1.0, **more):
    return deliver(world, Sale(kg=kg, price="100.0000", vat_bp=2000, account=Account.SERVICES), moves=False, **more)


def vat():
    """What waits and what is due, in cents."""
    sums = dict(MoneyLine.objects.values_list("account").annotate(Sum("cents")))
    return -sums.get(Account.VAT_WAITING, 0), -sums.get(Account.VAT_COLLECTED, 0)


def sound():
    return reads.check_invoices().broken == ()


def test_part_payments_bring_their_part_and_the_last_one_the_rest(world):
    toll(world)
    invoice = issue(world)
    assert (invoice.payable, invoice.vat) == (10_000, 1667)
    assert vat() == (1667, 0)
    pay(world, invoice, 3_333, key="a")
    assert vat() == (1111, 556)
    pay(world, invoice, 3_333, key="b")
    assert vat() == (556, 1111)
    pay(world, invoice, 3_334, key="c")
    assert vat() == (0, 1667)
    assert sound()


def test_the_vat_stands_in_the_payments_own_voucher_and_goes_back_with_it(world):
    toll(world)
    invoice = issue(world)
    payment = pay(world, invoice, 10_000)
    lines = {line.account: line.cents for line in payment.voucher.money.all()}
    assert lines[Account.VAT_WAITING] == 1667
    assert lines[Account.VAT_COLLECTED] == -1667
    acts.take_back(payment=payment, author=world.accounts, now=NOW)
    assert vat() == (1667, 0)
    pay(world, invoice, 5_000, key="again")
    assert vat() == (833, 834)
    assert sound()


def test_goods_on_the_same_invoice_are_due_at_once(world):
    toll(world)
    deliver(world, Sale(kg=10, vat_bp=550), Jars(3))
    invoice = issue(world)
    waiting, due = vat()
    assert waiting == 1667
    assert due == invoice.vat - 1667
    pay(world, invoice, invoice.payable)
    assert vat() == (0, invoice.vat)


def test_an_advance_pays_the_next_invoice_and_its_vat_is_due_with_the_bill(world):
    toll(world)
    pay(world, issue(world), 15_000, more_is_credit=True)
    assert vat() == (0, 1667)
    toll(world)
    issue(world, key="two")
    assert vat() == (833, 1667 + 834)
    assert sound()


def test_a_credit_note_gives_back_what_waited(world):
    delivery = toll(world)
    invoice = issue(world)
    journals.reverse(delivery, author=world.sales, now=NOW)
    note = issue(world, key="back")
    assert note.vat == -invoice.vat
    assert vat() == (0, 0)
    assert sound()


def test_a_refund_gives_back_the_vat_that_was_due(world):
    delivery = toll(world)
    pay(world, issue(world), 10_000)
    journals.reverse(delivery, author=world.sales, now=NOW)
    note = issue(world, key="back")
    assert vat() == (-1667, 1667)
    pay(world, note, 10_000, key="refund")
    assert vat() == (0, 0)
    assert sound()


def test_what_waited_before_the_collective_changed_its_profile_still_comes_with_the_payment(world):
    toll(world)
    invoice = issue(world)
    world.collective.vat_profile = VatProfile.LIABLE
    world.collective.save()
    pay(world, invoice, 10_000)
    assert vat() == (0, 1667)


def test_check_finds_vat_that_waits_for_no_invoice(world):
    toll(world)
    issue(world)
    MoneyLine.objects.create(
        voucher=toll(world), account=Account.VAT_WAITING, cents=-5, party=world.home, label="F2026-9999", vat_bp=2000
    )
    assert any("F2026-9999" in line for line in reads.check_invoices().broken)


# ── Words ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("profile", "said", "code"),
    [
        (VatProfile.LIABLE, "Option pour le paiement de la taxe d’après les débits.", "5"),
        (
            VatProfile.RECEIPTS,
            "TVA des prestations de services exigible à l’encaissement, art. 269, 2, c du CGI.",
            "72",
        ),
    ],
)
def test_an_invoice_of_services_says_when_its_vat_is_due(world, profile, said, code):
    world.collective.vat_profile = profile
    world.collective.save()
    toll(world)
    invoice = issue(world)
    assert said in invoice.mentions
    assert f"<ram:DueDateTypeCode>{code}<" in notices.xml(reads.shown(invoice)).decode()
    deliver(world, Sale(kg=1))
    assert said not in issue(world, key="goods").mentions


def test_an_invoice_outside_vat_says_so_and_names_no_vat_number(world):
    world.collective.vat_profile = VatProfile.OUTSIDE
    world.collective.save()
    deliver(world, Sale(kg=1, vat_bp=None), Jars(2))
    invoice = issue(world)
    assert invoice.mentions == ["TVA non applicable : activité hors du champ de la taxe, art. 256 et 256 A du CGI."]
    assert invoice.seller["vat_number"] == ""
    xml = notices.xml(reads.shown(invoice)).decode()
    assert "<ram:CategoryCode>O<" in xml
    assert "RateApplicablePercent" not in xml
    assert "VATEX-EU-O" in xml


def test_the_settings_offer_the_five_profiles(world, client):
    client.force_login(world.direction)
    page = client.get(reverse("directory:settings")).content.decode()
    for profile in VatProfile:
        assert f'value="{profile}"' in page
