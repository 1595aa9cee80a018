"""A basket that was not ordered: it waits on every device, sets nothing aside, and its household is told."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from bocal.directory.models import Letter
from bocal.orders import acts, notices, reads
from bocal.orders.models import Basket, Offer
from tests.orders import scene as scenes
from tests.orders.scene import CLOSES, NOW, key
from tests.orders.test_rush import together

pytestmark = pytest.mark.django_db


def keep(scene: scenes.Scene, *, now=NOW, slot: int | None = None, **wanted: int) -> bool:
    return acts.keep_basket(
        sale=scene.sale.pk,
        customer=scene.world.home.pk,
        person=scene.world.customer.pk,
        wanted=scene.wanted(**wanted),
        slot=slot,
        now=now,
    )


def shown(scene: scenes.Scene, person=None) -> str:
    """The shop on a device that was never here before."""
    client = Client()
    client.force_login(person or scene.world.customer)
    return client.get(reverse("orders:shop", args=[scene.sale.pk])).content.decode()


@time_machine.travel(NOW, tick=False)
def test_a_basket_waits_on_another_device_and_sets_nothing_aside():
    scene = scenes.build()
    client = Client()
    client.force_login(scene.world.customer)
    page = reverse("orders:keep_basket", args=[scene.sale.pk])
    typed = {f"q{scene.tomatoes.pk}": "3", f"q{scene.eggs.pk}": "un", "slot": str(scene.slots[1].pk)}
    assert client.post(f"{page}?pour={scene.world.home.pk}", typed).status_code == 204
    there = shown(scene)
    assert "comme vous l’aviez laissé" in there
    assert f'name="q{scene.tomatoes.pk}" value="3"' in there
    assert f'value="{scene.slots[1].pk}" checked' in there
    assert not Offer.objects.filter(ordered__gt=0).exists()
    # It is nobody else's.
    assert "comme vous l’aviez laissé" not in shown(scene, scene.world.other_customer)
    stranger = Client()
    stranger.force_login(scene.world.other_customer)
    assert stranger.post(f"{page}?pour={scene.world.home.pk}", {f"q{scene.tomatoes.pk}": "9"}).status_code == 204
    assert Basket.objects.get().wanted == {str(scene.tomatoes.pk): 3}


@time_machine.travel(NOW, tick=False)
def test_what_is_ordered_hides_the_basket_and_a_cancelled_order_does_not_bring_it_back():
    scene = scenes.build()
    keep(scene, tomatoes=2)
    order = scene.place(eggs=1, now=NOW + timedelta(minutes=1))
    assert "comme vous l’aviez laissé" not in shown(scene)
    acts.cancel(order=order, now=NOW + timedelta(minutes=2))
    assert "comme vous l’aviez laissé" not in shown(scene)
    keep(scene, eggs=2, now=NOW + timedelta(minutes=3))
    assert f'name="q{scene.eggs.pk}" value="2"' in shown(scene)


@time_machine.travel(NOW, tick=False)
def test_a_tap_without_script_keeps_the_basket_too():
    scene = scenes.build()
    client = Client()
    client.force_login(scene.world.customer)
    data = {"key": key(), "seen": "0", f"q{scene.tomatoes.pk}": "1", "step": f"{scene.tomatoes.pk}+"}
    client.post(reverse("orders:shop", args=[scene.sale.pk]), data)
    assert Basket.objects.get().wanted == {str(scene.tomatoes.pk): 2}
    assert f'name="q{scene.tomatoes.pk}" value="2"' in shown(scene)


def test_an_empty_basket_is_forgotten_and_a_round_that_is_over_keeps_none():
    scene = scenes.build()
    assert keep(scene, tomatoes=1)
    assert keep(scene, tomatoes=0)
    assert not Basket.objects.exists()
    # An offer of another round is none of this one's.
    assert acts.keep_basket(
        sale=scene.sale.pk,
        customer=scene.world.home.pk,
        person=scene.world.customer.pk,
        wanted={10**9: 4},
        slot=None,
        now=NOW,
    )
    assert not Basket.objects.exists()
    keep(scene, tomatoes=1)
    assert not keep(scene, tomatoes=5, now=CLOSES)
    assert acts.forget_baskets(CLOSES - timedelta(minutes=1)) == 0
    assert acts.forget_baskets(CLOSES) == 1


@time_machine.travel(NOW, tick=False)
def test_the_reminder_says_that_a_basket_waits():
    scene = scenes.build()
    scene.place(eggs=1)
    scene.place(scene.world.other_home, scene.world.other_customer, eggs=1)
    following = acts.open_round(
        title="La suivante",
        opens_at=NOW,
        closes_at=CLOSES + timedelta(days=7),
        person=scene.world.sales,
        key=key(),
        now=NOW,
        copy_of=scene.sale,
    )
    offer = following.offers.order_by("pk").first()
    assert offer is not None
    acts.advance(sale=following, to="open", person=scene.world.sales, now=NOW)
    acts.keep_basket(
        sale=following.pk,
        customer=scene.world.home.pk,
        person=scene.world.customer.pk,
        wanted={offer.pk: 2},
        slot=None,
        now=NOW,
    )
    notices.remind.func(following.pk)
    mine, theirs = (
        Letter.objects.get(subject__contains="plus que", organisation=home)
        for home in (scene.world.home, scene.world.other_home)
    )
    assert "Un panier vous attend, avec 2 articles" in mine.body
    assert "ne faites rien" in theirs.body
    assert reads.baskets(following.pk, [scene.world.home.pk]) == {scene.world.home.pk: 2}


@pytest.mark.django_db(transaction=True)
def test_two_devices_at_once_leave_one_basket():
    scene = scenes.build(tomatoes=500)
    found = together(8, lambda n: keep(scene, tomatoes=n + 1, now=NOW + timedelta(seconds=n)))
    assert found == [True] * 8
    assert Basket.objects.get().wanted[str(scene.tomatoes.pk)] in range(1, 9)
