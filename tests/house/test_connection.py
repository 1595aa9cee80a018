"""PostgreSQL's connection is checked at each request, and rarely by a question."""

import socket
from collections.abc import Iterator

import pytest
from django.db import connections
from psycopg import OperationalError

from bocal.house.postgresql import base
from bocal.house.settings import database


class Link:
    """What psycopg would give: a socket, and cursors that count what is asked. No server stands behind it."""

    def __init__(self) -> None:
        self.here, self.there = socket.socketpair()
        self.closed = self.broken = False
        self.asked = 0

    def fileno(self) -> int:
        return self.here.fileno()

    def cursor(self) -> "Link":
        return self

    def __enter__(self) -> "Link":
        return self

    def __exit__(self, *_: object) -> None: ...

    def execute(self, _query: str) -> None:
        self.asked += 1
        if self.broken:
            raise OperationalError("the connection is lost")


@pytest.fixture
def link() -> Iterator[Link]:
    found = Link()
    yield found
    found.here.close()
    found.there.close()


@pytest.fixture
def wrapper(link, tmp_path):
    configured = database("postgresql://nobody@localhost/bocal", tmp_path / "unused")
    settled = connections.configure_settings({"default": configured})["default"]
    found = base.DatabaseWrapper(settled, "default")
    found.connection = link
    return found


def test_a_quiet_connection_is_asked_once_in_a_while(wrapper, link, monkeypatch):
    assert [wrapper.is_usable() for _ in range(5)] == [True] * 5
    assert link.asked == 1
    monkeypatch.setattr(base, "TRUSTED", 0.0)
    assert wrapper.is_usable()
    assert link.asked == 2


def test_a_server_that_stopped_is_seen_at_once(wrapper, link):
    assert wrapper.is_usable()
    link.there.close()
    link.broken = True
    assert not wrapper.is_usable()
    # Nor is it trusted afterwards.
    assert not wrapper.is_usable()


def test_a_connection_that_failed_is_asked(wrapper, link):
    assert wrapper.is_usable()
    wrapper.errors_occurred = True
    assert wrapper.is_usable()
    assert link.asked == 2


def test_a_closed_connection_is_not_usable(wrapper, link):
    assert wrapper.is_usable()
    link.closed = link.broken = True
    assert not wrapper.is_usable()
