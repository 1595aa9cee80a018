"""What people have to come for, in their own calendar: read back by another library than the one that writes it."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
import vobject
from django.test import Client
from django.urls import reverse

from bocal.directory import acts as directory
from bocal.directory.models import AgendaLink, Person
from bocal.orders import acts
from bocal.orders.models import Slot
from bocal.orders.notices import agenda
from bocal.orders.rules.points import Hours
from tests.orders import scene as scenes
from tests.orders.scene import CLOSES, NOW, PICKUP, key

pytestmark = pytest.mark.django_db
SITE = "bocal.example/gue"


def read(text: bytes) -> list[dict[str, Any]]:
    """The events of a calendar, earliest first."""
    events = getattr(vobject.readOne(text.decode()), "vevent_list", [])
    found = [{child.name.lower(): child.value for child in event.getChildren()} for event in events]
    return sorted(found, key=lambda event: (event["dtstart"], event["uid"]))


def feed(person: Person, now: datetime = NOW) -> list[dict[str, Any]]:
    return read(agenda.feed(person, site=SITE, now=now))


def test_one_pickup_is_a_file_that_another_program_reads():
    scene = scenes.build()
    scene.point.address, scene.point.town = "12, place du Marché ; sous l’arche", "Saint-Aubin"
    scene.point.save()
    order = scene.place(tomatoes=1)
    text = agenda.calendar(order, SITE)
    assert all(len(line) <= 75 for line in text.split(b"\r\n"))
    [event] = read(text)
    slot = order.slot
    assert slot is not None
    assert (event["dtstart"], event["dtend"]) == (slot.starts_at, slot.ends_at)
    assert event["location"] == "La Halle, 12, place du Marché ; sous l’arche, Saint-Aubin"
    assert event["uid"] == f"order-{order.pk}@{SITE}"
    assert scene.sale.title in event["summary"]


def test_a_feed_holds_orders_turns_and_what_a_farm_brings():
    scene = scenes.build()
    acts.set_point(
        place=scene.point,
        hours=[Hours(4, time(17), time(19))],
        minutes=30,
        capacity=2,
        crew=[scene.world.point_person],
    )
    # Who fetches late at the point does not say when a farm must be there: the point's first slot does.
    order = scene.place(slot=scene.slots[-1], tomatoes=2, eggs=1)
    [mine] = feed(scene.world.customer)
    assert (mine["dtstart"], mine["sequence"], mine["status"]) == (scene.slots[-1].starts_at, "1", "CONFIRMED")
    assert feed(scene.world.other_customer) == []

    [turn] = feed(scene.world.point_person)
    assert (turn["dtstart"], turn["dtend"]) == (scene.slots[0].starts_at, scene.slots[-1].ends_at)
    assert turn["summary"] == "Tenir le point La Halle"
    assert turn["description"].endswith(": 1 commande")

    farmer = Person.objects.filter(roles__organisation=scene.tomatoes.producer, roles__desk="producer").first()
    assert farmer is not None
    [bring] = feed(farmer)
    assert bring["dtend"] == scene.slots[0].starts_at
    assert bring["summary"] == "Apporter à La Halle"
    assert "pour l’instant" in bring["description"]
    scene.close()
    [bring] = feed(farmer)
    assert "pour l’instant" not in bring["description"]
    # The next version replaces the one before.
    scene_version = order.version
    acts.name_collector(order=order, name="Lou Voisin")
    [mine] = feed(scene.world.customer)
    assert mine["description"] == "retiré par Lou Voisin"
    assert mine["sequence"] == str(scene_version)


def test_hours_are_true_across_the_change_to_winter_time():
    scene = scenes.build()
    slot = scene.slots[0]
    starts = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    Slot.objects.filter(pk=slot.pk).update(starts_at=starts, ends_at=starts + timedelta(hours=2))
    scene.place(slot=slot, eggs=1)
    [event] = feed(scene.world.customer)
    assert (event["dtstart"], event["dtend"]) == (starts, starts + timedelta(hours=2))


def test_a_cancelled_point_says_so_and_what_is_long_past_goes():
    scene = scenes.build()
    order = scene.place(eggs=1)
    acts.cancel_point(
        sale=scene.sale,
        point=scene.point,
        person=scene.world.sales,
        why="neige",
        choose_until=CLOSES,
        key=key(),
        now=NOW,
    )
    [event] = feed(scene.world.customer)
    assert event["status"] == "CANCELLED"
    assert "choisissez un autre créneau" in event["summary"]
    assert feed(scene.world.point_person) == []
    assert feed(scene.world.customer, PICKUP + timedelta(days=90)) == []
    acts.cancel(order=order, now=NOW, coordinator=True)
    assert feed(scene.world.customer) == []


@time_machine.travel(NOW, tick=False)
def test_the_address_is_shown_once_and_ends_when_it_is_renewed_or_closed():
    scene = scenes.build()
    scene.place(eggs=1)
    member, program = Client(), Client()
    member.force_login(scene.world.customer)
    page = reverse("orders:agenda")
    asked = member.post(page, {"do": "open"})
    address = asked.context["address"]
    assert address in asked.content.decode()
    assert asked.context["subscribe"].startswith("webcal://")
    assert address not in member.get(page).content.decode()
    answer = program.get(address)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert len(read(answer.content)) == 1
    # Nothing in the database opens it.
    assert AgendaLink.objects.get().token_hash not in address
    assert program.get(reverse("feed", args=[AgendaLink.objects.get().token_hash])).status_code == 404
    renewed = member.post(page, {"do": "open"}).context["address"]
    assert program.get(address).status_code == 404
    assert program.get(renewed).status_code == 200
    member.post(page, {"do": "close"})
    assert program.get(renewed).status_code == 404


@time_machine.travel(NOW, tick=False)
def test_who_has_left_reads_nothing_more():
    scene = scenes.build()
    token = directory.open_agenda(scene.world.customer, now=NOW)
    Person.objects.filter(pk=scene.world.customer.pk).update(is_active=False)
    assert Client().get(reverse("feed", args=[token])).status_code == 404


def test_a_feed_asks_as_much_for_forty_orders_as_for_one(django_assert_max_num_queries):
    scene = scenes.build(tomatoes=500, capacity=60)
    for home, person in scenes.households(40):
        scene.place(home, person, tomatoes=1, eggs=0)
        directory.seat(scene.world.customer, scenes.Desk.CUSTOMER, at=home)
    with django_assert_max_num_queries(8):
        assert len(feed(scene.world.customer)) == 40
