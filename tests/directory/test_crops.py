"""Who grows what, and when: the months touched by the desk or by the farm itself, the year as a picture."""

from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from bocal.directory import acts, reads, words
from bocal.directory.models import Crop
from bocal.directory.rules import Desk, OrganisationKind, Refused, crops
from tests.world import NOW, World, build


@pytest.fixture
def world(client: Client) -> World:
    world = build()
    acts.save_crops(world.farm, [("Tomates", [6, 7, 8, 9]), ("Poireaux", [11, 12, 1, 2])])
    acts.save_crops(world.other_farm, [("tomate", [8, 9, 10]), ("Œufs", range(1, 13))])
    client.force_login(world.products)
    return world


def typed(*rows: tuple[str, list[int]]) -> dict[str, Any]:
    """What the form sends for these crops."""
    data: dict[str, Any] = {"c-TOTAL_FORMS": len(rows), "c-INITIAL_FORMS": 0}
    for row, (what, months) in enumerate(rows):
        data |= {f"c-{row}-what": what, f"c-{row}-months": months}
    return data


def grown(world: World) -> dict[str, list[int]]:
    return {crop.what: crop.months for crop in Crop.objects.filter(organisation=world.farm)}


# ── Without a database ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("months", "said"),
    [
        ([6, 7, 8], "juin à août"),
        ([11, 12, 1, 2, 5], "mai, novembre à février"),
        ([9], "septembre"),
        (list(range(1, 13)), "toute l’année"),
        ([], "mois à préciser"),
    ],
)
def test_months_are_said_in_words(months: list[int], said: str) -> None:
    with translation.override("fr"):
        assert words.months(months) == said


@given(st.sets(st.integers(1, 12)))
def test_spans_hold_each_month_once(months: set[int]) -> None:
    held: list[int] = []
    for first, last in crops.spans(months):
        month = first
        held.append(month)
        while month != last:
            month = crops.after(month)
            held.append(month)
    assert sorted(held) == sorted(months)


def test_blank_rows_are_left_out_and_one_crop_stands_once() -> None:
    assert crops.listed([("", []), (" Tomates  cerises ", [8, 7, 7]), ("", [])]) == (
        crops.Grown("Tomates cerises", (7, 8)),
    )
    with pytest.raises(Refused) as refused:
        crops.listed([("Tomate", [7]), ("TOMATES", [8])])
    assert (refused.value.code, refused.value.details["row"]) == ("crop_twice", 1)
    with pytest.raises(Refused):
        crops.listed([("", [7])])


def test_the_crops_of_a_sentence() -> None:
    assert crops.named("tomates, courges et œufs ; Tomate") == ("tomates", "courges", "œufs")


# ── The pages ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.django_db
def test_the_desk_notes_a_farms_months(client: Client, world: World) -> None:
    page = reverse("directory:farm_crops", args=[world.farm.pk])
    shown = client.get(page).content.decode()
    assert 'value="Poireaux"' in shown
    rows = [("Tomates", [7, 8]), ("", []), ("Courges", [9, 10, 11, 12]), ("", [])]
    client.post(page, typed(*rows))
    assert grown(world) == {"Tomates": [7, 8], "Courges": [9, 10, 11, 12]}
    farm = client.get(reverse("directory:farm", args=[world.farm.pk])).content.decode()
    assert "septembre à décembre" in farm
    assert "Poireaux" not in farm


