"""Spreadsheets, honest and hostile."""

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Callable
from contextlib import suppress
from decimal import Decimal
from typing import Any

import pytest
import xlsxwriter
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as some

from bocal.look import sheets


@pytest.fixture(autouse=True)
def _in_french() -> Any:
    with translation.override("fr"):
        yield


def xlsx(fill: Callable[[Any, Any], None]) -> bytes:
    """A workbook of one sheet « Feuille », filled by `fill(book, sheet)`."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet("Feuille")
    fill(book, sheet)
    book.close()
    return out.getvalue()


def ods(rows: list[list[str]]) -> bytes:
    """A small OpenDocument sheet of texts and, for what looks like a number, floats."""
    cells = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="float" office:value="{cell}"/>'
            if cell.replace(".", "").isdigit()
            else f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>'
            for cell in row
        )
        + "</table:table-row>"
        for row in rows
    )
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2">'
        f'<office:body><office:spreadsheet><table:table table:name="Feuille">{cells}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    return archive(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": content.encode(),
            "META-INF/manifest.xml": b'<?xml version="1.0"?><manifest:manifest '
            b'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        }
    )


def archive(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return out.getvalue()


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as made:
        made.writestr(name, content)
    return out.getvalue()


def plain(_book: Any, sheet: Any) -> None:
    sheet.write_row(0, 0, ["Nom", "Kilos"])
    sheet.write_row(1, 0, ["Ferme d’essai", 12])


def refusal(name: str, data: bytes, **options: Any) -> str:
    with pytest.raises(sheets.SheetRefused) as caught:
        sheets.read(name, data, **options)
    return str(caught.value).replace("\u00a0", " ")


def test_a_workbook_reads_as_text_the_french_way() -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, ["Nom", "Kilos", "Code postal", "Jour", "Bio"])
        sheet.write_row(2, 0, ["  Ferme d’essai ", 12.5, 27300])
        sheet.write_datetime(2, 3, dt.date(2026, 6, 12), book.add_format({"num_format": "dd/mm/yyyy"}))
        sheet.write_boolean(2, 4, True)
        sheet.write_number(3, 1, 0.1 + 0.2)

    (only,) = sheets.read("fermes.XLSX", xlsx(fill))
    assert only.name == "Feuille"
    assert only.rows == [
        ["Nom", "Kilos", "Code postal", "Jour", "Bio"],
        [],
        ["Ferme d’essai", "12,5", "27300", "2026-06-12", "oui"],
        ["", "0,3"],
    ]


def test_what_looks_like_a_formula_stays_text_and_a_formula_gives_its_last_value() -> None:
    def fill(_book: Any, sheet: Any) -> None:
        sheet.write_string(0, 0, "=1+1")
        sheet.write_string(0, 1, "@SUM(A1)")
        sheet.write_formula(0, 2, '=HYPERLINK("http://example.invalid")', None, "cliquez")
        sheet.write_formula(0, 3, "=2*21", None, 42)

    (only,) = sheets.read("a.xlsx", xlsx(fill))
    assert only.rows == [["=1+1", "@SUM(A1)", "cliquez", "42"]]


def test_an_open_document_reads_alike() -> None:
    (only,) = sheets.read("fermes.ods", ods([["Nom", "Kilos"], ["Ferme d’essai", "12.5"], ["Autre", "27300"]]))
    assert only.rows == [["Nom", "Kilos"], ["Ferme d’essai", "12,5"], ["Autre", "27300"]]


def test_texts_of_two_encodings_read_alike() -> None:
    text = "Nom;Kilos\r\nFerme de l’été;12,5\r\n"
    for data in (text.encode(), text.encode("utf-8-sig"), text.encode("cp1252"), text.encode("utf-16")):
        (only,) = sheets.read("fermes.csv", data)
        assert only.rows == [["Nom", "Kilos"], ["Ferme de l’été", "12,5"]]


def test_what_is_not_a_spreadsheet_is_refused_in_words() -> None:
    assert refusal("a.csv", b"") == "Ce fichier est vide. Choisissez-en un autre."
    assert "ne contient rien" in refusal("a.csv", b"\n;;\n")
    assert "n’est pas lu ici" in refusal("a.docx", b"PK\x03\x04")
    assert "mot de passe" in refusal("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600)
    assert "contient autre chose" in refusal("a.xlsx", b"Nom;Kilos")
    assert "contient autre chose" in refusal("a.xlsx", ods([["a", "b"]]))
    assert "contient autre chose" in refusal("a.ods", xlsx(plain))
    assert "contient autre chose" in refusal("a.xlsx", archive({"word/document.xml": b"<w/>"}))
    assert "n’est pas un texte" in refusal("a.csv", xlsx(plain))
    assert "trop gros" in refusal("a.csv", b"a;b\n" * 2_600_000)


def test_macros_are_refused_under_any_name() -> None:
    hidden = with_part(xlsx(plain), "xl/vbaProject.bin", b"\xd0\xcf\x11\xe0")
    for name in ("a.xlsm", "a.xlsx"):
        assert "macros" in refusal(name, hidden)
    assert "macros" in refusal("a.ods", with_part(ods([["a", "b"]]), "Basic/Standard/Module1.xml", b"<x/>"))


def test_an_archive_that_unpacks_too_large_is_refused_before_it_is_opened() -> None:
    bomb = with_part(xlsx(plain), "xl/media/zeros.bin", b"\x00" * 160_000_000)
    assert len(bomb) < 1_000_000
    assert "beaucoup trop gros" in refusal("a.xlsx", bomb)
    assert "beaucoup trop gros" in refusal("a.xlsx", with_part(xlsx(plain), "xl/zeros.xml", b" " * 20_000_000))


def test_a_broken_archive_is_refused_in_words() -> None:
    whole = xlsx(plain)
    assert "abîmé" in refusal("a.xlsx", whole[: len(whole) // 2])
    assert "abîmé" in refusal("a.xlsx", archive({"xl/workbook.xml": b"<not", "[Content_Types].xml": b""}))


def test_a_sheet_that_is_too_tall_or_too_wide_is_refused() -> None:
    def far(_book: Any, sheet: Any) -> None:
        sheet.write_string(0, 0, "Nom")
        sheet.write_string(1_048_575, 0, "tout en bas")

    def broad(_book: Any, sheet: Any) -> None:
        sheet.write_string(0, 16_383, "tout à droite")

    assert "1048576 lignes" in refusal("a.xlsx", xlsx(far))
    assert "16384 colonnes" in refusal("a.xlsx", xlsx(broad))
    assert "trop de lignes" in refusal("a.csv", b"a;b\n" * 11, max_rows=10)
    assert len(sheets.read("a.csv", b"a;b\n" * 10, max_rows=10)[0].rows) == 10


def test_a_few_cells_cannot_ask_for_all_the_memory() -> None:
    def corners(_book: Any, sheet: Any) -> None:
        sheet.write_string(0, 0, "en haut")
        sheet.write_string(1_048_575, 16_383, "en bas")

    assert "démesuré" in refusal("a.xlsx", xlsx(corners))
    with zipfile.ZipFile(io.BytesIO(ods([["Nom", "x"]]))) as whole:
        parts = {name: whole.read(name) for name in whole.namelist()}
    parts["content.xml"] = parts["content.xml"].replace(
        b"<table:table-row>", b'<table:table-row table:number-rows-repeated="1000000000">'
    )
    assert refusal("a.ods", archive(parts))


def test_one_text_behind_every_cell_does_not_fill_the_servers_memory() -> None:
    def fill(_book: Any, sheet: Any) -> None:
        for row in range(500):
            sheet.write(row, 0, "é" * 30_000)

    assert "démesuré" in refusal("a.xlsx", xlsx(fill))


@settings(max_examples=15)
@given(some.binary(max_size=400), some.sampled_from(["a.xlsx", "a.ods", "a.csv", "a.txt"]), some.booleans())
def test_any_bytes_are_read_or_refused_in_words(data: bytes, name: str, zipped: bool) -> None:
    # Anything but a refusal fails this test.
    with suppress(sheets.SheetRefused):
        sheets.read(name, b"PK\x03\x04" + data if zipped else data)


def test_what_is_written_opens_in_a_french_spreadsheet_and_runs_nothing() -> None:
    data = sheets.write_csv(
        [["Nom", "Prix", "Jour"], ["=cmd|' /C calc'!A1", Decimal("-3.50"), dt.date(2026, 6, 12)], ['a;b\n"c"', None, 7]]
    )
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert rows == [["Nom", "Prix", "Jour"], ["'=cmd|' /C calc'!A1", "-3,5", "2026-06-12"], ['a;b\n"c"', "", "7"]]


@given(
    some.lists(some.lists(some.text(alphabet=some.characters(exclude_categories=["Cs", "Cc"])), min_size=1, max_size=5))
)
def test_no_text_written_begins_like_a_formula(rows: list[list[str]]) -> None:
    data = sheets.write_csv(rows).decode("utf-8-sig")
    for row in csv.reader(io.StringIO(data, newline=""), delimiter=";"):
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row)
