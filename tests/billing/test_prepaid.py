"""The prepaid account: what is put in pays what is bought, once, and what is left goes back."""

import threading
from uuid import uuid4

import pytest
from django.db import connection
from django.urls import reverse

from bocal.billing import acts, reads
from bocal.billing.models import Advance, BankLine
from bocal.billing.rules import Means, fec, prepaid
from bocal.directory.models import Letter
from bocal.directory.rules import VatProfile
from bocal.journals import acts as journals
from bocal.journals.models import Voucher
from bocal.journals.rules import Account, Refused
from tests.billing.deliveries import Sale, deliver
from tests.billing.documents import balances, browser, issue, pay
from tests.billing.test_paper import text_of
from tests.world import NOW, TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_day")]


def put_in(world, cents, *, to=None, key=None, means=Means.CASH, **more):
    return acts.put_in(
        customer=to or world.home,
        cents=cents,
        means=means,
        day=TODAY,
        author=world.accounts,
        key=key or uuid4().hex,
        now=NOW,
        **more,
    )


def on_it(world):
    return reads.prepaid_cents(world.home.pk)


def sound():
    return reads.check_invoices().broken == ()


def test_what_is_put_in_is_owed_to_the_customer_and_noted_once(world):
    assert put_in(world, 5000, key="a") == put_in(world, 5000, key="a")
    put_in(world, 1500, means=Means.CHEQUE, reference="n° 12")
    assert balances() == {Account.CASH: 5000, Account.BANK: 1500, Account.ADVANCES: -6500}
    assert on_it(world) == 6500
    assert reads.prepaid_accounts() == [(world.home, 6500)]
    assert sound()


def test_an_invoice_goes_out_paid_as_far_as_the_account_reaches(world):
    put_in(world, 500)
    deliver(world, Sale(kg=1))
    first = reads.shown(issue(world, mail=True))
    assert (first.left, on_it(world)) == (0, 220)
    assert "acquittée" in Letter.objects.get().body
    deliver(world, Sale(kg=1))
    second = reads.shown(issue(world, key="two"))
    assert (second.left, on_it(world)) == (60, 0)
    assert Account.ADVANCES not in balances()
    assert sound()


def test_goods_of_a_household_without_account_are_billed_as_ever(world):
    put_in(world, 500, to=world.other_home)
    deliver(world, Sale(kg=1))
    assert reads.shown(issue(world)).left == 280
    assert reads.prepaid_cents(world.other_home.pk) == 500


def test_vat_on_receipts_is_due_when_the_account_pays(world):
    world.collective.vat_profile = VatProfile.RECEIPTS
    world.collective.save()
    put_in(world, 500)
    deliver(world, Sale(kg=1, account=Account.SERVICES))
    issue(world)
    assert Account.VAT_WAITING not in balances()
    assert sound()


def test_an_older_invoice_is_paid_in_one_tap(world):
    deliver(world, Sale(kg=1))
    invoice = issue(world)
    with pytest.raises(Refused, match="nothing_prepaid"):
        acts.pay_prepaid(invoice=invoice, author=world.customer, key="tap", now=NOW, day=TODAY)
    put_in(world, 1000)
    for _ in range(2):
        acts.pay_prepaid(invoice=invoice, author=world.customer, key="tap", now=NOW, day=TODAY)
    assert (reads.shown(invoice).left, on_it(world)) == (0, 720)
    with pytest.raises(Refused, match="no_amount"):
        acts.pay_prepaid(invoice=invoice, author=world.customer, key="again", now=NOW, day=TODAY)


def test_no_more_is_spent_than_is_there(world):
    deliver(world, Sale(kg=10))
    invoice = issue(world)
    put_in(world, 1000)
    with pytest.raises(Refused, match="advance_short"):
        pay(world, invoice, 1001, means=Means.PREPAID)
    assert (on_it(world), reads.shown(invoice).left) == (1000, 2800)


def test_what_goes_back_is_what_nothing_has_to_be_paid_with(world):
    put_in(world, 1000)
    with pytest.raises(Refused, match="advance_short"):
        put_in(world, 1001, back=True)
    deliver(world, Sale(kg=1))
    with pytest.raises(Refused, match="advance_owed") as refused:
        put_in(world, 1000, back=True)
    assert refused.value.details == {"cents": 720}
    put_in(world, 720, back=True, means=Means.TRANSFER)
    assert reads.shown(issue(world)).left == 0
    assert on_it(world) == 0
    assert Account.ADVANCES not in balances()
    assert sound()


