"""`bocal import WHAT FILE`: what each sort of file is, one function a sort; see SORTS."""

import argparse
import json
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from bocal.billing import acts as billing
from bocal.billing import words as billing_words
from bocal.catalog import acts as catalog
from bocal.catalog import words as catalog_words
from bocal.catalog.rules import Refused as CatalogRefused
from bocal.catalog.rules import ciqual
from bocal.directory import acts as directory
from bocal.directory import words as directory_words
from bocal.directory.rules import ImportKind
from bocal.directory.rules import Refused as DirectoryRefused
from bocal.house import pick, served
from bocal.house.command import Refusal, why
from bocal.journals import rules as journals
from bocal.journals.words import say
from bocal.look import sheets
from bocal.measure import table
from bocal.measure.unreadable import Unreadable

#: The official archive unpacks to some 60 MB.
MAX_XML = 200_000_000


@dataclass(frozen=True)
class Told:
    """What an import did, or would do: figures by their name in the JSON, and one French line."""

    figures: Mapping[str, int]
    line: str


#: Reads `data` and writes it in the collective at hand, inside a transaction that --dry-run takes back. Whatever cannot
#: be read is a Refusal in one line.
Bring = Callable[..., Told]


@dataclass(frozen=True)
class Sort:
    """A sort of file that `bocal import` takes."""

    bring: Bring
    what: str
    #: Whether its lines belong to a bank account that --account may name.
    of_account: bool = False


def arguments(parser: argparse.ArgumentParser) -> None:
    """WHAT, FILE, --dry-run, --collective, --json."""
    known = " ; ".join(f"{name} : {sort.what}" for name, sort in SORTS.items())
    parser.add_argument("what", metavar="QUOI", choices=sorted(SORTS), help=known)
    parser.add_argument("file", metavar="FICHIER", type=Path, help="le fichier à lire")
    parser.add_argument("--dry-run", action="store_true", help="dit ce que cela changerait, sans rien écrire")
    parser.add_argument("--account", metavar="COMPTE", help="relevé CSV : le compte dont ce sont les lignes")
    pick.argument(parser)
    parser.add_argument("--json", action="store_true", help="réponse en JSON")


def run(options: argparse.Namespace) -> int:
    """Import a file into each collective (or the one named): all of it into all of them, or nothing."""
    if options.account is not None and not SORTS[options.what].of_account:
        raise Refusal(f"--account n’a de sens que pour un relevé de la banque, pas pour « {options.what} »")
    try:
        data = options.file.read_bytes()
    except OSError as problem:
        raise Refusal(f"le fichier {options.file} ne peut pas être lu : {why(problem)}") from problem
    if not options.dry_run and options.collective is None and len(served.every()) > 1:
        # Each has a database of its own: what one of them refuses must not have been written in those before it.
        for _entry in pick.each(options):
            _bring(options, data, dry_run=True)
    answer = {}
    for entry in pick.each(options):
        told = _bring(options, data, dry_run=options.dry_run)
        answer[entry.slug] = told.figures
        if not options.json:
            print(f"{entry.slug} : {told.line}" + (" (essai : rien n’est écrit)" if options.dry_run else ""))
    if options.json:
        print(json.dumps(answer, ensure_ascii=False))
    return 0


def _bring(options: argparse.Namespace, data: bytes, *, dry_run: bool) -> Told:
    with transaction.atomic():
        sort = SORTS[options.what]
        more = {"account": options.account or ""} if sort.of_account else {}
        told = sort.bring(options.file.name, data, **more)
        if dry_run:
            transaction.set_rollback(True)
    return told


# ── ciqual ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _ciqual(name: str, data: bytes) -> Told:
    year = re.search(r"(20[0-9]{2})", name)
    try:
        found = ciqual.read_xml(_xml(data)) if name.lower().endswith(".zip") else _sheet(name, data)
        if found.flaws:
            raise Refusal(
                f"{catalog_words.flaw(found.flaws[0])} (cases à revoir : {len(found.flaws)} ; rien n’est écrit)"
            )
        done = catalog.bring_foods(found, year=int(year[1]) if year else catalog.SEED_YEAR)
    except ciqual.NoTable as none:
        lacking = ", ".join(none.missing[:4])
        raise Refusal(f"ce n’est pas la table Ciqual de l’Anses : il y manque {lacking}") from none
    except CatalogRefused as refused:
        raise Refusal(catalog_words.say(refused)) from refused
    figures = {"created": done.created, "changed": done.changed, "unchanged": done.unchanged}
    return Told(figures, f"aliments : {done.created} en plus, {done.changed} à changer, {done.unchanged} déjà à jour")


