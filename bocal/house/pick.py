"""Which collectives a command speaks of."""

import argparse
from collections.abc import Iterator

from bocal.house import collectives, served
from bocal.house.command import Refusal


def argument(parser: argparse.ArgumentParser) -> None:
    """--collective NAME."""
    parser.add_argument("--collective", metavar="NAME", help="un seul des collectifs servis")


def each(options: argparse.Namespace) -> Iterator[served.Entry]:
    """Step into the named collective, or into each in turn when none is named. Raises Refusal for an unknown name."""
    slugs = [entry.slug for entry in served.every()]
    if options.collective is not None:
        if options.collective not in slugs:
            known = ", ".join(slugs) or "aucun"
            raise Refusal(f"le collectif « {options.collective} » n’existe pas ici (collectifs servis : {known})")
        slugs = [options.collective]
    if not slugs:
        raise Refusal("aucun collectif n’est servi ici : « bocal demo » en construit, « bocal serve » en ouvre un")
    collectives.equip_all()
    for slug in slugs:
        with collectives.inside(slug) as found:
            yield found
