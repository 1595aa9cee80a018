import argparse
from pathlib import Path

from bocal.billing import notices, reads
from bocal.house import pick
from bocal.house.command import Refusal


def arguments(parser: argparse.ArgumentParser) -> None:
    """NUMBER, --facturx FILE, --collective."""
    parser.add_argument("number", metavar="NUMBER", help="numéro de la facture (F2026-0001)")
    parser.add_argument("--facturx", type=Path, metavar="FILE", required=True, help="PDF Factur-X à écrire")
    pick.argument(parser)


def run(options: argparse.Namespace) -> int:
    """Write an invoice or a credit note as Factur-X: a PDF/A-3 that carries its EN 16931 XML."""
    found = {}
    for entry in pick.each(options):
        if shown := reads.invoice(options.number):
            if not notices.electronic(shown):
                raise Refusal(f"{entry.name} n’a pas de SIREN valide : sans lui, pas de facture électronique")
            found[entry.slug] = notices.facturx(shown)
    if not found:
        raise Refusal(f"aucune facture {options.number} ici")
    if len(found) > 1:
        raise Refusal(
            f"plusieurs collectifs ont une facture {options.number} : ajoutez --collective ({', '.join(found)})"
        )
    (made,) = found.values()
    try:
        options.facturx.write_bytes(made)
    except OSError as error:
        raise Refusal(f"{options.facturx} : {error.strerror}") from error
    print(f"{options.facturx} : {options.number}, {len(made) / 1000:.0f} ko")
    return 0
