"""The team says yes or no to an announcement."""

import pytest

from bocal.directory.models import Letter, Organisation
from bocal.supply import reads
from bocal.supply.rules import OfferState
from tests.supply.cast import TEAM, announce, as_, plain, who_may
from tests.world import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def state(offer):
    return reads.state_of(reads.offer(offer.pk), today=TODAY)


def test_who_enters(world):
    assert who_may(world, f"/appro/annonces/{announce(world).pk}") == TEAM
    assert as_(world.reception).get("/appro/annonces/999999").status_code == 404


def test_somebody_fetches_it(world):
    offer = announce(world)
    url = f"/appro/annonces/{offer.pk}"
    page = as_(world.reception).post(url, {"verb": "take", "day": "2026-09-04", "word": ""}, follow=True)
    assert "On vient chercher Tomates le vendredi 4 septembre 2026. La ferme est prévenue" in plain(
        page.content.decode()
    )
    assert state(offer) is OfferState.TAKEN
    assert "C’est arrivé : recevoir" in plain(as_(world.cook).get(url).content.decode())
    assert "C’est arrivé" not in as_(world.products).get(url).content.decode()


def test_a_day_outside_is_refused_next_to_the_field(world):
    offer = announce(world)
    page = as_(world.reception).post(f"/appro/annonces/{offer.pk}", {"verb": "take", "day": "2026-09-20", "word": "Oh"})
    text = page.content.decode()
    assert "La ferme l’a annoncé du 03/09/2026 au 09/09/2026" in text
    assert 'value="Oh"' in text
    assert state(offer) is OfferState.OPEN


def test_no_says_why(world):
    offer = announce(world)
    url = f"/appro/annonces/{offer.pk}"
    page = as_(world.reception).post(url, {"verb": "decline", "reason": ""})
    assert "Il manque une valeur ici" in page.content.decode()
    as_(world.reception).post(url, {"verb": "decline", "reason": "Plus de place"})
    assert state(offer) is OfferState.DECLINED
    assert "Plus de place" in Letter.objects.get(email=world.farm.email).body


def test_a_farm_without_an_address_is_to_be_called(world):
    Organisation.objects.filter(pk=world.other_farm.pk).update(email="", phone="06 99 88 77 66")
    offer = announce(world, farm=world.other_farm)
    page = as_(world.reception).post(f"/appro/annonces/{offer.pk}", {"verb": "take", "day": "2026-09-03"}, follow=True)
    assert "appelez-la au 06 99 88 77 66" in page.content.decode()