@pytest.mark.django_db
def test_what_the_farms_sentence_names_waits_for_its_months(client: Client, world: World) -> None:
    acts.save_farm(world.farm, {"grows": "tomate, panais"})
    shown = client.get(reverse("directory:farm_crops", args=[world.farm.pk])).content.decode()
    assert 'value="panais"' in shown
    assert 'value="tomate"' not in shown
    assert "mois à préciser" in client.get(reverse("directory:farm", args=[world.farm.pk])).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([("Tomate", [7]), ("TOMATES", [8])], "« TOMATES » est déjà plus haut"),
        ([("", [8])], "Il manque le nom de ce que vous cultivez"),
        ([("Tomates", [13])], "13"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_changes(
    client: Client, world: World, rows: list[tuple[str, list[int]]], said: str
) -> None:
    before = grown(world)
    shown = client.post(reverse("directory:farm_crops", args=[world.farm.pk]), typed(*rows)).content.decode()
    assert said in shown
    assert grown(world) == before


@pytest.mark.django_db
def test_a_farmer_touches_the_farms_own_months_and_no_others(client: Client, world: World) -> None:
    client.force_login(world.farmer)
    page = reverse("directory:my_crops")
    assert "Ferme des Tilleuls" in client.get(page).content.decode()
    client.post(page, typed(("Fèves", [5, 6])))
    assert grown(world) == {"Fèves": [5, 6]}
    assert client.get(reverse("directory:my_crops", args=[world.other_farm.pk])).status_code == 404
    assert client.post(reverse("directory:my_crops", args=[world.other_farm.pk]), typed()).status_code == 404
    acts.seat(world.farmer, Desk.PRODUCER, at=world.other_farm)
    assert 'aria-current="page"' in client.get(page).content.decode()
    assert 'value="Œufs"' in client.get(reverse("directory:my_crops", args=[world.other_farm.pk])).content.decode()


@pytest.mark.django_db
def test_the_year_is_a_picture_of_how_many_farms_have_it(client: Client, world: World) -> None:
    tomato = next(line for line in reads.calendar() if line.name == "Tomates")
    assert tomato.counts == (0, 0, 0, 0, 0, 1, 1, 2, 2, 1, 0, 0)
    assert [crop.organisation for crop in tomato.growers] == [world.farm, world.other_farm]
    shown = client.get(reverse("directory:crops")).content.decode()
    assert shown.count('<td class="has">2</td>') == 2
    assert "Le Verger de Lise" not in shown, "sixty farms times their crops: whom to call is asked for"
    named = client.get(reverse("directory:crops"), {"q": "tomates"}).content.decode()
    assert "août à octobre" in named
    assert 'href="tel:0600000001"' in named


@pytest.mark.django_db
def test_a_month_and_a_produce_are_in_the_address(client: Client, world: World) -> None:
    with time_machine.travel(NOW, tick=False):
        client.force_login(world.products)
        page = reverse("directory:crops")
        shown = client.get(page).content.decode()
        assert "Ce mois-ci, septembre" in shown
        assert "Le mois prochain, octobre" in shown
        october = client.get(page, {"mois": 10}).content.decode()
        assert "Qui a quoi en octobre" in october
        assert "Le Verger de Lise" in october
        assert "Ferme des Tilleuls" not in october, "its tomatoes are over, its leeks not there yet"
        assert "Poireaux" not in october
        leeks = client.get(page, {"q": "POIREAU"}).content.decode()
        assert "Poireaux" in leeks
        assert "Tomates" not in leeks
        assert "Aucune ferme n’en a" in client.get(page, {"q": "tomate", "mois": 1}).content.decode()
        assert client.get(page, {"mois": "13"}).status_code == 200


@pytest.mark.django_db
def test_a_produce_is_written_as_most_farms_write_it(world: World) -> None:
    acts.save_crops(world.farm, [("tomate", [6])])
    assert [line.name for line in reads.calendar("tomates")] == ["tomate"]
    third = reads.known(OrganisationKind.PRODUCER).exclude(pk__in=[world.farm.pk, world.other_farm.pk]).first()
    for farm in (world.other_farm, third or acts.save_farm(None, {"name": "Le Clos"})):
        acts.save_crops(farm, [("Tomates", [8])])
    assert [line.name for line in reads.calendar("tomates")] == ["Tomates"]


@pytest.mark.django_db
def test_a_farm_that_left_is_not_in_the_calendar(client: Client, world: World) -> None:
    reads.known(OrganisationKind.PRODUCER).update(active=False)
    assert "Aucune culture encore" in client.get(reverse("directory:crops")).content.decode()
