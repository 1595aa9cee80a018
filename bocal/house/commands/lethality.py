import argparse
import json
from pathlib import Path

import django

from bocal.house.command import Refusal, why
from bocal.look.words import sentence
from bocal.measure.lethality import lethality, read_logger
from bocal.measure.table import decode
from bocal.measure.unreadable import Unreadable

#: No logger writes more for one cook.
MAX_BYTES = 5 * 1024 * 1024


def arguments(parser: argparse.ArgumentParser) -> None:
    """FILE, and what the rate is reckoned with."""
    parser.add_argument("file", type=Path, metavar="FICHIER", help="relevé de l’enregistreur (csv, txt)")
    parser.add_argument("--tref", type=float, help="température de référence, dans l’unité du fichier (121,1 °C)")
    parser.add_argument("--z", type=float, help="valeur z, dans l’unité du fichier (10 °C)")
    parser.add_argument("--unit", choices=["C", "F"], help="unité du fichier (celle de son en-tête, sinon C)")
    parser.add_argument("--json", action="store_true", help="réponse en JSON")


def run(options: argparse.Namespace) -> int:
    """Print the accumulated lethality of a logger's file."""
    try:
        if options.file.stat().st_size > MAX_BYTES:
            raise Refusal(f"{options.file} pèse plus de 5 Mo : ce n’est pas le relevé d’une cuisson")
        data = options.file.read_bytes()
    except OSError as error:
        raise Refusal(f"{options.file} : {why(error)}") from error
    try:
        result = lethality(read_logger(decode(data)), tref=options.tref, z=options.z, unit=options.unit)
    except Unreadable as problem:
        django.setup()
        raise Refusal(f"{options.file} : {sentence(problem)}") from problem
    fields = ("points", "minutes", "exact", "trapezoid", "tref", "z", "unit")
    answer = {name: getattr(result, name) for name in fields}
    if options.json:
        print(json.dumps(answer))
    else:
        print(
            f"{result.points} relevés, {result.minutes:.1f} min ; valeur accumulée {result.exact:.3f} min "
            f"(trapèzes {result.trapezoid:.3f}) à {result.tref:g} °{result.unit}, z {result.z:g}"
        )
    return 0
