"""What each desk sees of invoices, and what the pages say to what people type."""

import re
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from bocal.billing import acts, reads
from bocal.billing.models import Invoice, Payment
from bocal.billing.rules import Means
from bocal.directory.models import Letter
from bocal.measure.money import Basis
from tests.billing.deliveries import Jars, Sale, deliver
from tests.billing.documents import browser
from tests.world import NOW, TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_day")]

STAFF = {"accounts", "direction"}


def billed(world, *parts, to=None, key=None) -> Invoice:
    customer = to or world.home
    deliver(world, *(parts or (Sale(kg=2), Jars(1))), to=customer)
    total = next(one.cents for one in reads.waiting(until=TODAY) if one.customer == customer)
    return acts.issue(
        customer=customer,
        basis=Basis.GROSS,
        until=TODAY,
        expected=total,
        author=world.accounts,
        key=key or uuid4().hex,
        now=NOW,
    )


def addresses(world, invoice) -> dict[str, set[str]]:
    """Each page's address, and the desks that may open it."""
    payment = acts.pay(
        invoice=invoice, cents=100, means=Means.CASH, day=TODAY, author=world.accounts, key=uuid4().hex, now=NOW
    )
    return {
        reverse("billing:to_bill"): STAFF,
        reverse("billing:bill", args=[world.home.pk, "gross"]): STAFF,
        reverse("billing:invoices"): STAFF,
        reverse("billing:statement", args=[world.home.pk]): STAFF,
        reverse("billing:statement_paper", args=[world.home.pk]): STAFF,
        reverse("billing:overdue"): STAFF,
        reverse("billing:bank"): STAFF,
        reverse("billing:bank_spent"): STAFF,
        reverse("billing:supplier_statement", args=[world.farm.pk]): STAFF,
        reverse("billing:books"): STAFF,
        reverse("billing:fec") + "?annee=2026": STAFF,
        reverse("billing:producers"): STAFF,
        reverse("billing:pay", args=[invoice.number]): STAFF,
        reverse("billing:mail", args=[invoice.number]): STAFF,
        reverse("billing:take_back", args=[payment.pk]): STAFF,
        reverse("billing:invoice", args=[invoice.number]): {*STAFF, "customer"},
        reverse("billing:paper", args=[invoice.number]): {*STAFF, "customer"},
        reverse("billing:mine"): {"customer"},
    }


def test_each_desk_opens_its_own_pages_and_a_stranger_none(world):
    invoice = billed(world)
    pages = addresses(world, invoice)
    readable = {reverse(page, args=[invoice.number]) for page in ("billing:invoice", "billing:paper")}
    for role, person in world.team.items():
        client = browser(person)
        for address, desks in pages.items():
            status = client.get(address).status_code
            # A farm reads the invoices made in its name, or to it, and no other: there is none at this address for it.
            closed = 404 if role == "producer" and address in readable else 403
            assert status in ((200, 302) if role in desks else (closed,)), (role, address)
    for address in pages:
        answer = browser().get(address)
        assert answer.status_code == 302
        assert reverse("account_login") in answer["Location"]


def test_a_customer_sees_only_their_own(world):
    own, other = billed(world), billed(world, to=world.other_home)
    client = browser(world.customer)
    listed = client.get(reverse("billing:mine")).content.decode()
    assert own.number in listed
    assert other.number not in listed
    for page in ("billing:invoice", "billing:paper"):
        assert client.get(reverse(page, args=[own.number])).status_code == 200
        assert client.get(reverse(page, args=[other.number])).status_code == 404
        assert client.get(reverse(page, args=["F2026-9999"])).status_code == 404
    page = client.get(reverse("billing:invoice", args=[own.number])).content.decode()
    assert reverse("billing:pay", args=[own.number]) not in page
    pdf = client.get(reverse("billing:paper", args=[own.number]))
    assert pdf["Content-Type"] == "application/pdf"
    assert pdf.content.startswith(b"%PDF")


def hidden(page: str, name: str) -> str:
    return re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)[1]


def test_from_the_list_to_the_invoice(world):
    deliver(world, Sale(kg=2), Jars(2), day=TODAY - timedelta(days=3))
    client = browser(world.accounts)
    listed = client.get(reverse("billing:to_bill")).content.decode()
    address = re.search(r'href="(/factures/a-facturer/[0-9][^"]*)"', listed)[1]
    page = client.get(address).content.decode()
    assert "Remis le lundi 31 août 2026" in page
    assert "7,60" in page
    form = {"key": hidden(page, "key"), "total": hidden(page, "total"), "due_on": "2026-09-30", "mail": "on"}
    answer = client.post(address, form, follow=True)
    invoice = Invoice.objects.get()
    assert answer.redirect_chain[-1][0] == reverse("billing:invoice", args=[invoice.number])
    assert invoice.due_on == date(2026, 9, 30)
    assert "F2026-0001 est faite" in answer.content.decode()
    assert Letter.objects.get().attachment_name == "F2026-0001.pdf"
    client.post(address, form)
    assert Invoice.objects.count() == 1
    assert "Rien n’attend" in client.get(reverse("billing:to_bill")).content.decode()


