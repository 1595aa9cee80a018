"""What producers are owed: their invoices, payments, and the invoices made in their name."""

import io
import threading
from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import facturx
import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import Sum
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from bocal.billing import acts, notices, reads
from bocal.billing.models import SupplierInvoice
from bocal.billing.rules import Means, suppliers
from bocal.billing.rules.suppliers import Bought, FarmVat
from bocal.directory.models import Letter
from bocal.directory.rules import VatProfile
from bocal.journals import acts as journals
from bocal.journals.models import MoneyLine
from bocal.journals.rules import Account, Gesture, Kind, Money, Refused
from bocal.measure.money import line_cents
from tests import world as worlds
from tests.billing.schematron import failures
from tests.billing.test_einvoice import CANTEEN, OURS, texts
from tests.billing.test_pages import BACKEND
from tests.world import KG, NOW, TODAY

WEEK = timedelta(days=7)

# ── Rules ────────────────────────────────────────────────────────────────────────────────────────────────────────────

amounts = st.integers(-10_000_00, 10_000_00)


@given(amounts, amounts, amounts, st.booleans())
def test_a_suppliers_voucher_sums_to_zero_and_owes_what_the_invoice_says(payable, vat, purchases, deducts):
    lines = suppliers.supplier_entry(payable, vat, purchases, supplier=7, label="12", deducts=deducts)
    sums = {account: sum(line.cents for line in lines if line.account is account) for account in Account}
    assert sum(sums.values()) == 0
    assert sums[Account.SUPPLIER] == -payable
    assert sums[Account.SUPPLIER_UNBILLED] == purchases
    assert sums[Account.VAT_DEDUCTIBLE] == (vat if deducts else 0)


bought = st.builds(
    Bought, day=st.just(TODAY), label=st.just("Blettes"), cents=amounts, vat_bp=st.sampled_from([0, 550, 1000, 2000])
)


@given(st.lists(bought, min_size=1, max_size=10), st.sampled_from(list(FarmVat)))
def test_an_invoice_in_a_farms_name_is_what_it_brought_and_its_vat(lines, vat):
    totals = suppliers.self_billed_totals(lines, vat)
    assert totals.net == sum(line.cents for line in lines)
    assert totals.rounding == 0
    assert totals.payable == totals.net + totals.vat
    if vat is not FarmVat.LIABLE:
        assert totals.vat == 0


@pytest.mark.parametrize(
    ("payable", "vat", "day", "code"),
    [
        (0, 0, TODAY, "no_amount"),
        (1000, 200, TODAY, "bad_vat"),
        (1000, -10, TODAY, "bad_vat"),
        (1000, 0, TODAY + timedelta(days=1), "future"),
        (1000, 0, TODAY - timedelta(days=4000), "too_old"),
    ],
)
def test_what_no_invoice_says_is_refused(payable, vat, day, code):
    with pytest.raises(Refused, match=code):
        suppliers.check_supplier_invoice(payable, vat, day, TODAY)


def test_a_number_is_the_same_however_it_is_typed():
    assert suppliers.same_number(" fa 12 ", ["FA12"])
    assert not suppliers.same_number("FA13", ["FA12"])


# ── Acts ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def world(db):
    world = worlds.build()
    us, farm = world.us, world.farm
    us.siret, us.address, us.postcode, us.town, us.email = OURS, "1 rue du Gué", "27000", "Saint-Aubin", "gue@ex.test"
    us.save()
    farm.siret, farm.address, farm.postcode = CANTEEN, "2 chemin des Tilleuls", "27100"
    farm.save()
    return world


def bring(world, item="Tomates", kg=10.0, price="1.5000", *, farm=None, day=TODAY, vat_bp=None):
    """What a reception posts for crates that were bought."""
    thing, party, quantity = world.items[item], farm or world.farm, round(kg * KG)
    cents = line_cents(Decimal(price), quantity, KG)
    money = [
        Money(Account.PURCHASES, cents, party.pk, item, None, thing.pk, quantity, Decimal(price), vat_bp=vat_bp),
        Money(Account.SUPPLIER_UNBILLED, -cents, party.pk, item, None, thing.pk),
    ]
    gesture = Gesture(Kind.RECEIVE, day, world.reception.pk, uuid4().hex, party=party.pk, money=money)
    return journals.post(gesture, now=NOW).voucher


def note(world, *vouchers, number="FA 12", payable=1500, vat=0, key="note", farm=None, day=TODAY, **more):
    return acts.note_supplier_invoice(
        supplier=farm or world.farm,
        number=number,
        issued_on=day,
        payable=payable,
        vat=vat,
        deliveries=[one.pk for one in vouchers],
        author=world.accounts,
        key=key,
        now=NOW,
        **more,
    )


