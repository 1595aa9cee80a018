"""A farmer who signs in sees the farm's own announcements."""

import pytest

from bocal.supply import reads
from tests.supply.cast import announce, as_, who_may

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
URL = "/appro/mes-annonces"


def test_only_farmers_enter(world):
    assert who_may(world, URL) == {"producer"}


def test_the_empty_page_teaches_the_first_step(world):
    assert "Vous n’avez encore rien annoncé" in as_(world.farmer).get(URL).content.decode()


def test_own_announcements_and_no_others(world):
    mine, other = announce(world), announce(world, farm=world.other_farm, what="Poires", item=None)
    text = as_(world.farmer).get(URL).content.decode()
    assert "Tomates" in text
    assert "Poires" not in text
    assert as_(world.farmer).post(URL, {"offer": other.pk}).status_code == 404
    assert as_(world.farmer).post(URL, {"offer": "x"}).status_code == 404
    as_(world.farmer).post(URL, {"offer": mine.pk})
    assert reads.offer(mine.pk).withdrawn_at is not None
    assert reads.offer(other.pk).withdrawn_at is None


def test_many_announcements_cost_no_more(world, django_assert_max_num_queries):
    for _ in range(19):
        announce(world)
    client = as_(world.farmer)
    with django_assert_max_num_queries(12):
        client.get(URL)
