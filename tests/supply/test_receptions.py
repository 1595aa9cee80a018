"""Everything that came in, found again."""

from datetime import date

import pytest

from bocal.journals import acts as journals
from bocal.journals.models import Lot
from bocal.journals.rules import Way
from tests.supply.cast import PAPERS, as_, plain, receive, weighing, who_may
from tests.world import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
URL = "/appro/receptions"


def rows(world, query=""):
    page = as_(world.reception).get(URL + query)
    assert page.status_code == 200
    return [one for one, _way, _back in page.context["rows"]]


def test_who_enters(world):
    assert who_may(world, URL) == PAPERS


def test_the_empty_page_teaches_the_first_step(world):
    assert "Rien n’a encore été reçu" in as_(world.reception).get(URL).content.decode()
    assert "Aucune réception ne correspond" in as_(world.reception).get(f"{URL}?q=rien").content.decode()


def test_filters_stand_in_the_address(world):
    old = receive(world, weighing(world, "Courgettes"), day=date(2026, 8, 1), giver=world.other_farm)
    new = receive(world, weighing(world), weighing(world), way=Way.TOLL)
    assert rows(world) == [new, old]
    assert rows(world, "?q=lise") == rows(world, "?q=courg") == rows(world, "?au=2026-08-31") == [old]
    assert rows(world, f"?q={Lot.objects.last().code}") == [old]
    assert rows(world, "?facon=toll") == rows(world, "?du=01/09/2026") == [new]
    assert rows(world, "?facon=bought") == []


@pytest.mark.parametrize("query", ["?du=demain", "?facon=x", "?page=99", "?q=%00%25"])
def test_a_strange_address_still_answers(world, query):
    assert rows(world, query) is not None


def test_what_was_taken_back_is_marked(world):
    journals.reverse(receive(world).voucher, author=world.reception, now=NOW)
    assert "reprise" in plain(as_(world.reception).get(URL).content.decode())


def test_many_receptions_cost_no_more(world, django_assert_max_num_queries):
    for _ in range(25):
        receive(world, weighing(world), weighing(world))
    client = as_(world.reception)
    with django_assert_max_num_queries(12):
        page = client.get(URL)
    assert len(page.content) < 100_000


def test_words_are_found_without_their_accents(world):
    world.items["Tomates"].name = "Épinards d’été"
    world.items["Tomates"].save()
    found = receive(world)
    assert rows(world, "?q=epinard+ETE") == rows(world, "?q=ferme+epinards") == [found]
    assert rows(world, "?q=epinards+poireau") == []