def pay(world, invoice, cents, key="pay", day=TODAY, means=Means.TRANSFER):
    return acts.pay_supplier(
        invoice=invoice, cents=cents, means=means, day=day, author=world.accounts, key=key, now=NOW
    )


def agree(world, vat=FarmVat.LIABLE, farm=None):
    return acts.agree(supplier=farm or world.farm, agreed_on=TODAY - WEEK, vat=vat, now=NOW)


def bill(world, expected, key="self", farm=None):
    return acts.self_bill(supplier=farm or world.farm, expected=expected, author=world.accounts, key=key, now=NOW)


def sums():
    rows = MoneyLine.objects.values_list("account").annotate(Sum("cents"))
    return {account: cents for account, cents in rows if cents}


def sound():
    return reads.check_invoices().broken == ()


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
    assert reads.producers_owed() == []
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
def test_two_clerks_note_one_invoice_once():
    world = worlds.build()
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


# ── In the farm's name ───────────────────────────────────────────────────────────────────────────────────────────────


def test_an_invoice_in_the_farms_name_has_its_own_series_and_goes_to_the_farm(world):
    agree(world)
    bring(world, day=TODAY - WEEK)
    bring(world, "Courgettes", kg=2, price="2.0000")
    first = bill(world, 1900)
    assert first == bill(world, 1900)
    assert first.number == f"AF{world.farm.pk}-2026-0001"
    assert (first.net, first.vat, first.payable) == (1900, 105, 2005)
    assert sums() == {"601": 1900, "44566": 105, "401": -2005}
    letter = Letter.objects.get(email=world.farm.email)
    assert first.number in letter.subject
    agree(world, farm=world.other_farm)
    bring(world, farm=world.other_farm)
    assert bill(world, 1500, key="other", farm=world.other_farm).number == f"AF{world.other_farm.pk}-2026-0001"
    bring(world)
    assert bill(world, 1500, key="next").number == f"AF{world.farm.pk}-2026-0002"
    assert sound()


def test_nothing_is_billed_without_an_agreement_nor_what_nobody_read(world):
    bring(world)
    with pytest.raises(Refused, match="no_agreement"):
        bill(world, 1500)
    agree(world)
    with pytest.raises(Refused, match="purchases_changed"):
        bill(world, 1499)
    acts.end_agreement(supplier=world.farm, now=NOW)
    with pytest.raises(Refused, match="no_agreement"):
        bill(world, 1500)
    agree(world)
    bill(world, 1500)
    with pytest.raises(Refused, match="nothing_to_bill"):
        bill(world, 0, key="again")
    with pytest.raises(Refused, match="bad_agreement"):
        acts.agree(supplier=world.farm, agreed_on=TODAY + WEEK, vat=FarmVat.FLAT, now=NOW)


def test_an_item_without_a_rate_is_named(world):
    world.items["Tomates"].vat = None
    world.items["Tomates"].save()
    agree(world)
    bring(world)
    with pytest.raises(Refused, match="vat_of_item_missing"):
        bill(world, 1500)
    agree(world, FarmVat.FRANCHISE)
    assert bill(world, 1500).vat == 0


@pytest.mark.parametrize("vat", list(FarmVat))
def test_the_official_rules_find_nothing_wrong_with_it(world, vat):
    agree(world, vat)
    crates = bring(world)
    bring(world, "Courgettes", kg=0.333, price="2.2200")
    expected = sum(one.cents for one in reads.expected(world.farm))
    invoice = bill(world, expected)
    xml = notices.xml(reads.self_billed(invoice))
    assert failures(xml) == []
    facturx.xml_check_xsd(xml, flavor="factur-x", level="en16931")
    assert texts(xml, "TypeCode")[0] == "389"
    assert "Autofacturation" in texts(xml, "Content")
    assert texts(xml, "Name")[:2] == ["Tomates", "Courgettes"]
    journals.reverse(crates, author=world.reception, now=NOW)
    back = bill(world, -1500, key="back")
    xml = notices.xml(reads.self_billed(back))
    assert failures(xml) == []
    assert texts(xml, "TypeCode")[0] == "261"
    assert invoice.number in texts(xml, "IssuerAssignedID")


