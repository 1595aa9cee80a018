import argparse
from pathlib import Path

from bocal.billing import reads
from bocal.house import pick, served
from bocal.house.command import Refusal, write
from bocal.measure.money import parse_euros
from bocal.measure.unreadable import Unreadable


def arguments(parser: argparse.ArgumentParser) -> None:
    """YEAR, FILE, --hour, --collective."""
    parser.add_argument("year", metavar="ANNÉE", help="année civile (2026)")
    parser.add_argument("file", type=Path, metavar="FICHIER", help="fichier à écrire (SIRENFECAAAAMMJJ.txt)")
    parser.add_argument("--hour", metavar="EUROS", help="valeur d’une heure bénévole (comptes 864 et 875)")
    pick.argument(parser)


def run(options: argparse.Namespace) -> int:
    """Write the accounting entries of a year (LPF A. 47 A-1)."""
    if not (options.year.isascii() and options.year.isdigit() and 2000 <= int(options.year) <= 2100):
        raise Refusal(f"« {options.year} » n’est pas une année : écrivez par exemple 2026")
    try:
        hour = parse_euros(options.hour) if options.hour else 0
    except Unreadable as problem:
        raise Refusal(f"« {options.hour} » n’est pas un montant : écrivez par exemple 15,50") from problem

    def ask(_entry: served.Entry) -> reads.Fec | None:
        made = reads.accounting_file(int(options.year), hour_cents=hour)
        return made if made.entries else None

    made = pick.only(
        options,
        ask,
        nowhere=f"aucune écriture en {options.year} ici",
        several="plusieurs collectifs ont des écritures",
    )
    write(options.file, made.text.encode())
    print(f"{options.file} : {made.entries} écritures, {made.cents / 100:.2f} € au débit comme au crédit ({made.name})")
    return 0
