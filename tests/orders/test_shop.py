"""The shop as a person meets it: taps without script, a stranger's basket, two windows."""

import re
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bocal.catalog.models import Item
from bocal.directory import acts as directory
from bocal.orders import acts
from bocal.orders.models import Offer, Order
from tests import world as worlds
from tests.orders import scene as scenes
from tests.orders.scene import CLOSES, NOW, key

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    with time_machine.travel(NOW, tick=False):
        yield scenes.build(jars=6)


@pytest.fixture
def buyer(scene):
    client = Client()
    client.force_login(scene.world.customer)
    return client


def shop(scene) -> str:
    return reverse("orders:shop", args=[scene.sale.pk])


def basket(scene, *, slot=None, form: str = "", seen: int = 0, more=None, **quantities) -> dict[str, str]:
    """What the form sends."""
    data = {f"q{getattr(scene, name).pk}": str(n) for name, n in quantities.items()}
    place = scene.slots[0].pk if slot is None else slot
    return data | {"slot": str(place), "key": form or key(), "seen": str(seen)} | (more or {})


def test_strangers_see_everything_and_when_it_closes(client, scene):
    page = client.get(shop(scene)).content.decode()
    for words in ("Tomates", "Ferme des Tilleuls", "26,40\xa0€ au plus", "1,00\xa0€ de consigne", "encore 2 jours"):
        assert words in page
    assert "samedi 5 septembre" in page
    assert client.get(reverse("orders:home")).url == shop(scene)


def test_a_jar_of_the_shop_says_the_allergens_of_its_lots(client):
    """Before one orders (Reg. (EU) 1169/2011, art. 14), though the catalogue knows none for a jar."""
    world = worlds.build()
    jar = Item.objects.filter(pk=world.items["Coulis de tomate 720 ml"].pk)
    jar.update(allergens=["celery"])
    with time_machine.travel(NOW, tick=False):
        scene = scenes.build(jars=6, world=world)
        jar.update(allergens=[])
        assert "céleri" in client.get(shop(scene)).content.decode()


def test_a_tap_counts_without_script_and_writes_nothing(client, scene):
    data = basket(scene, tomatoes=2, more={"step": f"{scene.tomatoes.pk}+"})
    page = client.post(shop(scene), data).content.decode()
    assert re.search(rf'name="q{scene.tomatoes.pk}" value="3"', page)
    assert "10,50\xa0€" in page
    assert data["key"] in page
    data = basket(scene, tomatoes=20, more={"step": f"{scene.tomatoes.pk}+"})
    assert re.search(rf'name="q{scene.tomatoes.pk}" value="20"', client.post(shop(scene), data).content.decode())
    # Signs that count as digits and that no number can be made of.
    odd = basket(scene, more={"step": "²+", f"q{scene.tomatoes.pk}": "²"})
    assert client.post(shop(scene), odd).status_code == 200
    assert not Order.objects.exists()


def test_an_order_in_one_post_and_its_page(buyer, scene):
    said = buyer.post(shop(scene), basket(scene, tomatoes=2, hens=1, jars=1), follow=True).content.decode()
    order = Order.objects.get()
    assert order.customer == scene.world.home
    assert "Votre commande est enregistrée" in said
    # 7.00 + 26.40 at most + 4.50, and a deposit of 1.00.
    assert "38,90\xa0€" in said
    assert "La Halle" in said


def test_keys_above_a_thousand_still_order(buyer, scene):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE orders_offer SET id = 12345 WHERE id = %s", [scene.eggs.pk])
    scene.eggs = Offer.objects.get(pk=12345)
    page = buyer.get(shop(scene)).content.decode()
    assert 'name="q12345"' in page
    assert 'data-price="120000" data-most-mg="2200000"' in page
    buyer.post(shop(scene), basket(scene, eggs=2))
    assert Order.objects.get().lines.get().offer_id == 12345


def test_a_double_click_orders_once(buyer, scene):
    data = basket(scene, tomatoes=2)
    first, second = buyer.post(shop(scene), data), buyer.post(shop(scene), data)
    assert first.url == second.url
    assert Offer.objects.get(pk=scene.tomatoes.pk).ordered == 2


def test_a_form_bearing_somebody_elses_key_orders_nothing_and_keeps_the_basket(buyer, scene):
    other = scene.place(scene.world.other_home, scene.world.other_customer, tomatoes=1, form=str(UUID(int=7)))
    page = buyer.post(shop(scene), basket(scene, tomatoes=3, form=str(UUID(int=7)))).content.decode()
    assert re.search(rf'name="q{scene.tomatoes.pk}" value="3"', page)
    assert "à revoir" in page
    assert Order.objects.get() == other
    assert Offer.objects.get(pk=scene.tomatoes.pk).ordered == 1


def test_a_strangers_basket_waits_for_the_sign_in(client, scene):
    answer = client.post(shop(scene), basket(scene, tomatoes=3))
    assert answer.status_code == 302
    assert "next=" in answer.url
    client.force_login(scene.world.customer)
    page = client.get(shop(scene)).content.decode()
    assert re.search(rf'name="q{scene.tomatoes.pk}" value="3"', page)


@pytest.mark.parametrize("signed_up", [True, False])
def test_whoever_has_no_household_gets_one_and_says_who_they_are(client, scene, signed_up):
    person = directory.register_person(name="nina", email="nina@exemple.test")
    if signed_up:
        directory.welcome(person)
    client.force_login(person)
    assert "Votre nom" in client.get(shop(scene)).content.decode()
    refused = client.post(shop(scene), basket(scene, tomatoes=1)).content.decode()
    assert "Il manque une valeur" in refused
    client.post(shop(scene), basket(scene, tomatoes=1, more={"name": "Nina Noël", "phone": "06 00 00 00 09"}))
    order = Order.objects.get()
    assert order.person.name == "Nina Noël"
    assert order.customer.name == "Nina Noël"


