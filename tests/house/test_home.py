"""Today: each person sees what waits for them, and a stranger what is on sale."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bocal.directory import reads as directory
from bocal.directory.models import Collective
from bocal.directory.rules import Profile
from bocal.house.today import Visit, waiting
from bocal.supply import acts as supply
from bocal.workshops.models import Session, Spot
from bocal.workshops.rules import SessionKind
from tests import world as worlds
from tests.workshops import meeting
from tests.world import KG, NOW, TODAY

HOUR = timedelta(hours=1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return worlds.build()


def seen_by(person):
    client = Client()
    client.force_login(person, backend="bocal.house.sign_in.Backend")
    return client.get("/").content.decode()


def test_a_stranger_is_told_who_lives_here(world):
    page = Client().get("/").content.decode()
    assert "La Conserverie du Gué" in page
    assert "Aucune vente n’est ouverte" in page


def test_a_stranger_finds_the_next_session_that_anyone_may_join(world):
    assert reverse("workshops:near") not in Client().get("/").content.decode()
    spot = Spot.objects.create(name="La place du lavoir")
    now = timezone.now()
    later = now + timedelta(days=3)
    Session.objects.create(
        title="Compote", kind=SessionKind.COOKING, spot=spot, starts_at=later, ends_at=later + 3 * HOUR, made_at=now
    )
    page = Client().get("/").content.decode()
    assert reverse("workshops:near") in page
    assert "La place du lavoir" in page


def test_the_direction_of_a_new_collective_learns_the_first_steps(world):
    page = seen_by(world.direction)
    assert "Vos premiers pas" in page
    assert "Vos premiers pas" not in seen_by(world.cook)


def test_a_truck_begins_with_its_squares_and_its_season(world):
    Collective.objects.update(profile=Profile.TRUCK)
    page = seen_by(world.direction)
    assert "Dire où le camion s’installe" in page
    assert "Ouvrir une première vente" not in page
    spot = Spot.objects.create(name="La place du lavoir")
    told = {"title": "Compote", "kind": SessionKind.COOKING, "spot": spot, "made_at": NOW}
    Session.objects.create(starts_at=NOW, ends_at=NOW + HOUR, closed_at=NOW + HOUR, key="one", **told)
    assert "Vos premiers pas" not in seen_by(world.direction)


def test_an_announcement_waits_for_the_reception_only(world):
    supply.announce(
        farm=world.farm,
        what="Tomates",
        item=world.items["Tomates"],
        mass_mg=20 * KG,
        ready_on=TODAY,
        until=TODAY,
        way=worlds.Way.GIVEN,
        key=worlds.uuid4(),
        page="/appro/",
        now=NOW,
    )
    roles = {"reception": world.reception, "cook": world.cook}
    titles = {name: [task.title for task in waiting(Visit(p, held(p), NOW))] for name, p in roles.items()}
    assert titles == {"reception": ["Répondre aux fermes"], "cook": []}


def held(person):
    return worlds.directory_reads.held_by(person)


def test_each_desk_begins_its_own_gestures(world):
    assert "Recevoir des cagettes" in seen_by(world.reception)
    assert "Recevoir des cagettes" not in seen_by(world.accounts)
    assert "J’ai trop de quelque chose" in seen_by(world.farmer)


def test_the_crew_is_asked_to_close_what_is_over(world):
    for number in range(2):
        meeting.session(starts_at=timezone.now() - timedelta(days=number + 1))
    for person in (world.cook, world.facilitator):
        page = seen_by(person)
        assert page.count("Clore les séances") == 1
        assert "2 séances passées" in page
    assert "Clore les séances" not in seen_by(world.sales)


def test_many_rooms_stand_under_headings_and_few_do_not(world):
    world.collective.profile = Profile.TRUCK
    world.collective.save()
    rooms = seen_by(world.direction).partition('class="rooms"')[2].partition("</nav>")[0]
    heads = re.findall(r'<li class="group">([^<]+)</li>', rooms)
    assert heads == ["Nourriture", "Ateliers", "Ventes", "Gestion", "Impact"]
    assert rooms.index("Gestion") < rooms.index("Registres") < rooms.index("Fleur")
    assert "group" not in seen_by(world.cook).partition('class="rooms"')[2].partition("</nav>")[0]


@pytest.mark.parametrize("desk", ["direction", "quality", "sales", "accounts", "reception", "customer", "producer"])
def test_home_asks_little_whoever_looks(world, desk, django_assert_max_num_queries):
    client = Client()
    client.force_login(world.team[desk], backend="bocal.house.sign_in.Backend")
    client.get("/")
    with django_assert_max_num_queries(12):
        client.get("/")


def test_a_certificate_that_ends_soon_waits_for_the_products_desk(world):
    seen = Visit(world.products, directory.held_by(world.products), NOW)
    assert not any("certificats" in task.title for task in waiting(seen))
    world.farm.organic_until = TODAY + timedelta(days=20)
    world.farm.save()
    (task,) = (task for task in waiting(seen) if "certificats" in task.title)
    assert task.detail == "1 ferme"
    page = Client()
    page.force_login(world.products, backend="bocal.house.sign_in.Backend")
    assert "Ferme des Tilleuls" in page.get(task.url).content.decode()
    cook = Visit(world.cook, directory.held_by(world.cook), NOW)
    assert not any("certificats" in task.title for task in waiting(cook))
