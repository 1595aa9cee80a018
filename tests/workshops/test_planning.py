"""Sessions are planned together or not at all, then moved by hand; who comes is told."""

import itertools
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as some

from bocal.directory.models import Letter
from bocal.journals.rules import Refused
from bocal.workshops import acts
from bocal.workshops.models import Attendance, Session, Spot
from bocal.workshops.rules import SessionKind, Task
from bocal.workshops.rules.planning import Wanted, days
from tests import world as worlds
from tests.world import NOW

HOUR = timedelta(hours=1)


@pytest.fixture
def world(db):
    return worlds.build()


@pytest.fixture
def spot(world):
    return Spot.objects.create(name="Place du Marché", town="Saint-Aubin")


def wanted(spot, *, hours=24, **more) -> Wanted:
    start = NOW + hours * HOUR
    return Wanted(SessionKind.COOKING, "Atelier bocaux", spot.pk, start, start + 3 * HOUR, **more)


@given(
    first=some.dates(date(2020, 1, 1), date(2040, 1, 1)),
    length=some.integers(0, 400),
    weekday=some.integers(0, 6),
    every=some.integers(1, 3),
)
def test_the_days_of_a_slot(first, length, weekday, every):
    last = first + timedelta(days=length)
    found = list(days(first, last, weekday, every=every))
    assert all(first <= day <= last and day.weekday() == weekday for day in found)
    assert {later - sooner for sooner, later in itertools.pairwise(found)} <= {timedelta(days=7 * every)}
    assert found or length < 7 * every
    if len(found) > 2:
        assert list(days(first, last, weekday, every=every, skipped={found[1]})) == [found[0], *found[2:]]


def test_many_are_planned_once(world, spot):
    asked = [wanted(spot, hours=24 * n, crew=((world.cook.pk, Task.COOK),)) for n in range(1, 61)]
    made = acts.plan(asked, key="season", now=NOW)
    again = acts.plan(asked, key="season", now=NOW)
    assert [one.pk for one in made] == [one.pk for one in again]
    assert Session.objects.count() == 60
    assert all(one.crew.count() == 1 for one in made[:3])


def test_one_wrong_hour_writes_none(world, spot):
    wrong = Wanted(SessionKind.COOKING, "Atelier", spot.pk, NOW, NOW)
    with pytest.raises(Refused, match="session_ends_first"):
        acts.plan([wanted(spot), wrong], key="season", now=NOW)
    assert not Session.objects.exists()


def test_who_comes_is_told_of_another_hour_and_of_an_end(world, spot):
    (made,) = acts.plan([wanted(spot, crew=((world.cook.pk, Task.COOK),))], key=uuid4().hex, now=NOW)
    Attendance.objects.create(session=made, person=world.customer, signed_by="phone", said_at=NOW)
    acts.change(session=made, wanted=wanted(spot, hours=25), now=NOW)
    made.refresh_from_db()
    assert made.sequence == 1
    assert not made.crew.exists()
    acts.cancel(session=made, why="Orage annoncé.", now=NOW)
    acts.cancel(session=made, why="Orage annoncé.", now=NOW)
    subjects = [letter.subject for letter in Letter.objects.filter(email=world.customer.email).order_by("pk")]
    assert [subject.partition(" ")[0] for subject in subjects] == ["Changé", "Annulé"]
    with pytest.raises(Refused, match="session_cancelled"):
        acts.change(session=made, wanted=wanted(spot), now=NOW)


def test_the_programme_leads_to_a_session(world, spot, client: Client):
    (made,) = acts.plan([wanted(spot)], key=uuid4().hex, now=NOW)
    client.force_login(world.facilitator, backend="bocal.house.sign_in.Backend")
    Session.objects.update(starts_at="2099-01-01T08:00Z", ends_at="2099-01-01T10:00Z")
    page = client.get(reverse("workshops:programme")).content.decode()
    assert reverse("workshops:session", args=[made.pk]) in page
    assert "Place du Marché" in client.get(reverse("workshops:session", args=[made.pk])).content.decode()


def test_what_is_over_stays_in_the_programme_until_it_is_closed(world, spot, client: Client):
    (made,) = acts.plan([wanted(spot)], key=uuid4().hex, now=NOW)
    client.force_login(world.facilitator, backend="bocal.house.sign_in.Backend")
    over = timezone.now() - timedelta(days=30)
    Session.objects.update(starts_at=over - HOUR, ends_at=over)
    link = reverse("workshops:session", args=[made.pk])
    assert link in client.get(reverse("workshops:programme")).content.decode()
    Session.objects.update(closed_at=over + HOUR)
    page = client.get(reverse("workshops:programme")).content.decode()
    assert link not in page
    assert reverse("workshops:plan_season") in page, "an empty programme says what to do first"
