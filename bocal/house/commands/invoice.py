import argparse
from pathlib import Path

from bocal.billing import notices, reads
from bocal.house import pick, served
from bocal.house.command import Refusal, write


def arguments(parser: argparse.ArgumentParser) -> None:
    """NUMBER, --facturx FILE, --collective."""
    parser.add_argument("number", metavar="NUMÉRO", help="numéro de la facture (F2026-0001)")
    parser.add_argument("--facturx", type=Path, metavar="FICHIER", required=True, help="PDF Factur-X à écrire")
    pick.argument(parser)


def run(options: argparse.Namespace) -> int:
    """Write an invoice or a credit note as Factur-X: a PDF/A-3 that carries its EN 16931 XML."""

    def ask(entry: served.Entry) -> bytes | None:
        shown = reads.invoice(options.number)
        if shown is None:
            return None
        if not notices.electronic(shown):
            raise Refusal(f"{entry.name} n’a pas de SIREN valide : sans lui, pas de facture électronique")
        return notices.facturx(shown)

    made = pick.only(
        options,
        ask,
        nowhere=f"aucune facture {options.number} ici",
        several=f"plusieurs collectifs ont une facture {options.number}",
    )
    write(options.facturx, made)
    print(f"{options.facturx} : {options.number}, {len(made) / 1000:.0f} ko")
    return 0
