"""A farmer who signs in announces with the same form."""

from uuid import uuid4

import pytest

from bocal.directory import acts as directory
from bocal.directory.rules import Desk
from bocal.supply.models import SurplusOffer
from tests.supply.cast import as_, who_may

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
URL = "/appro/mes-annonces/nouvelle"


def typed(**more):
    return {"what": "tomates", "mass": "40", "when": "tomorrow", "way": "toll", "key": str(uuid4())} | more


def test_only_farmers_enter(world):
    assert who_may(world, URL) == {"producer"}


def test_the_announcement_is_signed(world):
    page = as_(world.farmer).post(URL, typed(farm=world.farm.pk), follow=True)
    assert "C’est envoyé" in page.content.decode()
    offer = SurplusOffer.objects.get()
    assert (offer.farm, offer.author, offer.item) == (world.farm, world.farmer, world.items["Tomates"])


def test_nobody_announces_for_another_farm(world):
    as_(world.farmer).post(URL, typed(farm=world.other_farm.pk))
    assert not SurplusOffer.objects.exists()


def test_a_farmer_of_two_farms_says_which(world):
    directory.seat(world.farmer, Desk.PRODUCER, at=world.other_farm)
    assert "Quelle ferme" in as_(world.farmer).get(URL).content.decode()
    as_(world.farmer).post(URL, typed(farm=world.other_farm.pk))
    assert SurplusOffer.objects.get().farm == world.other_farm
