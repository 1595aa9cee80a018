import argparse
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from pathlib import Path

from django.urls import reverse

from bocal.house import collectives, pick, served
from bocal.house.command import Refusal, write
from bocal.kitchen import notices, reads
from bocal.measure.quantity import MG_PER_KG

#: A roll holds no more.
MOST = 3_000


def arguments(parser: argparse.ArgumentParser) -> None:
    """LOT, --format FORMAT, --count N, --net KG, --blocked, FILE, --collective."""
    parser.add_argument("lot", metavar="LOT", help="code du lot fini, comme sur l’étiquette")
    known = " ; ".join(f"{key} : {sheet.name}" for key, sheet in notices.FORMATS.items())
    parser.add_argument("--format", choices=notices.FORMATS, metavar="FORMAT", required=True, help=known)
    parser.add_argument(
        "--count", type=int, default=1, metavar="N", help="combien (1 ; une planche est toujours pleine)"
    )
    parser.add_argument("--net", type=_kilos, metavar="KG", help="poids d’un sachet, pour ce qui se fait au poids")
    parser.add_argument("--blocked", action="store_true", help="même si le lot est bloqué, pour corriger son étiquette")
    parser.add_argument("file", type=Path, metavar="FICHIER", help="PDF à écrire")
    pick.argument(parser)


def _kilos(text: str) -> Decimal:
    """A weight in kilos, with a comma or a point."""
    try:
        found = Decimal(text.replace(",", "."))
    except InvalidOperation as problem:
        raise argparse.ArgumentTypeError(f"« {text} » n’est pas un poids") from problem
    if not 0 < found <= 1_000:
        raise argparse.ArgumentTypeError("un poids entre 0 et 1 000 kg")
    return found


def run(options: argparse.Namespace) -> int:
    """Write the labels of a finished lot; refuses when the law wants something that nobody has written yet."""
    code = pick.lot_code(options.lot)
    if not 1 <= options.count <= MOST:
        raise Refusal(f"--count va de 1 à {MOST}")
    sheet = notices.FORMATS[options.format]

    def ask(entry: served.Entry) -> bytes | None:
        making = reads.made_lot(code)
        if making is None:
            return None
        label = reads.label(making)
        if label.missing:
            lacks = " ; ".join(notices.missing_said(label))
            raise Refusal(f"l’étiquette du lot {code} n’est pas complète : {lacks}")
        if label.blocked and not options.blocked:
            raise Refusal(
                f"le lot {code} est bloqué : ses étiquettes ne s’impriment qu’avec --blocked, pour en corriger une"
            )
        if not label.net_mg:
            if options.net is None:
                raise Refusal(f"le lot {code} se fait au poids : ajoutez --net, le poids d’un sachet en kilos")
            label = replace(label, net_mg=round(options.net * MG_PER_KG))
        story = reverse("kitchen:story", args=[label.gtin, code]).removeprefix(collectives.prefix(entry))
        address = f"{collectives.address(entry)}/{story}"
        try:
            return notices.labels(label, sheet=sheet, address=address, count=options.count)
        except notices.TooSmall as small:
            raise Refusal(f"le texte ne tient pas sur « {sheet.name} » aux hauteurs que veut la loi") from small

    made = pick.only(
        options, ask, nowhere=f"aucun lot fini {code} ici", several=f"plusieurs collectifs ont un lot {code}"
    )
    write(options.file, made)
    print(f"{options.file} : {code}, {len(made) / 1000:.0f} ko")
    return 0
