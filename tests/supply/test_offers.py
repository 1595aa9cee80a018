"""The team sees what waits, what is to be fetched, and what is over."""

import pytest

from bocal.supply import acts
from tests.supply.cast import TEAM, announce, as_, plain, who_may
from tests.world import NOW, TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
URL = "/appro/"


def test_who_enters(world):
    assert who_may(world, URL) == TEAM


def test_the_empty_page_teaches_the_first_step(world):
    assert "Recevoir des caisses" in as_(world.reception).get(URL).content.decode()
    assert "Aucune annonce" in as_(world.reception).get(f"{URL}?voir=passees").content.decode()


def test_what_waits_and_what_is_to_be_fetched(world):
    announce(world, what="Poires", item=None)
    announce(world, what="Coings", item=None, until=TODAY)
    acts.take(announce(world), day=TODAY, author=world.reception, now=NOW)
    acts.decline(announce(world, what="Navets", item=None), word="Non", author=world.reception, now=NOW)
    text = plain(as_(world.reception).get(URL).content.decode())
    assert text.index("À répondre") < text.index("Coings") < text.index("Poires") < text.index("À aller chercher")
    assert text.index("À aller chercher") < text.index("Tomates")
    assert "Navets" not in text
    assert "Navets" in as_(world.reception).get(f"{URL}?voir=passees").content.decode()


def test_many_announcements_cost_no_more(world, django_assert_max_num_queries):
    for farm in (world.farm, world.other_farm):
        for _ in range(20):
            announce(world, farm=farm)
    client = as_(world.reception)
    with django_assert_max_num_queries(12):
        page = client.get(URL)
    assert len(page.content) < 100_000
