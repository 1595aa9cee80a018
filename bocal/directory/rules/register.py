"""A spreadsheet of farms or of customers: its header found whatever its order and spelling, its rows read or refused
case by case, then compared with those there are. Pure: nothing is read from a database nor written to one.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bocal.directory.rules import OTHERS, ImportKind, OrganisationKind, contact
from bocal.directory.rules.contact import Fault, Mistaken
from bocal.measure.period import parse_day
from bocal.measure.table import find_header, fold
from bocal.measure.unreadable import Code, Unreadable

Value = str | bool | float | date

#: A longer sheet is no list of farms that people know.
MAX_ROWS = 5_000
#: Mistakes shown at once: beyond them a person mends the sheet and sends it again.
MAX_MISTAKES = 200

#: What people write above each column; accents, capitals, punctuation, spaces and plurals do not matter. The English of
#: our own files too, so that they come back whatever the language they were taken in.
_REACHED: Mapping[str, tuple[str, ...]] = {
    "contact": ("contact", "personne à contacter", "interlocuteur", "nom du contact", "responsable", "référent"),
    "email": ("e-mail", "courriel", "mail", "adresse e-mail", "adresse mail", "adresse courriel",
              "adresse électronique"),
    "phone": ("téléphone", "tél", "portable", "mobile", "numéro de téléphone", "tel portable", "téléphone portable",
              "telephone"),
    "address": ("adresse", "adresse postale", "rue", "voie", "adresse de la ferme", "adresse de livraison", "address"),
    "postcode": ("code postal", "cp", "code post", "c p", "postcode"),
    "town": ("commune", "ville", "localité", "village", "town"),
    "siret": ("siret", "n° siret", "numéro siret", "no siret", "numéro de siret"),
}  # fmt: skip
_NOTE = ("note", "remarque", "commentaire", "observation", "remark")


@dataclass(frozen=True)
class Shape:
    """What a sheet tells of: kinds of organisations, its columns with the words above them, those of its model file."""

    kinds: tuple[OrganisationKind, ...]
    headers: Mapping[str, tuple[str, ...]]
    model: tuple[str, ...]
    #: What a new row must hold beside its name.
    needed: str = ""


FARMS = Shape(
    (OrganisationKind.PRODUCER,),
    {
        "name": ("nom", "ferme", "nom de la ferme", "producteur", "nom du producteur", "raison sociale", "exploitation",
                 "structure", "nom de l'exploitation", "name"),
        **_REACHED,
        "organic": ("bio", "ab", "bio ab", "bio/AB", "AB (oui/non)", "bio (oui/non)", "agriculture biologique",
                    "label ab", "certifié bio", "certifié ab", "label bio", "bio (o/n)", "AB (o/n)", "organic",
                    "organic (yes/no)"),
        "organic_until": ("fin du certificat", "fin certificat", "date de fin du certificat", "certificat jusqu'au",
                          "fin de validité", "certificat bio jusqu'au", "fin du certificat bio",
                          "validité du certificat", "validité certificat", "certificat valable jusqu'au",
                          "certificat bio valable jusqu'au", "certificat valide jusqu'au", "échéance du certificat",
                          "échéance certificat", "date d'échéance du certificat", "expiration du certificat",
                          "fin de validité du certificat", "end of the certificate"),
        "grows": ("production", "culture", "production principale", "cultive", "ce qu'il produit", "produit",
                  "what it grows"),
        "emb": ("emb", "code emb", "code emballeur", "packer code", "packer's code"),
        "latitude": ("latitude", "lat"),
        "longitude": ("longitude", "long", "lon", "lng"),
        "note": _NOTE,
    },
    ("name", "contact", "email", "phone", "address", "postcode", "town", "siret", "organic", "organic_until", "grows",
     "latitude", "longitude"),
)  # fmt: skip
CUSTOMERS = Shape(
    OTHERS,
    {
        "kind": ("genre", "type", "catégorie", "type de client", "genre de client", "catégorie de client", "kind"),
        "name": ("nom", "client", "nom du client", "raison sociale", "établissement", "structure", "enseigne",
                 "nom de l'établissement", "nom de la structure", "destinataire", "name"),
        **_REACHED,
        "note": _NOTE,
    },
    ("kind", "name", "contact", "email", "phone", "address", "postcode", "town", "siret", "note"),
    "kind",
)  # fmt: skip
SHAPES: Mapping[ImportKind, Shape] = {ImportKind.PRODUCERS: FARMS, ImportKind.CUSTOMERS: CUSTOMERS}

#: What people call each kind of customer, folded and singular.
KINDS: Mapping[OrganisationKind, tuple[str, ...]] = {
    OrganisationKind.HOUSEHOLD: ("foyer", "particulier", "ménage", "famille", "habitant", "adhérent", "household"),
    OrganisationKind.RESTAURANT: ("restaurant", "resto", "brasserie", "bistrot", "bistro", "traiteur", "café",
                                  "auberge", "crêperie", "hôtel restaurant"),
    OrganisationKind.CANTEEN: ("cantine", "cantine scolaire", "restaurant scolaire", "restauration collective",
                               "restaurant collectif", "cuisine centrale", "école", "crèche", "collège", "lycée",
                               "ehpad", "canteen"),
    OrganisationKind.SHOP: ("magasin", "boutique", "épicerie", "commerce", "primeur", "supermarché", "biocoop",
                            "magasin bio", "magasin de producteur", "shop"),
    OrganisationKind.CENTRE: ("centre social", "centre", "maison de quartier", "espace de vie sociale",
                              "community centre"),
    OrganisationKind.FOOD_AID: ("aide alimentaire", "épicerie solidaire", "épicerie sociale", "banque alimentaire",
                                "association caritative", "distribution alimentaire", "food aid"),
    OrganisationKind.SUPPLIER: ("fournisseur", "supplier"),
    OrganisationKind.PARTNER: ("partenaire", "partner"),
}  # fmt: skip


def read_kind(text: str) -> OrganisationKind:
    """The kind of customer that a word says. Raises Mistaken (KIND)."""
    found = _KIND_OF.get(_singular(text))
    if found is None:
        raise Mistaken(Fault.KIND, text)
    return found


def _singular(header: str) -> str:
    # "Codes postaux" too: no header of ours is told from another by its plural.
    words = (word.removesuffix("s") if len(word) > 2 else word for word in fold(header).split())
    return " ".join({"postaux": "postal", "sociaux": "social"}.get(word, word) for word in words)


_KIND_OF = {_singular(word): kind for kind in OTHERS for word in KINDS[kind]}

#: The longest text that each field keeps, in characters.
LENGTHS: Mapping[str, int] = {
    "name": 120, "contact": 120, "email": 254, "phone": 30, "address": 200, "town": 80, "grows": 300, "note": 500
}  # fmt: skip

_READERS: Mapping[str, Callable[[str], Value]] = {
    "kind": read_kind,
    "emb": contact.read_packer_code,
    "email": contact.read_email,
    "phone": contact.read_phone,
    "postcode": contact.read_postcode,
    "siret": contact.read_siret,
    "organic": contact.read_yes_no,
    "organic_until": parse_day,
    "latitude": contact.read_latitude,
    "longitude": contact.read_longitude,
}


@dataclass(frozen=True)
class Mistake:
    """One thing to mend in the sheet: line and column count from 1 as a spreadsheet does."""

    line: int
    column: int | None
    field: str
    fault: Fault | Code
    value: str = ""
    #: The other line, when two are in each other's way.
    other: int | None = None


@dataclass(frozen=True)
class Row:
    """One farm or customer as the sheet tells it: only what is filled in; an empty cell says nothing."""

    line: int
    reference: str
    values: Mapping[str, Value]

    @property
    def keys(self) -> tuple[str, ...]:
        """By what it can be recognised, the surest first."""
        return contact.keys(*(str(self.values.get(field, "")) for field in ("siret", "email", "name")))


@dataclass(frozen=True)
class Reading:
    """What a sheet says. `header` is its header's line; `ignored` the headers that nobody here understands."""

    header: int
    columns: Mapping[str, int]
    rows: tuple[Row, ...]
    mistakes: tuple[Mistake, ...]
    ignored: tuple[str, ...]


