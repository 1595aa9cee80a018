"""Every figure in turn, in collectives of its own that go away."""

import contextlib
import os
import platform
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from importlib.metadata import version

# First: what follows needs Django to be ready.
import bocal.house.start  # noqa: F401  # isort: skip
from django.db import connection, transaction
from django.db.utils import Error

from bench import closing, desks, flower, imports, pages, recall, report, rush, season, start, storm, sync, web, years
from bench.table import Row, draw
from bocal.catalog import acts as catalog
from bocal.directory import acts as directory
from bocal.house import collectives, served

#: Seconds for all the figures together: one that would last longer is cut short, and said to be missing.
LONGEST = 1800
#: Whatever the others took, each still has so much.
SPARED = 30
#: Nor has any of them more than this, so that one that hangs leaves the others their time.
LONGEST_ONE = 900


def _slug(name: str) -> str:
    """A name that no collective of the same PostgreSQL has, so that nothing of anybody is ever written over."""
    return f"banc-{name}-{os.getpid()}"


@contextlib.contextmanager
def _collective() -> Iterator[str]:
    """A collective with nobody in it, for as long as a figure is taken; this thread works in it.

    The figures take it in turn, emptied between two: its tables are a hundred seconds of migrations on a busy machine.
    """
    slug = _slug("mesures")
    if slug not in {entry.slug for entry in served.every()}:
        collectives.open_new(slug, "Banc d’essai")
    try:
        with collectives.inside(slug):
            yield slug
            _empty(slug)
    except BaseException:
        # Whatever state the figure left it in, the next one gets a new one.
        collectives.forget(slug)
        raise


#: What migrations write and nobody else.
_STANDING = ("django_migrations", "django_content_type", "auth_permission")


