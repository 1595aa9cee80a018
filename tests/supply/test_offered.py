"""What a farm has announced stays behind its own link, and can be taken away there."""

import pytest

from bocal.supply import reads
from bocal.supply.rules import OfferState
from tests.supply.cast import announce, as_, link, plain, receive
from tests.world import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def test_the_farm_takes_its_announcement_away(world):
    token, offer = link(world), announce(world)
    url = f"/appro/offre/{token}/{offer.pk}"
    assert "Retirer cette annonce" in as_(None).get(url).content.decode()
    page = as_(None).post(url, follow=True)
    assert "L’annonce est retirée" in plain(page.content.decode())
    assert "Retirer cette annonce" not in page.content.decode()
    assert reads.state_of(reads.offer(offer.pk), today=TODAY) is OfferState.WITHDRAWN


def test_another_farms_announcement_is_not_there(world):
    offer = announce(world, farm=world.other_farm)
    url = f"/appro/offre/{link(world)}/{offer.pk}"
    assert as_(None).get(url).status_code == as_(None).post(url).status_code == 404
    assert reads.offer(offer.pk).withdrawn_at is None


def test_what_has_been_received_is_too_late_to_take_away(world):
    token, offer = link(world), announce(world)
    receive(world, offer=offer)
    page = as_(None).post(f"/appro/offre/{token}/{offer.pk}", follow=True)
    assert "déjà été reçue" in page.content.decode()


def test_a_link_that_is_no_more(world):
    assert as_(None).get(f"/appro/offre/rien/{announce(world).pk}").status_code == 404
