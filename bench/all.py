"""Every figure in turn, in collectives of its own that go away."""

import contextlib
import os
import platform
import sys
import time
from collections.abc import Callable, Iterator
from importlib.metadata import version

# First: what follows needs Django to be ready.
import bocal.house.start  # noqa: F401  # isort: skip
from django.db import connection

from bench import pages, recall, rush, start, web
from bench.table import Row, draw
from bocal.house import collectives

#: No figure begins once so many seconds have passed: what is missing is said.
LONGEST = 330


def _slug(name: str) -> str:
    """A name that no collective of the same PostgreSQL has, so that nothing of anybody is ever written over."""
    return f"banc-{name}-{os.getpid()}"


@contextlib.contextmanager
def _collective(slug: str) -> Iterator[None]:
    """A collective for as long as a figure is taken; this thread works in it."""
    collectives.open_new(slug, "Banc d’essai")
    try:
        with collectives.inside(slug):
            yield
    finally:
        collectives.forget(slug)


def _rush(tiny: bool) -> Iterator[Row]:
    slug = _slug("ruee")
    with _collective(slug):
        hall = rush.furnish(12 if tiny else 500)
        crowd = {"processes": 1, "threads": 4} if tiny else {"processes": 4, "threads": 8}
        yield from rush.measure(slug, hall, repeats=1 if tiny else 3, **crowd)


def _web(tiny: bool) -> Iterator[Row]:
    slug = _slug("web")
    with _collective(slug):
        hall = rush.furnish(12 if tiny else 500)
        crowd = {"processes": 1, "threads": 4} if tiny else {"processes": 4, "threads": 8}
        yield from web.measure(slug, hall, repeats=1, **crowd)


def _recall(tiny: bool) -> Iterator[Row]:
    with _collective(_slug("rappel")):
        recall.furnish(300 if tiny else 100_000, 20 if tiny else 2_000)
        yield from recall.measure(repeats=1 if tiny else 2)


def _pages(tiny: bool) -> Iterator[Row]:
    slug = _slug("pages")
    try:
        pages.furnish(slug)
        with collectives.inside(slug):
            yield from pages.measure(times=3 if tiny else 100)
    finally:
        collectives.forget(slug)


def _start(tiny: bool) -> Iterator[Row]:
    yield from start.measure(repeats=1 if tiny else 3, demo=not tiny)


FIGURES: dict[str, Callable[[bool], Iterator[Row]]] = {
    "rush": _rush,
    "web": _web,
    "recall": _recall,
    "pages": _pages,
    "start": _start,
}


def measure(names: list[str], *, tiny: bool) -> int:
    """Take the figures of these names (all when none) and print them; 1 when an aim is missed."""
    began, rows = time.monotonic(), []
    for name in names or list(FIGURES):
        if time.monotonic() - began > LONGEST:
            rows.append(Row(name, "pas mesuré : plus le temps", holds=False))
            continue
        print(f"  · {name}", file=sys.stderr, flush=True)
        for row in FIGURES[name](tiny):
            rows.append(row)
            # As it comes, for whoever waits; the table follows.
            print(f"    {row.name} : {row.found} {row.beside} {row.ratio}", file=sys.stderr, flush=True)
    print(machine())
    print(draw(rows), flush=True)
    return int(any(row.holds is False for row in rows) and not tiny)


def machine() -> str:
    """What it was measured on."""
    names = ("Django", "psycopg", "granian")
    versions = [f"Python {platform.python_version()}", *(f"{name} {version(name)}" for name in names)]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version")
            versions.append(f"PostgreSQL {cursor.fetchone()[0].split()[0]}")
    cores = f"{os.cpu_count()} cœurs, charge {os.getloadavg()[0]:.1f}"
    return f"{platform.system()} {platform.machine()}, {cores} · {', '.join(versions)}"
