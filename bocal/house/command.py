"""The `bocal` command: one line on standard error and exit 2 for whatever was asked wrongly."""

import argparse
import importlib
import os
import sys
from pathlib import Path
from typing import Protocol


class Refusal(Exception):
    """What was asked can't be done: its text is the one line that the person reads."""


def write(file: Path, made: bytes) -> None:
    """Put what a command made into a file. Raises Refusal when it cannot be written."""
    try:
        file.write_bytes(made)
    except OSError as error:
        raise Refusal(f"{file} : {error.strerror}") from error


class Command(Protocol):
    """What each module of bocal.house.commands offers."""

    def arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare options."""

    def run(self, options: argparse.Namespace) -> int:
        """Do it; returns the exit code. Raises Refusal."""


COMMANDS = {
    "demo": "construit la démonstration et la sert",
    "serve": "sert les collectifs de BOCAL_DATA",
    "check": "refait tous les comptes et dit ce qui ne tient pas",
    "night": "fait la tournée de la nuit",
    "backup": "sauvegarde tout dans un fichier",
    "restore": "remet une sauvegarde dans un dossier vide",
    "where": "dit quels fichiers font une page",
    "collectives": "liste les collectifs",
    "lethality": "calcule la valeur stérilisatrice d’un relevé de températures",
    "fec": "écrit les écritures comptables d’une année (FEC)",
    "invoice": "écrit une facture en Factur-X",
    "import": "importe un fichier (« bocal import --help » dit lesquels)",
    "lots": "liste les lots",
    "label": "imprime les étiquettes d’un lot fini",
    "trace": "remonte et descend le chemin d’un lot",
    "recall": "dit qui a reçu d’un lot, ou de ce qu’on en a fait",
    "work": "fait ce qui attend dans les files (« serve » le lance)",
    "manage": "les commandes de Django, pour qui développe",
}

#: Their name is a word of Python.
MODULES = {"import": "import_"}


#: These answer without Django, at once.
PLAIN = frozenset({"lethality", "collectives", "manage"})


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one line."""

    def error(self, message: str) -> None:  # type: ignore[override]
        """One line, exit 2."""
        self.exit(2, f"bocal : {message}\n")


def main(words: list[str] | None = None) -> int:
    """Run one sub-command; its exit code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bocal.house.settings")
    words = sys.argv[1:] if words is None else words
    listing = "\n".join(f"  {name:12} {what}" for name, what in COMMANDS.items())
    parser = Parser(
        prog="bocal",
        usage="bocal COMMANDE [options]",
        description="Le logiciel libre des collectifs de l’alimentation locale.",
        epilog=f"commandes :\n{listing}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("command", metavar="COMMANDE", help="voir la liste ci-dessous")
    chosen = parser.parse_args(words[:1] or ["--help"]).command
    if chosen not in COMMANDS:
        parser.error(f"la commande « {chosen} » n’existe pas : « bocal --help » les liste")
    if chosen == "demo":
        os.environ["BOCAL_DEMO"] = "1"
    if chosen not in PLAIN:
        importlib.import_module("bocal.house.start")
    module: Command = importlib.import_module(f"bocal.house.commands.{MODULES.get(chosen, chosen)}")
    own = Parser(prog=f"bocal {chosen}", description=COMMANDS[chosen], add_help=chosen != "manage")
    module.arguments(own)
    try:
        return module.run(own.parse_args(words[1:]))
    except Refusal as refusal:
        own.error(" ".join(str(refusal).split()))
        return 2
    except BrokenPipeError:
        # `bocal lots | head`: whoever reads has seen enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130
