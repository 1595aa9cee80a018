import argparse
import json

from bocal.catalog.rules import ItemKind
from bocal.house import pick
from bocal.journals import reads

KINDS = (ItemKind.RAW, ItemKind.PREPARED, ItemKind.FINISHED, ItemKind.PACKAGING)


def arguments(parser: argparse.ArgumentParser) -> None:
    """--kind, --collective, --json."""
    parser.add_argument("--kind", choices=[kind.value for kind in KINDS], help="une sorte de lots seulement")
    pick.argument(parser)
    parser.add_argument("--json", action="store_true", help="réponse en JSON")


def run(options: argparse.Namespace) -> int:
    """List lots, newest first, with what is on hand in the item's own unit (mg, µl or pieces)."""
    kinds = [ItemKind(options.kind)] if options.kind else []
    answer = []
    for entry in pick.each(options):
        answer += [
            {
                "code": lot.code,
                "item": lot.item.name,
                "kind": lot.item.kind,
                "status": lot.state.status,
                # The total that reads.lots annotates.
                "on_hand": lot.on_hand or 0,  # type: ignore[attr-defined]
                "collective": entry.slug,
            }
            for lot in reads.lots(*kinds)
        ]
    if options.json:
        print(json.dumps(answer, ensure_ascii=False))
    else:
        for row in answer:
            print(f"{row['code']:20} {row['status']:10} {row['on_hand']:>14} {row['item']}")
    return 0