@dataclass(frozen=True)
class Known:
    """A farm or customer of the directory: what an import may change of it."""

    pk: int
    reference: str | None
    values: Mapping[str, Value | None]

    @property
    def keys(self) -> tuple[str, ...]:
        """By what it can be recognised, the surest first."""
        return contact.keys(*(str(self.values.get(field) or "") for field in ("siret", "email", "name")))


class Fate(StrEnum):
    """What an import does with a row."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class Step:
    """What becomes of one row; `changes` are (field, before, after) of what differs."""

    row: Row
    fate: Fate
    pk: int | None = None
    changes: tuple[tuple[str, Value | None, Value], ...] = ()


@dataclass(frozen=True)
class Plan:
    """What an import would do, and what stands in its way: with any mistake nothing is done."""

    steps: tuple[Step, ...]
    mistakes: tuple[Mistake, ...]

    def count(self, fate: Fate) -> int:
        """How many rows have this fate."""
        return sum(step.fate is fate for step in self.steps)


class NoHeader(ValueError):
    """No row of the sheet names a column of names; `found` is what its first row holds."""

    def __init__(self, found: Sequence[str]) -> None:
        super().__init__(found)
        self.found = tuple(found)


def read(table: Sequence[Sequence[str]], shape: Shape) -> Reading:
    """Read a sheet (row i is line i + 1). Raises NoHeader, or Unreadable (DOUBLED_HEADER) with its place."""
    folded = [[_singular(cell) for cell in cells] for cells in table[:30]]
    names = {field: {_singular(header) for header in headers} for field, headers in shape.headers.items()}
    try:
        header = find_header(folded, names)
    except Unreadable as refusal:
        line, column = refusal.line or 1, refusal.column or 1
        raise Unreadable(refusal.code, line, column, table[line - 1][column - 1]) from None
    if header is None or "name" not in header.columns:
        raise NoHeader([cell for cells in table for cell in cells if cell][:12])
    rows: list[Row] = []
    mistakes: list[Mistake] = []
    for line, cells in enumerate(table[header.index + 1 :], start=header.index + 2):
        if any(cells):
            row, wrong = _read_row(line, cells, header.columns)
            mistakes += wrong
            if row is not None:
                rows.append(row)
    mistakes += _doubled(rows, header.columns)
    known = set(header.columns.values())
    ignored = tuple(cell for column, cell in enumerate(table[header.index]) if cell and column not in known)
    mistakes.sort(key=lambda mistake: (mistake.line, mistake.column or 0))
    return Reading(header.index + 1, header.columns, tuple(rows), tuple(mistakes), ignored)


def plan(
    rows: Iterable[Row], known: Iterable[Known], taken: Iterable[str], columns: Mapping[str, int], needed: str = ""
) -> Plan:
    """Compare rows with those there are; `taken` are the references of organisations of other kinds.

    A row is whoever bears its reference; else the one who bears its SIRET, e-mail or folded name and whose SIRET does
    not say otherwise. A cell left empty changes nothing, so a second import of the same sheet finds all unchanged.
    A new row must hold the field `needed`.
    """
    farms = list(known)
    by_reference = {one.reference: one for one in farms if one.reference}
    by_key: dict[str, list[Known]] = {}
    for one in farms:
        for key in one.keys:
            by_key.setdefault(key, []).append(one)
    others = set(taken)
    steps: list[Step] = []
    mistakes: list[Mistake] = []
    line_of: dict[int, int] = {}
    for row in rows:
        if row.reference in others:
            mistakes.append(_at(row, Fault.TAKEN, columns))
            continue
        farm = by_reference.get(row.reference) or _recognised(row, by_key)
        if farm is None:
            if needed and needed not in row.values:
                column = columns.get(needed)
                mistakes.append(Mistake(row.line, None if column is None else column + 1, needed, Fault.NO_KIND))
                continue
            steps.append(Step(row, Fate.NEW))
            continue
        if farm.pk in line_of:
            mistakes.append(_at(row, Fault.DOUBLED, columns, line_of[farm.pk]))
            continue
        line_of[farm.pk] = row.line
        changes = tuple(
            (field, farm.values.get(field), value)
            for field, value in row.values.items()
            if not _same(field, farm.values.get(field), value)
        )
        steps.append(Step(row, Fate.CHANGED if changes else Fate.UNCHANGED, farm.pk, changes))
    return Plan(tuple(steps), tuple(mistakes))


def _same(field: str, before: Value | None, after: Value) -> bool:
    # What was typed elsewhere may be written in another way (0612345678); degrees are told apart by 10 cm.
    if before == after:
        return True
    if isinstance(before, float) and isinstance(after, float):
        return math.isclose(before, after, rel_tol=0, abs_tol=1e-6)
    if not isinstance(before, str) or not before:
        return False
    try:
        return _read_cell(field, " ".join(before.split())) == after
    except (Mistaken, Unreadable):
        return False


def _recognised(row: Row, by_key: Mapping[str, list[Known]]) -> Known | None:
    siret = row.values.get("siret")
    for key in row.keys:
        found = [farm for farm in by_key.get(key, ()) if not siret or farm.values.get("siret") in ("", None, siret)]
        if len(found) == 1:
            return found[0]
    return None


def _read_row(line: int, cells: Sequence[str], columns: Mapping[str, int]) -> tuple[Row | None, list[Mistake]]:
    values: dict[str, Value] = {}
    mistakes: list[Mistake] = []
    for field, column in columns.items():
        text = " ".join(cells[column].split()) if column < len(cells) else ""
        if not text:
            continue
        try:
            values[field] = _read_cell(field, text)
        except Mistaken as mistaken:
            mistakes.append(Mistake(line, column + 1, field, mistaken.fault, mistaken.value))
        except Unreadable as refusal:
            mistakes.append(Mistake(line, column + 1, field, refusal.code, refusal.value or ""))
    wrong = {mistake.field for mistake in mistakes}
    if "name" not in values and "name" not in wrong:
        mistakes.append(Mistake(line, columns["name"] + 1, "name", Fault.NO_NAME))
    halves = {"latitude", "longitude"} - wrong
    if len(halves) == 2 and ("latitude" in values) != ("longitude" in values):
        there = "latitude" if "latitude" in values else "longitude"
        mistakes.append(Mistake(line, columns[there] + 1, there, Fault.HALF_POINT))
    row = Row(line, "", values)
    if mistakes or not row.keys:
        return None, mistakes or [Mistake(line, columns["name"] + 1, "name", Fault.NO_NAME, str(values["name"]))]
    return Row(line, row.keys[0], values), []


def _read_cell(field: str, text: str) -> Value:
    # The spreadsheet's own formulas come as their value; what still begins with = is a formula written as text.
    if text.startswith("="):
        raise Mistaken(Fault.FORMULA, text)
    # The apostrophe by which a file of ours keeps a text from being taken for a formula.
    if text.startswith("'") and text[1:2] in {"=", "+", "-", "@"}:
        text = text[1:]
    if field in LENGTHS and len(text) > LENGTHS[field]:
        raise Mistaken(Fault.TOO_LONG, str(LENGTHS[field]))
    reader = _READERS.get(field)
    return reader(text) if reader else text


def _doubled(rows: Sequence[Row], columns: Mapping[str, int]) -> list[Mistake]:
    # A row known only by what another row bears too (its e-mail, its name) would be one farm now and two the next time.
    bearers: dict[str, list[Row]] = {}
    for row in rows:
        for key in row.keys:
            bearers.setdefault(key, []).append(row)
    alike = {key: all(row.reference == key for row in found) for key, found in bearers.items()}
    mistakes = []
    for row in rows:
        first, *rest = bearers[row.reference]
        # Of equal rows, the first may stay.
        if rest and not (row is first and alike[row.reference]):
            other = rest[0] if row is first else first
            mistakes.append(_at(row, Fault.DOUBLED, columns, other.line))
    return mistakes


def _at(row: Row, fault: Fault, columns: Mapping[str, int], other: int | None = None) -> Mistake:
    # The column by which the row is known.
    field = next(
        (one for one in ("siret", "email") if row.values.get(one) == row.reference),
        "name",
    )
    return Mistake(row.line, columns[field] + 1, field, fault, str(row.values.get(field, "")), other)
