"""Who enters each page of the directory, as each desk and as a stranger."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from bocal.directory import acts
from bocal.directory.rules import ImportKind
from tests.world import NOW, World, build

EVERYONE = {
    "direction", "products", "reception", "production", "quality", "facilitation", "sales", "point", "accounts",
    "producer", "customer",
}  # fmt: skip
READERS = {"direction", "products", "reception", "production", "sales", "accounts"}

DOORS: dict[str, set[str]] = {
    "farms": READERS,
    "farm": READERS,
    "farm_edit": {"direction", "products"},
    "import_farms": {"direction", "products"},
    "import_sheet": {"direction", "products"},
    "model_sheet": {"direction", "products"},
    "customers": {"direction", "sales", "accounts"},
    "customer_edit": {"direction", "sales", "accounts"},
    "places": {"direction", "sales"},
    "place_edit": {"direction", "sales"},
    "people": {"direction"},
    "person_edit": {"direction"},
    "letters": {"direction"},
    "letter": {"direction"},
    "me": EVERYONE,
}


def address(world: World, name: str) -> str:
    """The page, on something that exists."""
    letter = acts.write_letter(email="a@exemple.test", subject="Bonjour", body="…", now=NOW)
    sheet = acts.bring_sheet(
        ImportKind.PRODUCERS, name="f.csv", data=b"Nom\nFerme du Bas\n", by=world.products, now=NOW
    )
    keys = {
        "farm": world.farm.pk,
        "customer_edit": world.home.pk,
        "place_edit": world.store.pk,
        "person_edit": world.cook.pk,
        "letter": letter.pk,
        "import_sheet": sheet.pk,
    }
    return reverse(f"directory:{name}", args=[keys[name]] if name in keys else [])


@pytest.mark.django_db
@pytest.mark.parametrize("name", DOORS)
def test_each_page_lets_in_its_desks_and_no_others(client: Client, name: str) -> None:
    world = build()
    page = address(world, name)
    assert client.get(page).status_code == 302
    for desk, person in world.team.items():
        client.force_login(person)
        answer = client.get(page)
        assert answer.status_code == (200 if desk in DOORS[name] else 403), desk
        assert len(answer.content) < 100_000


@pytest.mark.django_db
@pytest.mark.parametrize("name", DOORS)
def test_pages_ask_the_database_a_dozen_times_at_most(
    client: Client, name: str, django_assert_max_num_queries: Any
) -> None:
    world = build()
    page = address(world, name)
    for number in range(80):
        acts.save_farm(None, {"name": f"Ferme {number}"})
        person = acts.register_person(name=f"Personne {number}", email=f"p{number}@exemple.test")
        acts.welcome(person)
    client.force_login(world.direction)
    with django_assert_max_num_queries(12):
        answer = client.get(page)
    assert answer.status_code == 200
    assert len(answer.content) < 100_000


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name", ["farm", "farm_edit", "customer_edit", "person_edit", "place_edit", "letter", "import_sheet"]
)
def test_what_does_not_exist_is_not_found(client: Client, name: str) -> None:
    client.force_login(build().direction)
    assert client.get(reverse(f"directory:{name}", args=[987_654])).status_code == 404


@pytest.mark.django_db
def test_the_collective_itself_is_no_customer_and_a_customer_is_no_farm(client: Client) -> None:
    world = build()
    client.force_login(world.direction)
    assert client.get(reverse("directory:customer_edit", args=[world.us.pk])).status_code == 404
    assert client.get(reverse("directory:farm", args=[world.home.pk])).status_code == 404
