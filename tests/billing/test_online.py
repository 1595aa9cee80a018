"""Paying online: what the provider says is noted once, in any order, and what it does not say is not believed."""

import threading
from uuid import uuid4

import pytest
from django.db import connection
from django.urls import reverse
from django.utils.module_loading import import_string

from bocal.billing import acts, reads
from bocal.billing.models import Advance, BankLine, OnlinePayment, Payout
from bocal.billing.rules.online import NotSigned, OnlineState, Unreachable, payout_entry
from bocal.journals import acts as journals
from bocal.journals.rules import Account, Refused
from tests.billing.deliveries import Sale, deliver
from tests.billing.documents import balances, browser, issue
from tests.billing.test_prepaid import put_in
from tests.billing.till import SECRET, event, open_till, sent, signed
from tests.world import NOW, TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_day")]
#: The double's clock is the tests': announcements are signed at that hour.
AT = int(NOW.timestamp())
HERE = f"{__name__}.take_from"
#: What the double of this test is.
take_from = None


@pytest.fixture
def till(settings, monkeypatch):
    with open_till() as found:
        monkeypatch.setitem(globals(), "take_from", found.provider)
        settings.PAYMENT_PROVIDER = HERE
        yield found


def ask(world, cents=3000, *, key=None, **more):
    return acts.ask(
        customer=world.home,
        cents=cents,
        label="Compte",
        person=world.customer,
        key=key or uuid4().hex,
        now=NOW,
        page=lambda pk: f"http://localhost/en-ligne/{pk}/",
        **more,
    )


def hear(said, *, signature=None):
    body = sent(said)
    acts.hear(body=body, signature=signed(body, at=AT) if signature is None else signature, now=NOW)


def on_it(world):
    return reads.prepaid_cents(world.home.pk)


def sound():
    return reads.check_invoices().broken == ()


def test_what_is_paid_there_is_on_the_account_here(world, till):
    online = ask(world)
    assert (online.state, online.url) == (OnlineState.OPEN, "https://checkout.example.test/cs_test_1")
    assert till.pages["cs_test_1"]["success_url"] == f"http://localhost/en-ligne/{online.pk}/"
    assert balances() == {}
    hear(till.paid("cs_test_1"))
    assert balances() == {Account.ONLINE: 3000, Account.ADVANCES: -3000}
    online.refresh_from_db()
    assert (online.state, online.paid) == (OnlineState.PAID, 3000)
    assert sound()


def test_the_same_form_asks_once(world, till):
    assert ask(world, key="a") == ask(world, key="a")
    assert len(till.pages) == 1
    with pytest.raises(Refused, match="key_reused"):
        acts.ask(
            customer=world.other_home,
            cents=100,
            label="",
            person=world.other_customer,
            key="a",
            now=NOW,
            page=str,
        )


def test_said_again_it_counts_once_in_any_order(world, till):
    online = ask(world)
    said = till.paid("cs_test_1")
    acts.look(online=online, now=NOW)
    for _ in range(3):
        hear(said)
        acts.look(online=online, now=NOW)
    assert Advance.objects.count() == 1
    assert on_it(world) == 3000


def test_announced_before_the_customer_comes_back(world, till):
    online = ask(world)
    hear(till.paid("cs_test_1"))
    page = browser(world.customer).get(reverse("billing:online", args=[online.pk])).content.decode()
    assert "30,00" in page
    assert "bien arrivés" in page


def test_the_customer_comes_back_before_the_announcement(world, till):
    online = ask(world)
    mine = browser(world.customer)
    address = reverse("billing:online", args=[online.pk])
    assert "https://checkout.example.test/cs_test_1" in mine.get(address).content.decode()
    till.paid("cs_test_1")
    assert "bien arrivés" in mine.get(address).content.decode()
    assert browser(world.other_customer).get(address).status_code == 404


def test_our_own_key_finds_a_payment_whose_name_was_never_noted(world, till):
    online = ask(world)
    OnlinePayment.objects.filter(pk=online.pk).update(reference=None, state=OnlineState.ASKED)
    hear(till.paid("cs_test_1"))
    assert on_it(world) == 3000


def test_an_invoice_is_paid_with_it_and_the_rest_stays(world, till):
    deliver(world, Sale(kg=1))
    invoice = issue(world)
    ask(world, 1000, invoice=invoice)
    hear(till.paid("cs_test_1"))
    assert (reads.shown(invoice).left, on_it(world)) == (0, 720)
    assert sound()


def test_an_invoice_paid_meanwhile_leaves_the_money_on_the_account(world, till):
    deliver(world, Sale(kg=1))
    invoice = issue(world)
    ask(world, 280, invoice=invoice)
    put_in(world, 280)
    acts.pay_prepaid(invoice=invoice, author=world.customer, key="tap", now=NOW, day=TODAY)
    hear(till.paid("cs_test_1"))
    assert on_it(world) == 280


