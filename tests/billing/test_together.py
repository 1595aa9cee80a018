"""A month billed in one gesture, statements, reminders, and what was paid too much."""

import io
import threading
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.urls import reverse
from pypdf import PdfReader

from bocal.billing import acts, notices, reads
from bocal.billing.acts.batching import Choice
from bocal.billing.models import Batch, Invoice, Reminder
from bocal.billing.rules import Means
from bocal.directory.models import Letter
from bocal.journals import acts as journals
from bocal.journals.rules import Account, Refused
from bocal.measure.money import Basis
from tests.billing.deliveries import Jars, Sale, deliver
from tests.billing.documents import balances, browser, issue, pay
from tests.world import NOW, TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_day")]

DUE = TODAY + timedelta(days=30)
LATER = NOW + timedelta(days=40)


def choices():
    return [Choice(one.customer.pk, one.basis, one.cents) for one in reads.waiting(until=TODAY)]


def start(world, *, key="batch", mail=False, chosen=None, now=NOW):
    return acts.start_batch(
        choices=choices() if chosen is None else chosen,
        until=TODAY,
        due_on=DUE,
        mail=mail,
        author=world.accounts,
        key=key,
        now=now,
    )


def run(batch):
    acts.run_batch.func(batch.pk)


def test_a_month_is_billed_in_one_gesture_without_gaps(world):
    for home in (world.home, world.other_home):
        deliver(world, Sale(kg=2), Jars(1), to=home, day=TODAY - timedelta(days=20))
        deliver(world, Sale(kg=1), to=home)
    batch = start(world, mail=True)
    assert reads.progress(batch) == reads.Progress(2, 0, 0, 0)
    run(batch)
    assert reads.progress(batch) == reads.Progress(2, 2, 2 * (560 + 100 + 280), 0)
    assert sorted(Invoice.objects.values_list("number", flat=True)) == ["F2026-0001", "F2026-0002"]
    assert sorted(Letter.objects.values_list("email", flat=True)) == ["ancelin@exemple.test", "belkacem@exemple.test"]
    assert Account.UNBILLED not in balances()
    assert reads.waiting(until=TODAY) == []


def test_a_batch_runs_and_starts_once_whatever_happens(world):
    deliver(world, Sale(kg=2))
    batch = start(world)
    assert start(world) == batch
    run(batch)
    run(batch)
    assert Invoice.objects.count() == 1
    assert Batch.objects.count() == 1


def test_a_batch_cut_short_goes_on_where_it_was(world, monkeypatch):
    for home in (world.home, world.other_home):
        deliver(world, Sale(kg=1), to=home)
    batch = start(world)
    monkeypatch.setattr("bocal.billing.acts.batching.TURN", 1)
    run(batch)
    assert reads.progress(batch).made == 1
    assert reads.running_batch() == batch
    run(batch)
    assert reads.progress(batch).ended
    assert reads.running_batch() is None


def test_one_who_cannot_be_billed_does_not_keep_the_others_waiting(world):
    deliver(world, Sale(kg=1))
    deliver(world, Sale(kg=1, vat_bp=None), to=world.other_home)
    gone = deliver(world, Sale(kg=1), to=world.food_aid)
    batch = start(world)
    journals.reverse(gone, author=world.sales, now=NOW)
    run(batch)
    assert reads.progress(batch) == reads.Progress(3, 1, 280, 2)
    refused = [line.refusal for line in reads.batch_lines(batch) if line.refusal]
    # Whole, to the last thing there is to do.
    assert any("taux de TVA" in said and said.endswith("puis refaites-la.") for said in refused)
    run(batch)
    assert Invoice.objects.count() == 1


def test_the_page_says_when_nobody_was_billed(world):
    deliver(world, Sale(kg=1, vat_bp=None))
    batch = start(world)
    run(batch)
    page = browser(world.accounts).get(reverse("billing:batch", args=[batch.pk])).content.decode()
    assert "Aucune facture n’est faite" in page
    assert "C’est fait" not in page


def test_nothing_ticked_or_a_bad_date_is_refused(world):
    deliver(world, Sale(kg=1))
    with pytest.raises(Refused, match="nothing_chosen"):
        start(world, chosen=[])
    with pytest.raises(Refused, match="bad_due"):
        start(world, now=NOW + timedelta(days=60))


