"""A lot is blocked after it was picked or delivered: every page of the desks says so, and what to do."""

import io

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from bocal.journals import acts as journals
from bocal.journals.rules import Status
from tests.orders import desk as desks
from tests.orders.desk import TUESDAY
from tests.orders.scene import coulis, key
from tests.world import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    return desks.build(jars=20)


@pytest.fixture
def sales(desk):
    client = Client()
    client.force_login(desk.world.sales)
    return client


def block(desk) -> None:
    journals.decide([desk.jars], Status.BLOCKED, reason="rappel", author=desk.world.quality, key=key(), now=NOW)


def of_the_day(name: str) -> str:
    return reverse(f"orders:{name}") + f"?jour={TUESDAY:%Y-%m-%d}"


def read(client: Client, where: str) -> str:
    return " ".join(client.get(where).content.decode().replace("\u00a0", " ").split())


PAGES = ["deliveries", "picking", "pick", "route"]


@pytest.mark.parametrize("name", PAGES)
@time_machine.travel(NOW, tick=False)
def test_pages_of_the_day_say_what_must_not_leave(desk, sales, name, django_assert_max_num_queries):
    picked, other = desk.order(jars=6), desk.order(jars=6, customer=desk.canteen, sure=True)
    desk.pick(picked)
    assert "Ne livrez pas" not in read(sales, of_the_day(name))
    block(desk)
    coulis(desk.world, 12)
    with django_assert_max_num_queries(12):
        said = read(sales, of_the_day(name))
    assert said.count("Ne livrez pas L’Assiette du Gué") == 1
    assert desk.jars.code in said
    assert "Remettez tout en réserve, puis préparez de nouveau" in said
    # What is not picked yet takes another lot: nothing to say of it.
    assert f"Ne livrez pas {other.customer.name}" not in said
    for n in range(5):
        desk.pick(desk.order(jars=1, form=f"f{n}"))
    with django_assert_max_num_queries(12):
        read(sales, of_the_day(name))


@time_machine.travel(NOW, tick=False)
def test_the_door_and_the_papers_say_it_too(desk, sales):
    picked = desk.order(jars=6)
    desk.pick(picked)
    block(desk)
    driver = Client()
    driver.force_login(desk.world.point_person)
    said = read(driver, reverse("orders:hand_delivery", args=[picked.pk]))
    assert "Ne livrez pas L’Assiette du Gué" in said
    assert desk.jars.code in said
    assert "Ne pas livrer : un lot est bloqué" in read(driver, reverse("home"))
    # The round leads to the delivery, where it is put back, and not to the door.
    assert reverse("orders:hand_delivery", args=[picked.pk]) not in read(driver, of_the_day("route"))
    for name in ("picking_pdf", "route_pdf"):
        paper = PdfReader(io.BytesIO(sales.get(of_the_day(name)).content)).pages[0].extract_text()
        assert "Ne pas livrer" in " ".join(paper.split()), name
        assert desk.jars.code in paper


@time_machine.travel(NOW, tick=False)
def test_the_page_of_a_delivery_says_what_its_customer_has_of_it(desk, sales, django_assert_max_num_queries):
    order = desk.order(jars=6)
    desk.pick(order)
    desk.deliver(order)
    page = reverse("orders:delivery", args=[order.pk])
    assert "bloqué depuis" not in read(sales, page)
    block(desk)
    with django_assert_max_num_queries(12):
        said = read(sales, page)
    assert f"Le client a reçu le lot {desk.jars.code}, bloqué depuis." in said


@time_machine.travel(NOW, tick=False)
def test_an_order_whose_goods_were_blocked_is_no_longer_said_to_be_kept(desk, sales, django_assert_max_num_queries):
    order = desk.order(jars=6)
    page = reverse("orders:delivery", args=[order.pk])
    assert "ces produits sont gardés" in read(sales, page)
    block(desk)
    coulis(desk.world, 2)
    with django_assert_max_num_queries(12):
        said = read(sales, page)
    assert "Ce qui est promis n’y est plus en entier" in said
    assert "2 sur 6" in said
    assert "ces produits sont gardés" not in said
    assert "Annuler cette commande" in said
