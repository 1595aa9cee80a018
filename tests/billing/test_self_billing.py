"""Invoices made in a farm's name: their own series, the official rules, their paper."""

import io
from datetime import timedelta

import facturx
import pytest
from pypdf import PdfReader

from bocal.billing import acts, notices, reads
from bocal.billing.rules.suppliers import FarmVat
from bocal.directory.models import Letter
from bocal.journals import acts as journals
from bocal.journals.models import Series
from bocal.journals.rules import Refused
from tests.billing.buying import agree, bill, bring, sound, sums
from tests.billing.schematron import failures
from tests.billing.test_einvoice import texts
from tests.world import NOW, TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("registered")]

WEEK = timedelta(days=7)


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


def test_the_number_after_9999_has_five_figures_and_the_check_still_counts(world):
    agree(world)
    bring(world)
    bill(world, 1500)
    Series.objects.update(last=9_999)
    assert any("AF" in line for line in reads.check_invoices().broken)
    bring(world)
    assert bill(world, 1500, key="next").number.endswith("-10000")
    Series.objects.update(last=2)
    assert sound()
