import argparse
import json
from collections import Counter

from bocal.billing import reads as billing
from bocal.house import pick
from bocal.journals import reads
from bocal.orders import reads as orders


def arguments(parser: argparse.ArgumentParser) -> None:
    """--collective, --json."""
    pick.argument(parser)
    parser.add_argument("--json", action="store_true", help="réponse en JSON")


def run(options: argparse.Namespace) -> int:
    """Recompute every invariant of the journals, invoices and sale rounds; exit 1 when one does not hold."""
    counts: Counter[str] = Counter()
    broken: list[str] = []
    for entry in pick.each(options):
        for checked in (reads.check(), billing.check_invoices(), orders.check_rounds()):
            counts.update(checked.counts)
            broken += [f"{entry.slug} : {line}" for line in checked.broken]
    if options.json:
        print(json.dumps({"ok": not broken, "checked": dict(counts), "broken": broken}, ensure_ascii=False))
    else:
        print("\n".join(broken) or "Tout tient : " + ", ".join(f"{count} {what}" for what, count in counts.items()))
    return 1 if broken else 0
