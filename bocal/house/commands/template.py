import argparse
import json
from pathlib import Path

from django.utils import timezone

from bocal.directory import reads
from bocal.directory.rules import Desk
from bocal.house import pick, template, words
from bocal.house.command import Refusal, why, write
from bocal.journals.rules import Refused
from bocal.journals.words import say


def arguments(parser: argparse.ArgumentParser) -> None:
    """export|import FILE, --collective."""
    parser.add_argument("what", metavar="export|import", choices=("export", "import"), help="écrire, ou reprendre")
    parser.add_argument("file", metavar="FICHIER", type=Path, help="le modèle (JSON)")
    pick.argument(parser)


def run(options: argparse.Namespace) -> int:
    """Write a collective's way of working into a file, or take one over."""
    here = [entry.slug for entry in pick.each(options)]
    if len(here) > 1:
        raise Refusal(f"plusieurs collectifs sont servis ici : ajoutez --collective ({', '.join(here)})")
    for _entry in pick.each(options):
        if options.what == "export":
            text = json.dumps(template.export(), ensure_ascii=False, indent=1)
            write(options.file, f"{text}\n".encode())
            print(f"{options.file} : modèle écrit, sans personne ni chiffre")
        else:
            print(f"{options.file} : {_taken_in(options.file)}")
    return 0


def _taken_in(file: Path) -> str:
    author = reads.people_at(Desk.DIRECTION).order_by("pk").first()
    if author is None:
        raise Refusal("personne n’est à la direction de ce collectif : ouvrez-le d’abord")
    try:
        made = template.take_in(template.read(file.read_bytes()), author=author, now=timezone.now())
    except OSError as error:
        raise Refusal(f"{file} : {why(error)}") from error
    except Refused as refused:
        raise Refusal(say(refused, words.TEMPLATE_REFUSALS)) from refused
    return (
        ", ".join(f"{count} {words.TEMPLATE_PARTS[name]}" for name, count in made.items() if count)
        or "tout y était déjà"
    )
