"""An invoice on paper says what the law wants; the letter that carries it leaves with it."""

import io

import pytest
from pypdf import PdfReader

from bocal.billing import acts, notices, reads
from bocal.billing.models import Invoice
from bocal.directory.models import Letter, Organisation
from bocal.directory.rules import OrganisationKind
from bocal.journals.rules import Refused
from tests.billing.deliveries import Jars, Sale, deliver
from tests.billing.documents import issue, pay
from tests.world import NOW

pytestmark = pytest.mark.django_db


def text_of(pdf: bytes) -> str:
    pages = PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_the_paper_says_all_that_the_law_wants(world):
    world.us.siret, world.us.address, world.us.postcode = "40483304800022", "3 rue du Pont", "72000"
    world.us.save()
    world.collective.iban = "FR7630006000011234567890189"
    world.collective.save()
    shop = Organisation.objects.create(
        kind=OrganisationKind.SHOP, name="L’Épicerie du Coin", address="8 place", town="Valmont", siret="83210987600011"
    )
    deliver(world, Sale(kg=12.5), Jars(6), to=shop)
    invoice = issue(world, to=shop)
    pay(world, invoice, 1000)
    shown = reads.shown(invoice)
    said = text_of(notices.paper(shown))
    for wanted in (
        "Facture F2026-0001",
        "La Conserverie du Gué",
        "3 rue du Pont",
        "SIRET 40483304800022",
        "FR83404833048",
        "L’Épicerie du Coin",
        "SIREN 832109876",
        "03/09/2026",
        "03/10/2026",
        "livraison de biens",
        "Tomates",
        "12,5 kg",
        "5,5 %",
        "41,00 €",
        "Consignes et cotisations, hors TVA",
        "Payé le 03/09/2026 (virement)",
        "31,00 €",
        "FR76 3000 6000 0112 3456 7890 189",
        "Pénalités de retard",
        "40 €",
    ):
        assert wanted in said.replace("\u202f", " ").replace("\u00a0", " "), wanted
    code = invoice.lines.exclude(lot="").get().lot
    assert code in said
    assert notices.transfer_code(shown).startswith("<svg")


@pytest.mark.parametrize("iban", ["", "FR7630006000011234567890188"])
def test_no_code_without_a_valid_iban_or_when_paid(world, iban):
    world.collective.iban = iban
    world.collective.save()
    deliver(world, Sale(kg=1))
    assert notices.transfer_code(reads.shown(issue(world))) == ""


def test_the_paper_of_a_long_invoice_and_of_a_credit_note(world):
    for _ in range(70):
        deliver(world, Sale(kg=1), moves=False)
    deliver(world, Jars(-5), to=world.other_home)
    assert "F2026-0001" in text_of(notices.paper(reads.shown(issue(world))))
    note = text_of(notices.paper(reads.shown(issue(world, to=world.other_home, key="two"))))
    assert "Avoir F2026-0002" in note
    assert "Consigne rendue" in note
    assert "Repris le 03/09/2026" in note
    assert "Remis le" not in note


def test_the_letter_leaves_with_its_paper(world):
    deliver(world, Sale(kg=1))
    invoice = issue(world, mail=True)
    letter = Letter.objects.get()
    assert letter.email == world.home.email
    assert letter.attachment_name == "F2026-0001.pdf"
    assert bytes(letter.attachment).startswith(b"%PDF")
    acts.mail(invoice=invoice, now=NOW)
    assert Letter.objects.count() == 2


def test_no_letter_without_an_address_and_then_no_invoice(world):
    world.home.email = ""
    world.home.save()
    deliver(world, Sale(kg=1))
    with pytest.raises(Refused, match="no_address"):
        issue(world, mail=True)
    assert Invoice.objects.count() == 0