@pytest.mark.django_db(transaction=True)
def test_the_same_batch_run_by_two_workers_bills_once(world):
    for home in (world.home, world.other_home, world.food_aid):
        deliver(world, Sale(kg=1), to=home)
    batch = start(world)

    def work():
        try:
            run(batch)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Invoice.objects.count() == 3
    assert reads.progress(batch).made == 3


def test_the_page_bills_those_who_are_ticked(world):
    deliver(world, Sale(kg=2))
    deliver(world, Sale(kg=1), to=world.other_home)
    client = browser(world.accounts)
    address = reverse("billing:to_bill")
    page = client.get(address).content.decode()
    assert page.count('name="doc"') == 2
    ticked = f"{world.home.pk} gross 560"
    assert ticked in page
    key = page.split('name="key" value="')[1].split('"')[0]
    typed = {"key": key, "until": TODAY.isoformat(), "due_on": DUE.isoformat(), "doc": ticked}
    answer = client.post(address, typed, follow=True)
    shown = answer.content.decode()
    assert "0 sur 1" in shown
    assert "hx-get" in shown
    assert "est en cours" in client.get(address).content.decode()
    run(Batch.objects.get())
    shown = client.get(answer.redirect_chain[0][0]).content.decode()
    assert "1 sur 1" in shown
    assert "C’est fait" in shown
    assert "hx-get" not in shown
    assert [one.customer for one in reads.waiting(until=TODAY)] == [world.other_home]


@pytest.mark.parametrize(
    "doc", ["", "x", "1 gross", "1 other 5", "² gross 1", "1 gross 1-2", "9" * 40 + " gross 1", "987654 gross 1"]
)
def test_what_no_page_sends_is_told_to_tick(world, doc):
    deliver(world, Sale(kg=1))
    client = browser(world.accounts)
    typed = {"key": "00000000-0000-4000-8000-000000000001", "until": "2026-09-03", "due_on": "2026-09-10", "doc": doc}
    assert "Cochez au moins une ligne" in client.post(reverse("billing:to_bill"), typed).content.decode()


# ── What was paid too much ───────────────────────────────────────────────────────────────────────────────────────────


def test_what_was_paid_too_much_goes_back(world):
    deliver(world, Sale(kg=1))
    invoice = issue(world)
    pay(world, invoice, 300, more_is_credit=True)
    assert reads.shown(invoice).refundable == 20
    with pytest.raises(Refused, match="refund_too_large"):
        pay(world, invoice, 21, key="back", back=True)
    refund = pay(world, invoice, 20, key="back", back=True)
    assert refund.cents == -20
    assert reads.shown(invoice).refundable == 0
    assert Account.CUSTOMER not in balances()


def test_credit_that_paid_another_invoice_does_not_go_back(world):
    deliver(world, Sale(kg=1))
    invoice = issue(world)
    pay(world, invoice, 300, more_is_credit=True)
    deliver(world, Sale(kg=1))
    issue(world, key="two")
    assert reads.shown(invoice).refundable == 0
    with pytest.raises(Refused, match="refund_too_large"):
        pay(world, invoice, 1, key="back", back=True)


def test_the_page_of_an_invoice_paid_too_much_offers_the_refund(world):
    deliver(world, Sale(kg=1))
    invoice = issue(world)
    pay(world, invoice, 300, more_is_credit=True)
    client = browser(world.accounts)
    page = client.get(reverse("billing:invoice", args=[invoice.number])).content.decode()
    address = reverse("billing:pay", args=[invoice.number]) + "?rendre=1"
    assert address in page
    form = client.get(address).content.decode()
    assert "Combien avez-vous rendu" in form
    key = form.split('name="key" value="')[1].split('"')[0]
    client.post(address, {"key": key, "cents": "0,20", "means": Means.TRANSFER, "day": TODAY.isoformat()})
    assert reads.shown(invoice).refundable == 0


# ── Statements and reminders ─────────────────────────────────────────────────────────────────────────────────────────