def _empty(slug: str) -> None:
    """As it was when it was opened."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", [collectives.schema(slug)])
        names = ", ".join(f'"{name}"' for (name,) in cursor.fetchall() if name not in _STANDING)
        cursor.execute(f"TRUNCATE {names} RESTART IDENTITY CASCADE")
    directory.furnish()
    catalog.furnish()


def _rush(tiny: bool) -> Iterator[Row]:
    with _collective() as slug:
        hall = rush.furnish(12 if tiny else 500)
        crowd = {"processes": 1, "threads": 4} if tiny else {"processes": 4, "threads": 8}
        yield from rush.measure(slug, hall, repeats=1 if tiny else 5, **crowd)


def _web(tiny: bool) -> Iterator[Row]:
    with _collective() as slug:
        hall = rush.furnish(12 if tiny else 500)
        crowd = {"processes": 1, "threads": 4} if tiny else {"processes": 4, "threads": 8}
        yield from web.measure(slug, hall, repeats=1 if tiny else 3, **crowd)


def _storm(tiny: bool) -> Iterator[Row]:
    slug = _slug("tempete")
    try:
        collectives.open_new(slug, "Banc d’essai")
        with collectives.inside(slug):
            hall = rush.furnish(36 if tiny else 1_200, points=12)
            yield from storm.measure(slug, hall, threads=9 if tiny else 32)
    finally:
        # The one that waited here was cut when PostgreSQL fell.
        connection.close()
        collectives.forget(slug)


def _recall(tiny: bool) -> Iterator[Row]:
    with _collective():
        recall.furnish(300 if tiny else 100_000, 20 if tiny else 2_000)
        yield from recall.measure(repeats=1 if tiny else 2)


def _pages(tiny: bool) -> Iterator[Row]:
    slug = _slug("pages")
    try:
        pages.furnish(slug)
        with collectives.inside(slug):
            yield from pages.measure(
                times=3 if tiny else 100, every=6 if tiny else 1, weeks=10 if tiny else years.WEEKS
            )
    finally:
        collectives.forget(slug)


def _imports(tiny: bool) -> Iterator[Row]:
    with _collective():
        yield from imports.measure(200 if tiny else 20_000, judged=not tiny)


def _desks(tiny: bool) -> Iterator[Row]:
    with _collective():
        yield from desks.measure(10 if tiny else 2_000, 40 if tiny else 1_700, judged=not tiny)


def _flower(tiny: bool) -> Iterator[Row]:
    with _collective():
        yield from flower.measure(600 if tiny else 5_000, judged=not tiny)


def _closing(tiny: bool) -> Iterator[Row]:
    with _collective():
        yield from closing.measure(24 if tiny else 1_200, judged=not tiny)


def _report(tiny: bool) -> Iterator[Row]:
    for times, aim in [(1, 60)] if tiny else [(1, 3), (100, 30)]:
        with _collective():
            yield from report.measure((40 if tiny else 840) * times, (9 if tiny else 180) * times, aim=aim)


def _season(tiny: bool) -> Iterator[Row]:
    with _collective():
        yield from season.measure(4 if tiny else 30, judged=not tiny)


def _sync(tiny: bool) -> Iterator[Row]:
    with _collective() as slug:
        day = sync.Day(12, 40, 20, 12, 8, 8, 4) if tiny else sync.Day()
        yield from sync.measure(slug, day, judged=not tiny)


def _start(tiny: bool) -> Iterator[Row]:
    yield from start.measure(repeats=1 if tiny else 3, demo=not tiny)


FIGURES: dict[str, Callable[[bool], Iterator[Row]]] = {
    "rush": _rush,
    "web": _web,
    "storm": _storm,
    "closing": _closing,
    "recall": _recall,
    "imports": _imports,
    "desks": _desks,
    "flower": _flower,
    "report": _report,
    "season": _season,
    "sync": _sync,
    "start": _start,
    # The longest, so that it takes nothing from the others.
    "pages": _pages,
}


def measure(names: list[str], *, tiny: bool) -> int:
    """Take the figures of these names (all when none) and print them; 1 when one fails or an aim is missed (only when
    one fails, if `tiny`). A figure that fails leaves what it had found, and the others."""
    began, rows, failed = time.monotonic(), [], False
    asked = names or list(FIGURES)
    for place, name in enumerate(asked, start=1):
        started = time.monotonic()
        print(f"  · {name}", file=sys.stderr, flush=True)
        try:
            with _no_longer_than(min(LONGEST_ONE, LONGEST - (started - began) - SPARED * (len(asked) - place))):
                for row in FIGURES[name](tiny):
                    rows.append(row)
                    # As it comes, for whoever waits; the table follows.
                    said = " · ".join(text for text in (row.name, row.found, row.beside, row.ratio, row.sign) if text)
                    print(f"    {said}", file=sys.stderr, flush=True)
        except Exception as fault:  # whatever it is, the other figures are still wanted
            failed = True
            traceback.print_exc()
            rows.append(Row(f"{name} : échec", type(fault).__name__, holds=False))
        print(f"    ({time.monotonic() - started:.0f} s)", file=sys.stderr, flush=True)
    if (slug := _slug("mesures")) in {entry.slug for entry in served.every()}:
        with contextlib.suppress(Error):
            collectives.forget(slug)
    print(machine())
    print(draw(rows), flush=True)
    missed = [row.name.strip() for row in rows if row.holds is False]
    if missed:
        print(f"À côté du but : {', '.join(missed)}", flush=True)
    return int(failed or (bool(missed) and not tiny))


class _Stop(BaseException):
    """Time is up. Not an Exception: a page that fails answers 500, and goes on."""


@contextlib.contextmanager
def _no_longer_than(seconds: float) -> Iterator[None]:
    """TimeoutError once so many seconds have passed inside; at once when none are left."""

    def stop(*_: object) -> None:
        raise _Stop

    said = f"more than {seconds:.0f} s"
    if seconds <= 0:
        raise TimeoutError(said)
    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    except _Stop:
        raise TimeoutError(said) from None
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


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
