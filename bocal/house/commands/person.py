import argparse
import json

from django.utils import timezone

from bocal.directory import reads
from bocal.directory.models import Person
from bocal.house import acts, personal, pick, served, words
from bocal.house.command import Refusal
from bocal.journals.rules import Refused
from bocal.journals.words import say


def arguments(parser: argparse.ArgumentParser) -> None:
    """export|erase ID, --collective."""
    parser.add_argument("what", metavar="export|erase", choices=("export", "erase"), help="emporter, ou oublier")
    parser.add_argument("pk", metavar="NUMÉRO", type=int, help="son numéro, dans l’adresse de sa fiche")
    pick.argument(parser)


def run(options: argparse.Namespace) -> int:
    """Print all that is kept about somebody as JSON, or take their name away for ever."""

    def ask(entry: served.Entry) -> tuple[str, Person] | None:
        person = reads.people().filter(pk=options.pk).first()
        return (entry.slug, person) if person else None

    slug, person = pick.only(
        options,
        ask,
        nowhere=f"aucune personne n° {options.pk} ici",
        several=f"plusieurs collectifs ont une personne n° {options.pk}",
    )
    options.collective = slug
    for _entry in pick.each(options):
        if options.what == "export":
            print(json.dumps(personal.dossier(person).told(), ensure_ascii=False, indent=1))
            continue
        try:
            acts.erase_person(person, now=timezone.now())
        except Refused as refused:
            raise Refusal(say(refused, words.ERASE_REFUSALS)) from refused
        print(f"personne n° {options.pk} : effacée")
    return 0
