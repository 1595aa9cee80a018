"""A round's pages in its people's hands: whose goods they are, what is left to hand over, what a farm brings in all."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from bocal.directory import acts as directory
from bocal.directory.rules import Desk
from bocal.orders import acts, notices
from bocal.orders.acts import Given
from bocal.orders.models import Order
from bocal.orders.rules.rhythm import State
from tests.billing.test_paper import text_of
from tests.orders import scene as scenes
from tests.orders.scene import CLOSES, NOW, PICKUP, beside, key

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return scenes.build()


def at(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def read(client: Client, page: str, *names) -> str:
    return client.get(reverse(f"orders:{page}", args=names)).content.decode()


@time_machine.travel(PICKUP, tick=False)
def test_lists_and_handover_say_whose_goods_they_are(scene):
    order = scene.place(tomatoes=2, eggs=1)
    scene.close()
    client = at(scene.world.point_person)
    names = [scene.world.farm.name, scene.world.other_farm.name]
    pages = [read(client, "lists", scene.sale.pk, kind) for kind in ("points", "clients")]
    pages += [read(client, "hand_over", order.pk), read(at(scene.world.customer), "order", order.pk)]
    pages.append(text_of(notices.lists_pdf(scene.sale, "points")))
    for page in pages:
        assert all(name in page for name in names)


def test_the_round_says_what_is_not_handed_over_before_it_is_called_so(scene):
    order = scene.place(tomatoes=1)
    scene.place(scene.world.other_home, scene.world.other_customer, tomatoes=1)
    client = at(scene.world.sales)
    with time_machine.travel(NOW, tick=False):
        page = read(client, "sale", scene.sale.pk)
        assert "comme remise" not in page
        # The ways to the other rooms of the house stand around it.
        assert reverse("orders:counters") in page
        assert "La Halle</b>" in page
    scene.close()
    scene.bring(tomatoes=acts.Came(2))
    with time_machine.travel(PICKUP, tick=False):
        assert "2 commandes ne sont pas notées comme remises" in read(client, "sale", scene.sale.pk)
        scene.hand(order, tomatoes=Given(1))
        assert "1 commande n’est pas notée comme remise" in read(client, "sale", scene.sale.pk)


@time_machine.travel(NOW, tick=False)
def test_a_buyer_who_took_another_point_in_the_shop_is_left_in_peace(scene):
    away, third = beside(scene, capacity=3, name="La Gare"), beside(scene, capacity=3, name="Le Pré")
    order = scene.place(tomatoes=1)
    acts.cancel_point(
        sale=scene.sale,
        point=scene.point,
        person=scene.world.sales,
        why="neige",
        choose_until=CLOSES,
        moved_to=away,
        key=key(),
        now=NOW,
    )
    client = at(scene.world.customer)
    assert "Votre commande vous attend ici" in read(client, "order", order.pk)
    order = Order.objects.get(pk=order.pk)
    scene.place(tomatoes=2, slot=scenes.Slot.objects.get(point=third), seen=order.version)
    page = read(client, "order", order.pk)
    assert "Votre commande vous attend ici" not in page
    assert "vous avez choisi le créneau" in page


@time_machine.travel(NOW, tick=False)
def test_a_farm_reads_what_it_brings_in_all_and_that_an_absence_undoes_no_order(scene):
    person = directory.register_person(name="Jeanne des Tilleuls", email="jeanne@exemple.test")
    directory.seat(person, Desk.PRODUCER, at=scene.world.farm)
    farmer, stall = at(person), [scene.sale.pk, scene.world.farm.pk]
    there = scenes.Slot.objects.get(point=beside(scene, capacity=3))
    scene.place(tomatoes=3)
    scene.place(scene.world.other_home, scene.world.other_customer, slot=there, tomatoes=2)
    page = read(farmer, "my_stall", *stall)
    assert page.index("Ce que je vends") < page.index("En tout") < page.index("La Halle")
    paper = text_of(farmer.get(reverse("orders:my_stall_pdf", args=stall)).content)
    assert "En tout" in paper
    assert "provisoire" in paper
    address = reverse("orders:my_stall", args=stall)
    said = farmer.post(address, {"what": "absent"}, follow=True).content.decode()
    assert "5 unités sont déjà commandées chez vous" in said
    farmer.post(address, {"what": "back"})
    scene.close()
    with time_machine.travel(CLOSES + timedelta(hours=1), tick=False):
        page = farmer.post(address, {"what": "lack", f"l{scene.tomatoes.pk}": "4"}, follow=True).content.decode()
        assert "Il manque 4 × Tomates" in page
        assert "provisoire" not in text_of(farmer.get(reverse("orders:my_stall_pdf", args=stall)).content)


def test_the_points_of_the_day_come_first_to_who_hands_over(scene):
    scene.place(tomatoes=1)
    scene.close()
    later = scenes.PICKUP + timedelta(days=7)
    following = acts.open_round(
        title="La suivante",
        opens_at=NOW,
        closes_at=CLOSES + timedelta(days=7),
        person=scene.world.sales,
        key=key(),
        now=NOW,
    )
    acts.copy_stall(sale=following, producer=scene.world.farm)
    [slot] = acts.add_slots(
        sale=following, point=scene.point, first=later, last=later + timedelta(minutes=30), minutes=30, capacity=2
    )
    acts.place(
        sale=following.pk,
        customer=scene.world.home.pk,
        person=scene.world.customer.pk,
        slot=slot.pk,
        wanted={following.offers.get().pk: 1},
        key=key(),
        now=NOW,
    )
    acts.advance(sale=following, to=State.FROZEN, person=scene.world.sales, now=CLOSES)
    for now, first, then in ((PICKUP, scene.sale, following), (later, following, scene.sale)):
        with time_machine.travel(now, tick=False):
            page = read(at(scene.world.point_person), "counters")
            assert page.index(f">{first.title}<") < page.index(f">{then.title}<")
