"""Giving says which food-aid partners have no habilitation, and gives all the same."""

from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from bocal.directory import acts as directory
from bocal.journals.models import Voucher
from bocal.journals.rules import Kind
from tests import world as worlds
from tests.journals.kitchen import cook
from tests.world import NOW, TODAY, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    world = worlds.build()
    cook(world, 10)
    return world


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NOW, tick=False):
        yield


def test_food_aid_without_a_habilitation_is_said_before_and_after_and_not_refused(client: Client, world: World) -> None:
    client.force_login(world.sales)
    html = client.get(reverse("orders:give")).content.decode()
    assert f"{world.food_aid.name} (sans habilitation)" in html
    assert reverse("supply:partners") in html
    jar = world.items["Coulis de tomate 720 ml"].pk
    told = {"key": uuid4(), "party": world.food_aid.pk, "note": "", "search": "", f"i{jar}": "2"}
    html = client.post(reverse("orders:give"), told, follow=True).content.decode()
    assert "pas d’habilitation à l’aide alimentaire en cours" in html
    assert Voucher.objects.filter(kind=Kind.GIVE, party=world.food_aid).exists()
    directory.note_habilitation(world.food_aid, number="AP 2026-14", until=TODAY)
    html = client.get(reverse("orders:give")).content.decode()
    assert "sans habilitation" not in html.lower()
    told["key"] = uuid4()
    assert "habilitation" not in client.post(reverse("orders:give"), told, follow=True).content.decode()
