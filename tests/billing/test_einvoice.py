"""Factur-X: every kind of invoice passes the official rules, and the PDF says what it carries."""

import io
import xml.etree.ElementTree as ET

import facturx
import pytest
from pypdf import PdfReader

from bocal.billing import notices, reads
from bocal.billing.rules import siren
from bocal.directory.models import Organisation
from bocal.directory.rules import OrganisationKind, VatProfile
from bocal.journals import acts as journals
from bocal.journals.rules import Account
from bocal.measure.money import Basis
from tests.billing.deliveries import Jars, Sale, deliver
from tests.billing.documents import CANTEEN, OURS, identify, issue
from tests.billing.schematron import failures
from tests.world import NOW, TODAY

pytestmark = pytest.mark.django_db

RAM = "{urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100}"


@pytest.fixture
def world(world):
    identify(world.us, siret=OURS, address="1 rue du Gué", postcode="27000", email="gue@exemple.test")
    world.collective.iban = "FR7630006000011234567890189"
    world.collective.save()
    return world


def canteen() -> Organisation:
    return Organisation.objects.create(
        kind=OrganisationKind.CANTEEN, name="Cantine du Gué", siret=CANTEEN, postcode="27000", town="Saint-Aubin"
    )


def profile(world, vat: VatProfile) -> None:
    world.collective.vat_profile = vat
    world.collective.save()


def net_with_deposits(world):
    to = canteen()
    deliver(world, Sale(kg=2.5, gross=False), Sale("Œufs", pieces=30, price="0.35", vat_bp=2000, gross=False), to=to)
    deliver(world, Sale(kg=1, gross=False), Jars(12), to=to)
    return issue(world, to=to, basis=Basis.NET)


def household(world):
    deliver(world, Sale(kg=2.537), Sale("Œufs", pieces=7, price="0.3330", vat_bp=2000), Jars(3))
    return issue(world)


def rounded(world):
    # 0.09 € at 20 %: base 8, VAT 2, which is one cent too many.
    deliver(world, Sale("Œufs", pieces=1, price="0.0900", vat_bp=2000))
    invoice = issue(world)
    assert invoice.rounding
    return invoice


def with_returned_jars(world):
    deliver(world, Sale(kg=3), Jars(2))
    deliver(world, Jars(-5))
    return issue(world)


def credit_note(world):
    to = canteen()
    delivery = deliver(world, Sale(kg=3, gross=False), Jars(2), to=to)
    issue(world, to=to, basis=Basis.NET)
    journals.reverse(delivery, author=world.sales, now=NOW)
    return issue(world, to=to, basis=Basis.NET, key="back")


def household_credit_note(world):
    delivery = deliver(world, Sale("Œufs", pieces=1, price="0.0900", vat_bp=2000), Jars(2))
    issue(world)
    journals.reverse(delivery, author=world.sales, now=NOW)
    return issue(world, key="back")


def jars_that_came_back(world):
    deliver(world, Sale(kg=1), Jars(6))
    issue(world)
    deliver(world, Jars(-4))
    return issue(world, key="back")


def jars_from_before(world):
    deliver(world, Jars(-4))
    return issue(world)


def franchise(world):
    profile(world, VatProfile.FRANCHISE)
    deliver(world, Sale(kg=3, vat_bp=None, gross=False), Jars(2), to=(to := canteen()))
    return issue(world, to=to, basis=Basis.NET)


def exempt(world):
    profile(world, VatProfile.EXEMPT)
    deliver(world, Sale(kg=3, vat_bp=None), Jars(2))
    return issue(world)


def exempt_deposits_only(world):
    profile(world, VatProfile.EXEMPT)
    deliver(world, Jars(2))
    return issue(world)


def services(world):
    to = canteen()
    deliver(
        world, Sale(pieces=0, kg=1, gross=False, vat_bp=2000, account=Account.SERVICES), Jars(1), to=to, moves=False
    )
    return issue(world, to=to, basis=Basis.NET)


def zero_rate(world):
    deliver(world, Sale(kg=1, vat_bp=0), Sale(kg=1), Jars(1))
    return issue(world)


def nobody_s_address(world):
    world.home.email = ""
    world.home.save()
    return household(world)


