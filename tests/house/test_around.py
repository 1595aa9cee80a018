"""The map: who is where around us, drawn and listed."""

import math
import re
from datetime import timedelta
from itertools import combinations
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from bocal.directory import acts as directory
from bocal.directory.models import Organisation
from bocal.directory.rules import OrganisationKind, PlaceKind
from bocal.journals.rules import Way
from bocal.look import maps
from bocal.measure.geo import bearing, distance_km, flat
from bocal.supply import acts as supply
from bocal.workshops.models import Spot
from tests.workshops import meeting
from tests.world import KG, NOW, TODAY, World, build

pytestmark = pytest.mark.django_db
HERE = (45.0, 5.0)


@pytest.fixture
def world(client: Client) -> World:
    world = build()
    put(world.us, *HERE)
    put(world.farm, 45.1, 5.0)
    client.force_login(world.products)
    return world


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NOW, tick=False):
        yield


def put(one: Organisation, latitude: float | None, longitude: float | None) -> None:
    Organisation.objects.filter(pk=one.pk).update(latitude=latitude, longitude=longitude)


def page(client: Client, **asked: str) -> str:
    answer = client.get(reverse("around"), asked)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().replace("\u00a0", " ").split())


def listed(html: str) -> list[str]:
    return re.findall(r'<th scope="row"><a href="[^"]+">([^<]+)</a>', html)


def test_distance_direction_and_plane_agree() -> None:
    """A tenth of a degree to the north is 11.1 km; the plane keeps distance and direction."""
    assert round(distance_km(HERE, (45.1, 5.0)), 1) == 11.1
    assert [round(bearing(HERE, there)) for there in ((45.1, 5.0), (44.9, 5.0))] == [0, 180]
    assert round(bearing(HERE, (45.0, 5.1))) == 90
    east, north = flat(HERE, (45.2, 5.3))
    assert (east**2 + north**2) ** 0.5 == pytest.approx(distance_km(HERE, (45.2, 5.3)))


def test_farms_are_listed_nearest_first_and_those_without_a_place_apart(client: Client, world: World) -> None:
    html = page(client)
    assert listed(html) == ["Ferme des Tilleuls"]
    assert "11,1 km N" in html
    assert "1 ferme sans place sur la carte" in html
    assert "Le Verger de Lise" in html
    put(world.other_farm, 45.0, 5.05)
    assert listed(page(client)) == ["Le Verger de Lise", "Ferme des Tilleuls"]


def test_a_farm_beyond_the_circle_is_said_so(client: Client, world: World) -> None:
    put(world.other_farm, 45.5, 5.0)
    html = page(client)
    assert "hors du cercle" in html
    assert "1 au-delà du cercle de 30 km" in html


def test_the_drawing_leads_to_each_farm_and_needs_nobody_else(client: Client, world: World) -> None:
    html = page(client)
    for look in ("wide-only", "tall-only"):
        drawing = re.search(rf'<svg class="{look}".*?</svg>', html)
        assert drawing is not None
        assert f'href="{reverse("directory:farm", args=[world.farm.pk])}"' in drawing[0]
        assert all(f"{km} km" in drawing[0] for km in (10, 20, 30))
        assert "http" not in drawing[0]


def test_filters_keep_organic_a_crop_and_a_surplus_on_offer(client: Client, world: World) -> None:
    put(world.other_farm, 45.0, 5.05)
    assert listed(page(client, bio="on")) == ["Ferme des Tilleuls"]
    directory.save_crops(world.other_farm, [("Pommes", [TODAY.month])])
    Organisation.objects.filter(pk=world.other_farm.pk).update(grows="pommes")
    assert listed(page(client, q="pomme")) == ["Le Verger de Lise"]
    assert listed(page(client, surplus="on")) == []
    supply.announce(
        farm=world.farm,
        what="Tomates",
        item=None,
        mass_mg=80 * KG,
        ready_on=TODAY,
        until=TODAY + timedelta(days=3),
        way=Way.GIVEN,
        key=uuid4(),
        page="x",
        now=NOW,
    )
    html = page(client, surplus="on")
    assert listed(html) == ["Ferme des Tilleuls"]
    assert "Tomates, 80 kg" in html
    assert "farm offering" in html


def test_a_collective_that_has_not_said_where_it_is_is_told_how(client: Client, world: World) -> None:
    put(world.us, None, None)
    html = page(client)
    assert "La carte ne sait pas encore où vous êtes" in html
    assert "<svg class=" in html
    assert "wide-only" not in html


