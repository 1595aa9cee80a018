"""A season is drafted with its conflicts, then written whole; spots, lists and holidays are kept by the collective."""

import re
from datetime import date, time, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bocal.directory import acts as directory
from bocal.directory.rules import PlaceKind
from bocal.journals.rules import Refused
from bocal.workshops import acts, reads
from bocal.workshops.acts import spots as places
from bocal.workshops.models import KitItem, SchoolHolidays, Session, Spot
from bocal.workshops.rules import SessionKind, Zone
from bocal.workshops.rules.holidays import SchoolZone, public_holiday
from bocal.workshops.rules.season import Slot, draft
from tests import world as worlds
from tests.world import NOW, TODAY

pytestmark = pytest.mark.django_db
KEY = "3f1a4b3e-0f0f-4c6a-9a52-0d0e0a7b3c11"


@pytest.fixture
def world():
    with time_machine.travel(NOW, tick=False):
        yield worlds.build()


@pytest.fixture
def client(world) -> Client:
    found = Client()
    found.force_login(world.facilitator, backend="bocal.house.sign_in.Backend")
    return found


@pytest.fixture
def squares(world) -> list[Spot]:
    return [
        places.save_spot(None, places.Told(name, town="Saint-Aubin", water=True, power=True, zone=zone))
        for name, zone in (("Place du Marché", Zone.TOWN), ("Cour du centre", Zone.PRIORITY))
    ]


def asked(squares, truck="", **more):
    """What the page sends: Wednesdays and Saturdays from a Monday on."""
    told = {"key": KEY, "first": "2026-09-07", "last": "2027-04-04", "public": "on", "truck": truck, "project": ""}
    for number, (weekday, spots) in enumerate(((2, squares), (5, squares[:1])), start=1):
        slot = {"weekday": weekday, "every": 1, "start": "09:00", "end": "12:30", "kind": "cooking", "capacity": "12"}
        slot |= {"title": "Bocaux sur la place", "audience": "everyone", "spots": [spot.pk for spot in spots]}
        told |= {f"s{number}-{name}": value for name, value in slot.items()}
    return told | more


def test_a_season_keeps_to_its_days():
    slot = Slot(2, time(9), time(12), (1, 2), SessionKind.COOKING, "Atelier")
    zone = timezone.get_default_timezone()
    found = draft(
        date(2026, 9, 1), date(2026, 12, 31), [slot], skipped=lambda day: bool(public_holiday(day)), zone=zone
    )
    # 11 November 2026 is a Wednesday.
    assert date(2026, 11, 11) not in {one.starts_at.date() for one in found}
    assert [one.spot for one in found[:4]] == [1, 2, 1, 2]
    # Nine o'clock stays nine o'clock when the clocks go back.
    assert {timezone.localtime(one.starts_at).hour for one in found} == {9}
    with pytest.raises(Refused, match="season_too_long"):
        draft(date(2026, 9, 1), date(2026, 8, 31), [slot], skipped=lambda day: False, zone=zone)


def test_sixty_sessions_in_one_go(client, squares):
    url = reverse("workshops:plan_season")
    page = client.post(url, asked(squares, look="1")).content.decode()
    drafts = re.findall(r'name="keep" value="([^"]+)"', page)
    assert len(drafts) == 60
    assert not Session.objects.exists()
    for _twice in range(2):
        client.post(url, asked(squares, create="1", keep=drafts[1:]))
    assert Session.objects.count() == 59
    shown = reads.season_view(date(2026, 9, 7), today=TODAY)
    assert (shown.count, shown.holes) == (59, 0)
    # Nobody is of the crew yet: each says so.
    assert shown.clashes == 59


def test_the_preview_says_what_collides(client, world, squares):
    truck = directory.open_place(kind=PlaceKind.TRUCK, name="Le camion")
    url = reverse("workshops:plan_season")
    both = asked(squares, truck=truck.pk, look="1")
    both |= {name.replace("s1-", "s3-"): value for name, value in both.items() if name.startswith("s1-")}
    page = client.post(url, both | {"s3-start": "11:00", "s3-end": "14:00"}).content.decode()
    assert "Le camion est déjà pris" in page
    assert "11/09" not in page
    nothing = client.post(url, asked(squares, look="1", first="2026-09-07", last="2026-09-08")).content.decode()
    assert "Aucune séance ne tombe dans ces dates" in nothing
    missing = client.post(url, asked(squares, look="1") | {"s1-spots": [], "s1-start": ""}).content.decode()
    assert "Cochez au moins un endroit" in missing
    assert "Dites à quelle heure" in missing


def test_school_holidays_of_the_zone_are_skipped(client, squares):
    places.set_season(school_zone=SchoolZone.A, speed_kmh=40, ask_days=21)
    page = client.post(reverse("workshops:plan_season"), asked(squares, look="1", skip_school="on")).content.decode()
    found = re.findall(r'name="keep" value="(\d{8})', page)
    assert "20261014" in found
    assert not {"20261021", "20261024", "20261028", "20261031"} & set(found)
    assert "20261104" in found


