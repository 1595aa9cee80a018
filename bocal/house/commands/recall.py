import argparse
import json
import time
from dataclasses import asdict
from typing import Any

from bocal.house import pick, served
from bocal.journals import reads
from bocal.journals.models import Lot


def arguments(parser: argparse.ArgumentParser) -> None:
    """CODE, --collective, --json."""
    parser.add_argument("code", metavar="CODE", help="code du lot, comme sur l’étiquette")
    pick.argument(parser)
    parser.add_argument("--json", action="store_true", help="réponse en JSON")


def run(options: argparse.Namespace) -> int:
    """Print who has any of a lot, or of what it went into; nothing is written or blocked."""
    code = pick.lot_code(options.code)

    def ask(_entry: served.Entry) -> dict[str, Any] | None:
        lot = reads.lot(code)
        return told(lot) if lot else None

    answer = pick.only(options, ask, nowhere=f"aucun lot {code} ici", several=f"plusieurs collectifs ont un lot {code}")
    if options.json:
        print(json.dumps(answer, ensure_ascii=False))
    else:
        print(answer["lot"])
        for row in answer["parties"]:
            numbers = ", ".join(
                f"{name} {row[key]:g}"
                for key, name in (
                    ("sent", "remis"),
                    ("returned", "rendu"),
                    ("in_stock", "en stock"),
                    ("missing", "manquant"),
                )
            )
            print(f"  {row['party'] or '?'} ({row['contact'] or 'aucun contact'}) : {numbers}")
        print(f"  retrouvé : {answer['mass_found_share']:.1%} en {answer['seconds']} s")
    return 0


def told(lot: Lot) -> dict[str, Any]:
    """The recall list as the contract of the command wants it; `unit` says what a party's numbers are, pieces or kg."""
    began = time.perf_counter()
    found = reads.survey([lot.pk])
    parties = [asdict(row) for row in reads.totals(found)]
    seconds = round(time.perf_counter() - began, 3)
    return {"lot": lot.code, "parties": parties, "seconds": seconds, "mass_found_share": round(found.share, 6)}
