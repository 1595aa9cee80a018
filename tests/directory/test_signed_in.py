"""Whoever a session is for: the person with their desks, as they are at this very request."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from bocal.directory import acts, reads
from bocal.directory.models import Person, Role
from bocal.directory.rules import Desk
from tests import world as worlds

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return worlds.build()


def test_the_person_comes_with_every_desk_in_one_question(world):
    acts.seat(world.sales, Desk.ACCOUNTS, at=world.collective.organisation)
    with CaptureQueriesContext(connection) as asked:
        person = reads.signed_in(world.sales.pk)
        held = reads.held_by(person)
    assert len(asked) == 1
    assert person == world.sales
    assert (person.name, person.email, person.last_login) == (world.sales.name, world.sales.email, None)
    assert held == reads.held_by(Person.objects.get(pk=world.sales.pk))
    assert {desk for _, desk in held.roles} == {Desk.SALES, Desk.ACCOUNTS}


def test_whoever_has_no_desk_holds_none(world):
    Role.objects.filter(person=world.sales).delete()
    assert reads.held_by(reads.signed_in(world.sales.pk)).roles == ()
    assert reads.signed_in(10**9) is None


def test_a_desk_given_or_taken_counts_from_the_next_page(client, world):
    client.force_login(world.sales)
    rounds = reverse("orders:rounds")
    assert client.get(rounds).status_code == 200
    Role.objects.filter(person=world.sales).delete()
    assert client.get(rounds).status_code == 403
    acts.seat(world.sales, Desk.SALES, at=world.collective.organisation)
    assert client.get(rounds).status_code == 200


def test_whoever_is_shut_out_or_changes_their_password_is_a_stranger_at_the_next_page(client, world):
    rounds = reverse("orders:rounds")
    for change in ({"is_active": False}, {"password": "another"}):
        client.force_login(world.sales)
        assert client.get(rounds).status_code == 200
        Person.objects.filter(pk=world.sales.pk).update(**change)
        assert client.get(rounds).status_code == 302
        Person.objects.filter(pk=world.sales.pk).update(is_active=True)


def test_a_session_too_old_or_unknown_opens_nothing(client, world):
    rounds = reverse("orders:rounds")
    client.force_login(world.sales)
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert client.get(rounds).status_code == 302
    client.cookies[settings.SESSION_COOKIE_NAME] = "a" * 32
    assert client.get(rounds).status_code == 302