def outside(world):
    profile(world, VatProfile.OUTSIDE)
    deliver(world, Sale(kg=3, vat_bp=None, gross=False), Jars(2), to=(to := canteen()))
    return issue(world, to=to, basis=Basis.NET)


def outside_to_a_person(world):
    profile(world, VatProfile.OUTSIDE)
    deliver(world, Sale(kg=3, vat_bp=0), Jars(2))
    return issue(world)


def outside_credit_note(world):
    profile(world, VatProfile.OUTSIDE)
    delivery = deliver(world, Sale(kg=3, vat_bp=None), Jars(2))
    issue(world)
    journals.reverse(delivery, author=world.sales, now=NOW)
    return issue(world, key="back")


def services_on_receipts(world):
    profile(world, VatProfile.RECEIPTS)
    return services(world)


def goods_and_services_on_receipts(world):
    profile(world, VatProfile.RECEIPTS)
    to = canteen()
    deliver(world, Sale(kg=2, gross=False, account=Account.SERVICES), Sale(kg=3, gross=False), Jars(1), to=to)
    return issue(world, to=to, basis=Basis.NET)


CASES = [
    outside,
    outside_to_a_person,
    outside_credit_note,
    services_on_receipts,
    goods_and_services_on_receipts,
    net_with_deposits,
    household,
    rounded,
    with_returned_jars,
    credit_note,
    household_credit_note,
    jars_that_came_back,
    jars_from_before,
    franchise,
    exempt,
    exempt_deposits_only,
    services,
    zero_rate,
    nobody_s_address,
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
def test_the_official_rules_find_nothing_wrong(world, case):
    xml = notices.xml(reads.shown(case(world)))
    assert failures(xml) == []
    facturx.xml_check_xsd(xml, flavor="factur-x", level="en16931")


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("<ram:GrandTotalAmount>", "<ram:GrandTotalAmount>1", "BR-CO-15"),
        ("<ram:SubjectCode>PMT<", "<ram:SubjectCode>AAI<", "BR-FR-05"),
        ("<ram:ID>B1</ram:ID>", "<ram:ID>Z9</ram:ID>", "BR-FR-08"),
        ('schemeID="0002">000000018<', 'schemeID="0002">12<', "BR-FR-10"),
        ("<ram:CategoryCode>E</ram:CategoryCode>", "<ram:CategoryCode>O</ram:CategoryCode>", "BR-O-"),
        ('<ram:URIID schemeID="0225">000000026</ram:URIID>', "", "BR-FR-12"),
    ],
)
def test_the_official_rules_catch_what_is_wrong(world, old, new, rule):
    xml = notices.xml(reads.shown(net_with_deposits(world))).decode()
    assert old in xml
    assert any(rule in failure for failure in failures(xml.replace(old, new).encode()))


def texts(xml: bytes, name: str) -> list[str]:
    return [node.text or "" for node in ET.fromstring(xml).iter(RAM + name)]


def test_a_credit_note_gives_back_in_positive_figures_and_names_its_invoice(world):
    note = credit_note(world)
    xml = notices.xml(reads.shown(note))
    assert texts(xml, "TypeCode")[0] == "381"
    assert texts(xml, "DuePayableAmount") == [f"{-note.payable / 100:.2f}"]
    assert "F2026-0001" in texts(xml, "IssuerAssignedID")


def test_jars_that_come_back_refer_to_the_invoice_that_lent_some(world):
    shown = reads.shown(jars_that_came_back(world))
    xml = notices.xml(shown)
    assert texts(xml, "TypeCode")[0] == "381"
    assert texts(xml, "IssuerAssignedID") == ["F2026-0001"]
    # The paper says what the machine's copy says.
    assert "F2026-0001" in PdfReader(io.BytesIO(notices.paper(shown))).pages[0].extract_text()


def test_jars_lent_before_any_invoice_come_back_on_a_negative_one(world):
    xml = notices.xml(reads.shown(jars_from_before(world)))
    assert texts(xml, "TypeCode")[0] == "380"
    assert texts(xml, "DuePayableAmount") == ["-4.00"]


