"""What a sheet of farms says, without any database."""

import random
import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bocal.directory.rules import Certificate, certificate, contact, register, season_end
from bocal.directory.rules.contact import Fault, Mistaken
from bocal.directory.rules.register import Fate, Known
from bocal.measure.unreadable import Code, Unreadable

SIRET = "73282932000074"
OTHER_SIRET = "55203253400646"


def siret_of(number: int) -> str:
    """A SIRET whose thirteen first digits are this number's."""
    thirteen = f"{number:013d}"
    for last in range(10):
        try:
            return contact.read_siret(f"{thirteen}{last}")
        except Mistaken:
            continue
    raise AssertionError(number)


@pytest.mark.parametrize("text", [SIRET, "732 829 320 00074", "732.829.320-00074", "35600000049837"])
def test_a_siret_is_read_whatever_its_spaces(text: str) -> None:
    assert contact.read_siret(text) == "".join(mark for mark in text if mark.isdigit())


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("73282932000075", Fault.SIRET_CHECK),
        ("35600000049838", Fault.SIRET_CHECK),
        ("7328293200007", Fault.SIRET_DIGITS),
        ("7,32829E+13", Fault.SIRET_DIGITS),
        ("٧٣٢٨٢٩٣٢٠٠٠٠٧٤", Fault.SIRET_DIGITS),
    ],
)
def test_a_wrong_siret_is_refused(text: str, fault: Fault) -> None:
    with pytest.raises(Mistaken) as refused:
        contact.read_siret(text)
    assert refused.value.fault is fault


@given(st.integers(0, 10**13 - 1), st.integers(0, 13), st.integers(1, 9))
def test_one_wrong_digit_never_passes(number: int, place: int, step: int) -> None:
    siret = siret_of(number)
    if siret.startswith(contact.LA_POSTE):
        return
    wrong = siret[:place] + str((int(siret[place]) + step) % 10) + siret[place + 1 :]
    with pytest.raises(Mistaken):
        contact.read_siret(wrong)


@pytest.mark.parametrize("text", ["lise@exemple.test", "L.Ise+1@sous.exemple.test", "mailto:lise@exemple.test"])
def test_an_email_is_read(text: str) -> None:
    assert contact.read_email(text) == text.removeprefix("mailto:").lower()


@pytest.mark.parametrize(
    "text", ["lise", "lise@", "lise@exemple", "a@b@c.fr", "li se@exemple.test", "lise@exemple..fr", "a@b.fr;c@d.fr"]
)
def test_a_wrong_email_is_refused(text: str) -> None:
    with pytest.raises(Mistaken):
        contact.read_email(text)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("0612345678", "06 12 34 56 78"),
        ("612345678", "06 12 34 56 78"),
        ("06.12.34.56.78", "06 12 34 56 78"),
        ("+33 6 12 34 56 78", "06 12 34 56 78"),
        ("+32 475 12 34 56", "+32 475 12 34 56"),
    ],
)
def test_a_telephone_is_read(text: str, read: str) -> None:
    assert contact.read_phone(text) == read


def test_a_postcode_gets_its_zero_back() -> None:
    assert contact.read_postcode("1000") == "01000"
    with pytest.raises(Mistaken):
        contact.read_postcode("Bernay")


@pytest.mark.parametrize(("text", "read"), [("Oui", True), ("x", True), ("AB", True), ("NON", False), ("0", False)])
def test_yes_or_no(text: str, read: bool) -> None:
    assert contact.read_yes_no(text) is read


def test_degrees_have_a_decimal_comma_and_bounds() -> None:
    assert contact.read_latitude("49,0912") == 49.0912
    assert contact.read_longitude("−0,5") == -0.5
    with pytest.raises(Mistaken):
        contact.read_latitude("490912")


def test_a_certificate_is_announced_before_its_end() -> None:
    today = date(2026, 9, 3)
    assert certificate(True, date(2026, 9, 3), today=today) is Certificate.ENDING
    assert certificate(True, date(2026, 9, 2), today=today) is Certificate.ENDED
    assert certificate(True, date(2027, 9, 2), today=today) is Certificate.VALID
    assert certificate(True, None, today=today) is Certificate.UNDATED
    assert certificate(False, date(2026, 9, 2), today=today) is Certificate.NONE


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)))
def test_a_link_lasts_half_a_year_at_least(today: date) -> None:
    assert 180 <= (season_end(today) - today).days <= 546