def test_what_came_counts_even_if_it_differs(world, till):
    ask(world, 3000)
    hear(till.paid("cs_test_1", cents=2500))
    assert on_it(world) == 2500
    assert reads.online_payments()[0].differs
    page = browser(world.accounts).get(reverse("billing:online_payments")).content.decode()
    assert "30,00" in page
    assert "25,00" in page


def test_another_currency_is_not_noted(world, till):
    ask(world)
    said = till.paid("cs_test_1")
    said["data"]["object"]["currency"] = "usd"
    hear(said)
    assert on_it(world) == 0


def test_abandoned_nothing_is_taken_and_it_can_be_asked_again(world, till):
    online = ask(world)
    till.pages["cs_test_1"]["status"] = "expired"
    hear(event("checkout.session.expired", till.pages["cs_test_1"]))
    online.refresh_from_db()
    assert online.state == OnlineState.ABANDONED
    page = browser(world.customer).get(reverse("billing:online", args=[online.pk])).content.decode()
    assert "n’a pas eu lieu" in page
    assert balances() == {}
    assert ask(world).state == OnlineState.OPEN


def test_the_provider_down_is_said_plainly_and_may_be_asked_again(world, till):
    till.down = True
    mine = browser(world.customer)
    world.collective.iban = "FR7630006000011234567890189"
    world.collective.save()
    address = reverse("billing:pay_online", args=[world.home.pk])
    key = str(uuid4())
    page = mine.post(f"{address}?retour=/commandes/1/", {"key": key, "cents": "30"}).content.decode()
    assert "ne répond pas" in page
    assert "reste commandé" in page
    assert "FR76 3000" in page
    assert 'href="/commandes/1/"' in page
    till.down = False
    mine.post(address, {"key": key, "cents": "30"})
    assert OnlinePayment.objects.get().state == OnlineState.OPEN


@pytest.mark.parametrize("cents", [0, 99, 200_001])
def test_too_little_or_too_much_is_refused(world, till, cents):
    with pytest.raises(Refused, match="bad_online_amount"):
        ask(world, cents)
    assert till.pages == {}


# ── Signatures ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "t=,v1=",
        "t=1,v1=00",
        lambda body: signed(body, secret="whsec_other", at=AT),
        lambda body: signed(body, at=AT - 600),
        lambda body: signed(body + b" ", at=AT),
    ],
)
def test_what_is_not_signed_is_not_believed(world, till, wrong):
    ask(world)
    body = sent(till.paid("cs_test_1"))
    signature = wrong(body) if callable(wrong) else wrong
    answer = browser().post(
        reverse("billing:announce"), body, content_type="application/json", headers={"Stripe-Signature": signature}
    )
    assert answer.status_code == 400
    assert on_it(world) == 0


@pytest.mark.parametrize("body", [b"", b"{}", b"[]", b"\xff", b'{"type": "payout.paid"}'])
def test_signed_nonsense_is_not_believed_either(till, body, db):
    with pytest.raises(NotSigned):
        acts.hear(body=body, signature=signed(body, at=AT) if body != b"\xff" else "t=1,v1=1", now=NOW)


def test_the_page_answers_in_a_word(world, till):
    ask(world)
    address = reverse("billing:announce")

    def post(said):
        body = sent(said)
        return browser().post(
            address, body, content_type="application/json", headers={"Stripe-Signature": signed(body, at=AT)}
        )

    said = till.paid("cs_test_1")
    assert [post(said).status_code for _ in range(2)] == [200, 200]
    assert on_it(world) == 3000
    other = {**till.pages["cs_test_1"], "id": "cs_of_another_shop", "client_reference_id": None}
    assert post(event("checkout.session.completed", other)).status_code == 200
    assert post(event("customer.created", {})).status_code == 200
    assert on_it(world) == 3000
    assert browser().get(address).status_code == 405
    till.down = True
    assert post(event("payout.paid", {"id": "po_1", "amount": 1, "currency": "eur"})).status_code == 503


def test_without_keys_nobody_is_sent_anywhere(world):
    assert acts.provider() is None
    assert import_string("bocal.house.online.provider")() is None
    page = browser(world.customer).get(reverse("billing:pay_online", args=[world.home.pk])).content.decode()
    assert "ne prend pas de paiement en ligne" in page
    answer = browser().post(reverse("billing:announce"), b"{}", content_type="application/json")
    assert answer.status_code == 404


# ── Money that goes back ─────────────────────────────────────────────────────────────────────────────────────────────


