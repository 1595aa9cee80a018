"""The bank's files are read whole or refused, twice is once, and its lines become payments when a person says so."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from bocal.billing import acts, reads
from bocal.billing.acts.banking import Brought
from bocal.billing.models import BankLine, BankMatch, Payment
from bocal.billing.rules import bankfiles
from bocal.billing.rules.matching import Clue, Owed, numbers_in, propose
from bocal.journals import acts as journals
from bocal.journals.rules import Refused
from tests.billing.banking import bring, confirm, proposed
from tests.billing.deliveries import Sale, deliver
from tests.billing.documents import browser, issue, pay
from tests.world import NOW, TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_day")]

CAMT = """<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt><Stmt>
<Acct><Id><IBAN>FR7630006000011234567890189</IBAN></Id></Acct>
<Ntry><Amt Ccy="EUR">5.60</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2026-09-02</Dt></BookgDt>
<AcctSvcrRef>B1</AcctSvcrRef><NtryDtls><TxDtls><Refs><EndToEndId>F2026-0001</EndToEndId></Refs>
<RltdPties><Dbtr><Nm>A. Ancelin</Nm></Dbtr></RltdPties></TxDtls></NtryDtls></Ntry>
<Ntry><Amt Ccy="EUR">9.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2026-09-02</Dt></BookgDt>
<AcctSvcrRef>B2</AcctSvcrRef><NtryDtls>
<TxDtls><AmtDtls><TxAmt><Amt Ccy="EUR">4.00</Amt></TxAmt></AmtDtls><RmtInf><Ustrd>remise un</Ustrd></RmtInf></TxDtls>
<TxDtls><AmtDtls><TxAmt><Amt Ccy="EUR">5.00</Amt></TxAmt></AmtDtls><RmtInf><Ustrd>remise deux</Ustrd></RmtInf></TxDtls>
</NtryDtls></Ntry>
<Ntry><Amt Ccy="EUR">30.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2026-09-02</Dt></BookgDt>
<AcctSvcrRef>B3</AcctSvcrRef></Ntry>
<Ntry><Amt Ccy="EUR">1.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>PDNG</Sts><BookgDt><Dt>2026-09-02</Dt></BookgDt></Ntry>
</Stmt></BkToCstmrStmt></Document>"""
#: The eighth version wraps status and names in one more element.
CAMT_8 = (
    CAMT.replace("053.001.02", "053.001.08")
    .replace("<Sts>BOOK</Sts>", "<Sts><Cd>BOOK</Cd></Sts>")
    .replace("<Sts>PDNG</Sts>", "<Sts><Cd>PDNG</Cd></Sts>")
    .replace("<Dbtr><Nm>A. Ancelin</Nm></Dbtr>", "<Dbtr><Pty><Nm>A. Ancelin</Nm></Pty></Dbtr>")
)
OFX = """OFXHEADER:100
DATA:OFXSGML
VERSION:102
SECURITY:NONE
ENCODING:USASCII
CHARSET:1252
COMPRESSION:NONE
OLDFILEUID:NONE
NEWFILEUID:NONE

