"""Take and print the figures: `python -m bench [--tiny] [rush web storm closing …]`, PostgreSQL."""

import argparse
import os
import sys

from bench import ground

#: What can be taken on SQLite too.
ANYWHERE = frozenset({"start", "storm"})


def main(words: list[str] | None = None) -> int:
    """Measure what was asked for (everything by default); 1 when an aim is missed."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument(
        "what",
        nargs="*",
        help="rush, web, storm, closing, recall, imports, desks, flower, report, season, sync, start, pages",
    )
    parser.add_argument("--tiny", action="store_true", help="juste assez pour voir que tout marche encore")
    options = parser.parse_args(words)
    if not os.environ.get("BOCAL_DATABASE_URL") and not (options.what and ANYWHERE.issuperset(options.what)):
        parser.error("BOCAL_DATABASE_URL ne nomme pas de PostgreSQL : tools/postgres.py --durable python -m bench")
    with ground.own_folder(debug=options.tiny):
        from bench.all import measure  # noqa: PLC0415 - Bocal reads its environment when it is imported

        return measure(options.what, tiny=options.tiny)


if __name__ == "__main__":
    sys.exit(main())
