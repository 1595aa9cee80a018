import argparse
import os
import sys

from django.utils import timezone
from tqdm import tqdm

from bocal.house import served
from bocal.house.command import Refusal
from bocal.house.demo import places
from bocal.house.demo.build import build, steps
from bocal.house.server import serve


def arguments(parser: argparse.ArgumentParser) -> None:
    """--no-serve, and where to listen."""
    parser.add_argument("--no-serve", action="store_true", help="construit sans servir")
    parser.add_argument("--address", default="127.0.0.1", help="adresse d’écoute (cette machine seulement)")


def run(options: argparse.Namespace) -> int:
    """Build the five collectives unless they are there, then serve them."""
    ours = {shape.slug for shape in places.ALL}
    there = {entry.slug for entry in served.every()}
    if there & ours and not served.demo():
        raise Refusal(f"{served.folder()} contient de vrais collectifs : donnez à la démonstration un autre BOCAL_DATA")
    if not ours <= served.demo():
        with tqdm(build(timezone.now()), total=steps(), bar_format="{desc:34.34} {bar:30} {percentage:3.0f} %") as bar:
            for name in bar:
                bar.set_description(name)
        if not options.no_serve:
            # A process that never built anything serves with half the memory.
            words = [sys.executable, "-m", "bocal", "demo", "--address", options.address]
            os.execv(sys.executable, words)  # noqa: S606  (ourselves again, with no shell to speak of)
    return 0 if options.no_serve else serve(options.address)