def test_what_came_back_is_said_to_be_taken_back_beside_what_was_handed_over(world):
    page = (
        browser(world.accounts)
        .get(reverse("billing:invoice", args=[billed(world, Sale(kg=2), Jars(-3)).number]))
        .content.decode()
    )
    given, back = page.index("Remis le jeudi 3 septembre 2026"), page.index("Repris le jeudi 3 septembre 2026")
    assert given < page.index("Tomates") < back < page.index("Consigne rendue")


def test_a_delivery_that_came_meanwhile_is_shown_before_it_is_billed(world):
    deliver(world, Sale(kg=2))
    client = browser(world.accounts)
    address = reverse("billing:bill", args=[world.home.pk, "gross"])
    page = client.get(address).content.decode()
    form = {"key": hidden(page, "key"), "total": hidden(page, "total"), "due_on": "2026-09-30"}
    deliver(world, Sale(kg=1))
    answer = client.post(address, form).content.decode()
    assert "Relisez la facture" in answer
    assert "8,40" in answer
    assert Invoice.objects.count() == 0
    again = {**form, "key": hidden(answer, "key"), "total": hidden(answer, "total")}
    assert client.post(address, again).status_code == 302


@pytest.mark.parametrize("due", ["", "1900-01-01", "2026-09-02", "2027-01-01", "demain"])
def test_a_bad_due_day_is_refused_beside_its_field(world, due):
    deliver(world, Sale(kg=2))
    address = reverse("billing:bill", args=[world.home.pk, "gross"])
    answer = browser(world.accounts).post(address, {"key": uuid4(), "total": 560, "due_on": due})
    assert answer.status_code == 200
    assert 'id="id_due_on_error"' in answer.content.decode()
    assert Invoice.objects.count() == 0


def test_without_an_address_the_box_says_so(world):
    world.home.email = ""
    world.home.save()
    deliver(world, Sale(kg=2))
    address = reverse("billing:bill", args=[world.home.pk, "gross"])
    form = {"key": uuid4(), "total": 560, "due_on": "2026-09-30", "mail": "on"}
    assert "n’a pas d’adresse e-mail" in browser(world.accounts).post(address, form).content.decode()


@pytest.mark.parametrize("until", ["1900-01-01", "x", "2099-01-01", ""])
def test_a_bad_day_in_the_address_breaks_nothing(world, until):
    deliver(world, Sale(kg=2))
    client = browser(world.accounts)
    for page in (reverse("billing:to_bill"), reverse("billing:bill", args=[world.home.pk, "gross"])):
        assert client.get(page, {"jusquau": until}).status_code == 200


def test_what_does_not_exist_is_not_found(world):
    client = browser(world.accounts)
    for address in (
        reverse("billing:bill", args=[987654, "gross"]),
        reverse("billing:bill", args=[world.home.pk, "brut"]),
        reverse("billing:statement", args=[987654]),
        reverse("billing:pay", args=["F1"]),
        reverse("billing:mail", args=["F1"]),
        reverse("billing:take_back", args=[987654]),
    ):
        assert client.get(address).status_code == 404


def test_a_wrong_vat_profile_is_said_before_anything_is_pressed(world):
    deliver(world, Sale(kg=2))
    world.collective.vat_profile = "franchise"
    world.collective.save()
    page = browser(world.accounts).get(reverse("billing:bill", args=[world.home.pk, "gross"])).content.decode()
    assert "alors que le collectif n’en facture pas" in page
    assert "Faire la facture" not in page
    assert "TVA à revoir" in browser(world.accounts).get(reverse("billing:to_bill")).content.decode()


# ── Payments ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def paying(invoice, **typed):
    form = {"key": uuid4(), "cents": "6,60", "means": "transfer", "day": "2026-09-03", "reference": "VIR 12"}
    return reverse("billing:pay", args=[invoice.number]), {**form, **typed}


def test_a_payment_is_noted_once_and_can_be_taken_back(world):
    invoice = billed(world)
    client = browser(world.accounts)
    assert 'value="6,60"' in client.get(paying(invoice)[0]).content.decode()
    address, form = paying(invoice)
    page = client.post(address, form, follow=True).content.decode()
    client.post(address, form)
    payment = Payment.objects.get()
    assert "Réglée" in page
    assert "VIR 12" in page
    page = client.post(reverse("billing:take_back", args=[payment.pk]), follow=True).content.decode()
    assert "de nouveau à payer" in page
    again = client.post(reverse("billing:take_back", args=[payment.pk]), follow=True).content.decode()
    assert "déjà été repris" in again


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"cents": "-5"}, "cents"),
        ({"cents": "0"}, "cents"),
        ({"cents": ""}, "cents"),
        ({"cents": "abc"}, "cents"),
        ({"cents": "999999999999"}, "cents"),
        ({"cents": "6,605"}, "cents"),
        ({"day": "1900-01-01"}, "day"),
        ({"day": "2026-09-04"}, "day"),
        ({"day": "2020-01-01"}, "day"),
        ({"means": "gold"}, "means"),
    ],
)
def test_a_bad_payment_is_refused_beside_its_field_and_keeps_what_was_typed(world, typed, field):
    address, form = paying(billed(world), **typed)
    answer = browser(world.accounts).post(address, form)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert f'id="id_{field}_error"' in page
    assert "VIR 12" in page
    assert Payment.objects.count() == 0


