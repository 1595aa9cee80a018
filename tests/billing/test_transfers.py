"""The file by which the bank pays the farms: what it says, that it is one, and when they are paid."""

import threading
from datetime import timedelta
from hashlib import sha256
from importlib.resources import files

import pytest
import xmlschema
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as some
from lxml import etree

from bocal.billing import acts, reads
from bocal.billing.models import PayeeAccount, SupplierPayment, Transfer, TransferLine
from bocal.billing.rules import transfers as rules
from bocal.billing.rules.matching import Clue, Due, Sent, seems
from bocal.directory.models import Collective
from bocal.journals import acts as journals
from bocal.journals.rules import Refused
from tests.billing.banking import bring as bring_bank
from tests.billing.banking import confirm
from tests.billing.buying import bring, note, pay, sound, sums
from tests.billing.transferring import FARM_IBAN, OTHER_IBAN, OUR_IBAN, transferred
from tests.world import NOW, TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("registered", "that_day")]

SCHEMA = xmlschema.XMLSchema(str(files("sepaxml") / "schemas" / "pain.001.001.09.xsd"))
NS = {"p": "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"}


@pytest.fixture
def due(world):
    """Two farms billed us, 15,00 in two invoices and 6,00; both gave their account."""
    first = note(world, bring(world, kg=8), number="FA 12", payable=1200, key="one")
    second = note(world, bring(world, kg=2), number="FA 13", payable=300, key="two")
    other = note(
        world, bring(world, kg=4, farm=world.other_farm), number="7", payable=600, key="three", farm=world.other_farm
    )
    for farm, iban in ((world.farm, FARM_IBAN), (world.other_farm, OTHER_IBAN)):
        acts.note_account(supplier=farm, iban=iban, author=world.accounts, now=NOW)
    return first, second, other


def said(data, path):
    return [one.text for one in etree.fromstring(data).iterfind(f".//{path}", NS)]


# ── The file ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@given(
    payees=some.lists(
        some.tuples(some.text(max_size=90), some.integers(1, 10**11 - 1), some.text(max_size=200)),
        min_size=1,
        max_size=6,
    ),
    name=some.text(max_size=90),
)
def test_whatever_names_say_the_file_is_valid_and_its_sums_are_theirs(payees, name):
    data = rules.credit_transfer(
        "V2026-0001",
        name=name,
        iban=OUR_IBAN,
        payees=[
            rules.Payee(f"V2026-0001-{n}", who, FARM_IBAN, cents, text)
            for n, (who, cents, text) in enumerate(payees, start=1)
        ],
        day=TODAY,
        made_at=NOW,
    )
    SCHEMA.validate(data.decode())
    amounts = said(data, "p:InstdAmt")
    assert [int(one.replace(".", "")) for one in amounts] == [cents for _who, cents, _text in payees]
    total = sum(cents for _who, cents, _text in payees)
    assert {int(one.replace(".", "")) for one in said(data, "p:CtrlSum")} == {total}
    assert set(said(data, "p:NbOfTxs")) == {str(len(payees))}


def test_the_file_says_who_is_paid_what_under_our_own_numbers(world, due):
    made = transferred(world, NOW)
    data = reads.transfer_file(made)
    SCHEMA.validate(data.decode())
    assert made.cents == 2100
    assert said(data, "p:MsgId") == said(data, "p:PmtInfId") == [made.number]
    assert dict(zip(said(data, "p:EndToEndId"), said(data, "p:InstdAmt"), strict=True)) == {
        f"{made.number}-1": "15.00",
        f"{made.number}-2": "6.00",
    } or set(said(data, "p:InstdAmt")) == {"15.00", "6.00"}
    assert sorted(said(data, "p:CdtrAcct/p:Id/p:IBAN")) == sorted(
        one.replace(" ", "") for one in (FARM_IBAN, OTHER_IBAN)
    )
    assert said(data, "p:DbtrAcct/p:Id/p:IBAN") == [OUR_IBAN]
    assert any("FA 12 FA 13" in text for text in said(data, "p:Ustrd"))
    # Nothing is paid yet: the bank has not moved.
    assert sums()["401"] == -2100
    assert "512" not in sums()


def test_the_same_form_twice_makes_one_file_and_the_same_bytes(world, due):
    made = transferred(world, NOW)
    again = acts.make_transfer(
        expected={world.farm.pk: 1500}, day=TODAY, author=world.accounts, key=made.key, now=NOW + timedelta(hours=1)
    )
    assert again == made
    assert sha256(reads.transfer_file(made)).hexdigest() == made.digest
    with pytest.raises(DatabaseError), transaction.atomic():
        Transfer.objects.filter(pk=made.pk).update(cents=1)


