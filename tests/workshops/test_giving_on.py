"""What is left of a session goes to food aid, and the page says when it has no habilitation."""

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from bocal.directory import acts as directory
from bocal.workshops import acts
from tests import world as worlds
from tests.journals.kitchen import cook
from tests.workshops.meeting import session
from tests.world import NOW, TODAY


@pytest.mark.django_db
def test_what_was_given_to_food_aid_says_that_its_habilitation_is_missing(client: Client) -> None:
    world = worlds.build()
    cook(world, 10)
    one = session()
    jar = world.items["Coulis de tomate 720 ml"].pk
    acts.give_on(session=one, to=world.food_aid, jars={jar: 2}, author=world.facilitator, key="given", now=NOW)
    client.force_login(world.facilitator)
    with time_machine.travel(NOW, tick=False):
        page = reverse("workshops:rest", args=[one.pk])
        assert "sans habilitation" in client.get(page).content.decode()
        # It is looked at on the day that it was given.
        directory.note_habilitation(world.food_aid, number="AP 2026-14", until=TODAY)
        assert "sans habilitation" not in client.get(page).content.decode()
