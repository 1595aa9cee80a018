"""What a clerk notes, pays and has made on the pages of what producers are owed."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from bocal.billing import reads
from bocal.billing.models import SupplierInvoice
from bocal.billing.rules.suppliers import FarmVat, goods_part
from bocal.directory.rules import VatProfile
from bocal.journals import acts as journals
from tests.billing.buying import agree, bill, bring, note, pay
from tests.billing.test_paper import text_of
from tests.world import NOW, TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("registered")]

WEEK = timedelta(days=7)


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
    assert "Faire les factures des 2 fermes qui l’ont accepté" in page
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


def test_a_farm_at_the_flat_rate_has_its_slips_and_its_years_certificate(world, clerk):
    assert "bulletin d’achat" not in said(clerk, "supplier", world.farm.pk)
    agree(world, FarmVat.FLAT)
    bring(world)
    made = bill(world, 1500)
    first, second = pay(world, made, 900, day=TODAY), pay(world, made, 600, key="rest", day=TODAY)
    page = plain(said(clerk, "supplier", world.farm.pk))
    assert f"Payé en {TODAY.year} : 15,00 €" in page
    certificate = reverse("billing:certificate", args=[world.farm.pk, TODAY.year])
    slips = [reverse("billing:slip", args=[one.pk]) for one in (first, second)]
    assert all(url in page for url in (certificate, *slips))
    paper = plain(text_of(clerk.get(certificate).content))
    for told in (
        "Attestation annuelle des achats",
        "Ferme des Tilleuls",
        "La Conserverie du Gué",
        "Tomates",
        "9,00",
        "15,00",
    ):
        assert told in paper
    slip = plain(text_of(clerk.get(slips[1]).content))
    assert ("Bulletin d’achat" in slip, "6,00 €" in slip, "9,00" in slip) == (True, True, False)
    assert clerk.get(reverse("billing:certificate", args=[world.farm.pk, TODAY.year - 1])).status_code == 404
    journals.reverse(first.voucher, author=world.accounts, now=NOW)
    assert f"Payé en {TODAY.year} : 6,00 €" in plain(said(clerk, "supplier", world.farm.pk))
    assert clerk.get(slips[0]).status_code == 404


def test_no_slip_from_a_collective_that_bills_no_vat_nor_for_a_farm_that_does(world, clerk):
    agree(world, FarmVat.FRANCHISE)
    bring(world)
    paid = pay(world, bill(world, 1500), 1500, day=TODAY)
    assert clerk.get(reverse("billing:slip", args=[paid.pk])).status_code == 404
    agree(world, FarmVat.FLAT)
    bring(world)
    paid = pay(world, bill(world, 1500, key="flat"), 1500, key="flat pay", day=TODAY)
    assert clerk.get(reverse("billing:slip", args=[paid.pk])).status_code == 200
    world.collective.vat_profile = VatProfile.FRANCHISE
    world.collective.save()
    assert clerk.get(reverse("billing:slip", args=[paid.pk])).status_code == 404
    assert "Attestation" not in said(clerk, "supplier", world.farm.pk)


def plain(text):
    return text.replace("\u202f", " ").replace("\xa0", " ")


@pytest.mark.parametrize(
    ("paid", "payable", "services", "goods"),
    [(1500, 1500, 0, 1500), (1000, 1500, 500, 667), (1500, 1500, 500, 1000), (500, 500, 500, 0), (100, 500, 600, 0)],
)
def test_of_a_payment_only_the_goods_count(paid, payable, services, goods):
    assert goods_part(paid, payable=payable, services=services) == goods
