import argparse
import json

from bocal.house import served


def arguments(parser: argparse.ArgumentParser) -> None:
    """--json."""
    parser.add_argument("--json", action="store_true", help="réponse en JSON")


def run(options: argparse.Namespace) -> int:
    """List the collectives of this server."""
    entries = served.every()
    if options.json:
        print(json.dumps([{"slug": e.slug, "name": e.name, "place": e.place, "host": e.host} for e in entries]))
    else:
        for entry in entries:
            print(f"{entry.slug:16} {entry.name} ({entry.place})" if entry.place else f"{entry.slug:16} {entry.name}")
    return 0
