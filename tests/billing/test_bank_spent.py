"""What went out of the bank becomes payments to suppliers when a person says so; their statement on paper."""

import io
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from pypdf import PdfReader

from bocal.billing import acts, reads
from bocal.billing.models import BankLine, BankSetAside, BankSupplierMatch, SupplierInvoice, SupplierPayment
from bocal.billing.rules.matching import Clue, Due, propose_due
from bocal.journals import acts as journals
from bocal.journals import reads as journal_reads
from bocal.journals.rules import Account, Refused
from tests.billing.banking import bring, confirm, proposed
from tests.billing.deliveries import Sale, deliver
from tests.billing.documents import browser, issue
from tests.world import NOW, TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_day")]

# ── Proposing ────────────────────────────────────────────────────────────────────────────────────────────────────────

DUE = [
    Due(1, "FA 2026/118", 1, "Ferme des Rives", 9_600),
    Due(2, "FA 2026/131", 1, "Ferme des Rives", 2_400),
    Due(3, "2026-007", 2, "Verrerie Ancelin", 12_000),
    Due(4, "2026-007", 3, "Maraîchage Belkacem", 4_000),
    Due(5, "12", 3, "Maraîchage Belkacem", 1_000),
]


@pytest.mark.parametrize(
    ("cents", "said", "parts", "why"),
    [
        (-9_600, {"end_to_end": "FA2026118"}, (("1", 9_600),), Clue.END_TO_END),
        (-9_600, {"text": "VIR FA 2026 118"}, (("1", 9_600),), Clue.NUMBER),
        (-5_000, {"text": "acompte fa2026/118"}, (("1", 5_000),), Clue.NUMBER),
        (-12_000, {"text": "FA 2026/118 et FA 2026/131"}, (("1", 9_600), ("2", 2_400)), Clue.NUMBER),
        # Two suppliers have this number: the name decides, or nobody does.
        (-12_000, {"name": "VERRERIE ANCELIN", "text": "2026-007"}, (("3", 12_000),), Clue.NUMBER),
        (-4_000, {"text": "2026-007"}, None, None),
        # A short number says nothing without its supplier's name.
        (-1_000, {"text": "CB 12 rue des Halles"}, None, None),
        (-1_000, {"name": "MARAICHAGE BELKACEM", "text": "facture 12"}, (("5", 1_000),), Clue.NUMBER),
        (-9_600, {"name": "EARL FERME DES RIVES"}, (("1", 9_600),), Clue.NAME),
        (-12_000, {"name": "Ferme des Rives"}, (("1", 9_600), ("2", 2_400)), Clue.NAME),
        (-9_601, {"name": "Ferme des Rives"}, None, None),
        # More than is due is no payment of it.
        (-9_700, {"text": "FA 2026/118"}, None, None),
        (-8_420, {"text": "PRLV ELECTRICITE"}, None, None),
        (9_600, {"text": "FA 2026/118"}, None, None),
        (0, {"text": "FA 2026/118"}, None, None),
    ],
)
def test_what_a_line_that_went_out_seems_to_pay(cents, said, parts, why):
    found = propose_due(cents, **{"end_to_end": "", "name": "", "text": "", **said}, due=DUE)
    assert (found and found.parts, found and found.why) == (parts, why)


# ── Recording ────────────────────────────────────────────────────────────────────────────────────────────────────────

FILE = (
    "Date;Libellé;Débit;Crédit\n"
    "02/09/2026;VIR {name} FA 2026 118;96,00;\n"
    "02/09/2026;PRLV ELECTRICITE;84,20;\n"
    "02/09/2026;REMISE CHEQUES;;25,00\n"
)


def noted(world, number="FA 2026/118", payable=9_600, farm=None) -> SupplierInvoice:
    return acts.note_supplier_invoice(
        supplier=farm or world.farm,
        number=number,
        issued_on=TODAY - timedelta(days=20),
        payable=payable,
        vat=0,
        deliveries=(),
        author=world.accounts,
        key=f"noted {number}",
        now=NOW,
    )