def test_centres_and_partners_stand_on_it_by_a_letter(client: Client, world: World) -> None:
    Organisation.objects.create(kind=OrganisationKind.CENTRE, name="Centre du Levant", latitude=45.01, longitude=5.01)
    html = page(client)
    assert "<b>A</b> Centre du Levant" in html
    assert 'href="#l-A"' in html


def test_marks_at_one_point_make_room() -> None:
    spots = [maps.Spot(f"Ferme {nth}", (45.0, 5.1), "farm", str(nth), "/") for nth in range(12)]
    drawn = maps.draw(spots, centre=HERE, reach=30, rings=(10,), size=360)
    assert len({(round(mark.x), round(mark.y)) for mark in drawn.marks}) == 12
    assert all(0 <= mark.x <= 360 and 0 <= mark.y <= 360 for mark in drawn.marks)
    assert any(mark.aside for mark in drawn.marks)


def test_marks_names_and_distances_cover_nothing_on_a_phone() -> None:
    shapes = ("farm", "spot", "point", "other")
    spots = [
        maps.Spot(f"{nth}", (45.0 + nth / 900, 5.0 + (nth % 7) / 90), shapes[nth % 4], f"{nth}") for nth in range(24)
    ]
    drawn = maps.draw(spots, centre=HERE, reach=30, rings=(10, 20, 30), towns=spots[::5], size=360)
    apart = [math.dist((one.x, one.y), (other.x, other.y)) for one, other in combinations(drawn.marks, 2)]
    assert min(apart) > 2 * 11
    written = [(ring.x, ring.y) for ring in drawn.rings if ring.text]
    assert written
    assert all(math.dist((mark.x, mark.y), at) > 11 for mark in drawn.marks for at in written)


def test_what_lies_off_the_map_is_left_to_the_list() -> None:
    assert maps.draw([maps.Spot("Loin", (48.0, 5.0))], centre=HERE, reach=30, rings=(10,)).marks == ()


def test_a_hundred_times_the_farms_asks_no_more(client: Client, world: World, django_assert_max_num_queries) -> None:
    Organisation.objects.bulk_create(
        Organisation(
            kind=OrganisationKind.PRODUCER,
            name=f"Ferme {nth}",
            latitude=45 + (nth % 20 - 10) / 60,
            longitude=5 + (nth // 20 - 8) / 60,
        )
        for nth in range(300)
    )
    with django_assert_max_num_queries(12):
        html = page(client)
    assert len(html.encode()) < 100_000


def test_spots_of_sessions_and_pickup_points_are_drawn_and_listed(client: Client, world: World) -> None:
    html = page(client)
    assert "Lieux d’ateliers" not in html
    assert "Points de retrait" not in html
    coming = meeting.session(starts_at=NOW + timedelta(days=3))
    meeting.session(starts_at=NOW + timedelta(days=9), spot=coming.spot)
    Spot.objects.filter(pk=coming.spot_id).update(latitude=45.05, longitude=5.0)
    place = directory.open_place(kind=PlaceKind.POINT, name="La Halle", town="Valmont")
    directory.save_place(
        place, kind=PlaceKind.POINT, name="La Halle", address="", town="Valmont", note="", latitude=45.0, longitude=5.1
    )
    nowhere = directory.open_place(kind=PlaceKind.POINT, name="Le Col")
    html = page(client)
    assert html.count('class="mark spot"') == html.count('class="mark point"') == 2  # for a desk and for a phone
    assert f'<li id="l-S1"><b>S1</b> {coming.spot.name}' in html
    assert "5,6 km N : prochaine séance le 06/09/2026" in html
    assert '<li id="l-P1"><b>P1</b> La Halle <span class="muted">Valmont, 7,9 km E</span>' in html
    assert nowhere.name not in html


def test_a_point_is_put_on_the_map_from_its_page(client: Client, world: World) -> None:
    place = directory.open_place(kind=PlaceKind.POINT, name="La Halle")
    client.force_login(world.sales)
    here = reverse("directory:place_edit", args=[place.pk])
    told = {"name": "La Halle", "active": "on", "latitude": "45,01"}
    assert "Il manque la latitude ou la longitude" in client.post(here, told).content.decode()
    client.post(here, told | {"longitude": "5,02"})
    place.refresh_from_db()
    assert (place.latitude, place.longitude) == (45.01, 5.02)