def test_what_is_under_way_is_neither_sent_nor_paid_again(world, due):
    made = transferred(world, NOW)
    assert reads.payables() == []
    with pytest.raises(Refused, match="transfer_changed"):
        acts.make_transfer(expected={world.farm.pk: 1500}, day=TODAY, author=world.accounts, key="second", now=NOW)
    with pytest.raises(Refused, match="in_transfer"):
        pay(world, due[0], 1200)
    acts.drop_transfer(transfer=made, author=world.accounts, now=NOW)
    acts.drop_transfer(transfer=made, author=world.accounts, now=NOW)
    assert [one.cents for one in reads.payables()] == [1500, 600] or {1500, 600} == {
        one.cents for one in reads.payables()
    }
    with pytest.raises(Refused, match="transfer_dropped"):
        acts.carried_out(transfer=made, day=TODAY, author=world.accounts, now=NOW)


@pytest.mark.parametrize("days", [-1, 61])
def test_a_day_that_no_bank_takes_is_refused(world, due, days):
    Collective.objects.update(iban=OUR_IBAN)
    with pytest.raises(Refused, match="bad_transfer_day"):
        acts.make_transfer(
            expected={world.farm.pk: 1500}, day=TODAY + timedelta(days=days), author=world.accounts, key="x", now=NOW
        )


def test_who_has_no_account_is_left_out_and_said(world, due, clerk):
    acts.note_account(supplier=world.other_farm, iban="", author=world.accounts, now=NOW)
    Collective.objects.update(iban=OUR_IBAN)
    page = clerk.get(reverse("billing:transfers")).content.decode()
    ready, _cut, without = page.partition("L’IBAN manque")
    assert world.farm.name in ready
    assert world.other_farm.name not in ready
    assert reverse("billing:payee", args=[world.other_farm.pk]) in without
    with pytest.raises(Refused, match="no_payee_account"):
        acts.make_transfer(expected={world.other_farm.pk: 600}, day=TODAY, author=world.accounts, key="x", now=NOW)
    assert transferred(world, NOW).cents == 1500


def test_without_an_iban_of_our_own_nothing_is_made(world, due):
    Collective.objects.update(iban="")
    with pytest.raises(Refused, match="no_own_iban"):
        acts.make_transfer(expected={world.farm.pk: 1500}, day=TODAY, author=world.accounts, key="x", now=NOW)


def test_an_account_is_kept_sealed_and_a_wrong_one_refused(world, due, settings):
    with pytest.raises(Refused, match="bad_iban"):
        acts.note_account(supplier=world.farm, iban="FR76 1234", author=world.accounts, now=NOW)
    kept = PayeeAccount.objects.get(organisation=world.farm)
    assert FARM_IBAN.replace(" ", "") not in kept.sealed
    assert FARM_IBAN.replace(" ", "") not in transferred(world, NOW).sealed
    before = settings.SECRET_KEY
    settings.SECRET_KEY = "another"
    assert reads.ibans_of([world.farm.pk]) == {}
    settings.SECRET_KEY_FALLBACKS = [before]
    assert reads.ibans_of([world.farm.pk]) == {world.farm.pk: FARM_IBAN.replace(" ", "")}


# ── What the bank says ───────────────────────────────────────────────────────────────────────────────────────────────

DUE = [Due(1, "FA 12", 1, "Ferme A", 1200), Due(2, "FA 13", 1, "Ferme A", 300), Due(3, "7", 2, "Ferme B", 600)]
SENT = [Sent("V2026-0004", (("V2026-0004-1", 1, 1200), ("V2026-0004-1", 2, 300), ("V2026-0004-2", 3, 600)))]


@pytest.mark.parametrize(
    ("cents", "more", "parts", "why"),
    [
        (-2100, {"end_to_end": "V2026-0004"}, (("1", 1200), ("2", 300), ("3", 600)), Clue.END_TO_END),
        (-2100, {"text": "REMISE VIR V2026 0004"}, (("1", 1200), ("2", 300), ("3", 600)), Clue.END_TO_END),
        (-1500, {"end_to_end": "V2026-0004-1"}, (("1", 1200), ("2", 300)), Clue.END_TO_END),
        (-2100, {"text": "VIR SEPA 2 OPERATIONS"}, (("1", 1200), ("2", 300), ("3", 600)), Clue.TRANSFER),
        (-2101, {"text": "VIR SEPA V2026-0004"}, None, None),
        (2100, {"text": "V2026-0004"}, None, None),
    ],
)
def test_the_bank_line_of_a_transfer_is_known_by_its_reference_else_by_its_amount(cents, more, parts, why):
    found = seems(cents, **{"end_to_end": "", "name": "", "text": "", **more}, owed=DUE, sent=SENT)
    assert (found and (found.parts, found.why)) == (parts and (parts, why))


