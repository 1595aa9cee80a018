"""One collective, one database: which ones this server knows, and how a thread steps into one of them.

served.py keeps the registry. SQLite: one file each, `<slug>.sqlite3`, beside it.
PostgreSQL (BOCAL_DATABASE_URL): one schema each, `bocal_<slug>`, in the named database.

Entering puts the collective's own connection in the place of `default` for the current thread. Everything above
(transactions, sessions, sign-in, jobs) goes on speaking to `default`; no query can reach another collective.
"""

import hashlib
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from io import StringIO
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import load_backend
from django.urls import get_script_prefix, set_script_prefix

from bocal.catalog import acts as catalog
from bocal.directory import acts as directory
from bocal.house import layout, served
from bocal.house.settings import database
from bocal.journals import triggers

_own = threading.local()
#: Names of this very machine: nobody else reaches it by them.
LOCAL = frozenset({"127.0.0.1", "localhost", "[::1]", "*"})


def file(slug: str) -> Path:
    """The SQLite file of a collective."""
    return served.folder() / f"{slug}.sqlite3"


def schema(slug: str) -> str:
    """The PostgreSQL schema of a collective."""
    return f"bocal_{slug.replace('-', '_')}"


def _connection(slug: str) -> BaseDatabaseWrapper:
    """This thread's own connection to a collective's database, opened once."""
    pool: dict[str, BaseDatabaseWrapper] = _own.__dict__.setdefault("pool", {})
    if slug not in pool:
        configured = database(settings.DATABASE_URL, file(slug))
        if settings.DATABASE_URL:
            configured["OPTIONS"] = {"options": f"-c search_path={schema(slug)}"}
        settled = connections.configure_settings({"default": configured})["default"]
        pool[slug] = load_backend(settled["ENGINE"]).DatabaseWrapper(settled, "default")
    return pool[slug]


@contextmanager
def _database(slug: str) -> Iterator[None]:
    """Work in the database of a slug, in the registry or not yet, then come back and close it."""
    before = connections["default"]
    connections["default"] = _connection(slug)
    try:
        yield
    finally:
        connections["default"].close()
        connections["default"] = before


def step_into(slug: str) -> served.Entry:
    """Make this thread work in a collective until it steps into another. Raises Unknown."""
    found = served.entry(slug)
    connections["default"] = _connection(slug)
    _own.current = found
    return found


def step_out() -> None:
    """Leave whatever collective this thread worked in: the server's own pages open no database."""
    if current() is not None:
        del connections["default"]
        _own.current = None


def current() -> served.Entry | None:
    """The collective this thread works in; None in single commands and tests."""
    return getattr(_own, "current", None)


@contextmanager
def inside(slug: str) -> Iterator[served.Entry]:
    """Work in a collective for a while, with its addresses, then come back and close its connection."""
    was, addresses = current(), get_script_prefix()
    found = served.entry(slug)
    with _database(slug):
        _own.current = found
        set_script_prefix(prefix(found))
        try:
            yield found
        finally:
            _own.current = was
            set_script_prefix(addresses)


def prefix(found: served.Entry) -> str:
    """Where its pages begin: a host of its own, or a path."""
    return "/" if found.host else f"/{found.slug}/"


def address(found: served.Entry) -> str:
    """Where a collective answers, for what is printed or sent when nobody's browser asks: no slash at its end."""
    return f"{_server(found.host)}{prefix(found)}".rstrip("/")


def origin() -> str:
    """What comes before the address of a page in a letter of the collective that this thread works in: lower floors
    find it by its name, `settings.ORIGIN`."""
    found = current()
    return _server(found.host if found else "")


def _server(host: str) -> str:
    # The first is the server's own name; none but the loopback's are known on a machine that serves itself.
    host = host or next((name for name in settings.ALLOWED_HOSTS if name not in LOCAL), f"localhost:{settings.PORT}")
    return f"{'https' if settings.HTTPS else 'http'}://{host}"


def shape() -> str:
    """A short name for the shape that this code wants a database to have: every migration of every installed app."""
    folders = [Path(app.path) / "migrations" for app in apps.get_app_configs()]
    names = sorted(f"{folder.parent.name}/{file.name}" for folder in folders for file in folder.glob("0*.py"))
    return hashlib.sha256("\n".join(names).encode()).hexdigest()[:16]


def equip() -> None:
    """Bring the database at hand to today's shape: migrations, triggers, standing rows. Harmless when repeated."""
    # SQLite refuses to remake a table that a trigger elsewhere mentions, and loses the triggers of the one it remakes.
    if layout.is_empty(connection):
        layout.lay_out(connection)
    triggers.drop(connection)
    call_command("migrate", verbosity=0, stdout=StringIO())
    call_command("createcachetable", verbosity=0)
    triggers.put(connection)
    directory.furnish()
    catalog.furnish()


def equip_all() -> None:
    """Bring every collective whose database is of another shape than the code to today's."""
    wanted = shape()
    for found in served.every():
        if found.shape != wanted:
            with _database(found.slug):
                equip()
            with served.changing() as entries:
                entries[:] = [replace(e, shape=wanted) if e.slug == found.slug else e for e in entries]


def open_new(slug: str, name: str, *, place: str = "", host: str = "") -> served.Entry:
    """Make an empty, equipped database for a new collective, then write it into the registry.

    Raises ValueError for a slug that is malformed, reserved or taken.
    """
    if not served.free(slug):
        raise ValueError(slug)
    with served.changing() as entries:
        if any(found.slug == slug for found in entries):
            raise ValueError(slug)
        if settings.DATABASE_URL:
            with connections["default"].cursor() as cursor:
                cursor.execute(f'CREATE SCHEMA IF NOT EXISTS "{schema(slug)}"')
            with _database(slug):
                equip()
        else:
            put(_blank(), slug)
        entries.append(served.Entry(slug, name, place, host, shape()))
    return served.entry(slug)


def put(source: Path, slug: str) -> None:
    """Copy an SQLite file to its place; only its owner reads it, and SQLite gives its journals the same mode."""
    file(slug).unlink(missing_ok=True)
    file(slug).touch(mode=0o600)
    shutil.copyfile(source, file(slug))


def _blank() -> Path:
    """An equipped SQLite file with nobody in it, made once for each shape: copying it is quicker than migrating."""
    name = f"{served.BLANK}-{shape()}"
    if not file(name).exists():
        draft = f"{name}.new"
        file(draft).unlink(missing_ok=True)
        with _database(draft):
            equip()
        # Closed, so that nothing is left in its write-ahead log.
        file(draft).replace(file(name))
    return file(name)


def forget(slug: str) -> None:
    """Remove a collective and all its data for good."""
    with served.changing() as entries:
        entries[:] = [found for found in entries if found.slug != slug]
    if settings.DATABASE_URL:
        with connections["default"].cursor() as cursor:
            cursor.execute(f'DROP SCHEMA IF EXISTS "{schema(slug)}" CASCADE')
    else:
        for ending in ("", "-wal", "-shm"):
            Path(f"{file(slug)}{ending}").unlink(missing_ok=True)