def test_what_was_paid_since_does_not_change_the_document(world):
    shown = reads.shown(household(world))
    before = notices.xml(shown)
    world.home.siret = CANTEEN
    world.home.email = "autre@exemple.test"
    world.home.save()
    assert notices.xml(reads.invoice(shown.invoice.number)) == before


def test_the_pdf_is_an_archive_that_carries_the_xml(world):
    shown = reads.shown(net_with_deposits(world))
    pdf = notices.facturx(shown)
    name, xml = facturx.get_xml_from_pdf(pdf, check_xsd=True)
    assert (name, xml) == ("factur-x.xml", notices.xml(shown))
    reader = PdfReader(io.BytesIO(pdf), strict=True)
    assert list(reader.attachments) == ["factur-x.xml"]
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/StructTreeRoot"]
    assert len(root["/AF"]) == 1
    assert root["/OutputIntents"][0].get_object()["/S"] == "/GTS_PDFA1"
    attached = root["/AF"].get_object()[0].get_object()
    assert (attached["/F"], attached["/AFRelationship"]) == ("factur-x.xml", "/Alternative")
    assert root["/Names"]["/EmbeddedFiles"]["/Names"][0] == "factur-x.xml"
    said = root["/Metadata"].get_data().decode()
    for part in ("<pdfaid:part>3<", "<pdfaid:conformance>A<", "<fx:DocumentFileName>factur-x.xml<", "EN 16931<"):
        assert part in said
    assert words_explained(said) == {"DocumentFileName", "DocumentType", "Version", "ConformanceLevel"}
    fonts = [font for page in reader.pages for font in page["/Resources"]["/Font"].values()]
    assert fonts
    for font in fonts:
        its_own = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        assert any(name in its_own for name in ("/FontFile", "/FontFile2", "/FontFile3"))
    assert "Cantine du Gué" in "".join(page.extract_text() for page in reader.pages)


def words_explained(metadata: str) -> set[str]:
    """The words of Factur-X that the metadata explain, as PDF/A wants it."""
    rdf, schema, words = (
        "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}",
        "{http://www.aiim.org/pdfa/ns/schema#}",
        "{http://www.aiim.org/pdfa/ns/property#}name",
    )
    for one in ET.fromstring(metadata.encode()).iter(rdf + "li"):
        if one.findtext(schema + "prefix") == "fx":
            assert one.findtext(schema + "namespaceURI") == "urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#"
            return {word.text or "" for word in one.iter(words)}
    return set()


def test_a_name_that_no_font_draws_is_a_box_on_paper_and_itself_in_the_xml(world):
    to = canteen()
    Organisation.objects.filter(pk=to.pk).update(name="Cantine 🍅 <&> du\x07 Gué 番茄")
    to.refresh_from_db()
    deliver(world, Sale(kg=3, gross=False), to=to)
    shown = reads.shown(issue(world, to=to, basis=Basis.NET))
    pdf = notices.facturx(shown)
    _name, xml = facturx.get_xml_from_pdf(pdf, check_xsd=True)
    assert "Cantine 🍅 <&> du Gué 番茄" in texts(xml, "Name")
    assert failures(xml) == []
    assert "Cantine □ <&> du□ Gué □□" in PdfReader(io.BytesIO(pdf)).pages[0].extract_text()


def test_without_a_siren_the_paper_stays_a_plain_archive(world):
    world.us.siret = ""
    world.us.save()
    world.collective.refresh_from_db()
    pdf = notices.facturx(reads.shown(household(world)))
    reader = PdfReader(io.BytesIO(pdf))
    assert "/OutputIntents" in reader.trailer["/Root"]
    assert reader.attachments == {}


@pytest.mark.parametrize(
    ("typed", "read"),
    [("000 000 018", "000000018"), (OURS, "000000018"), ("000000013", ""), ("", ""), ("12", ""), ("00000001é", "")],
)
def test_a_siren_is_read_when_its_check_digit_holds(typed, read):
    assert siren(typed) == read


def test_days_stand_where_the_law_wants_them(world):
    xml = notices.xml(reads.shown(household(world))).decode()
    assert f"{TODAY:%Y%m%d}</udt:DateTimeString>" in xml.split("ActualDeliverySupplyChainEvent")[1]
