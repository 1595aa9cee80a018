"""What an archive (PDF/A) says of itself beyond the standard words: a schema of its own in its XMP metadata.

ISO 19005-3, 6.6.2.3.3 wants such words described in the file itself. Typst writes none, so they are set into the file
that it made: only its metadata grow, and the table of where each object stands is moved by as much.
"""

import re
from dataclasses import dataclass
from html import escape

# Typst writes the metadata as they are (not compressed), each object once, and one plain table at the end.
_METADATA = re.compile(rb"<</Length (\d+)/Type/Metadata/Subtype/XML>>\nstream\n")
_ROWS = rb"((?:\d{10} \d{5} [fn]\r\n)+)"
_TABLE = re.compile(rb"xref\n0 (\d+)\n" + _ROWS + rb"(trailer\n.*?startxref\n)(\d+)(\n%%EOF\s*)\Z", re.DOTALL)
_BAG = b"<pdfaExtension:schemas><rdf:Bag>"
_END = b"</rdf:RDF>"
_ROW = 20


@dataclass(frozen=True)
class Schema:
    """Words about a document: `properties` is name → (value, what the name means, in English)."""

    title: str
    namespace: str
    prefix: str
    properties: dict[str, tuple[str, str]]


def with_schema(archive: bytes, schema: Schema) -> bytes:
    """A PDF/A that typst made, saying these words of itself. `ValueError` when the file is not made as expected."""
    found, table = list(_METADATA.finditer(archive)), _TABLE.search(archive)
    if len(found) != 1 or table is None:
        raise ValueError("not a PDF whose metadata can be added to")
    start, length = found[0].end(), int(found[0][1])
    said = archive[start : start + length]
    if said.count(_BAG) != 1 or said.count(_END) != 1 or int(table[4]) != table.start():
        raise ValueError("not metadata that can be added to")
    said = said.replace(_BAG, _BAG + _described(schema)).replace(_END, _words(schema) + _END)
    head = b"<</Length %d/Type/Metadata/Subtype/XML>>\nstream\n" % len(said)
    where = found[0].start()
    moved = len(head) + len(said) - (start - where) - length
    rows = [table[2][at : at + _ROW] for at in range(0, len(table[2]), _ROW)]
    return b"".join(
        (
            *(archive[:where], head, said, archive[start + length : table.start()]),
            *(b"xref\n0 %s\n" % table[1], *(_moved(row, where, moved) for row in rows)),
            *(table[3], b"%d" % (table.start() + moved), table[5]),
        )
    )


def _moved(row: bytes, where: int, by: int) -> bytes:
    """A row of the table: an object that stands after `where` stands further by so many bytes."""
    at = int(row[:10])
    return b"%010d%s" % (at + by if at > where else at, row[10:])


def _described(schema: Schema) -> bytes:
    """What each word means, as PDF/A wants it."""
    names = "".join(
        '<rdf:li rdf:parseType="Resource"><pdfaProperty:category>external</pdfaProperty:category>'
        f"<pdfaProperty:description>{escape(meaning)}</pdfaProperty:description>"
        f"<pdfaProperty:name>{name}</pdfaProperty:name><pdfaProperty:valueType>Text</pdfaProperty:valueType></rdf:li>"
        for name, (_value, meaning) in schema.properties.items()
    )
    return (
        f'<rdf:li rdf:parseType="Resource"><pdfaSchema:schema>{escape(schema.title)}</pdfaSchema:schema>'
        f"<pdfaSchema:namespaceURI>{escape(schema.namespace)}</pdfaSchema:namespaceURI>"
        f"<pdfaSchema:prefix>{schema.prefix}</pdfaSchema:prefix>"
        f"<pdfaSchema:property><rdf:Seq>{names}</rdf:Seq></pdfaSchema:property></rdf:li>"
    ).encode()


def _words(schema: Schema) -> bytes:
    said = "".join(
        f"<{schema.prefix}:{name}>{escape(value)}</{schema.prefix}:{name}>"
        for name, (value, _meaning) in schema.properties.items()
    )
    spoken = f'rdf:about="" xmlns:{schema.prefix}="{escape(schema.namespace)}"'
    return f"<rdf:Description {spoken}>{said}</rdf:Description>".encode()
