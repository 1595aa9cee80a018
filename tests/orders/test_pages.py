"""Every page of the sales: who may enter, how few queries, and what happens to bad input."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from bocal.orders import acts
from bocal.orders.acts import Came
from tests.orders import scene as scenes
from tests.orders.scene import CLOSES, NOW, PICKUP

pytestmark = pytest.mark.django_db

SALES, COUNTER, ALL_HANDS = (
    {"sales", "direction"},
    {"sales", "direction", "point"},
    {"sales", "direction", "point", "reception"},
)
#: Each page that only some desks may enter.
DOORS = {
    "rounds": SALES,
    "open_round": SALES,
    "sale": SALES,
    "edit_round": SALES,
    "offer_goods": SALES,
    "offer_jars": SALES,
    "offer": SALES,
    "slots": SALES,
    "give": SALES,
    "lists": ALL_HANDS,
    "lists_pdf": ALL_HANDS,
    "crate_labels": ALL_HANDS,
    "arrivals": ALL_HANDS,
    "bring": ALL_HANDS,
    "empties": ALL_HANDS,
    "counters": COUNTER,
    "handing": COUNTER,
    "hand_over": COUNTER,
}


@pytest.fixture
def scene():
    return scenes.build(jars=12)


@pytest.fixture
def order(scene):
    return scene.place(tomatoes=2, hens=1, jars=3)


def address(page: str, scene, order) -> str:
    arguments = {
        "sale": [scene.sale.pk],
        "edit_round": [scene.sale.pk],
        "offer_goods": [scene.sale.pk],
        "offer_jars": [scene.sale.pk],
        "offer": [scene.sale.pk, scene.tomatoes.pk],
        "slots": [scene.sale.pk],
        "lists": [scene.sale.pk, "fermes"],
        "lists_pdf": [scene.sale.pk, "clients"],
        "crate_labels": [scene.sale.pk],
        "arrivals": [scene.sale.pk],
        "bring": [scene.sale.pk, scene.world.farm.pk],
        "handing": [scene.sale.pk, scene.point.pk],
        "hand_over": [order.pk],
    }
    return reverse(f"orders:{page}", args=arguments.get(page, []))


@pytest.mark.parametrize("page", DOORS)
@time_machine.travel(NOW, tick=False)
def test_each_desk_enters_its_pages_and_no_other(scene, order, page):
    for desk, person in scene.world.team.items():
        client = Client()
        client.force_login(person)
        answer = client.get(address(page, scene, order))
        assert answer.status_code == (200 if desk in DOORS[page] else 403), desk
    assert Client().get(address(page, scene, order)).status_code == 302


@pytest.mark.parametrize("page", DOORS)
def test_pages_ask_a_dozen_questions_at_most_and_no_more_when_there_is_more(
    scene, order, page, client, django_assert_max_num_queries
):
    def ask() -> None:
        with time_machine.travel(PICKUP, tick=False), django_assert_max_num_queries(12):
            answer = client.get(address(page, scene, order))
        assert answer.status_code == 200
        assert len(answer.content) < 100_000

    client.force_login(scene.world.direction)
    client.get(address(page, scene, order))
    for home, person in scenes.households(12):
        scene.place(home, person, slot=scene.slots[2 + home.pk % 2], tomatoes=1, eggs=1)
    ask()
    scene.close()
    scene.bring(tomatoes=Came(5))
    ask()


@pytest.mark.parametrize("page", ["home", "shop", "mine", "order"])
@time_machine.travel(NOW, tick=False)
def test_buyers_pages_are_light(scene, order, page, client, django_assert_max_num_queries):
    client.force_login(scene.world.customer)
    where = reverse(f"orders:{page}", args={"shop": [scene.sale.pk], "order": [order.pk]}.get(page, []))
    with django_assert_max_num_queries(12):
        answer = client.get(where)
    if page == "home":
        # The one round that is open: a page of its own.
        with django_assert_max_num_queries(12):
            answer = client.get(answer.url)
    assert answer.status_code == 200
    assert len(answer.content) < 100_000


@time_machine.travel(NOW, tick=False)
def test_nobody_reaches_anothers_order(scene, order, client):
    client.force_login(scene.world.other_customer)
    for page in ("order", "calendar"):
        assert client.get(reverse(f"orders:{page}", args=[order.pk])).status_code == 404
    assert client.post(reverse("orders:cancel", args=[order.pk])).status_code == 404
    client.force_login(scene.world.farmer)
    assert client.get(reverse("orders:order", args=[order.pk])).status_code == 404
    order.refresh_from_db()
    assert order.cancelled_at is None


def test_an_order_is_cancelled_and_closed_ones_are_not(scene, order, client):
    client.force_login(scene.world.customer)
    with time_machine.travel(CLOSES, tick=False):
        said = client.post(reverse("orders:cancel", args=[order.pk]), follow=True)
    assert "fermées" in said.content.decode()
    with time_machine.travel(NOW, tick=False):
        said = client.post(reverse("orders:cancel", args=[order.pk]), follow=True).content.decode()
    assert "est annulée" in said
    order.refresh_from_db()
    assert order.cancelled_at == NOW


@time_machine.travel(NOW, tick=False)
def test_the_calendar_file_is_one(scene, order, client):
    client.force_login(scene.world.customer)
    answer = client.get(reverse("orders:calendar", args=[order.pk]))
    assert answer["Content-Type"].startswith("text/calendar")


@time_machine.travel(NOW, tick=False)
def test_unknown_pages_are_friendly(client, scene):
    answer = client.get(reverse("orders:shop", args=[99999]))
    assert answer.status_code == 404
    assert scene.sale.title in answer.content.decode()
    client.force_login(scene.world.sales)
    for page, arguments in (("sale", [9999]), ("lists", [scene.sale.pk, "rien"]), ("hand_over", [9999])):
        assert client.get(reverse(f"orders:{page}", args=arguments)).status_code == 404


@pytest.mark.parametrize("kind", ["fermes", "points", "clients"])
@time_machine.travel(PICKUP, tick=False)
def test_lists_mark_what_is_cold_and_print(scene, order, client, kind):
    scene.close()
    client.force_login(scene.world.point_person)
    page = client.get(reverse("orders:lists", args=[scene.sale.pk, kind])).content.decode()
    assert "Poulet fermier" in page or kind == "points"
    assert "cold" in page
    paper = client.get(reverse("orders:lists_pdf", args=[scene.sale.pk, kind]))
    assert paper["Content-Type"] == "application/pdf"
    assert paper.content.startswith(b"%PDF")


@time_machine.travel(NOW + timedelta(hours=1), tick=False)
def test_closing_by_hand(scene, order, client):
    client.force_login(scene.world.sales)
    said = client.post(reverse("orders:advance", args=[scene.sale.pk]), {"to": "frozen"}, follow=True).content.decode()
    assert "C’est fermé" in said
    assert client.get(reverse("orders:advance", args=[scene.sale.pk])).status_code == 405
    assert acts.keep_time(CLOSES) == 0
