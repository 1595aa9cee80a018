"""Money given back to a customer is recognised among what went out of the bank, noted once, and taken back."""

from datetime import date

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from bocal.billing import acts, reads
from bocal.billing.models import BankLine, Payment
from bocal.billing.rules import Bill, credit_parts, settle
from bocal.billing.rules.matching import Clue, Due, Owed, propose_back, seems
from bocal.journals import acts as journals
from bocal.journals import reads as journal_reads
from bocal.journals.rules import Account, Refused
from tests.billing.banking import bring, confirm, proposed
from tests.billing.deliveries import Jars, Sale, deliver
from tests.billing.documents import browser, issue, pay
from tests.world import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_day")]

# ── Proposing ────────────────────────────────────────────────────────────────────────────────────────────────────────

CREDIT = [
    Owed("F2026-0004", 1, "Foyer Ancelin", 500),
    Owed("F2026-0006", 1, "Foyer Ancelin", 120),
    Owed("F2026-0007", 2, "Foyer Belkacem", 500),
]
DUE = [Due(9, "2026-31", 5, "Foyer Belkacem", 500)]
NOTHING = {"end_to_end": "", "name": "", "text": ""}


@pytest.mark.parametrize(
    ("cents", "said", "parts", "why"),
    [
        (-500, {"end_to_end": "F2026-0004"}, (("F2026-0004", 500),), Clue.END_TO_END),
        (-300, {"text": "rembt F2026 0004"}, (("F2026-0004", 300),), Clue.NUMBER),
        (-620, {"text": "F2026-0004 F2026-0006"}, (("F2026-0004", 500), ("F2026-0006", 120)), Clue.NUMBER),
        (-620, {"name": "Mme ANCELIN"}, (("F2026-0004", 500), ("F2026-0006", 120)), Clue.NAME),
        (-500, {"name": "BELKACEM"}, (("F2026-0007", 500),), Clue.NAME),
        # More than is owed, or of two customers, is no refund of it.
        (-501, {"text": "F2026-0004"}, None, None),
        (-500, {"text": "F2026-0004 F2026-0007"}, None, None),
        (-400, {"name": "ANCELIN"}, None, None),
        (500, {"text": "F2026-0004"}, None, None),
    ],
)
def test_what_a_line_seems_to_give_back(cents, said, parts, why):
    found = propose_back(cents, **{**NOTHING, **said}, credit=CREDIT)
    assert (found and found.parts, found and found.why) == (parts, why)
    assert found is None or found.back


def test_one_who_buys_and_sells_is_told_by_the_surer_clue_or_by_a_person():
    owed = [*CREDIT, *DUE]
    assert seems(-500, **{**NOTHING, "name": "BELKACEM"}, owed=owed) is None
    assert seems(-500, **{**NOTHING, "name": "BELKACEM", "text": "F2026-0007"}, owed=owed).back
    assert seems(-500, **{**NOTHING, "name": "BELKACEM", "text": "2026-31"}, owed=owed).parts == (("9", 500),)


@given(st.lists(st.tuples(st.integers(-900, 900), st.integers(-900, 1500)), max_size=6))
def test_the_credit_that_remains_is_shared_whole_and_no_document_has_more_than_its_own(pairs):
    bills = [Bill(key, payable, paid) for key, (payable, paid) in enumerate(pairs)]
    parts = credit_parts(bills)
    assert sum(parts.values()) == settle(bills).credit
    for bill in bills:
        assert 0 <= parts[bill.key] <= max(0, bill.paid - bill.payable)


# ── Recording ────────────────────────────────────────────────────────────────────────────────────────────────────────

FILE = "Date;Libelle;Montant\n02/09/2026;VIR ANCELIN AVOIR F2026-0001;-5,00\n02/09/2026;LOYER;-9,00\n"


@pytest.fixture
def note(world):
    """Five jars came back: the collective owes 5 € to the home."""
    deliver(world, Jars(-5))
    return issue(world)


