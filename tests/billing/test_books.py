"""The file of accounting entries is read again as an inspector would; a closed month takes nothing more."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bocal.billing import reads
from bocal.billing.models import Invoice
from bocal.billing.rules import Means
from bocal.billing.rules.fec import COLUMNS, Entry, Line, book_of, opening, write
from bocal.journals import acts as journals
from bocal.journals import reads as journal_reads
from bocal.journals.rules import Account, Gesture, Hours, HoursKind, Kind, Money, Refused
from tests.billing.deliveries import Jars, Sale, deliver
from tests.billing.documents import browser, issue, pay
from tests.world import NOW, TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_day")]

NEXT_YEAR = NOW + timedelta(days=150)


def buy_and_be_given(world):
    for accounts in ((Account.PURCHASES, Account.SUPPLIER_UNBILLED), (Account.GIFT_IN_KIND, Account.GIFT_RECEIVED)):
        money = [Money(accounts[0], 1234, label="Tomates\tdu\r\nchamp"), Money(accounts[1], -1234, party=world.farm.pk)]
        journals.post(
            Gesture(Kind.RECEIVE, TODAY, world.reception.pk, uuid4().hex, party=world.farm.pk, money=money), now=NOW
        )


def a_year(world):
    buy_and_be_given(world)
    deliver(world, Sale(kg=2.537), Sale("Œufs", pieces=7, price="0.3330", vat_bp=2000), Jars(3))
    invoice = issue(world)
    pay(world, invoice, 300)
    taken_back = pay(world, invoice, 200, key="cash", means=Means.CASH)
    journals.reverse(taken_back.voucher, author=world.accounts, now=NOW)


def read(text):
    """The file's rows as dictionaries, after the checks that hold for any."""
    assert text.endswith("\r\n")
    header, *rows = text.removesuffix("\r\n").split("\r\n")
    assert tuple(header.split("\t")) == COLUMNS
    assert len(COLUMNS) == 18
    found = [dict(zip(COLUMNS, row.split("\t"), strict=True)) for row in rows]
    numbers = [int(row["EcritureNum"]) for row in found]
    assert sorted(set(numbers)) == list(range(1, max(numbers, default=0) + 1))
    assert numbers == sorted(numbers)
    sums: dict[str, int] = {}
    for row in found:
        debit, credit = (int(row[name].replace(",", "")) for name in ("Debit", "Credit"))
        assert row["Debit"][-3] == row["Credit"][-3] == ","
        assert (debit > 0) != (credit > 0)
        sums[row["EcritureNum"]] = sums.get(row["EcritureNum"], 0) + debit - credit
        for name in ("EcritureDate", "PieceDate", "ValidDate"):
            assert date.fromisoformat(row[name])
        assert row["CompteNum"][:3].isdigit()
        assert all(row[name] for name in ("JournalCode", "JournalLib", "CompteLib", "PieceRef", "EcritureLib"))
    assert set(sums.values()) <= {0}
    return found


def test_a_year_is_read_again_balanced_and_continuous(world):
    world.us.siret = "00000001800016"
    world.us.save()
    a_year(world)
    made = reads.accounting_file(2026)
    rows = read(made.text)
    assert made.name == "000000018FEC20261231.txt"
    assert made.entries == len({row["EcritureNum"] for row in rows})
    assert {row["JournalCode"] for row in rows} == {"AC", "VE", "BQ", "CA", "CN"}
    customers = [row for row in rows if row["CompteNum"] == "411"]
    assert {row["CompAuxLib"] for row in customers} == {"Foyer Ancelin"}
    assert "F2026-0001" in {row["PieceRef"] for row in customers}
    kind = {
        row["CompteNum"]: (row["Debit"], row["Credit"]) for row in rows if row["CompteNum"].startswith(("86", "87"))
    }
    assert kind == {"860": ("12,34", "0,00"), "870": ("0,00", "12,34")}
    assert "Tomates du champ" in {row["EcritureLib"] for row in rows}


def test_the_file_agrees_with_the_journals(world):
    a_year(world)
    rows = read(reads.accounting_file(2026).text)
    sums: dict[str, int] = {}
    for row in rows:
        cents = int(row["Debit"].replace(",", "")) - int(row["Credit"].replace(",", ""))
        sums[row["CompteNum"]] = sums.get(row["CompteNum"], 0) + cents
    balances = {one.account: one.cents for one in journal_reads.balances(journal_reads.money_lines())}
    assert {account: cents for account, cents in sums.items() if cents} == {a: c for a, c in balances.items() if c}


def test_a_new_year_opens_with_what_the_last_one_left(world):
    a_year(world)
    deliver(world, Sale(kg=1))
    before = read(reads.accounting_file(2027).text)
    assert {row["JournalCode"] for row in before} == {"AN"}
    assert {row["EcritureDate"] for row in before} == {"20270101"}
    accounts = {row["CompteNum"] for row in before}
    assert "110" in accounts
    assert not any(account.startswith(("6", "7", "8")) for account in accounts)


def test_an_empty_year_is_a_header_alone(world):
    made = reads.accounting_file(2020)
    assert (made.entries, read(made.text)) == (0, [])
    assert reads.book_years() == []


def test_volunteers_hours_weigh_the_same_on_both_sides(world):
    hours = [Hours(world.cook.pk, HoursKind.GLEANING, 90), Hours(world.cook.pk, HoursKind.PRODUCTION, 600)]
    journals.post(Gesture(Kind.WORK, TODAY, world.cook.pk, uuid4().hex, hours=hours), now=NOW)
    assert reads.accounting_file(2026).entries == 0
    rows = read(reads.accounting_file(2026, hour_cents=1600).text)
    assert [(row["CompteNum"], row["Debit"], row["Credit"]) for row in rows] == [
        ("864", "24,00", "0,00"),
        ("875", "0,00", "24,00"),
    ]


