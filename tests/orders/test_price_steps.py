"""Prices by quantity, as a customer meets them: the same step on the phone, online, on the note and on the invoice."""

import io
import re
from decimal import Decimal

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from bocal.billing import reads as billing
from bocal.billing.acts import issue as invoice
from bocal.catalog import acts as catalog
from bocal.catalog.models import PriceList
from bocal.measure.money import Basis
from bocal.orders.models import Delivery
from bocal.orders.reads import deliveries
from tests.orders import desk as desks
from tests.orders.desk import FRIDAY, TUESDAY
from tests.orders.scene import key
from tests.world import KG, NOW, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    found = desks.build(kg=200, jars=60)
    agreed = catalog.save_list(None, name="Restaurants", basis=Basis.NET, customer_kind="restaurant")
    steps = {0: Decimal("4.20"), 12: Decimal("3.75"), 24: Decimal("3.3333")}
    prices = {(found.jar.pk, least): price for least, price in steps.items()}
    catalog.set_prices(
        agreed, prices | {(found.kilo.pk, 0): Decimal("2.60"), (found.kilo.pk, 10 * KG): Decimal("2.10")}
    )
    return found


def visit(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def plain(text: str) -> str:
    return " ".join(text.replace("\u00a0", " ").replace("\u202f", " ").split())


def pages(desk) -> dict[str, tuple[Client, str]]:
    """Where the restaurant's order is written: by the desk on the phone, by itself online."""
    return {
        "phone": (visit(desk.world.sales), reverse("orders:order_for", args=[desk.bistro.pk])),
        "online": (visit(desk.cook), reverse("orders:order_online", args=[desk.bistro.pk])),
    }


@time_machine.travel(NOW, tick=False)
def test_the_steps_are_read_before_one_orders(desk):
    for client, page in pages(desk).values():
        said = plain(client.get(page).content.decode())
        for words in ("moins : 4,20 €", "dès 12 : 3,75 €", "dès 24 : 3,3333 €", "dès 10 kg : 2,10 €"):
            assert words in said, words


@pytest.mark.parametrize(
    ("jars", "unit", "net"),
    [(11, "4,20 €", 4620), (12, "3,75 €", 4500), (23, "3,75 €", 8625), (24, "3,3333 €", 8000)],
)
@pytest.mark.parametrize("where", ["phone", "online"])
@time_machine.travel(NOW, tick=False)
def test_every_page_and_paper_agrees_at_the_step(desk, where, jars, unit, net):
    client, page = pages(desk)[where]
    # The form carries the price that its page showed.
    client.post(
        page, {"key": key(), "day": f"{FRIDAY:%Y-%m-%d}", f"q{desk.jar.pk}": str(jars), f"p{desk.jar.pk}": "4.2000"}
    )
    order = Delivery.objects.get()
    own = plain(visit(desk.cook).get(reverse("orders:my_delivery", args=[order.pk])).content.decode())
    total = f"{net // 100},{net % 100:02d} €"
    assert unit in own
    assert total in own
    desk.pick(order)
    desk.deliver(order)
    paper = PdfReader(io.BytesIO(visit(desk.world.sales).get(reverse("orders:note_pdf", args=[order.pk])).content))
    note = plain(paper.pages[0].extract_text())
    assert f"{unit} HT" in note
    assert total in note
    [bill] = billing.waiting(until=TODAY)
    made = invoice(
        customer=desk.bistro,
        basis=bill.basis,
        until=TODAY,
        expected=bill.cents,
        author=desk.world.sales,
        key=key(),
        now=NOW,
    )
    line = made.lines.get(deposit=False)
    assert (line.net, line.unit_price) == (net, order.lines.get().unit_price)
    assert made.payable == deliveries.delivery(order.pk).owed


@time_machine.travel(NOW, tick=False)
def test_what_is_weighed_keeps_the_price_of_what_was_ordered(desk):
    order = desk.order(10)
    assert order.lines.get().unit_price == Decimal("2.10")
    # The scale says a little less than the step: the customer ordered ten kilos, and pays as for ten.
    desk.pick(order, tomatoes=9.6)
    desk.deliver(order)
    assert deliveries.delivery(order.pk).net == 2016


@time_machine.travel(NOW, tick=False)
def test_an_order_that_is_changed_takes_the_price_of_its_new_step(desk):
    order = desk.order(jars=24)
    changed = desk.order(jars=6, change=order, seen=1)
    assert changed.lines.get().unit_price == Decimal("4.20")
    again = desk.order(jars=12, change=order, seen=2)
    assert again.lines.get().unit_price == Decimal("3.75")


def written(client: Client, page: str, item: int) -> dict[str, str]:
    """What the page's form carries unseen of an item's price."""
    names = "|".join([f"p{item}", f"l{item}"])
    return dict(re.findall(rf'name="({names})" value="([^"]*)"', client.get(page).content.decode()))


@pytest.mark.parametrize("where", ["phone", "online"])
@time_machine.travel(NOW, tick=False)
def test_less_than_usual_is_no_rise_of_the_price_and_a_rise_is_told(desk, where):
    """The page shows the price of the usual two dozen, and its steps: six cost what the step of six says, unasked."""
    desk.order(jars=24, day=TUESDAY)
    client, page = pages(desk)[where]
    form = {"key": key(), "day": f"{FRIDAY:%Y-%m-%d}", f"q{desk.jar.pk}": "6"} | written(client, page, desk.jar.pk)
    catalog.set_prices(PriceList.objects.get(), {(desk.jar.pk, 0): Decimal("4.40")})
    said = plain(client.post(page, form).content.decode())
    assert "Le prix a changé : 4,40 € au lieu de 4,20 €." in said
    assert not Delivery.objects.filter(day=FRIDAY).exists()
    catalog.set_prices(PriceList.objects.get(), {(desk.jar.pk, 0): Decimal("4.20")})
    client.post(page, form)
    assert Delivery.objects.get(day=FRIDAY).lines.get().unit_price == Decimal("4.20")
