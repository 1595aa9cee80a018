"""The `bocal` command: one line on standard error and exit 2 for whatever was asked wrongly."""

import argparse
import importlib
import os
import re
import sys
from pathlib import Path
from typing import Any, Protocol

from bocal.measure.quantity import NBSP


class Refusal(Exception):
    """What was asked can't be done: its text is the one line that the person reads."""


_WHY = (
    (FileNotFoundError, "ce fichier ou ce dossier n’existe pas"),
    (IsADirectoryError, "c’est un dossier, pas un fichier"),
    (NotADirectoryError, "ce n’est pas un dossier"),
    (PermissionError, "vous n’en avez pas le droit"),
)


def why(error: OSError) -> str:
    """Why a file cannot be read or written; in the system's own words when it is rare."""
    return next((said for kind, said in _WHY if isinstance(error, kind)), error.strerror or str(error))


def write(file: Path, made: bytes) -> None:
    """Put what a command made into a file. Raises Refusal when it cannot be written."""
    try:
        file.write_bytes(made)
    except OSError as error:
        raise Refusal(f"{file} : {why(error)}") from error


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
    "report": "écrit le rapport d’un projet : PDF, tableau ou chiffres",
    "invoice": "écrit une facture en Factur-X",
    "import": "importe un fichier : fermes, articles, clients, banque, composition",
    "lots": "liste les lots",
    "label": "imprime les étiquettes d’un lot fini",
    "template": "écrit un modèle du collectif, ou en reprend un",
    "trace": "remonte et descend le chemin d’un lot",
    "person": "emporte tout ce qui est gardé sur quelqu’un, ou l’oublie",
    "recall": "dit qui a reçu d’un lot, ou de ce qu’on en a fait",
    "work": "fait ce qui attend dans les files (« serve » le lance)",
    "manage": "les commandes de Django, pour qui développe",
}

#: Their name is a word of Python.
MODULES = {"import": "import_"}


#: These answer without Django, at once.
PLAIN = frozenset({"lethality", "collectives", "manage"})


#: What argparse says, and the same in French.
_SAID = [
    (r"the following arguments are required: (.*)", "il manque {0}"),
    (r"unrecognized arguments: (.*)", "« {0} » est de trop, ou mal écrit"),
    (r"argument (.*?): invalid choice: '?(.*?)'? \(choose from (.*)\)", "{0} : « {1} » n’est pas parmi {2}"),
    (r"argument (.*?): invalid int value: '(.*)'", "{0} : « {1} » n’est pas un nombre entier"),
    (r"argument (.*?): invalid \w+ value: '(.*)'", "{0} : « {1} » ne se lit pas"),
    (r"argument (.*?): expected one argument", "{0} : il manque sa valeur"),
    (r"argument (.*?): ignored explicit argument '(.*)'", "{0} ne prend pas de valeur"),
    (r"ambiguous option: (.*?) could match (.*)", "« {0} » peut vouloir dire {1}"),
    (r"argument (.*?): (.*)", "{0} : {1}"),
]


def in_french(message: str) -> str:
    """What argparse finds wrong, in French; a sentence that is not known here, as it came."""
    for pattern, french in _SAID:
        if found := re.fullmatch(pattern, message, re.DOTALL):
            return french.format(*found.groups())
    return message


class _Help(argparse.RawDescriptionHelpFormatter):
    """The help's own words in French."""

    def add_usage(  # type: ignore[override]
        self, usage: str | None, actions: list[argparse.Action], groups: object, prefix: str | None = None
    ) -> None:
        """« Usage : », before how the command is written."""
        super().add_usage(usage, actions, groups, f"Usage{NBSP}: " if prefix is None else prefix)  # type: ignore[arg-type]


class Parser(argparse.ArgumentParser):
    """Says in one line of French what is wrong, and helps in French."""

    def __init__(self, *, prog: str, helps: bool = True, **more: Any) -> None:
        super().__init__(prog=prog, add_help=False, formatter_class=_Help, **more)
        # argparse has no other way to name its two groups.
        self._positionals.title, self._optionals.title = f"à dire{NBSP}", f"options{NBSP}"
        if helps:
            self.add_argument("-h", "--help", action="help", help="montre cette aide")

    def error(self, message: str) -> None:  # type: ignore[override]
        """One line, exit 2."""
        self.exit(2, f"bocal : {in_french(message)}\n")


def main(words: list[str] | None = None) -> int:
    """Run one sub-command; its exit code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bocal.house.settings")
    words = sys.argv[1:] if words is None else words
    listing = "\n".join(f"  {name:12} {what}" for name, what in COMMANDS.items())
    parser = Parser(
        prog="bocal",
        usage="bocal COMMANDE [options]",
        description="Le logiciel libre des collectifs de l’alimentation locale.",
        epilog=f"commandes{NBSP}:\n{listing}\n\n« bocal COMMANDE --help » dit comment l’écrire.",
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
    described = COMMANDS[chosen]
    # Whatever looks like an option of `manage` is Django's.
    django: dict[str, Any] = {"helps": False, "prefix_chars": "\0"} if chosen == "manage" else {}
    own = Parser(prog=f"bocal {chosen}", description=f"{described[0].upper()}{described[1:]}.", **django)
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
