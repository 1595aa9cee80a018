"""Closing a session takes a minute, and says what does not add up."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from bocal.journals.models import HoursLine
from bocal.journals.rules import HoursKind, Kind, Refused
from bocal.workshops import acts, reads, words
from bocal.workshops.models import CrewMember, Dish, Session
from bocal.workshops.rules import SignedBy, Task
from bocal.workshops.rules.closing import Count, troubles
from tests import world as worlds
from tests.journals.kitchen import cook
from tests.kitchen import kitchens
from tests.seat import Seat
from tests.workshops.meeting import session
from tests.world import NOW, World

WELL = Count(listed=3, here=3, made=10, taken=6, given=4, cents=600, deposits=600, families=2, crew=1)
NUMBERS = st.integers(min_value=0, max_value=30)


def test_what_adds_up_says_nothing() -> None:
    assert troubles(WELL) == []


@given(st.builds(Count, **dict.fromkeys(Count.__dataclass_fields__, NUMBERS)))
def test_every_trouble_has_its_sentence_and_no_jar_is_left_below_none(count: Count) -> None:
    assert count.left >= 0
    for code, details in troubles(count):
        assert words.trouble(code, details)
    assert (count.people == 0) == ("nobody" in dict(troubles(count)))


@pytest.fixture
def world(db: None) -> World:
    return worlds.build()


def _held(world: World, **more: Any) -> Session:
    one = session(starts_at=NOW - timedelta(hours=4), **more)
    CrewMember.objects.create(session=one, person=world.facilitator, task=Task.ANIMATE)
    CrewMember.objects.create(session=one, person=world.cook, task=Task.COOK)
    return one


def _close(world: World, one: Session, key: str = "k", **minutes: int) -> None:
    given_to = {world.team[name].pk: n for name, n in minutes.items()}
    acts.close(session=one, minutes=given_to, author=world.facilitator, key=key, now=NOW)


def test_a_session_is_closed_once_its_hours_are_noted_once_and_a_late_gesture_opens_it_again(world: World) -> None:
    one = _held(world)
    _close(world, one, facilitation=180, production=200)
    _close(world, one, "again", facilitation=180)
    assert reads.hours_of(one) == {world.facilitator.pk: 180, world.cook.pk: 200}
    assert set(HoursLine.objects.values_list("kind", flat=True)) == {HoursKind.WORKSHOP}
    with pytest.raises(Refused) as refused:
        acts.count_heads(session=one, more=1, key="head 2")
    assert refused.value.code == "session_closed"
    with pytest.raises(Refused) as refused:
        acts.reopen(session=one, why=" ")
    assert refused.value.code == "no_why"
    acts.reopen(session=one, why="a tablet without network")
    acts.count_heads(session=one, more=1, key="head 3")
    _close(world, one, "third", facilitation=180, production=200)
    one.refresh_from_db()
    assert (one.heads, one.closed_by, one.reopened_why) == (1, world.facilitator, "a tablet without network")
    assert reads.hours_of(one) == {world.facilitator.pk: 180, world.cook.pk: 200}


def test_a_session_to_come_is_not_closed_and_one_that_is_open_not_opened(world: World) -> None:
    later = session(starts_at=NOW + timedelta(hours=1))
    with pytest.raises(Refused) as refused:
        _close(world, later)
    assert refused.value.code == "not_begun_yet"
    with pytest.raises(Refused) as refused:
        acts.reopen(session=later, why="x")
    assert refused.value.code == "not_closed"


def test_the_figures_come_from_the_kitchen_and_the_journals(db: None) -> None:
    kitchen = kitchens.build()
    world = kitchen.world
    one = _held(world)
    made = kitchen.ready()
    Dish.objects.create(session=one, recipe=made.version.recipe, order=made)
    awa = acts.sign_up(session=one, name="Awa", phone="", signed_by=SignedBy.WALK_IN, now=NOW)
    before = reads.sums(one, NOW).count
    jars = sum(n for _name, n in reads.sums(one, NOW).made)
    assert (before.made, before.held_back, before.here, before.unasked) == (jars, jars, 1, 1)
    assert before.mass_mg > 0
    assert {"held_back", "unasked"} <= dict(troubles(before)).keys()
    kitchen.release(made)
    item = made.makings.get().lot.item_id
    told: dict[str, Any] = {"session": one, "author": world.facilitator, "now": NOW}
    acts.take_home(person=awa.person, jars={item: 2}, glass={}, key="home", **told)
    acts.give_on(to=world.food_aid, jars={item: 1}, key="gift", **told)
    count = reads.sums(one, NOW).count
    assert (count.taken, count.given, count.families, count.held_back, count.left) == (2, 1, 1, 0, jars - 3)
    assert count.cents == count.deposits
    assert dict(troubles(count))["jars_left"] == {"n": jars - 3}


@pytest.mark.django_db(transaction=True)
def test_two_who_close_at_once_note_the_hours_once() -> None:
    world = worlds.build()
    one = _held(world)

    def run(key: str) -> None:
        try:
            _close(world, one, key, facilitation=60)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(key,)) for key in ("a", "b")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert reads.hours_of(one) == {world.facilitator.pk: 60}


def test_one_page_shows_it_all_and_one_button_closes(world: World) -> None:
    cook(world, 10)
    one = _held(world)
    one.starts_at, one.ends_at = timezone.now() - timedelta(hours=3), timezone.now()
    one.save()
    acts.sign_up(session=one, name="Awa", phone="", signed_by=SignedBy.WALK_IN, now=timezone.now())
    seat = Seat(world.facilitator).go(reverse("workshops:session", args=[one.pk])).follow("Clore la séance")
    seat.says("1 personne venue", "n’ont pas encore répondu")
    seat.send("Clore", {"Anouk Animation, durée": "2 h 30", "Chloé Cuisine, durée": ""})
    one.refresh_from_db()
    assert one.closed_by == world.facilitator
    assert reads.hours_of(one) == {world.facilitator.pk: 150}
    assert [row.kind for row in reads.gestures(one)] == [Kind.WORK]
    seat.go(reverse("workshops:close", args=[one.pk])).send("Rouvrir la séance", {"Pourquoi la rouvrir ?": "oubli"})
    seat.says("Rouverte une fois : oubli")
