"""Which collectives this server knows: `collectives.json` in the data folder, read before any database or Django."""

import fcntl
import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

SLUG = re.compile(r"[a-z][a-z0-9-]{1,30}")
#: Words that a prefix may not take: the server's own pages.
RESERVED = frozenset({"static", "nouveau", "langue", "sw", "robots"})
#: Begins the name of the database that new ones are copied from.
BLANK = "blank"


class Unknown(Exception):
    """No collective of this name is served here."""


@dataclass(frozen=True)
class Entry:
    """A collective as the server knows it before any database is opened."""

    slug: str
    name: str
    place: str = ""
    host: str = ""
    # The shape its database was last brought to (see collectives.shape).
    shape: str = ""


_cached: tuple[int, tuple[Entry, ...]] | None = None


def folder() -> Path:
    """BOCAL_DATA: the folder of databases and files (default ./data)."""
    return Path(os.environ.get("BOCAL_DATA", "data")).absolute()


def registry() -> Path:
    """The file that lists the collectives of this server."""
    return folder() / "collectives.json"


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


def free(slug: str) -> bool:
    """Whether a new collective may take this slug."""
    taken = any(found.slug == slug for found in every())
    usable = SLUG.fullmatch(slug) is not None and slug not in RESERVED and not slug.startswith(BLANK)
    return usable and not taken


@contextmanager
def changing() -> Iterator[list[Entry]]:
    """The list of collectives, to change in place: one process at a time, written in one step if nothing was raised."""
    folder().mkdir(parents=True, exist_ok=True)
    with (folder() / "collectives.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        entries = list(every())
        yield entries
        write(tuple(entries))


def write(entries: tuple[Entry, ...]) -> None:
    """Replace the registry in one step."""
    folder().mkdir(parents=True, exist_ok=True)
    draft = registry().with_suffix(".new")
    draft.write_text(json.dumps([asdict(found) for found in entries], ensure_ascii=False, indent=1))
    os.replace(draft, registry())


def demo() -> frozenset[str]:
    """The slugs that `bocal demo` opened: the only ones that offer a sign-in without proof."""
    marker = folder() / "demo.json"
    return frozenset(json.loads(marker.read_text())) if marker.exists() else frozenset()
