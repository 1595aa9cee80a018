"""Giving a hand: asked for, signed up for in one tap, noted once the work is done."""

from datetime import timedelta
from threading import Barrier, Thread
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as some

from bocal.directory.models import Letter, Place
from bocal.directory.rules import PlaceKind
from bocal.journals import acts as journals
from bocal.journals.models import HoursLine
from bocal.journals.rules import HoursKind, Refused
from bocal.look.templatetags.look import minutes
from bocal.shifts import acts, reads, rules
from bocal.shifts.models import Hand, Shift
from tests import world as worlds
from tests.orders.scene import households
from tests.world import NOW

HOUR = timedelta(hours=1)
START, END = NOW + 24 * HOUR, NOW + 26 * HOUR


@pytest.fixture
def world(db):
    return worlds.build()


def asked(world, *, needed: int = 2, starts_at=START, ends_at=END, key: str = "") -> Shift:
    place = Place.objects.filter(kind=PlaceKind.STORE).first()
    return acts.ask(
        kind=HoursKind.DISTRIBUTION,
        title="Tenir la distribution",
        place=place,
        starts_at=starts_at,
        ends_at=ends_at,
        needed=needed,
        key=key or uuid4().hex,
    )


def note(shift, author, *, now=END, key: str = "hours", **minutes: int):
    told = {person.pk: minutes[f"p{n}"] for n, person in enumerate(reads.who_comes(shift)) if f"p{n}" in minutes}
    return acts.note_hours(shift=shift, minutes=told, author=author, key=key, now=now)


# ── The rules ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("length", "needed", "coming", "code"),
    [
        (0, 2, 0, "shift_ends_first"),
        (-1, 2, 0, "shift_ends_first"),
        (15, 2, 0, "shift_too_long"),
        (2, 0, 0, "shift_needs"),
        (2, 101, 0, "shift_needs"),
        (2, 2, 3, "shift_too_few"),
    ],
)
def test_a_shift_that_makes_no_sense_is_refused(length, needed, coming, code):
    with pytest.raises(Refused, match=code):
        rules.check_shift(NOW, NOW + length * HOUR, needed, coming=coming)


@given(minutes=some.dictionaries(some.integers(1, 9), some.integers(0, 14 * 60), min_size=1))
def test_hours_are_those_of_who_came(minutes):
    coming = set(minutes) | {10}
    if not any(minutes.values()):
        with pytest.raises(Refused, match="nobody_came"):
            rules.hours_given(HoursKind.SHIFT, minutes, coming, starts_at=NOW, ends_at=END, now=END)
        return
    found = rules.hours_given(HoursKind.SHIFT, minutes, coming, starts_at=NOW, ends_at=END, now=END)
    assert {one.person: one.minutes for one in found} == {who: spent for who, spent in minutes.items() if spent}


@pytest.mark.parametrize(
    ("minutes", "now", "code"),
    [
        ({1: 60}, START - HOUR, "shift_not_begun"),
        ({1: 60}, END + 61 * 24 * HOUR, "shift_long_ago"),
        ({2: 60}, END, "shift_stranger"),
        ({1: -1}, END, "bad_minutes"),
        ({1: 14 * 60 + 1}, END, "bad_minutes"),
    ],
)
def test_hours_that_cannot_be_are_refused(minutes, now, code):
    with pytest.raises(Refused, match=code):
        rules.hours_given(HoursKind.SHIFT, minutes, {1}, starts_at=START, ends_at=END, now=now)


# ── Saying that one comes ────────────────────────────────────────────────────────────────────────────────────────────


def test_one_comes_once_and_may_stay_away_until_it_begins(world):
    shift = asked(world, needed=1)
    for _twice in range(2):
        acts.come(shift=shift, person=world.customer, now=NOW)
    assert Shift.objects.get().coming == 1
    with pytest.raises(Refused, match="shift_full"):
        acts.come(shift=shift, person=world.other_customer, now=NOW)
    for _twice in range(2):
        acts.stay_away(shift=shift, person=world.customer, now=NOW)
    acts.come(shift=shift, person=world.other_customer, now=NOW)
    assert [person.pk for person in reads.who_comes(shift)] == [world.other_customer.pk]
    with pytest.raises(Refused, match="shift_begun"):
        acts.stay_away(shift=shift, person=world.other_customer, now=START)
    with pytest.raises(Refused, match="shift_begun"):
        acts.come(shift=shift, person=world.customer, now=START)


def test_the_same_form_asks_once(world):
    assert asked(world, key="one") == asked(world, key="one")