# ── The sheet ────────────────────────────────────────────────────────────────────────────────────────────────────────

HEADER = ["Nom", "E-mail", "SIRET", "Bio"]


def read(rows: list[list[str]], shape: register.Shape = register.FARMS) -> register.Reading:
    """A sheet of farms, unless said otherwise."""
    return register.read(rows, shape)


def test_a_title_and_blank_rows_before_the_header_count_as_lines() -> None:
    reading = read([["Nos fermes en 2026"], [], HEADER, [], ["Ferme du Pré", "pas un mail", "12", "peut-être"]])
    assert reading.header == 3
    assert [(wrong.line, wrong.column, wrong.fault) for wrong in reading.mistakes] == [
        (5, 2, Fault.EMAIL),
        (5, 3, Fault.SIRET_DIGITS),
        (5, 4, Fault.YES_NO),
    ]


def test_what_is_not_understood_is_named() -> None:
    assert read([[*HEADER, "Surface (ha)"], ["Pré", "", "", "", "12"]]).ignored == ("Surface (ha)",)


def test_without_a_column_of_names_there_is_no_header() -> None:
    with pytest.raises(register.NoHeader):
        read([["E-mail", "Ville"], ["a@exemple.test", "Valmont"]])


def test_two_columns_for_one_thing_are_refused_at_their_place() -> None:
    with pytest.raises(Unreadable) as refused:
        read([["Nom", "Téléphone", "Tél."], ["Pré"]])
    assert (refused.value.code, refused.value.line, refused.value.column) == (Code.DOUBLED_HEADER, 1, 3)
    assert refused.value.value == "Tél."


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        (["", "a@exemple.test"], Fault.NO_NAME),
        (["!!!", ""], Fault.NO_NAME),
        (['=HYPERLINK("http://exemple.test")', ""], Fault.FORMULA),
        (["a" * 121, ""], Fault.TOO_LONG),
    ],
)
def test_a_row_that_names_nobody_is_refused(cells: list[str], fault: Fault) -> None:
    assert [wrong.fault for wrong in read([HEADER, cells]).mistakes] == [fault]


def test_half_a_point_is_refused() -> None:
    reading = read([["Nom", "Latitude", "Longitude"], ["Pré", "49,1", ""]])
    assert [(wrong.column, wrong.fault) for wrong in reading.mistakes] == [(2, Fault.HALF_POINT)]


def test_the_second_of_two_equal_rows_is_named_with_the_first() -> None:
    reading = read([HEADER, ["Pré", "", SIRET, ""], ["Le Pré", "", SIRET, ""]])
    assert [(wrong.line, wrong.column, wrong.other) for wrong in reading.mistakes] == [(3, 3, 2)]


def test_a_row_known_only_by_anothers_name_is_refused() -> None:
    reading = read([HEADER, ["Pré", "", "", ""], ["PRÉ", "", SIRET, ""]])
    assert [(wrong.line, wrong.other) for wrong in reading.mistakes] == [(2, 3)]


def test_a_farm_found_by_its_email_takes_the_siret_of_the_sheet() -> None:
    reading = read([HEADER, ["Ferme du Pré", "pre@exemple.test", SIRET, "oui"]])
    there = Known(
        7, "pre@exemple.test", {"name": "Ferme du Pré", "email": "pre@exemple.test", "siret": "", "organic": True}
    )
    (step,) = register.plan(reading.rows, [there], [], reading.columns).steps
    assert (step.fate, step.pk, step.changes) == (Fate.CHANGED, 7, (("siret", "", SIRET),))


def test_a_farm_of_another_siret_is_another_farm() -> None:
    reading = read([HEADER, ["Ferme du Pré", "", SIRET, ""]])
    there = Known(7, OTHER_SIRET, {"name": "Ferme du Pré", "email": "", "siret": OTHER_SIRET})
    assert register.plan(reading.rows, [there], [], reading.columns).steps[0].fate is Fate.NEW