<OFX><BANKMSGSRSV1><STMTTRNRS><TRNUID>1<STMTRS><CURDEF>EUR<BANKACCTFROM><BANKID>30006<ACCTID>12345678901
<ACCTTYPE>CHECKING</BANKACCTFROM><BANKTRANLIST><DTSTART>20260901<DTEND>20260903
<STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20260902<TRNAMT>5.60<FITID>X1<NAME>VIR ANCELIN<MEMO>facture F2026 0001</STMTTRN>
<STMTTRN><TRNTYPE>DEBIT<DTPOSTED>20260902<TRNAMT>-12,30<FITID>X2<NAME>PRLV EDF</STMTTRN>
</BANKTRANLIST><LEDGERBAL><BALAMT>100<DTASOF>20260903</LEDGERBAL></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>"""
CSV = (
    "Compte n° 12345678901;;;\n;;;\nDate;Libellé;Débit;Crédit\n"
    "02/09/2026;VIR SEPA ANCELIN ADA été;;5,60\n02/09/2026;CB MÉTRO;-1 234,56;\n03/09/2026;CB;12,00;\n;Solde;;\n"
)


# ── Reading ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("text", [CAMT, CAMT_8], ids=["v2", "v8"])
def test_camt_is_read_entry_by_entry(text):
    rows = bankfiles.read(text.encode())
    assert [(row.bank_id.split()[0], row.cents) for row in rows] == [
        ("B1", 560),
        ("B2/1", 400),
        ("B2/2", 500),
        ("B3", -3000),
    ]
    assert (rows[0].name, rows[0].end_to_end, rows[0].day) == ("A. Ancelin", "F2026-0001", date(2026, 9, 2))
    assert rows[1].text == "remise un"


def test_ofx_is_read():
    rows = bankfiles.read(OFX.encode())
    assert [(row.account, row.bank_id.split()[0], row.cents) for row in rows] == [
        ("12345678901", "X1", 560),
        ("12345678901", "X2", -1230),
    ]
    assert "F2026 0001" in rows[0].text


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig"])
def test_a_french_spreadsheet_is_read(encoding):
    rows = bankfiles.read(CSV.encode(encoding))
    assert [row.cents for row in rows] == [560, -123_456, -1200]
    assert rows[0].text == "VIR SEPA ANCELIN ADA été"


def test_a_spreadsheet_with_one_column_of_amounts_is_read():
    rows = bankfiles.read(b"Date;Libelle;Montant\n2/9/26;a;-5,00 EUR\n02-09-2026;b;1 000,5\n")
    assert [(row.day, row.cents) for row in rows] == [(date(2026, 9, 2), -500), (date(2026, 9, 2), 100_050)]


def test_two_lines_alike_are_two_and_keep_their_numbers():
    text = b"Date;Libelle;Montant\n02/09/2026;CB;5\n02/09/2026;CB;5\n"
    first, second = bankfiles.read(text)
    assert first.bank_id != second.bank_id
    assert bankfiles.read(text)[1].bank_id == second.bank_id


HEAD = "Date;Libellé;Référence;Montant\n"


@pytest.mark.parametrize("reference", ["VIREMENT", "000000", ""])
def test_files_that_overlap_bring_each_movement_once(world, reference):
    """A reference that comes back in each statement, and twice one amount on one day: none is lost or doubled."""
    days = ["01/08/2026", "02/08/2026", "02/08/2026", "03/08/2026"]
    lines = [f"{day};VIR SEPA;{reference};5,00\n" for day in days]
    brought = [bring(world, HEAD + "".join(part)) for part in (lines[:2], lines[1:], lines[3:], lines)]
    assert [(one.new, one.known) for one in brought] == [(2, 0), (2, 1), (0, 1), (0, 4)]


FEES = "Date;Libelle;Montant\n02/09/2026;FRAIS DE TENUE;-5,00\n"


def test_the_same_words_on_two_accounts_are_two_movements(world):
    assert bring(world, FEES) == Brought(1, 0)
    assert bring(world, FEES, account="Livret  A") == Brought(1, 0, twins=1)
    assert bring(world, FEES, account="livret a") == Brought(0, 1)
    assert bring(world, FEES) == Brought(0, 1)
    assert reads.bank_accounts() == ["Livret A"]
    assert reads.bank_spent().count == 2


def test_a_file_that_says_its_account_is_not_another_s(world):
    bring(world, OFX, account="Livret A")
    assert reads.bank_accounts() == ["12345678901"]


def test_the_page_asks_which_account_and_tells_lines_alike(world):
    client = browser(world.accounts)
    for account in ("", "Livret A"):
        file = SimpleUploadedFile("releve.csv", FEES.encode())
        page = client.post(reverse("billing:bank"), {"file": file, "account": account}, follow=True).content.decode()
    assert "1 ligne est la même, mot pour mot, sur un autre compte" in page
    assert '<option value="Livret A">' in page


def test_entries_counted_from_one_in_each_statement_are_not_the_same(world):
    september = CAMT.replace("<AcctSvcrRef>B1<", "<NtryRef>1<").replace("</AcctSvcrRef>", "</NtryRef>", 1)
    assert "<NtryRef>1</NtryRef>" in september
    bring(world, september)
    october = september.replace("2026-09-02", "2026-10-02")
    assert (bring(world, october).new, bring(world, october).known) == (4, 4)


BOMB = '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>' + CAMT.split("?>")[1]
SPY = '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + CAMT.split("?>")[1].replace(
    "A. Ancelin", "&a;"
)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "bank_unknown"),
        (b"bonjour", "bank_unknown"),
        (b"Date;Libelle\n1;2\n", "bank_unknown"),
        (b"PK\x03\x04rien", "bank_unreadable"),
        (b"\x00\x01\x02", "bank_unreadable"),
        (b"<a/>", "bank_unknown"),
        (b"<Document><BkToCstmrStmt>", "bank_unreadable"),
        (BOMB.encode(), "bank_unreadable"),
        (SPY.encode(), "bank_unreadable"),
        (CAMT.replace("5.60", "NaN").encode(), "bank_unreadable"),
        (CAMT.replace("5.60", "5.601").encode(), "bank_unreadable"),
        (CAMT.replace("5.60", "1e30").encode(), "bank_unreadable"),
        (CAMT.replace("2026-09-02", "hier").encode(), "bank_unreadable"),
        (b"Date;Libelle;Montant\n02/09/2026;a;cher\n", "bank_unreadable"),
        (b"Date;Libelle;Montant\n31/02/2026;a;5\n", "bank_unreadable"),
        (b"x" * 5_000_001, "bank_too_large"),
    ],
)
def test_a_bad_file_is_refused_whole(world, data, code):
    with pytest.raises(Refused) as refused:
        acts.bring_bank(data=data, author=None, now=NOW)
    assert refused.value.code == code
    assert BankLine.objects.count() == 0


# ── Proposing ────────────────────────────────────────────────────────────────────────────────────────────────────────

OWED = [
    Owed("F2026-0001", 1, "Foyer Ancelin", 560),
    Owed("F2026-0002", 1, "Foyer Ancelin", 300),
    Owed("F2026-0003", 2, "Foyer Belkacem", 560),
]


@pytest.mark.parametrize(
    ("cents", "said", "parts", "why"),
    [
        (560, {"end_to_end": "F2026-0003"}, (("F2026-0003", 560),), Clue.END_TO_END),
        (200, {"text": "vir facture F2026 0001 merci"}, (("F2026-0001", 200),), Clue.NUMBER),
        (860, {"text": "F2026-0001 et F20260002"}, (("F2026-0001", 560), ("F2026-0002", 300)), Clue.NUMBER),
        (900, {"text": "F2026-0001 F2026-0002"}, (("F2026-0001", 560), ("F2026-0002", 340)), Clue.NUMBER),
        (560, {"name": "MME ANCELIN ADA"}, (("F2026-0001", 560),), Clue.NAME),
        (860, {"name": "ANCELIN"}, (("F2026-0001", 560), ("F2026-0002", 300)), Clue.NAME),
        (560, {"name": "DUPONT"}, None, None),
        (561, {"name": "ANCELIN"}, None, None),
        (560, {"text": "F2026-0001 F2026-0003"}, None, None),
        (560, {"text": "F2026-00012"}, None, None),
        (-560, {"text": "F2026-0001"}, None, None),
    ],
)
def test_what_a_line_seems_to_pay(cents, said, parts, why):
    found = propose(cents, **{"end_to_end": "", "name": "", "text": "", **said}, owed=OWED)
    assert (found and found.parts, found and found.why) == (parts, why)


def test_numbers_are_found_however_they_are_spaced():
    assert numbers_in("Fact. f2026-0012, F 2026 0013 et F20260014") == {"F2026-0012", "F2026-0013", "F2026-0014"}


# ── Recording ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_same_file_twice_changes_nothing(world):
    assert bring(world, CAMT) == Brought(4, 0)
    assert bring(world, CAMT) == Brought(0, 4)
    longer = CAMT.replace("</Stmt>", CAMT.split("</Acct>")[1].split("<Ntry>")[1].join(["<Ntry>", "</Stmt>"]))
    assert bring(world, longer.replace("B1", "B9", 1)).known >= 3
    assert BankLine.objects.filter(bank_id__startswith="B1 ").count() == 1


def test_a_line_becomes_a_payment_when_a_person_says_so(world):
    deliver(world, Sale(kg=2))
    invoice = issue(world)
    bring(world, CAMT)
    waiting = reads.bank_waiting()
    assert (waiting.count, waiting.cents) == (3, 560 + 900)
    assert Payment.objects.count() == 0
    (payment,) = confirm(world)
    assert (payment.cents, payment.voucher.day) == (560, date(2026, 9, 2))
    assert reads.shown(invoice).left == 0
    assert reads.bank_waiting().count == 2
    assert confirm(world) == []


def test_a_payment_taken_back_asks_about_its_line_again(world):
    deliver(world, Sale(kg=2))
    issue(world)
    bring(world, CAMT)
    (payment,) = confirm(world)
    journals.reverse(payment.voucher, author=world.accounts, now=NOW)
    assert reads.bank_waiting().count == 3
    (again,) = confirm(world)
    assert again.pk != payment.pk
    assert BankMatch.objects.count() == 2


def test_what_changed_since_it_was_read_is_refused(world):
    deliver(world, Sale(kg=2))
    invoice = issue(world)
    bring(world, CAMT)
    seen = proposed()
    acts.pay(invoice=invoice, cents=100, means="cash", day=TODAY, author=world.accounts, key="cash", now=NOW)
    assert reads.bank_waiting().lines[0].sign == "F2026-0001=560"
    acts.pay(invoice=invoice, cents=460, means="cash", day=TODAY, author=world.accounts, key="rest", now=NOW)
    with pytest.raises(Refused, match="bank_changed"):
        acts.confirm(lines=seen, author=world.accounts, now=NOW)


def test_one_line_for_two_invoices_makes_two_payments(world):
    for key in ("one", "two"):
        deliver(world, Sale(kg=1))
        issue(world, key=key)
    bring(world, "Date;Libelle;Montant\n02/09/2026;ANCELIN F2026-0001 F2026-0002;5,60\n")
    assert sorted(payment.invoice.number for payment in confirm(world)) == ["F2026-0001", "F2026-0002"]
    assert reads.bank_waiting().count == 0
    assert reads.overdue(TODAY + timedelta(days=90)) == []


def test_two_lines_do_not_pay_one_invoice_twice(world):
    deliver(world, Sale(kg=2))
    issue(world)
    bring(world, "Date;Libelle;Montant\n01/09/2026;ANCELIN;5,60\n02/09/2026;ANCELIN;5,60\n")
    assert [one.sign for one in reads.bank_waiting().lines] == ["F2026-0001=560", ""]


def test_the_bank_s_lines_never_change(world):
    bring(world, CAMT)
    for statement in ("UPDATE billing_bankline SET cents = 1", "DELETE FROM billing_bankline"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def upload(client, text, name="releve.xml"):
    file = SimpleUploadedFile(name, text.encode())
    return client.post(reverse("billing:bank"), {"file": file}, follow=True).content.decode()


def test_the_page_from_the_file_to_the_payment(world):
    client = browser(world.accounts)
    assert "Aucun encaissement" in client.get(reverse("billing:bank")).content.decode()
    deliver(world, Sale(kg=2))
    invoice = issue(world)
    page = upload(client, CAMT)
    assert "4 lignes nouvelles, 0 déjà là" in page
    assert "référence du virement" in page
    assert "0 ligne nouvelle, 4 déjà là" in upload(client, CAMT)
    (one, *_rest) = reads.bank_waiting().lines
    assert f'value="{one.line.pk} {one.sign}" checked' in page
    answer = client.post(reverse("billing:bank"), {"line": f"{one.line.pk} {one.sign}"}, follow=True)
    assert "1 paiement noté" in answer.content.decode()
    assert reads.shown(invoice).left == 0
    assert "ne peut pas être lu" in upload(client, BOMB)
    assert "pas un fichier de banque" in upload(client, "bonjour", "releve.csv")


def test_a_line_of_more_than_is_due_is_not_ticked_and_says_what_becomes_of_the_rest(world):
    deliver(world, Sale(kg=1))
    invoice = issue(world)
    pay(world, invoice, 100, key="part")
    row = f"Date;Libellé;Montant\n02/09/2026;VIR {invoice.number};2,80\n"
    acts.bring_bank(data=row.encode(), author=world.accounts, now=NOW)
    (one,) = reads.bank_waiting().lines
    assert (one.left, one.over) == (180, 100)
    page = browser(world.accounts).get(reverse("billing:bank")).content.decode().replace("\xa0", " ")
    assert "1,00 € de trop" in page
    assert f'value="{one.line.pk} {one.sign}" checked' not in page
    acts.confirm(lines=[(one.line.pk, one.sign)], author=world.accounts, now=NOW)
    assert reads.statement(world.home).credit == 100


def test_a_person_says_which_invoice_a_line_pays_or_that_it_pays_none(world):
    client = browser(world.accounts)
    deliver(world, Sale(kg=1))
    invoice = issue(world)
    bring(world, CAMT)
    first, second, third = (one.line for one in reads.bank_waiting().lines)
    address = reverse("billing:bank_line", args=[second.pk])
    assert invoice.number in client.get(address).content.decode()
    assert client.post(address, {"number": ""}).status_code == 200
    answer = client.post(address, {"number": invoice.number}, follow=True).content.decode()
    assert "4,00" in answer
    assert reads.statement(world.home).credit == 400 - 280
    assert client.get(address).status_code == 404
    client.post(reverse("billing:bank_line", args=[third.pk]), {"aside": "1"})
    assert [one.line.pk for one in reads.bank_waiting().lines] == [first.pk]


@pytest.mark.parametrize("line", ["", "x", "1", "² F2026-0001=5", "9" * 30, "999 F2026-0001=560"])
def test_what_no_page_sends_records_nothing(world, line):
    answer = browser(world.accounts).post(reverse("billing:bank"), {"line": line}, follow=True)
    assert answer.status_code == 200
    assert Payment.objects.count() == 0
