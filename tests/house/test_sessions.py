"""What a signed-in browser keeps on the server, when the database falls under it."""

import pytest
from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError
from django.db import OperationalError
from django.db.models import Model

from bocal.house.sessions import SessionStore

pytestmark = pytest.mark.django_db


@pytest.fixture
def session() -> SessionStore:
    store = SessionStore()
    store["basket"] = "two jars"
    store.save()
    return store


def test_a_session_is_kept(session) -> None:
    session["basket"] = "three jars"
    session.save()
    assert SessionStore(session.session_key)["basket"] == "three jars"


def test_a_session_that_ended_meanwhile_is_said_so(session) -> None:
    db.SessionStore(session.session_key).delete()
    with pytest.raises(UpdateError):
        session.save()


def test_a_database_that_falls_is_the_servers_fault_and_not_the_browsers(session, monkeypatch) -> None:
    def falls(*_: object, **__: object) -> None:
        raise OperationalError("terminating connection because of crash of another server process")

    monkeypatch.setattr(Model, "save", falls)
    with pytest.raises(OperationalError):
        session.save()