def test_a_change_shows_the_order_and_replaces_it(buyer, scene):
    order = scene.place(tomatoes=4)
    page = buyer.get(shop(scene)).content.decode()
    assert re.search(rf'name="q{scene.tomatoes.pk}" value="4"', page)
    assert f'name="seen" value="{order.version}"' in page
    buyer.post(shop(scene), basket(scene, tomatoes=1, seen=order.version))
    assert Order.objects.get().lines.get().quantity == 1


def test_the_second_window_is_shown_the_first_ones_order(buyer, scene):
    scene.place(tomatoes=4)
    page = buyer.post(shop(scene), basket(scene, tomatoes=1), follow=True).content.decode()
    assert "a changé entre-temps" in page
    assert re.search(rf'name="q{scene.tomatoes.pk}" value="4"', page)


@pytest.mark.parametrize("typed", ["-1", "-3", "abc", "1,5", "1000000", "1000000000", "1e9", "9" * 40, "１２"])
def test_absurd_quantities_are_refused_in_place_and_kept(buyer, scene, typed):
    page = buyer.post(shop(scene), basket(scene, tomatoes=typed)).content.decode()
    assert "à revoir" in page
    assert typed in page
    assert not Order.objects.exists()


@pytest.mark.parametrize("slot", ["", "abc", "99999", "-1"])
def test_a_slot_that_is_not_one_is_refused(buyer, scene, slot):
    page = buyer.post(shop(scene), basket(scene, tomatoes=1, slot=slot)).content.decode()
    assert "Choisissez un créneau" in page
    assert not Order.objects.exists()


def test_an_empty_basket_says_so(buyer, scene):
    assert "panier est vide" in buyer.post(shop(scene), basket(scene, tomatoes=0)).content.decode()


def test_a_minute_too_late_shows_the_basket_and_no_error(buyer, scene):
    with time_machine.travel(CLOSES + timedelta(seconds=5), tick=False):
        answer = buyer.post(shop(scene), basket(scene, tomatoes=3))
        page = answer.content.decode()
    assert answer.status_code == 200
    assert "viennent de fermer" in page
    assert "3 × Tomates" in page
    assert not Order.objects.exists()


def test_a_closed_round_is_friendly(buyer, scene):
    with time_machine.travel(CLOSES + timedelta(days=30), tick=False):
        assert "Les commandes sont fermées" in buyer.get(shop(scene)).content.decode()
    with time_machine.travel(scenes.OPENS - timedelta(hours=1), tick=False):
        assert "ouvrent le" in buyer.get(shop(scene)).content.decode()


def test_nobody_orders_for_somebody_else(buyer, scene):
    buyer.post(f"{shop(scene)}?pour={scene.world.other_home.pk}", basket(scene, tomatoes=1))
    assert Order.objects.get().customer == scene.world.home


def test_sixty_products_and_twelve_points_stay_light(buyer, scene, django_assert_max_num_queries):
    for n in range(60):
        item = Item.objects.create(kind="raw", name=f"Légume d’automne {n}", vat=scene.world.items["Tomates"].vat)
        Offer.objects.create(
            sale=scene.sale,
            producer=(scene.world.farm, scene.world.other_farm)[n % 2],
            item=item,
            label="la caissette de 3 kg",
            portion=3_000_000,
            price=Decimal("4.50"),
            vat_bp=550,
            available=40,
        )
    for n in range(12):
        point = directory.open_place(kind="point", name=f"Point {n}", town="Saint-Aubin", address="1 place de l’Église")
        acts.add_slots(
            sale=scene.sale,
            point=point,
            first=scenes.PICKUP,
            last=scenes.PICKUP + timedelta(hours=2),
            minutes=30,
            capacity=8,
        )
    with django_assert_max_num_queries(12):
        page = buyer.get(shop(scene))
    assert len(page.content) < 100_000


def test_an_order_asks_few_queries_and_loads_no_shop(buyer, scene):
    buyer.get(shop(scene))
    with CaptureQueriesContext(connection) as asked:
        answer = buyer.post(shop(scene), basket(scene, tomatoes=2, hens=1, jars=1))
    assert answer.status_code == 302
    assert Order.objects.count() == 1
    said = [query["sql"] for query in asked]
    assert len([one for one in said if "SAVEPOINT" not in one]) <= 12
    assert not any("catalog_item" in one for one in said)


def test_a_number_that_cannot_be_read_keeps_the_whole_basket(buyer, scene):
    page = buyer.post(shop(scene), basket(scene, tomatoes="deux", eggs=3, jars=" 2 ")).content.decode()
    assert re.search(rf'name="q{scene.tomatoes.pk}" value="deux"[^>]* aria-invalid="true"', page)
    assert f'id="id_q{scene.tomatoes.pk}_error"' in page
    assert re.search(rf'name="q{scene.eggs.pk}" value="3"', page)
    assert re.search(rf'name="q{scene.jars.pk}" value="2"', page)
    assert re.search(rf'value="{scene.slots[0].pk}" checked', page)
    assert not Order.objects.exists()


def test_an_offer_that_is_not_of_this_sale_is_done_without(buyer, scene):
    strange = {"q999999": "1", "q99999999999999999999": "1", "q0": "1", "qx": "1"}
    buyer.post(shop(scene), basket(scene, tomatoes=1, more=strange))
    assert [line.offer_id for line in Order.objects.get().lines.all()] == [scene.tomatoes.pk]
