"""Spreadsheets made by hand, in each of the forms that people send."""

import io
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape

import xlsxwriter

Rows = Sequence[Sequence[object]]

#: Headers in nobody's order, a column nobody knows, numbers that a spreadsheet has mangled.
FARMS: Rows = [
    ["Commune", "NOM", "Courriel", "Tél.", "Code postal", "Bio (oui/non)", "N° SIRET", "Cultures", "Latitude",
     "Longitude", "Fin du certificat", "Surface"],
    ["Valmont", "Ferme de l’Érable", "erable@exemple.test", "0611111111", "1000", "x", "73282932000074",
     "tomates, œufs", "49,0912", "-0,5983", "31/12/2027", "12"],
    ["Saint-Aubin", "Les Jardins d’Éléa", "ELEA@exemple.test", "06 22 22 22 22", "27300", "non", "", "courges", "", "",
     "", "3"],
]  # fmt: skip

#: Title lines above the header, French words for the kinds, an SIRET with spaces.
CUSTOMERS: Rows = [
    ["Nos clients", "", "", "", "", "", "", "", ""],
    [],
    ["Client", "Type de client", "Contact", "Mail", "Tél", "Adresse", "CP", "Ville", "SIRET"],
    ["Le Bistrot du Gué", "Restaurants", "Ana Bol", "BISTROT@exemple.test", "0633333333", "2 rue Haute", "1000",
     "Saint-Aubin", "552 032 534 00646"],
    ["Cantine de l’école", "restauration collective", "", "cantine@exemple.test", "", "", "27300", "Valmont", ""],
    ["Les Paniers solidaires", "épicerie solidaire", "", "paniers@exemple.test", "", "", "", "", ""],
]  # fmt: skip


def csv(rows: Rows, separator: str = ";", encoding: str = "utf-8") -> bytes:
    """As a spreadsheet writes it: a cell that holds the separator is quoted."""

    def cell(value: object) -> str:
        return f'"{value}"' if separator in str(value) else str(value)

    return "\r\n".join(separator.join(map(cell, row)) for row in rows).encode(encoding)


def xlsx(rows: Rows) -> bytes:
    """An Excel workbook of one sheet."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet("Fermes")
    for line, row in enumerate(rows):
        for column, value in enumerate(row):
            sheet.write(line, column, value)
    book.close()
    return out.getvalue()


def ods(rows: Rows) -> bytes:
    """A LibreOffice workbook of one sheet, all text."""
    lines = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{escape(str(value))}</text:p></table:table-cell>'
            for value in row
        )
        + "</table:table-row>"
        for row in rows
    )
    names = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {names}><office:body><office:spreadsheet>'
        f'<table:table table:name="Fermes">{lines}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr(
            "META-INF/manifest.xml",
            '<?xml version="1.0"?>'
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
    return out.getvalue()


def with_macros(rows: Rows) -> bytes:
    """The same Excel workbook, with a part that holds macros."""
    out = io.BytesIO(xlsx(rows))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"Sub AutoOpen()")
    return out.getvalue()