def test_a_zone_brings_its_dates_once_and_they_can_be_changed(client, world):
    url = reverse("workshops:holidays")
    world.us.postcode = "26100"
    world.us.save()
    assert 'value="A" selected' in client.get(url).content.decode()
    for _twice in range(2):
        client.post(url, {"school_zone": "A", "speed_kmh": "40", "ask_days": "21"})
    rows = SchoolHolidays.objects.filter(zone="A")
    autumn = rows.get(starts_on=date(2026, 10, 17))
    assert (autumn.name, autumn.ends_on) == ("Vacances de la Toussaint", date(2026, 11, 1))
    assert "Éducation nationale" in client.get(url).content.decode()
    edit = reverse("workshops:holidays_edit", args=[autumn.pk])
    told = {"name": autumn.name, "first": "2026-10-18", "last": "2026-10-17", "source": "arrêté"}
    assert "Le dernier jour vient avant" in client.post(edit, told).content.decode()
    client.post(edit, told | {"last": "2026-11-02"})
    autumn.refresh_from_db()
    assert (autumn.ends_on, autumn.source) == (date(2026, 11, 2), "arrêté")
    client.post(edit, {"drop": "1"})
    assert not rows.filter(pk=autumn.pk).exists()


def test_a_spot_is_written_and_mended(client, world, squares):
    url = reverse("workshops:new_spot")
    told = {"name": "Place du Marché", "town": "Saint-Aubin", "zone": "priority", "permission": "asked", "water": "on"}
    told |= {"latitude": "45,0464", "longitude": "5,0517", "fallback": str(squares[1].pk)}
    assert "porte déjà ce nom" in client.post(url, told).content.decode()
    client.post(url, told | {"name": "Ferme des Tilleuls"})
    made = Spot.objects.get(name="Ferme des Tilleuls")
    assert (made.zone, made.latitude, made.water, made.power) == ("priority", 45.0464, True, False)
    page = client.get(reverse("workshops:spot_edit", args=[made.pk])).content.decode()
    assert 'value="45,0464"' in page
    assert "quartier prioritaire" in client.get(reverse("workshops:spots")).content.decode()


def test_a_list_begins_sensibly_and_is_changed(client):
    url = reverse("workshops:kit")
    for _twice in range(2):
        client.post(url, {"begin": "1"})
    lines = KitItem.objects.filter(kind="gleaning").values_list("what", flat=True)
    assert "Gants et sécateurs" in lines
    assert len(lines) == len(set(lines))
    first = KitItem.objects.get(what="Eau à boire")
    client.post(url, {"drop": first.pk})
    assert "Eau à boire" not in re.sub(r"« .*? »", "", client.get(url).content.decode())
    client.post(url, {"add": "1", "kind": "gleaning", "what": "Eau à boire"})
    assert (
        "déjà sur la liste"
        in client.post(url, {"add": "1", "kind": "gleaning", "what": "Eau à boire"}).content.decode()
    )


def test_one_session_is_added_and_copied(client, world, squares):
    url = reverse("workshops:new_session")
    told = {"key": KEY, "kind": "cooking", "title": "Confitures", "spot": squares[0].pk, "day": "2026-09-20"}
    told |= {
        "start": "14:00",
        "end": "13:00",
        "audience": "families",
        "drive": [world.cook.pk],
        "cook": [world.cook.pk],
    }
    assert "La fin vient avant le début" in client.post(url, told).content.decode()
    client.post(url, told | {"end": "17:00"})
    made = Session.objects.get(title="Confitures")
    assert {member.task for member in made.crew.all()} == {"drive", "cook"}
    page = client.get(f"{url}?de={made.pk}").content.decode()
    assert 'value="Confitures"' in page
    client.post(reverse("workshops:session_edit", args=[made.pk]), told | {"end": "18:00", "drive": []})
    made.refresh_from_db()
    assert timezone.localtime(made.ends_at).hour == 18
    assert [member.task for member in made.crew.all()] == ["cook"]


def test_the_season_asks_as_often_for_many(client, world, squares, django_assert_max_num_queries):
    slot = Slot(
        2, time(9), time(12), (squares[0].pk,), SessionKind.COOKING, "Atelier", crew=((world.cook.pk, "drive"),)
    )
    made = draft(
        TODAY, TODAY + timedelta(days=200), [slot] * 2, skipped=lambda day: False, zone=timezone.get_default_timezone()
    )
    acts.plan(made, key=KEY, now=NOW)
    with django_assert_max_num_queries(12):
        page = client.get(reverse("workshops:season"))
    assert len(page.content) < 100_000


def test_the_season_is_folded_by_month_and_what_is_over_stays_shut(client, world, squares):
    slot = Slot(2, time(9), time(12), (squares[0].pk,), SessionKind.COOKING, "Atelier")
    days = date(2026, 8, 3), date(2026, 12, 31)
    made = draft(*days, [slot], skipped=lambda day: False, zone=timezone.get_default_timezone())
    acts.plan(made, key=KEY, now=NOW)
    url = reverse("workshops:season")
    page = " ".join(client.get(url, {"du": "2026-08-03"}).content.decode().split())
    months = re.findall(r"<details( open)?><summary><span>(\w+ \d+) · (\d+ séances?)(.*?)</summary>", page)
    # A month is that of its weeks' Mondays: the last Wednesday of September is of the week of the 28th.
    assert [found[1:3] for found in months][:3] == [
        ("août 2026", "5 séances"),
        ("septembre 2026", "4 séances"),
        ("octobre 2026", "4 séances"),
    ]
    assert [bool(found[0]) for found in months] == [True] + [False] * 6
    assert "passé" not in months[0][3]
    with time_machine.travel(NOW + timedelta(days=28), tick=False):
        page = " ".join(client.get(url, {"du": "2026-08-03"}).content.decode().split())
        assert page.index("passé</span></span></summary>") < page.index("<details open><summary><span>septembre 2026")
        whole = client.get(url, {"du": "2026-08-03", "tout": "1"}).content.decode()
    assert whole.count("<details open>") == whole.count("<details") == 7


def test_a_slot_does_not_call_optional_what_it_wants_when_it_is_used(client, squares):
    assert "(facultatif)" not in client.get(reverse("workshops:plan_season")).content.decode()