def test_more_than_what_is_left_is_asked_about(world):
    invoice = billed(world)
    client = browser(world.accounts)
    address, form = paying(invoice, cents="10")
    page = client.post(address, form).content.decode()
    assert "garder le surplus" in page
    assert Payment.objects.count() == 0
    client.post(address, {**form, "more_is_credit": "on"})
    account = client.get(reverse("billing:statement", args=[world.home.pk])).content.decode()
    assert "3,40" in account
    assert "d’avance" in account


def test_a_credit_note_and_its_refund(world):
    note = billed(world, Jars(-5))
    client = browser(world.accounts)
    page = client.get(reverse("billing:invoice", args=[note.number])).content.decode()
    assert "Avoir F2026-0001" in page
    assert "Noter un remboursement" in page
    address, form = paying(note, cents="5")
    page = client.post(address, form, follow=True).content.decode()
    assert "Remboursements" in page
    assert "Noter un remboursement" not in page
    undone = client.post(reverse("billing:take_back", args=[Payment.objects.get().pk]), follow=True).content.decode()
    assert "de nouveau due au client" in undone


# ── Lists ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_filters_stand_in_the_address(world):
    first, second = billed(world), billed(world, to=world.other_home)
    acts.pay(invoice=first, cents=660, means=Means.CARD, day=TODAY, author=world.accounts, key="p", now=NOW)
    client = browser(world.accounts)

    def listed(**asked) -> set[str]:
        page = client.get(reverse("billing:invoices"), asked).content.decode()
        return {one.number for one in (first, second) if f">{one.number}</a>" in page}

    assert listed() == {first.number, second.number}
    assert listed(mois="2026-09") == {first.number, second.number}
    assert listed(mois="2026-08") == set()
    assert listed(client=world.home.pk) == {first.number}
    assert listed(reste="1") == {second.number}
    assert listed(mois="2026-13", client="x", page="zéro") == {first.number, second.number}
    assert listed(page="99999") == {first.number, second.number}
    assert listed(client="²") == {first.number, second.number}
    assert browser(world.customer).get(reverse("billing:mine"), {"page": "²"}).status_code == 200


def test_pages_follow_one_another(world):
    for _ in range(27):
        deliver(world, Sale(kg=1), moves=False)
        billed(world, Jars(1))
    client = browser(world.accounts)
    first = client.get(reverse("billing:invoices"), {"mois": "2026-09"}).content.decode()
    assert "Page 1 sur 2" in first
    assert "?mois=2026-09&amp;page=2" in first
    second = client.get(reverse("billing:invoices"), {"page": "2"}).content.decode()
    assert "F2026-0001" in second
    assert "F2026-0027" not in second


def test_queries_do_not_grow_with_rows(world, django_assert_max_num_queries):
    def fill(times: int) -> None:
        for number in range(times):
            home = world.home if number % 2 else world.other_home
            invoice = billed(world, Sale(kg=1), Jars(1), to=home)
            acts.pay(
                invoice=invoice, cents=100, means=Means.CASH, day=TODAY, author=world.accounts, key=uuid4().hex, now=NOW
            )
            deliver(world, Sale(kg=1))

    client = browser(world.accounts)
    fill(2)
    number = Invoice.objects.filter(customer=world.home).first().number
    pages = [
        reverse("billing:to_bill"),
        reverse("billing:bill", args=[world.home.pk, "gross"]),
        reverse("billing:invoices") + "?reste=1",
        reverse("billing:statement", args=[world.home.pk]),
        reverse("billing:producers"),
        reverse("billing:invoice", args=[number]),
        reverse("billing:pay", args=[number]),
    ]
    for _ in range(2):
        for page in pages:
            with django_assert_max_num_queries(14):
                assert client.get(page).status_code == 200
        fill(10)


def test_the_empty_pages_teach_the_first_step(world):
    client = browser(world.accounts)
    assert "Qui facturer" in client.get(reverse("billing:invoices")).content.decode()
    assert "Dès qu’une commande est remise" in client.get(reverse("billing:to_bill")).content.decode()
    assert "Rien n’est dû" in client.get(reverse("billing:producers")).content.decode()
    assert "Aucune facture" in client.get(reverse("billing:statement", args=[world.home.pk])).content.decode()
    assert "pas encore de facture" in browser(world.customer).get(reverse("billing:mine")).content.decode()