def test_a_line_that_went_out_is_what_a_customer_got_back_when_a_person_says_so(world, note):
    bring(world, FILE)
    spent = reads.bank_spent()
    assert [(one.party, one.sign) for one in spent.lines] == [(world.home.name, "F2026-0001=500"), ("", "")]
    assert Payment.objects.count() == 0
    (payment,) = confirm(world)
    assert (payment.cents, payment.voucher.day) == (-500, date(2026, 9, 2))
    assert reads.shown(note).refundable == 0
    assert dict(journal_reads.owed(Account.CUSTOMER)) == {}
    assert reads.bank_counts() == (0, 1)
    assert confirm(world) == []
    assert reads.check_invoices().broken == ()


def test_what_was_paid_too_much_goes_back(world):
    deliver(world, Sale(kg=1))
    pay(world, issue(world), 300, more_is_credit=True)
    bring(world, "Date;Libelle;Montant\n02/09/2026;TROP PERCU F2026-0001;-0,20\n")
    (payment,) = confirm(world)
    assert payment.cents == -20
    assert reads.statement(world.home).balance == 0


def test_a_refund_taken_back_asks_about_its_line_again(world, note):
    bring(world, FILE)
    (payment,) = confirm(world)
    journals.reverse(payment.voucher, author=world.accounts, now=NOW)
    assert reads.shown(note).refundable == 500
    (again,) = confirm(world)
    assert again.pk != payment.pk


def test_credit_that_was_used_meanwhile_is_not_given_back_as_well(world, note):
    bring(world, FILE)
    seen = proposed()
    deliver(world, Sale(kg=1))
    issue(world, key="two")
    with pytest.raises(Refused, match="bank_changed"):
        acts.confirm(lines=seen, author=world.accounts, now=NOW)
    line = BankLine.objects.get(cents=-500)
    with pytest.raises(Refused, match="refund_too_large"):
        acts.assign(line=line, number=note.number, author=world.accounts, now=NOW)
    assert Payment.objects.count() == 0


def test_two_lines_do_not_give_one_credit_note_back_twice(world, note):
    bring(world, "Date;Libelle;Montant\n01/09/2026;F2026-0001;-5,00\n02/09/2026;F2026-0001;-5,00\n")
    assert [one.sign for one in reads.bank_spent().lines] == ["F2026-0001=500", ""]


def test_what_came_in_pays_no_credit_note(world, note):
    bring(world, "Date;Libelle;Montant\n02/09/2026;F2026-0001;5,00\n")
    assert [one.proposal for one in reads.bank_waiting().lines] == [None]
    with pytest.raises(Refused, match="no_invoice"):
        acts.assign(line=BankLine.objects.get(), number=note.number, author=world.accounts, now=NOW)


# ── On the page ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_page_names_the_credit_note_and_notes_the_refund(world, note):
    bring(world, FILE)
    client = browser(world.accounts)
    address = reverse("billing:bank_spent")
    page = client.get(address).content.decode()
    assert "rendu sur" in page
    assert reverse("billing:invoice", args=[note.number]) in page
    (one,) = (one for one in reads.bank_spent().lines if one.proposal)
    assert f'value="{one.line.pk} {one.sign}" checked' in page
    answer = client.post(address, {"line": f"{one.line.pk} {one.sign}"}, follow=True).content.decode()
    assert "1 paiement noté" in answer
    client.post(reverse("journals:take_back", args=[Payment.objects.get().voucher_id]))
    assert reads.shown(note).refundable == 500


def test_a_person_says_what_a_line_gave_back(world, note):
    bring(world, "Date;Libelle;Montant\n02/09/2026;VIR DIVERS;-2,00\n02/09/2026;VIR DIVERS;-7,00\n")
    client = browser(world.accounts)
    small, large = (reverse("billing:bank_line", args=[line.pk]) for line in BankLine.objects.order_by("-cents"))
    page = client.get(small).content.decode()
    assert "Rendu à un client" in page
    assert f'value="{note.number}"' in page
    refused = client.post(large, {"number": note.number}).content.decode()
    assert "C’est plus que ce que le collectif doit à ce client" in refused
    answer = client.post(small, {"number": note.number}, follow=True).content.decode()
    assert "2,00\u00a0€ notés" in answer.replace("\u202f", "\u00a0")
    assert reads.shown(note).refundable == 300
    assert reads.statement(world.home).balance == -300
