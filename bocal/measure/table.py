"""Text tables as people send them: any usual encoding and separator, within limits, to rows of trimmed cells."""

import codecs
import csv
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bocal.measure.unreadable import Code, Unreadable

SEPARATORS = (";", "\t", ",")

_SAMPLE_ROWS = 200
_SURE_RUN = 3
# The first bytes of a spreadsheet, an old spreadsheet, a PDF and two pictures, which people send in place of a CSV.
_OTHER_FILES = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF", b"\x89PNG", b"\xff\xd8\xff")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f]")
_DECIMAL_COMMA = re.compile(r"(?:^\s*[+-]?[0-9]+,[0-9]+\s*[;\t])|(?:[;\t]\s*[+-]?[0-9]+,[0-9]+\s*(?:[;\t]|$))")
_SEPARATOR_LINE = re.compile(r"\s*\"?sep=(.)\"?\s*", re.IGNORECASE)


@dataclass(frozen=True)
class Limits:
    """How much of a table is read: bytes of the file, rows, columns, characters of a cell."""

    size: int = 10_000_000
    rows: int = 50_000
    columns: int = 200
    cell: int = 5_000


LIMITS = Limits()


@dataclass(frozen=True)
class Header:
    """Where a table's header stands: its place among the rows (from 0), and the column (from 0) of each known name."""

    index: int
    columns: Mapping[str, int]


def decode(data: bytes, limits: Limits = LIMITS) -> str:
    """Turn a file into text: UTF-8 (with a byte order mark or not), UTF-16 with its mark, else Windows-1252.

    Refuses a file over `limits.size`, one that is not text (control characters, spreadsheet, PDF, picture), and
    bytes that none of these encodings knows. An empty file is an empty text.
    """
    if len(data) > limits.size:
        raise Unreadable(Code.TOO_MANY_BYTES, value=str(len(data)))
    if data.startswith(_OTHER_FILES):
        raise Unreadable(Code.BINARY)
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = _decoded(data, "utf-16")
    elif data.startswith(codecs.BOM_UTF8):
        text = _decoded(data, "utf-8-sig")
    elif b"\x00" in data:
        raise Unreadable(Code.BINARY)
    else:
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            text = _decoded(data, "cp1252")
    if _CONTROLS.search(text):
        raise Unreadable(Code.BINARY)
    return text


def rows(text: str, limits: Limits = LIMITS) -> list[list[str]]:
    """Cut a text into rows of trimmed cells; the separator (`;`, tab or `,`) is found out.

    Row i is line i + 1 of the table as a spreadsheet numbers it: blank rows stay, as empty lists. A first line `sep=;`
    is obeyed and left blank. Refuses an unclosed or stray quote, and what is beyond `limits`, with its line.
    """
    told = _SEPARATOR_LINE.fullmatch(text.split("\n", 1)[0].lstrip("\ufeff"))
    separator = told[1] if told else _separator(text)
    found: list[list[str]] = []
    for line, cells in enumerate(_parsed(text.lstrip("\ufeff"), separator), start=1):
        if line > limits.rows:
            raise Unreadable(Code.TOO_MANY_ROWS, line, value=str(limits.rows))
        if len(cells) > limits.columns:
            raise Unreadable(Code.TOO_MANY_COLUMNS, line, value=str(len(cells)))
        for column, cell in enumerate(cells, start=1):
            if len(cell) > limits.cell:
                raise Unreadable(Code.CELL_TOO_LONG, line, column, cell)
        trimmed = [cell.strip() for cell in cells]
        found.append(trimmed if any(trimmed) else [])
    if told and found:
        found[0] = []
    return found


def fold(text: str) -> str:
    """A header made comparable: lower case, no accents, anything but letters and digits as one space."""
    bare = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "oe"))
    bare = "".join(mark for mark in bare if not unicodedata.combining(mark)).lower()
    return " ".join(re.findall(r"[a-z0-9]+", bare))


def find_header(table: Sequence[Sequence[str]], names: Mapping[str, Collection[str]], depth: int = 30) -> Header | None:
    """Find the header among the first `depth` rows: the row that bears most of the names, the first of equals.

    `names` gives, for each field, the headers that people write for it; case, accents and punctuation do not matter.
    None when no row bears any. Refuses (`doubled_header`) a row in which two columns stand for one field.
    """
    field_of = {fold(word): field for field, words in names.items() for word in words}
    best: list[tuple[str, int]] = []
    index = -1
    for place, cells in enumerate(table[:depth]):
        known = [(field_of[fold(cell)], column) for column, cell in enumerate(cells) if fold(cell) in field_of]
        if len({field for field, _ in known}) > len({field for field, _ in best}):
            best, index = known, place
    if not best:
        return None
    columns: dict[str, int] = {}
    for field, column in best:
        if field in columns:
            raise Unreadable(Code.DOUBLED_HEADER, index + 1, column + 1, table[index][column])
        columns[field] = column
    return Header(index, columns)


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise Unreadable(Code.ENCODING) from None


def _parsed(text: str, separator: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    line = 0
    while True:
        line += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            reason = str(error)
            if "field larger" in reason:
                raise Unreadable(Code.CELL_TOO_LONG, line) from None
            code = Code.UNCLOSED_QUOTE if "unexpected end" in reason else Code.BAD_QUOTE
            raise Unreadable(code, line) from None
        yield cells


def _separator(text: str) -> str:
    # The rows of a table have one same number of columns; the free lines before it may have commas too, and more of
    # them. So the run of even rows that ends the sample decides; without a run of three, the number of even rows.
    # Between equals, the order of SEPARATORS.
    widths = {separator: _widths(text, separator) for separator in SEPARATORS}
    runs = {separator: _last_run(of) for separator, of in widths.items()}
    if max(runs.values()) >= _SURE_RUN:
        return max(SEPARATORS, key=lambda separator: runs[separator])
    shares = {
        separator: max(Counter(width for width in of if width > 1).values(), default=0)
        for separator, of in widths.items()
    }
    return max(SEPARATORS, key=lambda separator: shares[separator])


def _widths(text: str, separator: str) -> list[int]:
    found: list[int] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        for _, cells in zip(range(_SAMPLE_ROWS), reader, strict=False):
            if not any(cell.strip() for cell in cells):
                continue
            # A number with a decimal comma beside another separator ("0,5;20,1") says nothing for the comma.
            decimal_comma = separator == "," and _DECIMAL_COMMA.search(",".join(cells))
            found.append(1 if decimal_comma else len(cells))
    except csv.Error:
        return []
    return found


def _last_run(widths: Sequence[int]) -> int:
    run = 0
    for width in reversed(widths):
        if width < 2 or width != widths[-1]:
            break
        run += 1
    return run
