"""Spreadsheets as people send them (.xlsx, .ods, .csv, .txt), read as text within limits; tables written as CSV.

Everything is text: numbers as the French write them without grouping ("12,5", never "12.0"), days as ISO
("2026-06-12"). Of a formula, the value last computed by the spreadsheet is read and nothing is ever computed here; a
cell that begins with = + - or @ is kept as the text it is. Files that hold macros are refused.
"""

import datetime as dt
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from bocal.look.words import sentence
from bocal.measure import table
from bocal.measure.on_demand import OnDemand
from bocal.measure.unreadable import Unreadable

xlsxwriter = OnDemand("xlsxwriter")

MAX_BYTES = 10_000_000
# An archive says how large it is unpacked: beyond these it is a bomb, or no use to a person.
MAX_UNPACKED = 150_000_000
MAX_RATIO = 250
MAX_PARTS = 2_000
MAX_COLUMNS = 200
MAX_CELL = 5_000
MAX_SHEETS = 50
# Of a sheet that is written: rows that its columns are measured by, and the widest column in characters.
WEIGHED_ROWS = 200
WIDEST = 60

_ARCHIVES = frozenset({"xlsx", "ods"})
_TEXTS = frozenset({"csv", "txt", "tsv"})
_MACROS = frozenset({"xlsm", "xltm", "xlam", "xlsb"})
_UNPACK = Path(__file__).with_name("unpack.py")
_ZIP = b"PK\x03\x04"
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"


class SheetRefused(ValueError):
    """A file that will not be read; `str()` is the sentence to show, in the reader's language."""


@dataclass(frozen=True)
class Sheet:
    """One sheet: `rows[i]` is line i + 1 as the spreadsheet numbers it, cells trimmed; a blank row is an empty list."""

    name: str
    rows: list[list[str]]


def read(name: str, data: bytes, *, max_rows: int = 20_000) -> list[Sheet]:
    """Read a file named `name` into its sheets that hold something (a text has one); `max_rows` rows a sheet at most.

    Raises `SheetRefused` for: an empty file, more than 10 MB, another extension, a content that is not what the
    extension says, macros, a password, an archive that unpacks too large, nothing inside, too many rows or columns, a
    text that cannot be read.
    """
    extension = name.rpartition(".")[2].lower()
    if not data:
        raise SheetRefused(_("Ce fichier est vide. Choisissez-en un autre."))
    if len(data) > MAX_BYTES:
        raise SheetRefused(_("Ce fichier est trop gros. Envoyez-le en plusieurs morceaux."))
    if extension in _MACROS:
        raise SheetRefused(_with_macros())
    if extension in _TEXTS:
        sheets = [_read_text(data, max_rows)]
    elif extension in _ARCHIVES:
        sheets = _read_archive(extension, data, max_rows)
    else:
        raise SheetRefused(_("Ce genre de fichier n’est pas lu ici. Enregistrez le tableau en .xlsx, .ods ou .csv."))
    held = [sheet for sheet in sheets if any(sheet.rows)]
    if not held:
        raise SheetRefused(_("Ce tableau ne contient rien. Vérifiez que c’est le bon fichier."))
    return held


def write_csv(rows: Iterable[Sequence[object]]) -> bytes:
    """Rows as a CSV that a French spreadsheet opens by a double click: `;`, UTF-8 with its mark, CRLF.

    None is an empty cell. A text that a spreadsheet would take for a formula gets an apostrophe before it (OWASP, CSV
    injection); numbers keep their sign, since they are no text.
    """
    lines = (";".join(_cell_out(value) for value in row) for row in rows)
    return ("\ufeff" + "".join(f"{line}\r\n" for line in lines)).encode()


def write_xlsx(rows: Iterable[Sequence[object]], *, title: str = "Bocal") -> bytes:
    """Rows as an Excel file with one sheet, its first row in bold; texts are never taken for formulas or addresses."""
    return write_book({title: list(rows)})


def write_book(sheets: Mapping[str, Sequence[Sequence[object]]]) -> bytes:
    """An Excel file with these sheets by their names (31 characters at most): first rows in bold and held in sight,
    columns as wide as what they begin with."""
    made = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "constant_memory": True}
    with xlsxwriter.Workbook(made, options) as book:
        bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "dd/mm/yyyy"})
        for title, rows in sheets.items():
            sheet = book.add_worksheet(title[:31])
            sheet.freeze_panes(1, 0)
            for column, width in enumerate(_widths(rows)):
                sheet.set_column(column, column, width)
            for line, row in enumerate(rows):
                for column, value in enumerate(row):
                    if isinstance(value, bool):
                        sheet.write_string(line, column, _("oui") if value else _("non"))
                    elif isinstance(value, int | float | Decimal):
                        sheet.write_number(line, column, value)
                    elif isinstance(value, dt.date):
                        sheet.write_datetime(line, column, value, day)
                    elif value is not None:
                        text = str(value).replace("\x00", "")
                        sheet.write_string(line, column, text, bold if line == 0 else None)
    return made.getvalue()


def _widths(rows: Sequence[Sequence[object]]) -> list[int]:
    """How wide each column is to be, in characters."""
    begun = [[len(str(value)) for value in row] for row in rows[:WEIGHED_ROWS]]
    columns = max(map(len, begun), default=0)
    return [
        min(WIDEST, 2 + max((row[column] for row in begun if column < len(row)), default=0))
        for column in range(columns)
    ]