def test_the_file_takes_as_many_queries_for_much_as_for_little(world):
    def count():
        with CaptureQueriesContext(connection) as queries:
            reads.accounting_file(2026)
        return len(queries)

    deliver(world, Sale(kg=1))
    few = count()
    for _ in range(5):
        deliver(world, Sale(kg=1))
    assert count() == few


def test_each_entry_goes_to_the_journal_of_its_accounts():
    assert [book_of(found).value for found in (["512", "411"], ["530"], ["601", "408"], ["860"], ["411", "707"])] == [
        "BQ",
        "CA",
        "AC",
        "CN",
        "VE",
    ]


def test_what_earlier_years_left_balances():
    made = opening(2027, [Line("512", 500), Line("707", -700), Line("601", 200), Line("860", 5), Line("870", -5)])
    assert [(line.account, line.cents) for line in made.lines] == [("110", -500), ("512", 500)]
    assert opening(2027, [Line("512", 0)]) is None


def test_tabs_and_line_ends_never_part_a_text():
    entry = Entry(book_of(["512"]), TODAY, "F\t1", TODAY, (Line("512", 5, "a\tb\r\nc"), Line("411", -5)))
    text = write([entry], {"512": "Banque", "411": "Clients"}, {entry.book: "Banque"})
    assert len(read(text)) == 2


# ── Closing ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_nothing_is_written_in_a_closed_month_and_a_reversal_goes_to_today(world):
    august = date(2026, 8, 31)
    delivery = deliver(world, Sale(kg=1), day=august)
    journals.close_books(until=august, author=world.accounts, now=NOW)
    with pytest.raises(Refused, match="closed"):
        deliver(world, Sale(kg=1), day=august, moves=False)
    with pytest.raises(Refused, match="closed"):
        world.receive("Tomates", kg=1, day=date(2026, 1, 5))
    deliver(world, Sale(kg=1), day=date(2026, 9, 1))
    assert journals.reverse(delivery, author=world.sales, now=NOW).day == TODAY
    assert journal_reads.check().broken == ()


def test_a_month_is_closed_once_it_is_over_and_never_opened_again(world):
    with pytest.raises(Refused, match="not_over"):
        journals.close_books(until=TODAY, author=world.accounts, now=NOW)
    july, august = date(2026, 7, 31), date(2026, 8, 31)
    first = journals.close_books(until=august, author=world.accounts, now=NOW)
    assert journals.close_books(until=august, author=world.accounts, now=NOW) == first
    with pytest.raises(Refused, match="closed"):
        journals.close_books(until=july, author=world.accounts, now=NOW)


def test_check_finds_what_was_slipped_into_a_closed_month(world):
    journals.close_books(until=date(2026, 8, 31), author=world.accounts, now=NOW - timedelta(days=1))
    voucher = deliver(world, Sale(kg=1), moves=False)
    journal_reads.check()
    from_august = voucher.__class__.objects.create(
        kind=Kind.WORK, day=date(2026, 8, 2), written_at=NOW, author=world.cook, key="slipped"
    )
    assert any(str(from_august.pk) in line for line in journal_reads.check().broken)


def test_the_page_gives_the_file_and_closes_a_month(world):
    client = browser(world.accounts)
    assert "Aucune écriture" in client.get(reverse("billing:books")).content.decode()
    deliver(world, Sale(kg=1), day=date(2026, 7, 20))
    page = client.get(reverse("billing:books")).content.decode()
    assert "08/2026" in page
    assert "09/2026" not in page
    answer = client.get(reverse("billing:fec"), {"annee": "2026", "heure": ""})
    assert "FEC20261231.txt" in answer["Content-Disposition"]
    read(answer.content.decode())
    assert client.get(reverse("billing:fec"), {"annee": "1999"}).status_code == 302
    asked = client.post(reverse("billing:books"), {"until": "2026-08-31"}).content.decode()
    assert "1 écriture sera close" in asked
    assert "1 remise ou livraison à facturer" in asked
    assert "ligne de la banque" not in asked
    assert not journal_reads.closings().exists()
    sure = {"until": "2026-08-31", "sure": "1"}
    answer = client.post(reverse("billing:books"), sure, follow=True).content.decode()
    assert "clos jusqu’au 31/08/2026" in answer
    assert "Tous les mois finis sont clos" in answer
    assert client.post(reverse("billing:books"), {"until": "2026-09-30"}).status_code == 200


# ── What `bocal check` recomputes ────────────────────────────────────────────────────────────────────────────────────


def test_every_invoice_says_what_the_journals_say(world):
    a_year(world)
    found = reads.check_invoices()
    assert found.broken == ()
    assert found.counts == {"factures": 1, "paiements": 2}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"net": 1}, "lignes"),
        ({"vat": 1}, "arrondi"),
        ({"payable": 1}, "registre"),
        ({"number": "F2025-0001"}, None),
    ],
)
def test_an_invoice_slipped_in_is_found(world, changed, said):
    a_year(world)
    invoice = Invoice.objects.get()
    voucher = journals.post(
        Gesture(
            Kind.PAY,
            TODAY,
            world.accounts.pk,
            uuid4().hex,
            party=world.home.pk,
            money=[Money(Account.BANK, 5), Money(Account.CUSTOMER, -5, party=world.home.pk)],
        ),
        now=NOW,
    ).voucher
    invoice.pk, invoice.voucher, invoice.number = None, voucher, "F2026-0007"
    for name, value in changed.items():
        setattr(invoice, name, value)
    invoice.save(force_insert=True)
    broken = reads.check_invoices().broken
    assert any(invoice.number in line for line in broken)
    assert said is None or any(said in line for line in broken)