def test_an_empty_cell_changes_nothing() -> None:
    reading = read([HEADER, ["Ferme du Pré", "", SIRET, ""]])
    there = Known(7, SIRET, {"name": "Ferme du Pré", "email": "pre@exemple.test", "siret": SIRET, "organic": True})
    assert register.plan(reading.rows, [there], [], reading.columns).steps[0].fate is Fate.UNCHANGED


def test_what_is_no_farm_is_not_turned_into_one() -> None:
    reading = read([HEADER, ["Foyer Ancelin", "ancelin@exemple.test", "", ""]])
    plan = register.plan(reading.rows, [], ["ancelin@exemple.test"], reading.columns)
    assert [(wrong.line, wrong.column, wrong.fault) for wrong in plan.mistakes] == [(2, 2, Fault.TAKEN)]
    assert plan.steps == ()


def disguise(header: str, how: random.Random) -> str:
    """The same header as another hand would write it."""
    if how.random() < 0.5:
        header = "".join(mark for mark in unicodedata.normalize("NFD", header) if not unicodedata.combining(mark))
    if how.random() < 0.5:
        header = " ".join(
            word + "s" if len(word) > 3 and word.isalpha() and word[-1] not in "sS" else word for word in header.split()
        )
    header = how.choice([str.upper, str.lower, str.title])(header)
    return (
        how.choice(["", " ", "\u00a0"])
        + header.replace(" ", how.choice([" ", "_", "  ", " - "]))
        + how.choice(["", " :", "*"])
    )


CELLS = {
    "name": "Ferme du Pré", "contact": "Lou", "email": "pre@exemple.test", "phone": "06 12 34 56 78",
    "address": "3 rue Basse", "postcode": "27300", "town": "Valmont", "siret": SIRET, "organic": "oui",
    "organic_until": "31/12/2027", "grows": "tomates", "latitude": "49,1", "longitude": "0,5", "note": "le matin",
    "emb": "EMB 27300A",
}  # fmt: skip


@given(st.randoms(use_true_random=False))
def test_headers_are_known_in_any_order_and_spelling(how: random.Random) -> None:
    fields = how.sample(sorted(CELLS), len(CELLS))
    header = [disguise(how.choice(register.FARMS.headers[field]), how) for field in fields]
    reading = read([header, [CELLS[field] for field in fields]])
    assert reading.mistakes == ()
    assert reading.ignored == ()
    assert {field: reading.columns[field] for field in fields} == {field: at for at, field in enumerate(fields)}
    assert reading.rows[0].values["organic_until"] == date(2027, 12, 31)
    assert reading.rows[0].values["latitude"] == 49.1


CELL = st.one_of(
    st.sampled_from(
        ["", "Pré", "pré", "Le Verger", "a@exemple.test", "b@exemple.test", SIRET, OTHER_SIRET, "oui", "12"]
    ),
    st.text(max_size=12),
)


@given(st.lists(st.lists(CELL, max_size=6), max_size=8))
def test_any_sheet_is_read_or_refused_and_imported_twice_changes_nothing(rows: list[list[str]]) -> None:
    reading = read([HEADER, *rows])
    lines = [row.line for row in reading.rows] + [wrong.line for wrong in reading.mistakes]
    assert set(lines) == {line for line, cells in enumerate(rows, start=2) if any(cells)}
    if reading.mistakes:
        return
    empty = dict.fromkeys(register.FARMS.headers, "") | {"organic": False, "organic_until": None}
    first = register.plan(reading.rows, [], [], reading.columns)
    assert {step.fate for step in first.steps} <= {Fate.NEW}
    farms = [Known(pk, step.row.reference, empty | dict(step.row.values)) for pk, step in enumerate(first.steps)]
    assert len({farm.reference for farm in farms}) == len(farms)
    again = register.plan(reading.rows, farms, [], reading.columns)
    assert again.mistakes == ()
    assert [step.fate for step in again.steps] == [Fate.UNCHANGED] * len(farms)