def test_money_goes_back_to_the_card_once(world, till):
    online = ask(world)
    hear(till.paid("cs_test_1"))
    online.refresh_from_db()
    clerk = browser(world.accounts)
    page = clerk.post(reverse("billing:online_back", args=[online.pk]), {"cents": "10"}, follow=True).content.decode()
    assert "repartent sur la carte" in page
    assert [one["amount"] for one in till.refunds] == [1000]
    said = {"payment_intent": "pi_cs_test_1", "amount_refunded": 1000, "currency": "eur"}
    for _ in range(2):
        hear(event("charge.refunded", said))
    assert on_it(world) == 2000
    assert balances() == {Account.ONLINE: 2000, Account.ADVANCES: -2000}
    online.refresh_from_db()
    with pytest.raises(Refused, match="over_refund"):
        acts.give_back(online=online, cents=2001, now=NOW)
    till.down = True
    with pytest.raises(Refused, match="provider_down_refund"):
        acts.give_back(online=online, cents=2000, now=NOW)
    assert on_it(world) == 2000
    assert sound()


def test_what_was_sent_back_elsewhere_after_it_was_spent_waits_for_a_person(world, till):
    deliver(world, Sale(kg=10))
    invoice = issue(world)
    ask(world, 3000, invoice=invoice)
    hear(till.paid("cs_test_1"))
    assert on_it(world) == 200
    hear(event("charge.refunded", {"payment_intent": "pi_cs_test_1", "amount_refunded": 3000, "currency": "eur"}))
    assert (on_it(world), reads.online_payments()[0].unsettled) == (0, 2800)
    page = browser(world.accounts).get(reverse("billing:online_payments")).content.decode()
    assert "à régler avec le client" in page
    assert sound()


# ── Payouts ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_payout_is_matched_with_the_bank_and_its_fee_is_ours(world, till):
    for name in ("cs_test_1", "cs_test_2"):
        ask(world)
        hear(till.paid(name))
    said = till.payout("po_7", [(3000, 70)] * 2 + [(0, 0)] * 120, AT)
    for _ in range(2):
        hear(said)
    payout = Payout.objects.get()
    assert (payout.cents, payout.fee, payout.day) == (5860, 140, TODAY)
    assert balances()[Account.ONLINE] == 6000
    table = f"Date;Libelle;Montant\n{TODAY:%d/%m/%Y};VIR STRIPE PAYMENTS;58,60\n"
    acts.bring_bank(data=table.encode(), author=world.accounts, now=NOW)
    one = reads.bank_waiting().lines[0]
    assert (one.proposal.payout, one.over) == (payout.pk, 0)
    assert "paiements en ligne" in browser(world.accounts).get(reverse("billing:bank")).content.decode()
    acts.confirm(lines=[(one.line.pk, one.sign)], author=world.accounts, now=NOW)
    assert balances() == {Account.BANK: 5860, Account.BANK_FEES: 140, Account.ADVANCES: -6000}
    assert reads.bank_waiting().count == 0
    assert reads.open_payouts() == []
    with pytest.raises(Refused, match="payout_done"):
        acts.payout_arrived(payout=payout, day=TODAY, author=world.accounts, now=NOW)
    journals.reverse(payout.arrivals.get().voucher, author=world.accounts, now=NOW)
    assert reads.bank_waiting().count == 1
    assert BankLine.objects.count() == 1


def test_without_a_bank_file_somebody_says_that_it_arrived(world, till):
    ask(world)
    hear(till.paid("cs_test_1"))
    hear(till.payout("po_8", [(3000, 70)], AT))
    clerk = browser(world.accounts)
    address = reverse("billing:online_payments")
    clerk.post(address, {"payout": str(Payout.objects.get().pk)})
    assert balances() == {Account.BANK: 2930, Account.BANK_FEES: 70, Account.ADVANCES: -3000}
    assert clerk.post(address, {"payout": "999999"}).status_code == 404
    rows = [line.split("\t") for line in reads.accounting_file(TODAY.year).text.splitlines()[1:]]
    assert {row[4]: row[0] for row in rows} == {"5115": "BQ", "4191": "PL", "512": "BQ", "627": "BQ"}


def test_a_payout_sums_to_nothing():
    assert sum(line.cents for line in payout_entry(2930, 70, "po")) == 0
    assert len(payout_entry(2930, 0, "po")) == 2


def test_a_silent_provider_says_so(till):
    till.down = True
    with pytest.raises(Unreachable):
        till.provider().look("cs_test_1")


@pytest.mark.django_db(transaction=True)
def test_the_announcement_and_the_customer_at_once_count_once(world, till):
    online = ask(world)
    said = till.paid("cs_test_1")
    start = threading.Barrier(3)

    def work(gesture):
        try:
            start.wait()
            gesture()
        finally:
            connection.close()

    gestures = (lambda: hear(said), lambda: hear(said), lambda: acts.look(online=online, now=NOW))
    threads = [threading.Thread(target=work, args=(one,)) for one in gestures]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Advance.objects.count() == 1
    assert on_it(world) == 3000
    assert SECRET not in str(OnlinePayment.objects.values_list("url", "label", "payment"))