def _sheet(name: str, data: bytes) -> ciqual.Table:
    missing: ciqual.NoTable | None = None
    try:
        for sheet in sheets.read(name, data):
            try:
                return ciqual.read_sheet(sheet.rows)
            except ciqual.NoTable as none:
                missing = missing or none
    except (sheets.SheetRefused, Unreadable) as refused:
        raise Refusal(str(refused)) from refused
    raise missing or ciqual.NoTable(["alim_code"])


def _xml(data: bytes) -> dict[str, str]:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            parts = [part for part in archive.infolist() if part.filename.lower().endswith(".xml")]
            if sum(part.file_size for part in parts) > MAX_XML:
                raise Refusal("cette archive est beaucoup trop grosse une fois ouverte")
            texts = {part.filename: archive.read(part) for part in parts}
    except (zipfile.BadZipFile, OSError, RuntimeError) as problem:
        raise Refusal("cette archive est abîmée : téléchargez-la de nouveau") from problem
    limits = table.Limits(size=MAX_XML)
    try:
        return {name: table.decode(text, limits) for name, text in texts.items()}
    except Unreadable as refusal:
        raise Refusal("un fichier XML de cette archive n’est pas du texte") from refusal


# ── bank ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _bank(_name: str, data: bytes, account: str = "") -> Told:
    try:
        done = billing.bring_bank(data=data, author=None, now=timezone.now(), account=account)
    except journals.Refused as refused:
        raise Refusal(say(refused, billing_words.REFUSALS)) from refused
    return Told({"new": done.new, "known": done.known}, f"lignes : {done.new} en plus, {done.known} déjà là")


# ── products, producers, customers ───────────────────────────────────────────────────────────────────────────────────


def _products(name: str, data: bytes) -> Told:
    try:
        done = catalog.bring_items(name, data)
    except sheets.SheetRefused as refused:
        raise Refusal(str(refused)) from refused
    except CatalogRefused as refused:
        raise Refusal(catalog_words.say(refused)) from refused
    return _told("articles", done.created, done.changed, done.unchanged)


def _producers(name: str, data: bytes) -> Told:
    return _register(ImportKind.PRODUCERS, "fermes", name, data)


def _customers(name: str, data: bytes) -> Told:
    return _register(ImportKind.CUSTOMERS, "clients", name, data)


def _register(kind: ImportKind, what: str, name: str, data: bytes) -> Told:
    try:
        created, changed, unchanged = directory.bring_register(kind, name, data)
    except sheets.SheetRefused as refused:
        raise Refusal(str(refused)) from refused
    except DirectoryRefused as refused:
        raise Refusal(directory_words.say(refused)) from refused
    return _told(what, created, changed, unchanged)


def _told(what: str, created: int, changed: int, unchanged: int) -> Told:
    figures = {"created": created, "changed": changed, "unchanged": unchanged}
    return Told(figures, f"{what} : {created} en plus, {changed} à changer, {unchanged} déjà à jour")


#: Another sort of file: add one line here, with a function like those above.
SORTS: Mapping[str, Sort] = {
    "bank": Sort(_bank, "le relevé de la banque (CAMT.053, OFX, CSV)", of_account=True),
    "customers": Sort(_customers, "un tableau de clients (.xlsx, .ods, .csv)"),
    "producers": Sort(_producers, "un tableau de fermes (.xlsx, .ods, .csv)"),
    "products": Sort(_products, "un tarif ou une liste d’articles (.xlsx, .ods, .csv)"),
    "ciqual": Sort(_ciqual, "la table de composition de l’Anses (.xlsx, .csv ou l’archive .zip des XML)"),
}
