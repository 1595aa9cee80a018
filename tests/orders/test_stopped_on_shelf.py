"""Jars that wait on a round's shelf are blocked: the round and the first page of the sales desk say so, and nobody
orders more of them."""

from decimal import Decimal

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from bocal.journals import acts as journals
from bocal.journals.models import Lot
from bocal.journals.rules import Status
from bocal.orders import acts, reads
from bocal.orders.rules import NotPlaced
from tests.orders import scene as scenes
from tests.orders.scene import key
from tests.world import NOW

pytestmark = pytest.mark.django_db


@time_machine.travel(NOW, tick=False)
def test_a_round_says_which_of_its_jars_must_not_be_handed_over():
    scene = scenes.build(jars=5)
    sales = Client()
    sales.force_login(scene.world.sales)
    page = reverse("orders:sale", args=[scene.sale.pk])
    assert reads.stopped_rounds() == []
    assert "À ne pas remettre" not in sales.get(page).content.decode()

    [lot] = Lot.objects.filter(item=scene.jars.item)
    journals.decide([lot], Status.BLOCKED, reason="bombé", author=scene.world.quality, key=key(), now=NOW)
    said = sales.get(page).content.decode()
    assert "À ne pas remettre" in said
    assert f'5 {lot.item.name}, lot <span class="lot">{lot.code}</span>, bloqué depuis sa mise de côté' in said
    home = sales.get(reverse("home")).content.decode()
    assert "Ne pas remettre : un lot est bloqué" in home
    assert page in home


@time_machine.travel(NOW, tick=False)
def test_nobody_orders_jars_that_were_blocked_and_whoever_had_some_keeps_them():
    scene = scenes.build(jars=5)
    scene.place(jars=2, tomatoes=1)
    [lot] = Lot.objects.filter(item=scene.jars.item)
    journals.decide([lot], Status.BLOCKED, reason="bombé", author=scene.world.quality, key=key(), now=NOW)
    shown = reads.shop(scene.sale, NOW).lines
    assert (shown[scene.jars.pk].left, shown[scene.tomatoes.pk].left) == (0, scene.tomatoes.available - 1)
    with pytest.raises(NotPlaced) as refused:
        scene.place(scene.world.other_home, scene.world.other_customer, jars=1, tomatoes=1)
    assert [(one.offer, one.left) for one in refused.value.missing] == [(scene.jars.pk, 0)]
    scene.place(seen=1, jars=2, tomatoes=3)
    with pytest.raises(NotPlaced):
        scene.place(seen=2, jars=3, tomatoes=3)


@time_machine.travel(NOW, tick=False)
def test_sound_jars_beside_blocked_ones_are_sold_as_before():
    scene = scenes.build()
    first, _second = scenes.coulis(scene.world, 3), scenes.coulis(scene.world, 4)
    scene.jars = acts.offer_jars(
        sale=scene.sale,
        item=first.item,
        label="le carton de 2",
        price=Decimal("8.50"),
        available=3,
        portion=2,
        person=scene.world.sales,
        key=key(),
        now=NOW,
    )
    journals.decide([first], Status.BLOCKED, reason="bombé", author=scene.world.quality, key=key(), now=NOW)
    # Three jars of six are blocked: two boxes of two cannot be filled, one can.
    assert reads.shop(scene.sale, NOW).lines[scene.jars.pk].left == 1
    scene.place(jars=1)
    with pytest.raises(NotPlaced):
        scene.place(scene.world.other_home, scene.world.other_customer, jars=1)
