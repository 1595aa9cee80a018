import argparse
import inspect
from pathlib import Path
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve

from bocal.directory import words
from bocal.directory.doors import Door
from bocal.house import served
from bocal.house.command import Refusal

ROOT = Path(__file__).resolve().parents[3]


def arguments(parser: argparse.ArgumentParser) -> None:
    """URL."""
    parser.add_argument("url", metavar="URL", help="adresse d’une page, comme dans le navigateur")


def run(options: argparse.Namespace) -> int:
    """Name the route, the page, its template, its test and who may enter."""
    path = urlsplit(options.url).path or "/"
    first, _, rest = path.lstrip("/").partition("/")
    if first in {entry.slug for entry in served.every()}:
        path = f"/{rest}"
    try:
        match = resolve(path)
    except Resolver404 as error:
        raise Refusal(f"aucune page ne répond à {path}") from error
    page = Path(inspect.getsourcefile(inspect.unwrap(match.func)) or "")
    if not page.is_relative_to(ROOT / "bocal"):
        print(f"route   {match.view_name}\npage    {page.name} (bibliothèque)")
        return 0
    room = page.relative_to(ROOT / "bocal").parts[0]
    print(f"route   {match.view_name}")
    print(f"page    {page.relative_to(ROOT)}")
    for name, file in (
        ("gabarit", page.with_suffix(".html")),
        ("test", ROOT / "tests" / room / f"test_{page.stem}.py"),
        ("actes", ROOT / "bocal" / room / "acts.py"),
        ("actes", ROOT / "bocal" / room / "acts"),
    ):
        if file.exists():
            print(f"{name:7} {file.relative_to(ROOT)}")
    door: Door | None = getattr(match.func, "door", None)
    if door:
        labels = dict(words.DESKS)
        who = ", ".join(str(labels[desk]) for desk in sorted(door.desks))
        print(f"entrent {who or ('tout le monde' if door.everyone or door.link else 'toute personne connectée')}")
    return 0
