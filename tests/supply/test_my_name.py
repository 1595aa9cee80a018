"""A farm says itself whether jars may name it: signed in or by its link, seen at once on the jar's story."""

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from bocal.kitchen import reads
from tests.kitchen import kitchens
from tests.kitchen.screens import by, text
from tests.supply import cast
from tests.world import NOW, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def jar():
    """A kitchen, and where the story of one of its jars is read."""
    kitchen = kitchens.build()
    order = kitchen.ready()
    kitchen.release(order)
    lot = reads.file_of(order.pk).lot
    label = reads.label(reads.made_lot(lot.code))
    return kitchen, reverse("kitchen:story", args=[label.gtin, lot.code])


@time_machine.travel(NOW, tick=False)
def test_a_yes_is_read_at_once_and_a_no_too(jar):
    kitchen, story = jar
    farm = kitchen.world.farm
    token = cast.link(kitchen.world)
    pages = [
        (by(kitchen.world.farmer), reverse("supply:my_name")),
        (Client(), reverse("supply:link_name", args=[token])),
    ]
    for client, page in pages:
        assert "Oui, nommez-nous" in text(client.get(page))
        assert farm.name not in text(Client().get(story))
        assert "les bocaux diront votre nom" in text(client.post(page, {"agrees": "yes"}, follow=True))
        client.post(page, {"agrees": "yes"})
        farm.refresh_from_db()
        assert (farm.story_consent_on, farm.story_consent_words[:8]) == (TODAY, "La ferme")
        assert f"{farm.name} , Valmont" in text(Client().get(story))
        assert "ne vous nomment plus" in text(client.post(page, {"agrees": "no"}, follow=True))
        farm.refresh_from_db()
        assert (farm.story_consent, farm.story_consent_on, farm.story_consent_words) == (False, None, "")
        assert farm.name not in text(Client().get(story))


def test_nobody_speaks_for_another_farm(jar):
    kitchen, _story = jar
    world = kitchen.world
    assert by(world.farmer).post(reverse("supply:my_name", args=[world.other_farm.pk])).status_code == 404
    assert by(world.cook).get(reverse("supply:my_name")).status_code == 403
    assert Client().post(reverse("supply:link_name", args=["rien"]), {"agrees": "yes"}).status_code == 404
    world.other_farm.refresh_from_db()
    assert not world.other_farm.story_consent


def test_the_pages_of_surplus_lead_there(jar):
    kitchen, _story = jar
    token = cast.link(kitchen.world)
    assert reverse("supply:my_name") in by(kitchen.world.farmer).get(reverse("supply:my_offers")).content.decode()
    assert (
        reverse("supply:link_name", args=[token])
        in Client().get(reverse("supply:offer", args=[token])).content.decode()
    )
