import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bocal.measure.table import Header, Limits, decode, find_header, fold, rows
from bocal.measure.unreadable import Code, Unreadable

TEXT = "Nom;Température\nFraisière d’été;12,5 €\n"


def refusal_of(call, *args):
    with pytest.raises(Unreadable) as refusal:
        call(*args)
    return refusal.value


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("utf-16"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
        TEXT.encode("cp1252"),
    ],
)
def test_usual_encodings_are_read(data):
    assert decode(data) == TEXT


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"a;b\x00c", Code.BINARY),
        (b"PK\x03\x04rest", Code.BINARY),
        (b"%PDF-1.7", Code.BINARY),
        (b"a\x01b", Code.BINARY),
        (codecs.BOM_UTF32_LE + "a".encode("utf-32-le"), Code.BINARY),
        (codecs.BOM_UTF16_LE + b"a", Code.ENCODING),
        (b"\x81\x8d", Code.ENCODING),
        (codecs.BOM_UTF8 + b"\xff", Code.ENCODING),
    ],
)
def test_what_is_not_text(data, code):
    assert refusal_of(decode, data).code == code


def test_limits_are_said_with_their_line():
    small = Limits(size=10, rows=2, columns=2, cell=3)
    assert refusal_of(decode, b"x" * 11, small).code == Code.TOO_MANY_BYTES
    many = refusal_of(rows, "a\nb\nc\n", small)
    assert (many.code, many.line) == (Code.TOO_MANY_ROWS, 3)
    wide = refusal_of(rows, "a;b\na;b;c\n", small)
    assert (wide.code, wide.line) == (Code.TOO_MANY_COLUMNS, 2)
    long = refusal_of(rows, "a;b\na;bbbb\n", small)
    assert (long.code, long.line, long.column) == (Code.CELL_TOO_LONG, 2, 2)
    assert refusal_of(rows, "a;" + "b" * 200_000).code == Code.CELL_TOO_LONG


@pytest.mark.parametrize(
    ("text", "second"),
    [
        ("nom;prix\ntomate;2,50\n", ["tomate", "2,50"]),
        ("nom,prix\ntomate,2.50\n", ["tomate", "2.50"]),
        ("nom\tprix\ntomate\t2,50\n", ["tomate", "2,50"]),
        ('nom,prix\n"tomate, ronde","2,50"\n', ["tomate, ronde", "2,50"]),
        ('nom;prix\r\n"tomate; ""cœur""";2,50\r\n', ['tomate; "cœur"', "2,50"]),
        ("0,0;20,5\n1,0;21,5\n", ["1,0", "21,5"]),
        ("0;20,5\r1;21,5\r", ["1", "21,5"]),
        ("sep=,\na,b;c\n", ["a", "b;c"]),
        ("nom\ntomate\n", ["tomate"]),
        ("nom,labels\ntomate,AB;Demeter\ncarotte,AB\n", ["tomate", "AB;Demeter"]),
    ],
)
def test_the_separator_is_found_out(text, second):
    assert rows(text)[1] == second


def test_free_lines_with_commas_do_not_mislead():
    free = "".join(f"Autoclave, marque X, numéro {n}\n" for n in range(15))
    assert rows(free + "min;sonde 1\n0,5;20,1\n1,0;20,9\n1,5;21,7\n")[-1] == ["1,5", "21,7"]


def test_blank_rows_keep_their_place():
    assert rows("a;b\n\n;;\n c ; d\u00a0\n") == [["a", "b"], [], [], ["c", "d"]]
    assert rows("") == []
    assert rows("\ufeffa;b\n") == [["a", "b"]]


def test_bad_quotes_are_refused_at_their_line():
    unclosed = refusal_of(rows, 'a;b\n"c;d\ne;f\n')
    assert (unclosed.code, unclosed.line) == (Code.UNCLOSED_QUOTE, 2)
    stray = refusal_of(rows, 'a;b\n"c"x;d\n')
    assert (stray.code, stray.line) == (Code.BAD_QUOTE, 2)


def test_the_header_is_found_under_free_lines():
    names = {"name": ["Nom", "Raison sociale"], "siret": ["SIRET", "N° SIRET"], "town": ["Commune"]}
    table = rows("Liste des producteurs\n\nraison  sociale;n°siret;Téléphone;COMMUNE\nGAEC;1;2;3\n")
    assert find_header(table, names) == Header(2, {"name": 0, "siret": 1, "town": 3})
    assert find_header([["a", "b"]], names) is None
    doubled = refusal_of(find_header, [["Nom", "Raison sociale", "SIRET"]], names)
    assert (doubled.code, doubled.line, doubled.column) == (Code.DOUBLED_HEADER, 1, 2)
    assert fold("  Cœur d’Été (°C) ") == "coeur d ete c"


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data):
    try:
        table = rows(decode(data))
    except Unreadable:
        return
    assert all(isinstance(cell, str) for cells in table for cell in cells)


@given(
    st.lists(st.lists(st.text(st.characters(categories=["L", "N"]), min_size=1), min_size=2, max_size=2), min_size=1),
    st.sampled_from(";\t,"),
)
def test_a_plain_table_is_read_back(table, separator):
    assert rows("\n".join(separator.join(cells) for cells in table)) == table
