"""Jars that wait on a round's shelf are blocked: the round and the first page of the sales desk say so."""

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from bocal.journals import acts as journals
from bocal.journals.models import Lot
from bocal.journals.rules import Status
from bocal.orders import reads
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
