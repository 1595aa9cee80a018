"""Which collectives a command speaks of."""

import argparse
from collections.abc import Callable, Iterator
from typing import TypeVar

from bocal.house import collectives, served
from bocal.house.command import Refusal
from bocal.measure import lotcode
from bocal.measure.unreadable import Unreadable

Found = TypeVar("Found")


def argument(parser: argparse.ArgumentParser) -> None:
    """--collective NAME."""
    parser.add_argument("--collective", metavar="NOM", help="un seul des collectifs servis")


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


def only(
    options: argparse.Namespace, ask: Callable[[served.Entry], Found | None], *, nowhere: str, several: str
) -> Found:
    """What `ask` finds in the one collective that has it.

    Raises Refusal: `nowhere` when none has it, `several` (and how to choose) when more than one does.
    """
    found = {entry.slug: answer for entry in each(options) if (answer := ask(entry)) is not None}
    if not found:
        raise Refusal(nowhere)
    if len(found) > 1:
        raise Refusal(f"{several} : ajoutez --collective ({', '.join(found)})")
    (answer,) = found.values()
    return answer


def lot_code(typed: str) -> str:
    """A lot's code as it is printed, from how it was typed. Raises Refusal when it cannot be one."""
    try:
        return str(lotcode.parse(typed))
    except Unreadable as problem:
        raise Refusal(f"« {typed} » n’est pas un code de lot : relisez l’étiquette") from problem