def test_a_line_that_went_out_becomes_a_payment_when_a_person_says_so(world):
    invoice = noted(world)
    bring(world, FILE)
    spent = reads.bank_spent()
    assert (spent.count, spent.cents) == (2, 9_600 + 8_420)
    assert [one.party for one in spent.lines] == [world.farm.name, ""]
    assert SupplierPayment.objects.count() == 0
    (payment,) = confirm(world)
    assert (payment.cents, payment.voucher.day) == (9_600, date(2026, 9, 2))
    assert reads.supplier_left(invoice) == 0
    assert dict(journal_reads.owed(Account.SUPPLIER)) == {}
    assert reads.bank_counts() == (1, 1)
    assert confirm(world) == []


def test_the_same_file_twice_pays_nobody_twice(world):
    noted(world)
    first = bring(world, FILE)
    confirm(world)
    again = bring(world, FILE)
    assert (first.new, again.new, again.known) == (3, 0, 3)
    assert confirm(world) == []
    assert BankLine.objects.count() == 3
    assert SupplierPayment.objects.count() == 1


def test_a_payment_taken_back_asks_about_its_line_again(world):
    invoice = noted(world)
    bring(world, FILE)
    (payment,) = confirm(world)
    journals.reverse(payment.voucher, author=world.accounts, now=NOW)
    assert reads.supplier_left(invoice) == 9_600
    (again,) = confirm(world)
    assert again.pk != payment.pk
    assert BankSupplierMatch.objects.count() == 2


def test_what_was_paid_by_hand_meanwhile_is_not_paid_again(world):
    invoice = noted(world)
    bring(world, FILE)
    seen = proposed()
    acts.pay_supplier(
        invoice=invoice, cents=100, means="cash", day=TODAY, author=world.accounts, key="by hand", now=NOW
    )
    with pytest.raises(Refused, match="bank_changed"):
        acts.confirm(lines=seen, author=world.accounts, now=NOW)
    assert SupplierPayment.objects.count() == 1


def test_an_invoice_taken_back_is_paid_by_no_line(world):
    invoice = noted(world)
    bring(world, FILE)
    journals.reverse(invoice.voucher, author=world.accounts, now=NOW)
    assert [one.proposal for one in reads.bank_spent().lines] == [None, None]
    line = reads.bank_spent().lines[0].line
    with pytest.raises(Refused, match="no_supplier_invoice"):
        acts.assign_supplier(line=line, invoice=invoice.pk, author=world.accounts, now=NOW)


def test_two_lines_do_not_pay_one_invoice_twice(world):
    invoice = noted(world)
    bring(world, "Date;Libelle;Montant\n01/09/2026;FA 2026 118;-96,00\n02/09/2026;FA 2026 118;-96,00\n")
    assert [one.sign for one in reads.bank_spent().lines] == [f"{invoice.pk}=9600", ""]


def test_a_person_says_which_invoice_a_line_paid(world):
    rest, whole = noted(world, "7", 12_000), noted(world, "8", 8_420)
    bring(world, FILE)
    line = BankLine.objects.get(cents=-8_420)
    client = browser(world.accounts)
    address = reverse("billing:bank_line", args=[line.pk])
    page = client.get(address).content.decode()
    assert "Qu’ont payé ces 84,20" in page
    # The invoice of just that amount comes first.
    assert page.index(f'value="{whole.pk}"') < page.index(f'value="{rest.pk}"')
    assert client.post(address, {"number": "999"}).status_code == 200
    answer = client.post(address, {"number": str(rest.pk)}, follow=True)
    assert "84,20\u00a0€ notés" in answer.content.decode().replace("\u202f", "\u00a0")
    assert reads.supplier_left(rest) == 12_000 - 8_420
    assert client.get(address).status_code == 404


