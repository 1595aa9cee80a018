"""Reading the composition table of ANSES (Ciqual): its sheet (.xlsx, .csv) or its XML files, to rows of foods.

Source: Anses. 2025. Table de composition nutritionnelle des aliments Ciqual, DOI 10.57745/RDMHWY, Licence Ouverte
Etalab 2.0. Constituents by their number in the table's `const` file.
"""

import html
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bocal.catalog.rules.nutrition import Bounds, Constituent, read_published
from bocal.measure.table import find_header, fold
from bocal.measure.unreadable import Code, Unreadable

C = Constituent

#: The heading of each column in the sheet, whatever its line breaks and slashes; the number in the XML. Protein is
#: nitrogen × 6.25 (25003), as Reg. (EU) 1169/2011 annex I defines it, and not by Jones' factor (25000).
COLUMNS: Mapping[Constituent, tuple[str, str]] = {
    C.ENERGY_KJ: ("Energie, Règlement UE N° 1169/2011 (kJ/100 g)", "327"),
    C.ENERGY_KCAL: ("Energie, Règlement UE N° 1169/2011 (kcal/100 g)", "328"),
    C.WATER: ("Eau (g/100 g)", "400"),
    C.PROTEIN: ("Protéines, N x 6.25 (g/100 g)", "25003"),
    C.CARBOHYDRATE: ("Glucides (g/100 g)", "31000"),
    C.FAT: ("Lipides (g/100 g)", "40000"),
    C.SUGARS: ("Sucres (g/100 g)", "32000"),
    C.FIBRE: ("Fibres alimentaires (g/100 g)", "34100"),
    C.POLYOLS: ("Polyols totaux (g/100 g)", "34000"),
    C.ASH: ("Cendres (g/100 g)", "10000"),
    C.ALCOHOL: ("Alcool (éthanol) (g/100 g)", "60000"),
    C.ORGANIC_ACIDS: ("Acides organiques (g/100 g)", "65000"),
    C.SATURATES: ("AG saturés (g/100 g)", "40302"),
    C.SALT: ("Sel chlorure de sodium (g/100 g)", "10004"),
    C.SODIUM: ("Sodium (mg/100 g)", "10110"),
}
_NAMES: Mapping[str, tuple[str, ...]] = {
    "code": ("alim_code",),
    "name": ("alim_nom_fr",),
    "group": ("alim_ssgrp_nom_fr",),
    **{constituent.value: (heading,) for constituent, (heading, _) in COLUMNS.items()},
}
#: Without these a table is no composition table.
_NEEDED = {"code", "name", C.PROTEIN, C.CARBOHYDRATE, C.FAT, C.SUGARS, C.FIBRE, C.SATURATES, C.SODIUM}
_BY_NUMBER = {number: constituent for constituent, (_, number) in COLUMNS.items()}


class TableFault(StrEnum):
    """Why a row of the table is not taken."""

    NO_CODE = "no_code"
    NO_NAME = "no_name"
    DOUBLED = "doubled"
    VALUE = "value"


@dataclass(frozen=True)
class FoodRow:
    """One food: its number in the table, its name and group, and each figure as it is printed."""

    code: str
    name: str
    group: str
    texts: Mapping[Constituent, str]

    @property
    def values(self) -> dict[Constituent, Bounds]:
        """What is known of it."""
        read = {constituent: read_published(text, constituent) for constituent, text in self.texts.items()}
        return {constituent: bounds for constituent, bounds in read.items() if bounds is not None}


@dataclass(frozen=True)
class Flaw:
    """One thing that cannot be read: its line in the sheet (0: an XML file), its column, the text."""

    fault: TableFault
    line: int
    column: int | None
    value: str


@dataclass(frozen=True)
class Table:
    """The foods of a table, and what stands in the way: with any flaw nothing is written."""

    foods: tuple[FoodRow, ...]
    flaws: tuple[Flaw, ...]


class NoTable(ValueError):
    """This is not the composition table: `missing` are the headings or files that it lacks."""

    def __init__(self, missing: Iterable[str]) -> None:
        self.missing = tuple(missing)
        super().__init__(self.missing)


