import argparse
import json
from pathlib import Path
from typing import Any

from django.utils import timezone

from bocal.house import pick, served
from bocal.house.command import write
from bocal.journals import reads
from bocal.journals.models import Lot


def arguments(parser: argparse.ArgumentParser) -> None:
    """CODE, --collective, --json, --epcis FILE, --url."""
    parser.add_argument("code", metavar="CODE", help="code du lot, comme sur l’étiquette")
    pick.argument(parser)
    parser.add_argument("--json", action="store_true", help="réponse en JSON")
    parser.add_argument("--epcis", metavar="FICHIER", type=Path, help="écrit son histoire en EPCIS 2.0 (JSON-LD)")
    parser.add_argument("--url", default="https://bocal.invalid", help="adresse sous laquelle EPCIS nomme les lots")


def run(options: argparse.Namespace) -> int:
    """Print where a lot came from and where it went."""
    code = pick.lot_code(options.code)

    def ask(entry: served.Entry) -> tuple[dict[str, Any], dict[str, Any]] | None:
        lot = reads.lot(code)
        if lot is None:
            return None
        base = f"{options.url.rstrip('/')}/{entry.slug}"
        return told(lot), reads.epcis(lot, base=base, now=timezone.now()) if options.epcis else {}

    answer, document = pick.only(
        options, ask, nowhere=f"aucun lot {code} ici", several=f"plusieurs collectifs ont un lot {code}"
    )
    if options.epcis:
        write(options.epcis, f"{json.dumps(document, ensure_ascii=False, indent=1)}\n".encode())
    if options.json:
        print(json.dumps(answer, ensure_ascii=False))
    else:
        print(answer["lot"])
        for row in answer["back"]:
            print(f"  vient de  {row['lot']:20} {row['item']} ({row['from'] or 'fabriqué ici'}) {row['mass_kg']} kg")
        for row in answer["forward"]:
            print(f"  va à      {row['lot']:20} {row['item']} ({row['to'] or 'en stock'}) {row['quantity']}")
    return 0


def told(lot: Lot) -> dict[str, Any]:
    """The trace as the contract of the command wants it; mass in kg, quantities in the item's own unit."""
    trace = reads.trace(lot)
    back = [
        {
            "lot": parent.code,
            "item": parent.item.name,
            "from": parent.origin.name if parent.origin else "",
            "mass_kg": edge.mass_mg / 1_000_000,
        }
        for edge in trace.back
        for parent in (trace.lots[edge.parent],)
    ]
    forward = [
        {"lot": child.code, "item": child.item.name, "to": "", "quantity": edge.quantity}
        for edge in trace.forward
        for child in (trace.lots[edge.child],)
    ]
    forward += [
        {
            "lot": trace.lots[row.lot].code,
            "item": trace.lots[row.lot].item.name,
            "to": row.party.name if row.party else "",
            "quantity": row.kept,
        }
        for row in trace.handed
    ]
    return {"lot": lot.code, "back": back, "forward": forward}
