import argparse
import json
from pathlib import Path
from typing import Any

from django.utils import timezone

from bocal.house import pick, served
from bocal.house.command import write
from bocal.journals import reads
from bocal.journals.models import Lot
from bocal.look.templatetags.look import quantity


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

    def ask(entry: served.Entry) -> tuple[dict[str, Any], list[str], dict[str, Any]] | None:
        lot = reads.lot(code)
        if lot is None:
            return None
        found = reads.trace(lot)
        base = f"{options.url.rstrip('/')}/{entry.slug}"
        history = reads.epcis(lot, base=base, now=timezone.now()) if options.epcis else {}
        return told(lot, found), spoken(lot, found), history

    answer, lines, document = pick.only(
        options, ask, nowhere=f"aucun lot {code} ici", several=f"plusieurs collectifs ont un lot {code}"
    )
    if options.epcis:
        write(options.epcis, f"{json.dumps(document, ensure_ascii=False, indent=1)}\n".encode())
    print(json.dumps(answer, ensure_ascii=False) if options.json else "\n".join(lines))
    return 0


def spoken(lot: Lot, trace: reads.Trace) -> list[str]:
    """The same for whoever reads it: each quantity in its own unit, jars as jars."""
    lines = [lot.code]
    for edge in trace.back:
        parent = trace.lots[edge.parent]
        origin = parent.origin.name if parent.origin else "fabriqué ici"
        lines.append(
            f"  vient de  {parent.code:20} {parent.item.name} ({origin}) {quantity(edge.quantity, parent.item)}"
        )
    for edge in trace.forward:
        child, parent = trace.lots[edge.child], trace.lots[edge.parent]
        lines.append(f"  va dans   {child.code:20} {child.item.name} {quantity(edge.quantity, parent.item)}")
    for row in trace.handed:
        gone = trace.lots[row.lot]
        party = row.party.name if row.party else "sans nom"
        lines.append(f"  va à      {gone.code:20} {gone.item.name} ({party}) {quantity(row.kept, gone.item)}")
    return lines


def told(lot: Lot, trace: reads.Trace) -> dict[str, Any]:
    """The trace as the contract of the command wants it; mass in kg, quantities in the item's own unit."""
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
