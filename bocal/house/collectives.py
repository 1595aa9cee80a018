"""One collective, one database: which ones this server knows, and how a thread steps into one of them.

The registry is `collectives.json` in the data folder. SQLite: one file each, `<slug>.sqlite3`, beside it.
PostgreSQL (BOCAL_DATABASE_URL): one schema each, `bocal_<slug>`, in the named database.

Entering puts the collective's own connection in the place of `default` for the current thread. Everything above
(transactions, sessions, sign-in, jobs) goes on speaking to `default`; no query can reach another collective.
"""

import json
import os
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import load_backend
from django.urls import set_script_prefix

from bocal.catalog import acts as catalog
from bocal.directory import acts as directory
from bocal.house.settings import database
from bocal.journals import triggers

SLUG = re.compile(r"[a-z][a-z0-9-]{1,30}")
#: Words that a prefix may not take: the server's own pages.
RESERVED = frozenset({"static", "nouveau", "sw", "robots"})


class Unknown(Exception):
    """No collective of this name is served here."""


@dataclass(frozen=True)
class Entry:
    """A collective as the server knows it before any database is opened."""

    slug: str
    name: str
    place: str = ""
    host: str = ""


_own = threading.local()
_cached: tuple[int, tuple[Entry, ...]] | None = None


def registry() -> Path:
    """The file that lists the collectives of this server."""
    return Path(settings.DATA_DIR) / "collectives.json"


def every() -> tuple[Entry, ...]:
    """All collectives, in the order they were opened; read again when the file changes."""
    global _cached
    try:
        stamp = registry().stat().st_mtime_ns
    except FileNotFoundError:
        return ()
    if _cached is None or _cached[0] != stamp:
        _cached = stamp, tuple(Entry(**row) for row in json.loads(registry().read_text()))
    return _cached[1]


def entry(slug: str) -> Entry:
    """The collective of this slug. Raises Unknown."""
    for found in every():
        if found.slug == slug:
            return found
    raise Unknown(slug)


def file(slug: str) -> Path:
    """The SQLite file of a collective."""
    return Path(settings.DATA_DIR) / f"{slug}.sqlite3"


def schema(slug: str) -> str:
    """The PostgreSQL schema of a collective."""
    return f"bocal_{slug.replace('-', '_')}"


def _wrapper(slug: str) -> BaseDatabaseWrapper:
    """This thread's own connection to a collective, opened once."""
    pool: dict[str, BaseDatabaseWrapper] = _own.__dict__.setdefault("pool", {})
    if slug not in pool:
        configured = database(settings.DATABASE_URL, file(slug))
        if settings.DATABASE_URL:
            configured["OPTIONS"] = {"options": f"-c search_path={schema(slug)}"}
        settled = connections.configure_settings({"default": configured})["default"]
        pool[slug] = load_backend(settled["ENGINE"]).DatabaseWrapper(settled, "default")
    return pool[slug]


def step_into(slug: str) -> Entry:
    """Make this thread work in a collective until it steps into another. Raises Unknown."""
    found = entry(slug)
    connections["default"] = _wrapper(slug)
    _own.current = found
    return found


def step_out() -> None:
    """Leave whatever collective this thread worked in: the server's own pages open no database."""
    if current() is not None:
        del connections["default"]
        _own.current = None


def current() -> Entry | None:
    """The collective this thread works in; None in single commands and tests."""
    return getattr(_own, "current", None)


@contextmanager
def inside(slug: str) -> Iterator[Entry]:
    """Work in a collective for a while, with its addresses, then come back and close its connection."""
    before, was = connections["default"], current()
    found = step_into(slug)
    set_script_prefix(prefix(found))
    try:
        yield found
    finally:
        connections["default"].close()
        connections["default"] = before
        _own.current = was
        set_script_prefix("/")


def prefix(found: Entry) -> str:
    """Where its pages begin: a host of its own, or a path."""
    return "/" if found.host else f"/{found.slug}/"


def equip() -> None:
    """Bring the database at hand to today's shape: migrations, triggers, standing rows. Harmless when repeated."""
    call_command("migrate", verbosity=0, stdout=StringIO())
    call_command("createcachetable", verbosity=0)
    triggers.put(connection)
    directory.furnish()
    catalog.furnish()


def open_new(slug: str, name: str, *, place: str = "", host: str = "") -> Entry:
    """Make an empty, equipped database for a new collective and write it into the registry.

    Raises ValueError for a slug that is malformed, reserved or taken.
    """
    if not SLUG.fullmatch(slug) or slug in RESERVED or any(found.slug == slug for found in every()):
        raise ValueError(slug)
    found = Entry(slug, name, place, host)
    if settings.DATABASE_URL:
        with connections["default"].cursor() as cursor:
            cursor.execute(f'CREATE SCHEMA IF NOT EXISTS "{schema(slug)}"')
    _write((*every(), found))
    with inside(slug):
        equip()
    return found


def _write(entries: tuple[Entry, ...]) -> None:
    registry().parent.mkdir(parents=True, exist_ok=True)
    draft = registry().with_suffix(".new")
    draft.write_text(json.dumps([asdict(found) for found in entries], ensure_ascii=False, indent=1))
    os.replace(draft, registry())
