"""What every test stands on: the browser, no way out to the network, a database that its triggers let empty."""

import ipaddress
import os
import shutil
import socket
from collections.abc import Callable
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.management.color import no_style
from django.db import connections
from django.test import TransactionTestCase
from pytest_django.plugin import DjangoDbBlocker

from bocal.catalog import acts as catalog
from bocal.directory import acts as directory
from bocal.journals import triggers

# Bounded so that the suite stays quick; CI draws the same examples each time, so that it fails on a change and not by
# chance. `pytest --hypothesis-profile=long` looks further.
_common: dict[str, Any] = {
    "deadline": None,
    "suppress_health_check": [hypothesis.HealthCheck.too_slow, hypothesis.HealthCheck.function_scoped_fixture],
}
hypothesis.settings.register_profile("quick", max_examples=50, **_common)
hypothesis.settings.register_profile("ci", max_examples=50, derandomize=True, database=None, **_common)
hypothesis.settings.register_profile("long", max_examples=2000, **_common)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "quick")


def pytest_configure() -> None:
    """Replace what is slow on purpose (hashing passwords) and how a database is emptied."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    TransactionTestCase._fixture_teardown = _empty  # type: ignore[method-assign]


# ── The database ─────────────────────────────────────────────────────────────────────────────────────────────────────

# Rows that Django makes while migrating and that no test changes: keeping them spares a signal after every test.
KEPT = {"django_migrations", "django_content_type", "auth_permission"}


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Every test begins with the rows that any collective has from its first day."""
    with django_db_blocker.unblock():
        _furnish()


def _furnish() -> None:
    directory.furnish()
    catalog.furnish()


def _empty(test: TransactionTestCase) -> None:
    """In the place of Django's flush, after a test with real transactions (`django_db(transaction=True)`).

    Journals only grow, and their triggers would refuse the flush; what migrations put there is put back after it.
    """
    for name in test._databases_names(include_mirrors=False):  # type: ignore[attr-defined]
        connection = connections[name]
        if connection.vendor == "postgresql":
            # A thread that a test forgot holds its locks: say so rather than wait for ever.
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '20s'")
        tables = set(connection.introspection.django_table_names(only_existing=True, include_views=False)) - KEPT
        triggers.drop(connection)
        connection.ops.execute_sql_flush(connection.ops.sql_flush(no_style(), sorted(tables)))
        triggers.put(connection)
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("RESET lock_timeout")
    cache.clear()
    _furnish()


# ── The network ──────────────────────────────────────────────────────────────────────────────────────────────────────


class WayOut(AssertionError):
    """A test tried to reach another machine."""


def _is_here(host: object) -> bool:
    text = host.decode() if isinstance(host, bytes) else str(host or "localhost")
    try:
        return ipaddress.ip_address(text.split("%")[0]).is_loopback
    except ValueError:
        return text == "localhost" or text.endswith(".localhost")


@pytest.fixture(scope="session", autouse=True)
def _no_way_out() -> Any:
    """Refuse every connection but to this machine; the browser has its own refusal below."""

    def guarded(reach: Callable[..., Any]) -> Callable[..., Any]:
        def check(self: socket.socket, address: Any) -> Any:
            if self.family in (socket.AF_INET, socket.AF_INET6) and not _is_here(address[0]):
                raise WayOut(f"a test may not reach {address[0]}")
            return reach(self, address)

        return check

    look_up = socket.getaddrinfo

    def here_only(host: Any, *arguments: Any, **options: Any) -> Any:
        if not _is_here(host):
            raise WayOut(f"a test may not look up {host}")
        return look_up(host, *arguments, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded(socket.socket.connect))
        patch.setattr(socket.socket, "connect_ex", guarded(socket.socket.connect_ex))
        patch.setattr(socket, "getaddrinfo", here_only)
        yield


# ── The browser (tests marked `way`) ─────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The machine's own Chromium, quiet, and deaf to any name but this machine's."""
    executable = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if executable is None:
        pytest.fail("Chromium is missing: apt-get install chromium")
    return {
        **browser_type_launch_args,
        "executable_path": executable,
        "args": [
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-dev-shm-usage",
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
        ],
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """A French person's phone: 360 px wide. A way that wants a desk calls `page.set_viewport_size`."""
    return {
        **browser_context_args,
        "locale": "fr-FR",
        "timezone_id": "Europe/Paris",
        "viewport": {"width": 360, "height": 740},
    }


# The server that a way walks through (collectives by prefix, static files, worker) has its fixture in tests/ways/.