def _cell_out(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("oui") if value else _("non")
    if isinstance(value, float | Decimal):
        return _number(value)
    if isinstance(value, int):
        return str(value)
    if isinstance(value, dt.datetime):
        return f"{value:%Y-%m-%d %H:%M:%S}"
    text = str(value).replace("\x00", "")
    if text.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "\n")):
        text = f"'{text}"
    return '"' + text.replace('"', '""') + '"' if any(mark in text for mark in ';"\r\n\t') else text


def _read_text(data: bytes, max_rows: int) -> Sheet:
    limits = table.Limits(size=MAX_BYTES, rows=max_rows, columns=MAX_COLUMNS, cell=MAX_CELL)
    try:
        return Sheet("", table.rows(table.decode(data, limits), limits))
    except Unreadable as refusal:
        raise SheetRefused(sentence(refusal)) from None


def _read_archive(extension: str, data: bytes, max_rows: int) -> list[Sheet]:
    if data.startswith(_OLD_EXCEL):
        raise SheetRefused(
            _("Ce fichier est protégé par un mot de passe, ou d’un ancien Excel. Enregistrez-le en .xlsx.")
        )
    if not data.startswith(_ZIP):
        raise SheetRefused(_not_what_it_says(extension))
    _check_archive(extension, data)
    return [_sheet(opened, max_rows) for opened in _unpacked(data, max_rows)]


def _unpacked(data: bytes, max_rows: int) -> list[dict[str, Any]]:
    limits = [str(limit) for limit in (MAX_SHEETS, max_rows, MAX_COLUMNS)]
    try:
        done = subprocess.run(  # noqa: S603 - our own script, and nothing of the file in its arguments
            [sys.executable, "-I", str(_UNPACK), *limits], input=data, capture_output=True, timeout=60, check=True
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        raise SheetRefused(_damaged()) from None
    opened: list[dict[str, Any]] = json.loads(done.stdout)
    return opened


def _check_archive(extension: str, data: bytes) -> None:
    # Read from the archive's own list, before anything is unpacked.
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            kind = archive.open("mimetype").read(100) if "mimetype" in archive.namelist() else b""
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, EOFError):
        raise SheetRefused(_damaged()) from None
    names = {part.filename for part in parts}
    lowered = [name.lower() for name in names]
    if any(name.endswith("vbaproject.bin") or name.startswith(("basic/", "xl/macrosheets/")) for name in lowered):
        raise SheetRefused(_with_macros())
    if any(part.flag_bits & 1 for part in parts) or "EncryptedPackage" in names:
        raise SheetRefused(_("Ce fichier est protégé par un mot de passe. Enlevez-le, puis renvoyez le fichier."))
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MAX_PARTS or unpacked > MAX_UNPACKED or unpacked > MAX_RATIO * max(len(data), 4_000):
        raise SheetRefused(_("Ce fichier est beaucoup trop gros une fois ouvert. Gardez seulement les lignes utiles."))
    right = "xl/workbook.xml" in lowered if extension == "xlsx" else b"opendocument.spreadsheet" in kind
    if not right:
        raise SheetRefused(_not_what_it_says(extension))


def _sheet(opened: dict[str, Any], max_rows: int) -> Sheet:
    name, height, width = opened["name"], opened["height"], opened["width"]
    if height > max_rows:
        raise SheetRefused(
            _("La feuille « {sheet} » a {n} lignes ; la limite est {limit}. Envoyez-la en plusieurs morceaux.").format(
                sheet=name, n=height, limit=max_rows
            )
        )
    if width > MAX_COLUMNS:
        raise SheetRefused(
            _("La feuille « {sheet} » a {n} colonnes ; la limite est {limit}. Gardez celles qui servent.").format(
                sheet=name, n=width, limit=MAX_COLUMNS
            )
        )
    rows: list[list[str]] = []
    for line, cells in enumerate(opened["rows"], start=1):
        texts = [_text(cell) for cell in cells]
        while texts and not texts[-1]:
            texts.pop()
        if any(len(text) > MAX_CELL for text in texts):
            raise SheetRefused(
                _("Feuille « {sheet} », ligne {line} : une case contient un texte trop long.").format(
                    sheet=name, line=line
                )
            )
        rows.append(texts)
    return Sheet(name, rows)


def _text(value: object) -> str:
    if isinstance(value, bool):
        return _("oui") if value else _("non")
    if isinstance(value, int | float | Decimal):
        return _number(value)
    return str(value).replace("\x00", "").strip()


def _number(value: int | float | Decimal) -> str:
    # A spreadsheet holds 0.1 + 0.2 as 0.30000000000000004 and shows 0.3: fifteen figures, as it does.
    exact = value if isinstance(value, Decimal) else Decimal(f"{value:.15g}")
    if not exact.is_finite():
        return ""
    written = f"{exact:f}"
    if "." in written:
        written = written.rstrip("0").rstrip(".")
    return ("0" if written in ("-0", "") else written).replace(".", ",")


def _with_macros() -> str:
    return _("Ce fichier contient des macros, que Bocal n’ouvre pas. Enregistrez-le en .xlsx simple, puis renvoyez-le.")


def _damaged() -> str:
    return _("Ce tableau est abîmé ou démesuré. Recopiez ses lignes utiles dans un nouveau, puis renvoyez-le.")


def _not_what_it_says(extension: str) -> str:
    return _("Ce fichier s’appelle .{extension} mais contient autre chose. Enregistrez-le de nouveau.").format(
        extension=extension
    )