def test_its_paper_names_the_farm_as_seller_and_carries_the_xml(world):
    agree(world)
    bring(world)
    pdf = notices.facturx(reads.self_billed(bill(world, 1500)))
    said = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    for part in ("Autofacturation", "Ferme des Tilleuls", "au nom et pour le compte du vendeur", "15,00"):
        assert part in said
    assert facturx.get_xml_from_pdf(pdf, check_xsd=True)[0] == "factur-x.xml"


# ── Pages ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def clerk(world):
    client = Client()
    client.force_login(world.accounts, backend=BACKEND)
    return client


def said(client, name, *args):
    response = client.get(reverse(f"billing:{name}", args=args))
    assert response.status_code == 200
    return response.content.decode()


def typed(**more):
    return {"key": uuid4(), "number": "FA 12", "issued_on": TODAY.isoformat(), "payable": "15,00", "vat": "", **more}


def test_a_clerk_notes_an_invoice_and_pays_it(world, clerk):
    crates = bring(world)
    assert reverse("billing:supplier", args=[world.farm.pk]) in said(clerk, "producers")
    assert "15,00" in said(clerk, "supplier_bill", world.farm.pk)
    url = reverse("billing:supplier_bill", args=[world.farm.pk])
    page = clerk.post(url, typed(deliveries=[crates.pk], payable="16,00")).content.decode()
    assert "s’écarte de 1,00" in page
    assert "gap_is_right" in page
    clerk.post(url, typed(deliveries=[crates.pk]))
    invoice = SupplierInvoice.objects.get()
    assert "FA 12" in said(clerk, "supplier", world.farm.pk)
    assert "déjà notée" in clerk.post(url, typed()).content.decode()
    form = {"key": uuid4(), "cents": "15,00", "means": "transfer", "day": TODAY.isoformat(), "reference": "VIR"}
    clerk.post(reverse("billing:supplier_pay", args=[invoice.pk]), form)
    assert reads.supplier_left(invoice) == 0
    assert "Rien n’est dû" in said(clerk, "producers")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("payable", "mille"),
        ("payable", "0"),
        ("vat", "9,00"),
        ("number", ""),
        ("issued_on", "2031-01-01"),
        ("deliveries", "99"),
    ],
)
def test_what_is_badly_typed_is_said_and_nothing_noted(world, clerk, field, value):
    url = reverse("billing:supplier_bill", args=[world.farm.pk])
    assert clerk.post(url, typed(**{field: value})).status_code == 200
    assert not SupplierInvoice.objects.exists()


def test_all_the_farms_that_agreed_are_billed_in_one_gesture(world, clerk):
    for farm in (world.farm, world.other_farm):
        bring(world, farm=farm)
        url = reverse("billing:self_billing", args=[farm.pk])
        clerk.post(url, {"agreed_on": (TODAY - WEEK).isoformat(), "vat": "flat"})
    page = said(clerk, "producers")
    assert "Facturer au nom des 2 fermes d’accord" in page
    form = {"key": "k", f"owed-{world.farm.pk}": 1500, f"owed-{world.other_farm.pk}": 1500}
    for _twice in range(2):
        clerk.post(reverse("billing:producers"), form)
    assert SupplierInvoice.objects.count() == 2
    made = SupplierInvoice.objects.first()
    response = clerk.get(reverse("billing:supplier_paper", args=[made.pk]))
    assert response["Content-Type"] == "application/pdf"
    clerk.post(reverse("billing:self_billing", args=[world.farm.pk]), {"end": "1"})
    assert reads.agreement(world.farm) is None


def test_a_farm_that_cannot_be_billed_is_named_and_the_others_are(world, clerk):
    world.items["Céleri"].vat = None
    world.items["Céleri"].save()
    agree(world)
    agree(world, farm=world.other_farm)
    bring(world, "Céleri")
    bring(world, farm=world.other_farm)
    form = {"key": "k", f"owed-{world.farm.pk}": 1500, f"owed-{world.other_farm.pk}": 1500}
    page = clerk.post(reverse("billing:producers"), form, follow=True).content.decode()
    assert "Ferme des Tilleuls : « Céleri » n’a pas de taux" in page
    assert [one.supplier for one in SupplierInvoice.objects.all()] == [world.other_farm]


def test_a_received_invoice_has_no_paper_of_ours(world, clerk):
    invoice = note(world, bring(world))
    assert clerk.get(reverse("billing:supplier_paper", args=[invoice.pk])).status_code == 404


def test_the_file_of_entries_names_the_suppliers_paper(world):
    invoice = note(world, bring(world), day=date(2026, 8, 30))
    pay(world, invoice, 1500)
    text = reads.accounting_file(TODAY.year).text
    assert "\tFA 12\t" in text
    assert "AC\tAchats" in text
