"""Pickup points: slots made by themselves, a trial, a fee, somebody else who fetches; the driver's route."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from bocal.billing import reads as billing
from bocal.directory import acts as directory
from bocal.directory.models import Place
from bocal.directory.rules import PlaceKind
from bocal.journals.models import MoneyLine
from bocal.journals.rules import Refused
from bocal.orders import acts, notices, reads
from bocal.orders.acts import Came, Given
from bocal.orders.models import Order, SaleRound, Slot
from bocal.orders.rules import points as rules
from bocal.orders.rules.points import Hours, Room
from tests.orders import scene as scenes
from tests.orders.scene import CLOSES, NOW, PICKUP, beside, key

pytestmark = pytest.mark.django_db
PARIS = ZoneInfo("Europe/Paris")
FRIDAY = Hours(4, time(17), time(19))


def opened(name: str = "La Gare", **more) -> Place:
    """A point that works by its own hours, on Fridays."""
    place = directory.open_place(kind=PlaceKind.POINT, name=name, town="Saint-Aubin")
    acts.set_point(place=place, **{"hours": [FRIDAY], "minutes": 30, "capacity": 2, **more})
    return place


def new_round(scene: scenes.Scene, closes: datetime = CLOSES, **more) -> SaleRound:
    return acts.open_round(
        title="La suivante", opens_at=NOW, closes_at=closes, person=scene.world.sales, key=key(), now=NOW, **more
    )


@pytest.mark.parametrize("day", [date(2026, 10, 23), date(2026, 3, 27), date(2026, 7, 3)])
def test_a_point_keeps_its_hour_on_the_wall_whatever_the_clocks_do(day):
    found = rules.slots(
        [Hours(6, time(1), time(4)), FRIDAY], 60, after=datetime.combine(day, time(8), PARIS), zone=PARIS
    )
    friday = [start.astimezone(PARIS) for start, _ in found if start.astimezone(PARIS).weekday() == 4]
    assert [start.hour for start in friday] == [17, 18]
    # The night of a change has four slots of an hour, or two; none is doubled.
    night = [(start, end) for start, end in found if start.astimezone(PARIS).weekday() == 6]
    assert len(night) == {10: 4, 3: 2, 7: 3}[day.month]
    assert all(end - start == timedelta(hours=1) for start, end in night)
    assert len({start.astimezone(UTC) for start, _ in found}) == len(found)


def test_nobody_is_housed_beyond_the_room_and_each_goes_to_the_nearest_hour():
    at = [NOW + timedelta(hours=n) for n in range(3)]
    rooms = [Room(7, at[0], 1), Room(8, at[2], 1)]
    assert rules.rehouse({1: at[2], 2: at[2], 3: at[0]}, rooms) == {1: 8, 2: 7}
    assert rules.rehouse({1: at[0]}, []) == {}


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"hours": [FRIDAY, Hours(4, time(18), time(20))]}, "hours_overlap"),
        ({"hours": [Hours(4, time(19), time(17))]}, "slots_backwards"),
        ({"hours": [Hours(9, time(17), time(19))]}, "bad_weekday_rhythm"),
        ({"minutes": 0}, "slot_length"),
        ({"capacity": 0}, "bad_capacity"),
        ({"fee_cents": 999_999}, "bad_fee"),
    ],
)
def test_a_point_that_nobody_could_come_to_is_refused(wrong, code):
    with pytest.raises(Refused) as refused:
        opened(**wrong)
    assert refused.value.code == code


# ── Slots, trial, fee ────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_round_makes_its_slots_from_the_points_and_copies_the_others():
    scene = scenes.build()
    place = opened(fee_cents=50)
    made = new_round(scene, copy_of=scene.sale, closes=CLOSES + timedelta(days=7))
    own = Slot.objects.filter(sale=made, point=place)
    assert [timezone_hour(slot) for slot in own] == ["17:00", "17:30", "18:00", "18:30"]
    assert {(slot.capacity, slot.fee_cents) for slot in own} == {(2, 50)}
    assert Slot.objects.filter(sale=made, point=scene.point).count() == 4
    # The one after it makes its own again, and copies none of them twice.
    third = new_round(scene, copy_of=made, closes=CLOSES + timedelta(days=14))
    assert Slot.objects.filter(sale=third, point=place).count() == 4


def timezone_hour(slot: Slot) -> str:
    return f"{slot.starts_at.astimezone(PARIS):%H:%M}"


def test_a_trial_that_is_over_gets_no_slots_until_somebody_decides():
    scene = scenes.build()
    place = opened(trial_until=date(2026, 9, 12))
    assert Slot.objects.filter(sale=new_round(scene), point=place).exists()
    later = new_round(scene, closes=CLOSES + timedelta(days=14))
    assert not Slot.objects.filter(sale=later, point=place).exists()
    acts.set_point(place=place, hours=[FRIDAY], minutes=30, capacity=2)
    assert Slot.objects.filter(sale=new_round(scene, closes=CLOSES + timedelta(days=21)), point=place).exists()


@time_machine.travel(NOW, tick=False)
def test_buyers_and_coordinators_read_the_fee_and_how_the_trial_goes():
    scene = scenes.build()
    acts.set_point(
        place=scene.point, hours=[FRIDAY], minutes=30, capacity=2, fee_cents=50, trial_until=date(2026, 9, 30)
    )
    Slot.objects.filter(point=scene.point).update(fee_cents=50)
    scene.place(scene.world.other_home, scene.world.other_customer, eggs=1)
    client = Client()
    shop = client.get(reverse("orders:shop", args=[scene.sale.pk])).content.decode()
    assert "0,50" in shop
    assert "à l’essai jusqu’au mercredi 30 septembre" in shop
    assert "1 commande déjà" in shop
    client.force_login(scene.world.sales)
    page = client.get(reverse("orders:points")).content.decode()
    assert "à l’essai jusqu’au mercredi 30 septembre" in page
    assert "vendredi de" in page


def test_the_fee_is_a_line_of_its_own_billed_once():
    scene = scenes.build()
    Slot.objects.filter(sale=scene.sale).update(fee_cents=120)
    order = scene.place(eggs=1)
    assert order.fee_cents == 120
    sheet = reads.order(order.pk)
    assert sheet is not None
    assert sheet.total == 240 + 120
    scene.close()
    scene.bring(eggs=Came(1))
    scene.hand(order, eggs=Given(1))
    lines = {row.account: row.cents for row in MoneyLine.objects.filter(label__startswith="Participation")}
    assert lines == {"418": 120, "706": -100, "44587": -20}
    [row] = [one for one in billing.waiting(until=PICKUP.date()) if one.customer == scene.world.home]
    assert row.cents == 240 + 120


def test_the_fee_is_that_of_the_slot_that_was_chosen():
    scene = scenes.build()
    dear, free = scene.slots[:2]
    Slot.objects.filter(pk=dear.pk).update(fee_cents=100)
    order = scene.place(slot=dear, eggs=1)
    # Kept while the slot is, whatever the point costs since.
    Slot.objects.filter(pk=dear.pk).update(fee_cents=300)
    assert scene.place(slot=dear, eggs=2, seen=1).fee_cents == 100
    assert scene.place(slot=free, eggs=2, seen=2).fee_cents == 0
    assert order.fee_cents == 100


# ── Somebody else fetches ────────────────────────────────────────────────────────────────────────────────────────────


@time_machine.travel(NOW, tick=False)
def test_somebody_else_fetches_and_those_who_hand_over_read_it():
    scene = scenes.build()
    order = scene.place(eggs=1)
    client = Client()
    client.force_login(scene.world.customer)
    page = reverse("orders:collector", args=[order.pk])
    said = client.post(page, {"name": " Lou  Voisin", "phone": "06 00 00 00 01"}, follow=True).content.decode()
    assert "Lou Voisin vient la chercher" in said
    scene.close()
    client.force_login(scene.world.point_person)
    for url in (
        reverse("orders:hand_over", args=[order.pk]),
        reverse("orders:handing", args=[scene.sale.pk, scene.point.pk]),
        reverse("orders:lists", args=[scene.sale.pk, "points"]),
    ):
        assert "Lou Voisin" in client.get(url).content.decode()
    assert b"%PDF" in notices.lists_pdf(scene.sale, "points")
    # Another household sees nothing of it, nor names anybody.
    client.force_login(scene.world.other_customer)
    assert client.get(page).status_code == 404
    assert acts.forget_collectors(PICKUP + timedelta(days=20)) == 0
    assert acts.forget_collectors(PICKUP + timedelta(days=40)) == 1
    assert Order.objects.get().collector_name == ""


# ── Snow ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_route_counts_crates_in_its_order_cold_ones_apart():
    scene = scenes.build()
    acts.set_point(place=scene.point, hours=[], minutes=30, capacity=2, rank=2, crew=[scene.world.point_person])
    place = beside(scene, capacity=5)
    acts.set_point(place=place, hours=[], minutes=30, capacity=2, rank=1)
    there = Slot.objects.get(point=place)
    scene.place(tomatoes=1, hens=1)
    scene.place(scene.world.other_home, scene.world.other_customer, slot=there, tomatoes=1)
    stops = reads.route(scene.sale)
    assert [(stop.place.name, stop.dry, stop.fridge, stop.freezer) for stop in stops] == [
        ("La Gare", 1, 0, 0),
        ("La Halle", 1, 1, 0),
    ]
    assert stops[1].crew == (scene.world.point_person,)
    client = Client()
    client.force_login(scene.world.point_person)
    page = client.get(reverse("orders:lists", args=[scene.sale.pk, "tournee"])).content.decode()
    assert page.index("1. La Gare") < page.index("2. La Halle")
    assert notices.lists_pdf(scene.sale, "tournee").startswith(b"%PDF")


def test_a_point_that_opens_on_two_days_is_a_stop_of_each():
    scene = scenes.build()
    place = beside(scene, capacity=1)
    next_day = PICKUP + timedelta(days=1)
    acts.add_slots(
        sale=scene.sale, point=place, first=next_day, last=next_day + timedelta(minutes=30), minutes=30, capacity=1
    )
    for slot, (home, person) in zip(Slot.objects.filter(point=place), scenes.households(2), strict=True):
        scene.place(home, person, slot=slot, eggs=1)
    stops = reads.route(scene.sale)
    assert [(stop.place, stop.day, stop.orders) for stop in stops] == [
        (place, PICKUP.date(), 1),
        (place, next_day.date(), 1),
    ]
    assert all(stop.first.date() == stop.last.date() for stop in stops)
    assert notices.lists_pdf(scene.sale, "tournee").startswith(b"%PDF")


@time_machine.travel(NOW, tick=False)
def test_a_coordinator_sets_a_point_on_its_page():
    scene = scenes.build()
    client = Client()
    client.force_login(scene.world.sales)
    page = reverse("orders:point", args=[scene.point.pk])
    data = {"minutes": "20", "capacity": "6", "fee": "0,50", "trial_until": "30/11/2026", "rank": "3"}
    data |= {"day1": "4", "first1": "17h", "last1": "19:00", "crew": [str(scene.world.point_person.pk)]}
    assert client.post(page, data).status_code == 302
    card = reads.point_card(scene.point.pk, NOW.date())
    assert card is not None
    assert card.point is not None
    assert (card.point.fee_cents, card.point.rank, card.point.slot_minutes) == (50, 3, 20)
    assert [str(one) for one in card.point.hours.all()] == [f"{card.point.pk} · 4 17:00:00"]
    assert 'value="17:00"' in client.get(page).content.decode()
    # An opening without its end is asked about, and what was typed stays.
    wrong = client.post(page, data | {"last1": ""}).content.decode()
    assert "Notez l’heure" in wrong
    client.force_login(scene.world.customer)
    assert client.get(page).status_code in (302, 403)