def remind(world, *customers, now=LATER):
    return acts.remind(customers=[one.pk for one in customers], author=world.accounts, now=now)


def test_an_overdue_invoice_is_recalled_and_keeps_the_trace(world):
    deliver(world, Sale(kg=2))
    first = issue(world)
    deliver(world, Sale(kg=1))
    second = issue(world, key="two")
    pay(world, first, 500)
    assert reads.overdue(DUE) == []
    (late,) = reads.overdue(LATER.date())
    assert (late.customer, late.cents, late.days) == (world.home, 60 + 280, 10)
    done = remind(world, world.home)
    assert (done.customers, done.invoices) == (1, 2)
    letter = Letter.objects.get()
    assert first.number in letter.body
    assert "0,60 €" in letter.body.replace("\xa0", " ")
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(bytes(letter.attachment))).pages)
    assert second.number in text
    (late,) = reads.overdue(LATER.date())
    assert {one.reminders for one in late.invoices} == {1}
    assert late.reminded_on == LATER.date()
    remind(world, world.home, now=LATER + timedelta(days=8))
    assert sorted(Reminder.objects.values_list("level", flat=True)) == [1, 1, 2, 2]
    assert "Malgré notre rappel" in Letter.objects.first().body


def test_nobody_is_recalled_twice_a_day_nor_after_paying(world):
    deliver(world, Sale(kg=2))
    invoice = issue(world)
    remind(world, world.home)
    again = remind(world, world.home)
    assert (again.customers, again.invoices) == (0, 0)
    assert Letter.objects.count() == 1
    # A second invoice is recalled the same day: its letter says nothing more of the first.
    deliver(world, Sale(kg=1))
    second = issue(world, key="two")
    again = remind(world, world.home)
    assert (again.customers, again.invoices) == (1, 1)
    letter = Letter.objects.order_by("-pk")[0]
    assert second.number in letter.body
    assert invoice.number not in letter.body
    pay(world, invoice, invoice.payable, key="all")
    pay(world, second, second.payable, key="rest")
    with pytest.raises(Refused, match="nothing_chosen"):
        remind(world, world.home, now=LATER + timedelta(days=1))


def test_who_has_no_address_is_named(world):
    deliver(world, Sale(kg=2))
    issue(world)
    world.home.email = ""
    world.home.save()
    with pytest.raises(Refused, match="no_address"):
        remind(world, world.home)
    assert Reminder.objects.count() == 0


def test_the_page_of_reminders(world):
    client = browser(world.accounts)
    assert "Personne n’est en retard" in client.get(reverse("billing:overdue")).content.decode()
    deliver(world, Sale(kg=2))
    invoice = issue(world)
    with time_machine.travel(LATER, tick=False):
        client = browser(world.accounts)
        assert invoice.number in client.get(reverse("billing:overdue")).content.decode()
        answer = client.post(reverse("billing:overdue"), {"customer": world.home.pk}, follow=True)
        assert "1 client relancé" in answer.content.decode()
        page = client.get(reverse("billing:invoice", args=[invoice.number])).content.decode()
        assert "5,60 € restaient à payer" in page.replace("\xa0", " ").replace("\u202f", " ")
        answer = client.post(reverse("billing:overdue"), {"customer": "x"}, follow=True)
        assert "Cochez au moins une ligne" in answer.content.decode()


def test_a_statement_is_downloaded(world):
    deliver(world, Sale(kg=2), Jars(2))
    invoice = issue(world)
    pay(world, invoice, 300)
    deliver(world, Sale(kg=1))
    answer = browser(world.accounts).get(reverse("billing:statement_paper", args=[world.home.pk]))
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
    for said in (invoice.number, "Foyer Ancelin", "7,60", "3,00", "4,60", "2,80"):
        assert said in text
    assert invoice.basis == Basis.GROSS


def test_more_jars_back_than_lent_are_counted_with_a_true_minus(world):
    account = replace(reads.statement(world.home, since=None), jars=[(world.items["Pot 720 ml"], -1)])
    read = PdfReader(io.BytesIO(notices.statement_paper(account, day=TODAY)))
    assert "\u22121" in "".join(page.extract_text() for page in read.pages)