def test_two_transfers_of_one_amount_are_nobodys_but_a_persons_affair():
    two = [*SENT, Sent("V2026-0005", (("V2026-0005-1", 4, 2100),))]
    due = [*DUE, Due(4, "8", 3, "Ferme C", 2100)]
    assert seems(-2100, end_to_end="", name="", text="VIR", owed=due, sent=two) is None


def test_the_statement_pays_every_farm_of_the_transfer_on_the_banks_day(world, due):
    made = transferred(world, NOW)
    statement = f"Date;Libelle;Montant\n{TODAY:%d/%m/%Y};VIR SEPA {made.number};-21,00\n"
    bring_bank(world, statement)
    assert len(confirm(world)) == 3
    assert sums() == {"601": 2100, "512": -2100}
    assert all(one.bank and one.transfer for one in SupplierPayment.objects.all())
    shown = reads.transfer(made.pk)
    assert (shown.paid, shown.left) == (2100, 0)
    # The same statement again changes nothing.
    bring_bank(world, statement)
    assert confirm(world) == []
    with pytest.raises(Refused, match="transfer_done"):
        acts.drop_transfer(transfer=made, author=world.accounts, now=NOW)
    assert sound()


def test_a_payment_taken_back_makes_its_part_wait_again(world, due):
    made = transferred(world, NOW)
    payments = acts.carried_out(transfer=made, day=TODAY, author=world.accounts, now=NOW)
    assert acts.carried_out(transfer=made, day=TODAY, author=world.accounts, now=NOW) == []
    journals.reverse(payments[0].voucher, author=world.accounts, now=NOW)
    shown = reads.transfer(made.pk)
    assert (shown.paid, shown.left) == (900, 1200)
    acts.drop_transfer(transfer=made, author=world.accounts, now=NOW)
    assert [one.cents for one in reads.payables()] == [1200]
    assert sound()


# ── Pages ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_clerk_ticks_downloads_and_says_that_it_was_carried_out(world, due, clerk):
    Collective.objects.update(iban=OUR_IBAN)
    url = reverse("billing:transfers")
    page = clerk.get(url)
    form = {"key": page.context["form"]["key"].value(), "day": TODAY.isoformat()}
    assert "Cochez au moins une ferme" in clerk.post(url, form).content.decode()
    clerk.post(url, {**form, "pay": [f"{world.farm.pk}=1500"]})
    made = Transfer.objects.get()
    assert [one.supplier for one in TransferLine.objects.all()] == [world.farm]
    file = clerk.get(reverse("billing:transfer_file", args=[made.pk]))
    assert file["Content-Disposition"] == f'attachment; filename="{made.number}.xml"'
    assert sha256(file.content).hexdigest() == made.digest
    shown = reverse("billing:transfer", args=[made.pk])
    assert "attend la banque" in clerk.get(shown).content.decode()
    clerk.post(shown, {"carried": "1", "day": TODAY.isoformat()})
    assert "attend la banque" not in clerk.get(shown).content.decode()
    assert sums()["401"] == -600


def test_an_iban_is_typed_by_the_books_alone(world, clerk, client):
    url = reverse("billing:payee", args=[world.farm.pk])
    assert "Cet IBAN n’est pas juste" in clerk.post(url, {"iban": "FR00"}).content.decode()
    clerk.post(url, {"iban": FARM_IBAN.lower()})
    page = clerk.get(reverse("billing:supplier", args=[world.farm.pk])).content.decode()
    assert FARM_IBAN[-3:] in page
    assert FARM_IBAN not in page
    client.force_login(world.reception)
    assert client.get(url).status_code in (302, 403)


@pytest.mark.django_db(transaction=True)
def test_two_treasurers_at_once_send_each_farm_its_money_once(world, due):
    Collective.objects.update(iban=OUR_IBAN)
    outcomes = []

    def make(key):
        try:
            acts.make_transfer(
                expected={world.farm.pk: 1500, world.other_farm.pk: 600},
                day=TODAY,
                author=world.accounts,
                key=key,
                now=NOW,
            )
            outcomes.append("made")
        except Refused as refused:
            outcomes.append(refused.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=make, args=(key,)) for key in ("a", "b", "c", "d")]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(outcomes) == ["made", "transfer_changed", "transfer_changed", "transfer_changed"]
    assert Transfer.objects.get().cents == 2100