@pytest.mark.django_db(transaction=True)
def test_of_many_who_tap_at_once_just_enough_come():
    world = worlds.build()
    shift, people = asked(world, needed=3), [person for _, person in households(8)]
    ready, outcomes = Barrier(len(people)), []

    def tap(person) -> None:
        ready.wait()
        try:
            acts.come(shift=shift, person=person, now=NOW)
            outcomes.append("comes")
        except Refused as refused:
            outcomes.append(refused.code)
        finally:
            connection.close()

    threads = [Thread(target=tap, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["comes"] * 3 + ["shift_full"] * 5
    assert Shift.objects.get().coming == Hand.objects.filter(withdrawn_at=None).count() == 3


# ── What was asked changes ───────────────────────────────────────────────────────────────────────────────────────────


def test_who_comes_is_told_when_it_moves_or_is_cancelled(world):
    shift = asked(world)
    acts.come(shift=shift, person=world.customer, now=NOW)
    same = {"shift": shift, "title": "Tenir la distribution", "place": shift.place, "needed": 2, "now": NOW}
    acts.change(**same, starts_at=START, ends_at=END, note="Gants fournis")
    assert not Letter.objects.exists()
    acts.change(**same, starts_at=START + HOUR, ends_at=END + HOUR)
    acts.cancel(shift=shift, why="Il neige.", now=NOW)
    acts.cancel(shift=shift, now=NOW)
    moved, cancelled = Letter.objects.order_by("pk")
    assert moved.subject.startswith("Changé")
    assert "Il neige." in cancelled.body
    with pytest.raises(Refused, match="shift_cancelled"):
        acts.come(shift=shift, person=world.other_customer, now=NOW)
    with pytest.raises(Refused, match="shift_cancelled"):
        acts.change(**same, starts_at=START, ends_at=END)


def test_no_fewer_are_wanted_than_have_said_that_they_come(world):
    shift = asked(world)
    for person in (world.customer, world.other_customer):
        acts.come(shift=shift, person=person, now=NOW)
    with pytest.raises(Refused, match="shift_too_few"):
        acts.change(shift=shift, title="x", place=shift.place, starts_at=START, ends_at=END, needed=1, now=NOW)


# ── Hours ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_hours_are_noted_once_and_may_be_taken_back_and_noted_again(world):
    shift = asked(world)
    for person in (world.customer, world.other_customer):
        acts.come(shift=shift, person=person, now=NOW)
    first = note(shift, world.sales, p0=120, p1=0)
    assert note(shift, world.sales, p0=120, p1=0).voucher == first.voucher
    assert sum(HoursLine.objects.values_list("minutes", flat=True)) == 120
    with pytest.raises(Refused, match="hours_noted"):
        note(shift, world.sales, key="again", p0=60)
    with pytest.raises(Refused, match="hours_noted"):
        acts.cancel(shift=shift, now=END)
    journals.reverse(first.voucher, author=world.sales, now=END)
    assert reads.minutes_given(Shift.objects.get()) == {}
    note(shift, world.sales, key="again", p0=90, p1=30)
    assert sorted(reads.minutes_given(Shift.objects.get()).values()) == [30, 90]
    assert {line.kind for line in HoursLine.objects.all()} == {HoursKind.DISTRIBUTION}
    who = reads.who_comes(shift)[0]
    assert reads.minutes_since(who.pk, NOW.date().replace(month=1, day=1)) == 90


# ── The pages ────────────────────────────────────────────────────────────────────────────────────────────────────────


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def today(world):
    with time_machine.travel(NOW, tick=False):
        yield world


def test_a_customer_says_in_one_tap_that_they_come_and_reads_no_names(today):
    shift = asked(today)
    acts.come(shift=shift, person=today.other_customer, now=NOW)
    client, page = signed_in(today.customer), reverse("shifts:shifts")
    shown = client.get(page).content.decode()
    assert "il manque 1 personne" in shown
    assert today.other_customer.name not in shown
    answer = client.post(page, {"shift": shift.pk}, follow=True).content.decode()
    assert "vous venez" in answer
    assert Shift.objects.get().coming == 2
    assert "vous ne venez plus" in client.post(page, {"shift": shift.pk, "away": "1"}, follow=True).content.decode()
    assert client.get(reverse("shifts:shift", args=[shift.pk])).status_code == 403
    assert client.post(page, {"shift": "0"}).status_code == 404
    assert client.post(page, {"shift": "²"}).status_code == 404


def test_the_desk_asks_sees_who_comes_and_notes_the_hours(today):
    client = signed_in(today.sales)
    place = Place.objects.filter(kind=PlaceKind.STORE).first()
    told = {"kind": "distribution", "title": "Tenir la halle", "place": place.pk, "needed": "3", "key": str(uuid4())}
    day = (NOW + 24 * HOUR).strftime("%d/%m/%Y")
    backwards = client.post(
        reverse("shifts:new_shift"), told | {"day": day, "start": "17:00", "end": "16:00"}
    ).content.decode()
    assert "La fin vient avant le début" in backwards
    answer = client.post(reverse("shifts:new_shift"), told | {"day": day, "start": "16:00", "end": "18:30"})
    shift = Shift.objects.get()
    mine = reverse("shifts:shift", args=[shift.pk])
    assert answer.headers["Location"] == mine
    acts.come(shift=shift, person=today.customer, now=NOW)
    assert today.customer.name in client.get(mine).content.decode()
    assert "1 sur 3" in client.get(reverse("shifts:planned")).content.decode()
    edited = told | {"title": "Tenir la halle de Gaillac", "day": day, "start": "16:00", "end": "18:00"}
    client.post(reverse("shifts:shift_edit", args=[shift.pk]), edited)
    assert Shift.objects.get().title == "Tenir la halle de Gaillac"
    with time_machine.travel(shift.ends_at, tick=False):
        assert "heures à noter" in client.get(reverse("shifts:planned")).content.decode()
        page = client.get(mine).content.decode()
        assert f'value="{minutes(120)}"' in page
        hours = {"note": "1", "key": str(uuid4()), f"m{today.customer.pk}": "1 h 30"}
        assert "1 h 30" in client.post(mine, hours, follow=True).content.decode().replace("\u00a0", " ")
        assert "heures notées" in client.get(reverse("shifts:planned")).content.decode()


def test_the_desk_cancels_and_who_came_is_told(today):
    shift = asked(today)
    acts.come(shift=shift, person=today.customer, now=NOW)
    client = signed_in(today.sales)
    page = client.post(
        reverse("shifts:shift", args=[shift.pk]), {"cancel": "1", "why": "La route est fermée."}, follow=True
    ).content.decode()
    assert "annulé" in page
    assert "La route est fermée." in Letter.objects.get().body
    assert "Tenir la distribution" not in signed_in(today.customer).get(reverse("shifts:shifts")).content.decode()