def test_more_than_is_due_is_refused_in_words(world):
    small = noted(world, "7", 1_000)
    bring(world, FILE)
    line = BankLine.objects.get(cents=-8_420)
    answer = browser(world.accounts).post(reverse("billing:bank_line", args=[line.pk]), {"number": str(small.pk)})
    assert "plus que ce qui reste dû" in answer.content.decode()
    assert SupplierPayment.objects.count() == 0


def test_a_line_goes_to_its_own_side_only(world):
    invoice = noted(world)
    bring(world, FILE)
    came, went = BankLine.objects.get(cents__gt=0), BankLine.objects.get(cents=-8_420)
    with pytest.raises(Refused, match="bank_done"):
        acts.assign_supplier(line=came, invoice=invoice.pk, author=world.accounts, now=NOW)
    deliver(world, Sale(kg=1))
    owed = issue(world)
    with pytest.raises(Refused, match="refund_too_large"):
        acts.assign(line=went, number=owed.number, author=world.accounts, now=NOW)


# ── On the page ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_page_from_the_line_to_the_payment_and_its_undo(world):
    invoice = noted(world)
    bring(world, FILE)
    client = browser(world.accounts)
    page = client.get(reverse("billing:bank_spent")).content.decode()
    assert "2 dépenses à reconnaître" in page
    assert "numéro de facture" in page
    (one,) = (one for one in reads.bank_spent().lines if one.proposal)
    assert f'value="{one.line.pk} {one.sign}" checked' in page
    answer = client.post(reverse("billing:bank_spent"), {"line": f"{one.line.pk} {one.sign}"}, follow=True)
    assert "1 paiement noté" in answer.content.decode()
    assert reads.supplier_left(invoice) == 0
    payment = SupplierPayment.objects.get()
    client.post(reverse("journals:take_back", args=[payment.voucher_id]))
    assert reads.supplier_left(invoice) == 9_600
    assert "2 dépenses à reconnaître" in client.get(reverse("billing:bank_spent")).content.decode()


def test_what_is_no_invoice_is_set_aside_in_one_gesture(world):
    bring(world, FILE)
    lines = [one.line.pk for one in reads.bank_spent().lines]
    client = browser(world.accounts)
    form = {"put_aside": "1", "aside": [*map(str, lines), "x", "9" * 30, "999"]}
    answer = client.post(reverse("billing:bank_spent"), form, follow=True)
    assert "2 lignes mises de côté" in answer.content.decode()
    assert reads.bank_counts() == (1, 0)
    client.post(reverse("billing:bank_spent"), form)
    assert BankSetAside.objects.count() == 2
    assert "0 ligne" in client.post(reverse("billing:bank_spent"), {"put_aside": "1"}, follow=True).content.decode()


def test_today_leads_to_the_side_that_waits(world):
    bring(world, "Date;Libelle;Montant\n01/09/2026;LOYER;-96,00\n")
    page = browser(world.accounts).get("/").content.decode()
    assert "1 ligne" in page
    assert reverse("billing:bank_spent") in page


def test_the_links_between_lines_and_payments_never_change(world):
    noted(world)
    bring(world, FILE)
    confirm(world)
    for statement in (
        "UPDATE billing_banksuppliermatch SET line_id = line_id",
        "DELETE FROM billing_banksuppliermatch",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_a_suppliers_statement_on_paper_says_what_the_page_says(world):
    noted(world)
    bring(world, FILE)
    confirm(world)
    noted(world, "FA 2026/140", 1_050)
    client = browser(world.accounts)
    page = client.get(reverse("billing:supplier", args=[world.farm.pk])).content.decode()
    address = reverse("billing:supplier_statement", args=[world.farm.pk])
    assert address in page
    answer = client.get(address)
    assert answer["Content-Type"] == "application/pdf"
    text = PdfReader(io.BytesIO(answer.content)).pages[0].extract_text().replace("\u202f", " ").replace("\xa0", " ")
    for said in (world.farm.name, "Facture FA 2026/118", "virement · FA 2026/118", "96,00 €", "10,50 €", "Solde dû"):
        assert said in text
    assert client.get(reverse("billing:supplier_statement", args=[99_999])).status_code == 404
