"""Suppliers' electronic invoices: read whole or refused, matched by SIREN, noted in one tap, never twice."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfWriter

from bocal.billing import acts, notices, reads
from bocal.billing.models import ReceivedFile, SupplierInvoice
from bocal.billing.rules import received
from bocal.journals.rules import Refused
from tests.billing.buying import agree, bill, bring, sums
from tests.billing.documents import CANTEEN, OURS
from tests.world import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("registered")]


@pytest.fixture
def sent(world):
    """A farm's own Factur-X and its XML, as another program would send it: ours, made in its name and then undone."""
    agree(world)
    bring(world)
    shown = reads.self_billed(bill(world, 1500))
    shown.invoice.number = "FERME 7"
    return notices.facturx(shown), notices.xml(shown)


@pytest.mark.parametrize(
    ("said", "known", "same"),
    [
        ("FERME DES TILLEULS", "Ferme des Tilleuls", True),
        ("EARL Ferme du Pré", "Ferme du Pre", True),
        ("", "Ferme du Pré", True),
        ("Le Moulin", "Ferme du Pré", False),
    ],
)
def test_a_seller_s_name_may_be_longer_or_without_accents_and_no_other(said, known, same):
    assert received.alike(said, known) is same


def brought(world, data):
    return acts.bring_received(data=data, author=world.accounts, now=NOW)


def test_the_pdf_and_its_xml_say_the_same(world, sent):
    pdf, xml = sent
    said = received.read(pdf)
    assert said == received.read(xml)
    assert (said.number, said.seller, said.seller_siren) == ("FERME 7", "Ferme des Tilleuls", CANTEEN[:9])
    assert said.buyer_siren == OURS[:9]
    assert (said.net, said.vat, said.payable) == (1500, 83, 1583)
    assert [(line.label, line.cents) for line in said.lines] == [("Tomates", 1500)]


def test_a_credit_note_is_negative(sent):
    said = received.read(sent[1].replace(b"TypeCode>389<", b"TypeCode>381<"))
    assert (said.net, said.vat, said.payable) == (-1500, -83, -1583)
    assert said.lines[0].cents == -1500


def test_one_tap_notes_it_for_what_was_brought_and_a_second_is_refused(world, sent):
    crates = bring(world)
    file = brought(world, sent[0])
    assert brought(world, sent[0]) == file
    assert reads.received(file).deliveries == (crates.pk,)
    invoice = acts.note_received(file=file, author=world.accounts, key="tap", now=NOW)
    assert (invoice.number, invoice.supplier, invoice.payable) == ("FERME 7", world.farm, 1583)
    assert reads.expected(world.farm) == []
    # The XML is another file, of the same invoice.
    with pytest.raises(Refused, match="supplier_number_known"):
        acts.note_received(file=brought(world, sent[1]), author=world.accounts, key="other tap", now=NOW)
    assert sums()["401"] == -1583 * 2
    assert reads.check_invoices().broken == ()


def test_nobody_s_invoice_and_one_for_somebody_else_are_refused(world, sent):
    world.farm.siret = ""
    world.farm.save()
    file = brought(world, sent[0])
    with pytest.raises(Refused, match="einvoice_from_nobody"):
        acts.note_received(file=file, author=world.accounts, key="tap", now=NOW)
    world.us.siret = CANTEEN
    world.us.save()
    with pytest.raises(Refused, match="einvoice_not_ours"):
        brought(world, sent[0])


BOMB = b"""<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><x>&b;</x>"""
OUTSIDE = b"""<!DOCTYPE x SYSTEM "http://exemple.test/x.dtd" [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>"""


def carrying(data: bytes, name: str = "factur-x.xml") -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.add_attachment(name, data)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "einvoice_unreadable"),
        (b"<x", "einvoice_unreadable"),
        (b"<x/>", "einvoice_none"),
        (BOMB, "einvoice_unreadable"),
        (OUTSIDE, "einvoice_unreadable"),
        (b"%PDF-1.7 nothing", "einvoice_unreadable"),
        (carrying(b"hello", "notes.txt"), "einvoice_none"),
        (carrying(BOMB), "einvoice_none"),
        (carrying(OUTSIDE), "einvoice_none"),
        (carrying(b"<x>" + b" " * received.MAX_XML_BYTES + b"</x>"), "einvoice_none"),
        (b" " * (received.MAX_BYTES + 1), "einvoice_too_large"),
    ],
)
def test_what_is_no_invoice_is_refused(data, code):
    with pytest.raises(Refused, match=code):
        received.read(data)


@given(st.binary(max_size=300), st.sampled_from([b"", b"%PDF-1.4\n", b"<?xml version='1.0'?>"]))
def test_whatever_comes_is_read_or_refused(data, head):
    with pytest.raises(Refused):
        received.read(head + data)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"GrandTotalAmount>15.83<", b"GrandTotalAmount>15.831<"),
        (b"GrandTotalAmount>15.83<", b"GrandTotalAmount>NaN<"),
        (b"GrandTotalAmount>15.83<", b"GrandTotalAmount>16.83<"),
        (b"InvoiceCurrencyCode>EUR<", b"InvoiceCurrencyCode>USD<"),
        (b"ram:SellerTradeParty>", b"ram:Seller>"),
    ],
)
def test_an_invoice_with_a_wrong_part_is_refused(sent, old, new):
    assert old in sent[1]
    with pytest.raises(Refused, match="einvoice_unreadable"):
        received.read(sent[1].replace(old, new))


def test_a_clerk_sends_reads_and_notes_it(world, sent, clerk):
    bring(world)
    url = reverse("billing:receive")
    assert clerk.get(url).status_code == 200
    for data, name in ((b"%PDF-1.7 nothing", "a.pdf"), (OUTSIDE, "a.xml"), (b"x", "a.exe")):
        response = clerk.post(url, {"file": SimpleUploadedFile(name, data)})
        assert response.status_code == 200
    assert not ReceivedFile.objects.exists()
    page = clerk.post(url, {"file": SimpleUploadedFile("facture.pdf", sent[0])}, follow=True).content.decode()
    for part in ("FERME 7", "Ferme des Tilleuls", "Tomates", "15,83", "Elle correspond"):
        assert part in page
    shown = reverse("billing:received", args=[ReceivedFile.objects.get().pk])
    clerk.post(shown, {"key": "k"})
    assert SupplierInvoice.objects.filter(number="FERME 7").count() == 1
    assert "déjà notée" in clerk.get(shown).content.decode()
    assert "deux fois" in clerk.post(shown, {"key": "other"}, follow=True).content.decode()