def read_sheet(rows: Sequence[Sequence[str]]) -> Table:
    """The official sheet, one food a row. Raises NoTable, or Unreadable for a heading that stands twice."""
    header = find_header(rows, _NAMES)
    columns = header.columns if header else {}
    if header is None or (missing := _NEEDED - columns.keys()):
        lacking = missing if header else _NEEDED
        raise NoTable(sorted(_NAMES[name][0] for name in lacking))
    foods: list[FoodRow] = []
    flaws: list[Flaw] = []
    lines: dict[str, int] = {}

    def cell(cells: Sequence[str], name: str) -> str:
        column = columns.get(name)
        return " ".join(cells[column].split()) if column is not None and column < len(cells) else ""

    for line, cells in enumerate(rows[header.index + 1 :], start=header.index + 2):
        if not any(cells):
            continue
        texts = {one: cell(cells, one) for one in COLUMNS}
        row = FoodRow(cell(cells, "code"), cell(cells, "name"), cell(cells, "group").strip("-"), texts)
        flaws += _flaws(row, line, columns)
        if row.code in lines:
            flaws.append(Flaw(TableFault.DOUBLED, line, columns["code"] + 1, row.code))
        lines.setdefault(row.code, line)
        foods.append(row)
    return Table(tuple(foods), tuple(flaws))


def read_xml(files: Mapping[str, str]) -> Table:
    """The official XML files, by their name: `alim_…`, `compo_…`, and `alim_grp_…` and `const_…` when they are there.

    They are searched, not parsed: no entity is ever opened, and the bare "<" of some editions is no trouble. Raises
    NoTable when the foods or their composition are not among the files, or when a number means something else.
    """
    by_part = {part: text for name, text in files.items() for part in (_part(name),) if part}
    if missing := [part for part in ("alim", "compo") if part not in by_part]:
        raise NoTable(f"{part}_….xml" for part in missing)
    for number, name in _records(by_part.get("const", ""), "CONST", "const_code", "const_nom_fr"):
        constituent = _BY_NUMBER.get(number)
        if constituent and fold(name).split()[:1] != fold(COLUMNS[constituent][0]).split()[:1]:
            raise NoTable([f"{number} : {COLUMNS[constituent][0]}"])
    told = _records(by_part.get("alim_grp", ""), "ALIM_GRP", "alim_ssgrp_code", "alim_ssgrp_nom_fr")
    groups = {code: name for code, name in told}  # noqa: C416 - tuples of any length, for mypy
    texts: dict[str, dict[Constituent, str]] = {}
    for code, number, value in _records(by_part["compo"], "COMPO", "alim_code", "const_code", "teneur"):
        if number in _BY_NUMBER:
            texts.setdefault(code, {})[_BY_NUMBER[number]] = value
    foods: dict[str, FoodRow] = {}
    flaws: list[Flaw] = []
    for code, name, group in _records(by_part["alim"], "ALIM", "alim_code", "alim_nom_fr", "alim_ssgrp_code"):
        row = FoodRow(code, name, groups.get(group, "").strip("-"), texts.get(code, {}))
        flaws += _flaws(row, 0, {})
        if code in foods:
            flaws.append(Flaw(TableFault.DOUBLED, 0, None, code))
        foods[code] = row
    return Table(tuple(foods.values()), tuple(flaws))


def _flaws(row: FoodRow, line: int, columns: Mapping[str, int]) -> list[Flaw]:
    def at(name: str) -> int | None:
        return columns[name] + 1 if name in columns else None

    found = []
    if not re.fullmatch(r"[0-9]{1,8}", row.code):
        found.append(Flaw(TableFault.NO_CODE, line, at("code"), row.code))
    if not row.name or len(row.name) > 200:
        found.append(Flaw(TableFault.NO_NAME, line, at("name"), row.name[:60]))
    for constituent, text in row.texts.items():
        try:
            read_published(text, constituent)
        except Unreadable as refusal:
            if refusal.code is not Code.EMPTY:
                found.append(Flaw(TableFault.VALUE, line, at(constituent), text[:60]))
    return found


def _part(name: str) -> str:
    # The longest first: alim_grp_2025_11_03.xml also begins with alim_.
    stem = name.rpartition("/")[2].lower()
    return next((part for part in ("alim_grp", "alim", "compo", "const") if stem.startswith(f"{part}_")), "")


def _records(text: str, record: str, *fields: str) -> Iterable[tuple[str, ...]]:
    inside = [re.compile(rf"<{field}>(.*?)</{field}>", re.DOTALL) for field in fields]
    for block in text.split(f"<{record}>")[1:]:
        found = [pattern.search(block) for pattern in inside]
        yield tuple(" ".join(html.unescape(one[1]).split()) if one else "" for one in found)
