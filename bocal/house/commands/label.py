import argparse
from pathlib import Path

from django.urls import reverse

from bocal.house import collectives, pick
from bocal.house.command import Refusal
from bocal.kitchen import notices, reads
from bocal.kitchen.words.labels import MISSING
from bocal.measure import lotcode
from bocal.measure.unreadable import Unreadable

#: A roll holds no more.
MOST = 3_000


def arguments(parser: argparse.ArgumentParser) -> None:
    """LOT, --format FORMAT, --count N, FILE, --collective."""
    parser.add_argument("lot", metavar="LOT", help="code du lot fini, comme sur l’étiquette")
    known = ", ".join(f"{key} ({sheet.name})" for key, sheet in notices.FORMATS.items())
    parser.add_argument("--format", choices=notices.FORMATS, metavar="FORMAT", required=True, help=known)
    parser.add_argument(
        "--count", type=int, default=1, metavar="N", help="combien (1 ; une planche est toujours pleine)"
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="PDF à écrire")
    pick.argument(parser)


def run(options: argparse.Namespace) -> int:
    """Write the labels of a finished lot; refuses when the law wants something that nobody has written yet."""
    try:
        code = str(lotcode.parse(options.lot))
    except Unreadable as problem:
        raise Refusal(f"« {options.lot} » n’est pas un code de lot : relisez l’étiquette") from problem
    if not 1 <= options.count <= MOST:
        raise Refusal(f"--count va de 1 à {MOST}")
    found = {}
    for entry in pick.each(options):
        if making := reads.made_lot(code):
            label = reads.label(making)
            if label.missing:
                lacks = " ; ".join(str(MISSING[one]).format(owner=label.operator) for one in label.missing)
                raise Refusal(f"l’étiquette du lot {code} n’est pas complète : {lacks}")
            story = reverse("kitchen:story", args=[label.gtin, code]).removeprefix(collectives.prefix(entry))
            address = f"{collectives.address(entry)}/{story}"
            sheet = notices.FORMATS[options.format]
            try:
                found[entry.slug] = notices.labels(label, sheet=sheet, address=address, count=options.count)
            except notices.TooSmall as small:
                raise Refusal(f"le texte ne tient pas sur « {sheet.name} » aux hauteurs que veut la loi") from small
    if not found:
        raise Refusal(f"aucun lot fini {code} ici")
    if len(found) > 1:
        raise Refusal(f"plusieurs collectifs ont un lot {code} : ajoutez --collective ({', '.join(found)})")
    (made,) = found.values()
    try:
        options.file.write_bytes(made)
    except OSError as error:
        raise Refusal(f"{options.file} : {error.strerror}") from error
    print(f"{options.file} : {code}, {len(made) / 1000:.0f} ko")
    return 0