def test_money_that_has_paid_something_is_not_taken_back(world):
    advance = put_in(world, 500)
    deliver(world, Sale(kg=1))
    payment = reads.shown(issue(world)).payments[0]
    with pytest.raises(Refused, match="advance_spent"):
        journals.reverse(advance.voucher, author=world.accounts, now=NOW)
    acts.take_back(payment=payment, author=world.accounts, now=NOW)
    assert on_it(world) == 500
    journals.reverse(advance.voucher, author=world.accounts, now=NOW)
    assert on_it(world) == 0
    assert sound()


@pytest.mark.parametrize("cents", [0, -5])
def test_nothing_is_no_amount(world, cents):
    for back in (False, True):
        with pytest.raises(Refused, match="no_amount"):
            put_in(world, cents, back=back)
    assert Advance.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_two_gestures_at_once_never_spend_the_same_money(world):
    deliver(world, Sale(kg=2))
    invoice = issue(world)
    put_in(world, 280)
    start, refused = threading.Barrier(3), []

    def spend():
        pay(world, invoice, 280, means=Means.PREPAID, key="clerk")

    def tap(key):
        acts.pay_prepaid(invoice=invoice, author=world.customer, key=key, now=NOW, day=TODAY)

    def work(gesture, *args):
        try:
            start.wait()
            gesture(*args)
        except Refused as refusal:
            refused.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=args) for args in ((spend,), (tap, "a"), (tap, "b"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert on_it(world) == 0
    assert reads.shown(invoice).left == 560 - 280
    assert len(refused) == 2
    assert sound()


# ── The bank, and the accountant ─────────────────────────────────────────────────────────────────────────────────────


def brought(world, cents, text):
    table = f"Date;Libelle;Montant\n{TODAY:%d/%m/%Y};{text};{cents // 100},{abs(cents) % 100:02d}\n"
    acts.bring_bank(data=table.encode(), author=world.accounts, now=NOW)
    return BankLine.objects.latest("pk")


def test_a_transfer_that_names_the_account_is_proposed_and_put_on_it(world):
    line = brought(world, 4000, f"VIR FAMILLE {prepaid.code(world.home.pk)}")
    one = reads.bank_waiting().lines[0]
    assert (one.proposal.prepaid, one.party, one.over) == (world.home.pk, "Foyer Ancelin", 0)
    acts.confirm(lines=[(line.pk, one.sign)], author=world.accounts, now=NOW)
    assert (on_it(world), reads.bank_waiting().count) == (4000, 0)
    assert balances() == {Account.BANK: 4000, Account.ADVANCES: -4000}
    journals.reverse(Advance.objects.get().voucher, author=world.accounts, now=NOW)
    assert reads.bank_waiting().count == 1


def test_an_invoice_that_a_transfer_names_is_paid_first(world):
    deliver(world, Sale(kg=1))
    invoice = issue(world)
    brought(world, 280, f"{prepaid.code(world.home.pk)} {invoice.number}")
    assert reads.bank_waiting().lines[0].proposal.parts == ((invoice.number, 280),)


def test_a_person_says_whose_account_a_line_is_for_and_what_went_back(world):
    clerk = browser(world.accounts)
    put_in(world, 100)
    line = brought(world, 4000, "VIR INCONNU")
    number = prepaid.code(world.home.pk)
    page = clerk.post(reverse("billing:bank_line", args=[line.pk]), {"number": number}, follow=True).content.decode()
    assert "40,00" in page
    assert on_it(world) == 4100
    gone = brought(world, -4100, "VIR RENDU")
    clerk.post(reverse("billing:bank_line", args=[gone.pk]), {"number": number})
    assert on_it(world) == 0
    with pytest.raises(Refused, match="bank_done"):
        acts.assign_prepaid(line=gone, customer=world.home.pk, author=world.accounts, now=NOW)


def test_the_accounting_file_has_both_sides(world):
    put_in(world, 500)
    deliver(world, Sale(kg=1))
    issue(world)
    found = reads.accounting_file(TODAY.year)
    rows = [line.split("\t") for line in found.text.splitlines()[1:]]
    assert sum(int(row[11].replace(",", "")) for row in rows) == sum(int(row[12].replace(",", "")) for row in rows)
    advances = [row for row in rows if row[4] == "4191"]
    assert [row[0] for row in advances] == ["CA", "OD"]
    assert {row[7] for row in advances} == {"Foyer Ancelin"}
    assert advances[0][8] == prepaid.code(world.home.pk)


def test_books_by_account():
    assert fec.book_of(["5115", "4191"]) is fec.Book.ONLINE
    assert fec.book_of(["4191", "411"]) is fec.Book.OTHER
    assert fec.book_of(["530", "4191"]) is fec.Book.CASH


def test_the_number_of_an_account_in_a_text():
    assert prepaid.code(12) == "CP00012"
    assert prepaid.code_in("vir cp 00012 merci") == 12
    assert prepaid.code_in("CP00012 CP00013") is None
    assert prepaid.code_in("CP12") is None


# ── Pages ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def form(**fields):
    return {"key": str(uuid4()), "means": "cash", "day": TODAY.isoformat(), "reference": "", **fields}


def test_a_clerk_notes_money_and_gives_it_back(world):
    clerk = browser(world.accounts)
    found = clerk.get(reverse("billing:prepaid_accounts"), {"q": "ancel"}).content.decode()
    address = reverse("billing:prepaid", args=[world.home.pk])
    assert address in found
    put = reverse("billing:put_in", args=[world.home.pk])
    page = clerk.post(put, form(cents="30"), follow=True).content.decode()
    assert "30,00" in page
    assert "versé, espèces" in page
    refused = clerk.post(f"{put}?rendre=1", form(cents="31")).content.decode()
    assert "Il n’y a que 30,00" in refused
    page = clerk.post(f"{put}?rendre=1", form(cents="30", means="transfer"), follow=True).content.decode()
    assert "rendu, virement" in page
    assert on_it(world) == 0
    assert "Foyer Ancelin" not in clerk.get(reverse("billing:prepaid_accounts")).content.decode()


def test_a_customer_sees_their_own_account_and_pays_with_it(world):
    deliver(world, Sale(kg=1))
    invoice = issue(world)
    put_in(world, 1000)
    world.collective.iban = "FR7630006000011234567890189"
    world.collective.save()
    mine = browser(world.customer)
    assert "10,00" in mine.get(reverse("billing:mine")).content.decode()
    page = mine.get(reverse("billing:prepaid", args=[world.home.pk])).content.decode()
    assert prepaid.code(world.home.pk) in page
    assert "Noter un versement" not in page
    address = reverse("billing:invoice", args=[invoice.number])
    shown = mine.get(address).content.decode()
    assert "Payer avec le compte prépayé" in shown
    key = shown.split('name="key" value="')[1].split('"')[0]
    for _ in range(2):
        page = mine.post(reverse("billing:pay_prepaid", args=[invoice.number]), {"key": key}, follow=True)
    assert "Réglée" in page.content.decode()
    assert on_it(world) == 720
    assert Voucher.objects.filter(key=key).count() == 1


def test_nobody_sees_or_spends_another_household_account(world):
    put_in(world, 1000)
    deliver(world, Sale(kg=1), to=world.other_home)
    other = issue(world, to=world.other_home)
    mine = browser(world.other_customer)
    assert mine.get(reverse("billing:prepaid", args=[world.home.pk])).status_code == 404
    assert mine.get(reverse("billing:put_in", args=[world.home.pk])).status_code == 403
    assert browser(world.customer).post(reverse("billing:pay_prepaid", args=[other.number])).status_code == 404
    assert on_it(world) == 1000


def test_a_clerk_pays_part_of_an_invoice_with_the_account(world):
    deliver(world, Sale(kg=10))
    invoice = issue(world)
    clerk = browser(world.accounts)
    address = reverse("billing:pay", args=[invoice.number])
    assert "compte prépayé (" not in clerk.get(address).content.decode()
    put_in(world, 1000)
    assert "compte prépayé (10,00" in clerk.get(address).content.decode()
    clerk.post(address, form(cents="4", means="prepaid"))
    assert (on_it(world), reads.shown(invoice).left) == (600, 2400)
    refused = clerk.post(address, form(cents="7", means="prepaid")).content.decode()
    assert "Il n’y a que 6,00" in refused


def test_the_account_on_paper_tells_what_came_and_went_to_its_own_people_alone(world):
    put_in(world, 1000, means=Means.CHEQUE, reference="n° 12")
    deliver(world, Sale(kg=1))
    invoice = issue(world)
    journals.reverse(put_in(world, 300).voucher, author=world.accounts, now=NOW)
    address = reverse("billing:prepaid_paper", args=[world.home.pk])
    mine = browser(world.customer)
    assert address in mine.get(reverse("billing:prepaid", args=[world.home.pk])).content.decode()
    said = text_of(mine.get(address).content)
    for words in ("Relevé du compte prépayé", "versé, chèque (n° 12)", f"Facture {invoice.number}", "repris : versé"):
        assert words in said
    assert "7,20" in said
    assert text_of(browser(world.accounts).get(address).content) == said
    assert browser(world.other_customer).get(address).status_code == 404
