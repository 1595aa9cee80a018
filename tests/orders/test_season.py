"""On the shop's page: what a farm has this month by its own calendar, and how far it is."""

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from bocal.directory.models import Crop, Organisation
from tests.orders import scene as scenes
from tests.orders.scene import NOW

pytestmark = pytest.mark.django_db


def shown(scene: scenes.Scene) -> str:
    page = Client().get(reverse("orders:shop", args=[scene.sale.pk])).content.decode()
    return page.replace("\xa0", " ")


@time_machine.travel(NOW, tick=False)
def test_what_the_farm_has_this_month_is_in_season():
    scene = scenes.build()
    farm = scene.tomatoes.producer
    assert farm is not None
    assert "de saison" not in shown(scene)
    for what, months in (("tomate", [NOW.month]), ("œufs", [NOW.month % 12 + 1])):
        Crop.objects.create(organisation=farm, what=what, months=months)
    # Another farm's calendar says nothing of this one's.
    Crop.objects.create(organisation=scene.world.us, what="poulet", months=[NOW.month])
    page = shown(scene)
    assert page.count(">de saison<") == 1
    line = page[page.index(f'id="o{scene.tomatoes.pk}"') :]
    assert "de saison" in line[: line.index("</li>")]
    assert "dit son calendrier" in page


@time_machine.travel(NOW, tick=False)
def test_how_far_a_farm_is_as_the_crow_flies():
    scene = scenes.build()
    farm = scene.tomatoes.producer
    assert farm is not None
    Organisation.objects.filter(pk__in=[farm.pk, scene.world.us.pk]).update(latitude=None, longitude=None)
    assert " km" not in shown(scene)
    Organisation.objects.filter(pk=scene.world.us.pk).update(latitude=49.0912, longitude=0.5983)
    Organisation.objects.filter(pk=farm.pk).update(latitude=49.0912 + 12 / 111.195, longitude=0.5983)
    page = shown(scene)
    assert "à 12 km" in page
    assert "à vol d’oiseau" in page
    # Next door is not at 0 km.
    Organisation.objects.filter(pk=farm.pk).update(latitude=49.0913)
    assert "à 1 km" in shown(scene)
