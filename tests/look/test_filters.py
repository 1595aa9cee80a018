"""What a reader sees of kilos, euros and days, in both languages."""

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.template import Context, Template, engines
from django.utils import translation

from bocal.look import words
from bocal.measure.unreadable import Code, Unreadable


def shown(template: str, **context: object) -> str:
    """What a template writes, with every kind of space as a plain one."""
    text = engines["django"].from_string(template).render(context)
    return text.replace("\u00a0", " ").replace("\u202f", " ")


FRENCH_AND_ENGLISH = [
    ("{{ v|kg }}", 12_500_000, "12,5 kg", "12.5 kg"),
    ("{{ v|kg }}", 850_000, "850 g", "850 g"),
    ("{{ v|kg }}", None, "", ""),
    ("{{ v|kg }}", 0, "0 g", "0 g"),
    ("{{ v|amount:'count' }}", 1240, "1 240", "1,240"),
    ("{{ v|amount:'volume' }}", 1_500_000, "1,5 L", "1.5 L"),
    ("{{ v|euros }}", 123_450, "1 234,50 €", "€1,234.50"),
    ("{{ v|euros }}", -50, "−0,50 €", "−€0.50"),
    ("{{ v|price }}", Decimal("3.5000"), "3,50 €", "€3.50"),
    ("{{ v|price }}", Decimal("1.0550"), "1,055 €", "€1.055"),
    ("{{ v|vat }}", 550, "5,5 %", "5.5%"),
    ("{{ v|vat }}", 2000, "20 %", "20%"),
    ("{{ v|percent }}", 0.135, "13,5 %", "13.5%"),
    ("{{ v|percent }}", Decimal("0.04249"), "4,2 %", "4.2%"),
    ("{{ v|number }}", 1234.5, "1 234,5", "1,234.5"),
    ("{{ v|day }}", dt.date(2026, 6, 12), "vendredi 12 juin 2026", "Friday 12 June 2026"),
    ("{{ v|day }}", dt.date(2026, 5, 1), "vendredi 1er mai 2026", "Friday 1 May 2026"),
    ("{{ v|day }}", "2026-06-12", "vendredi 12 juin 2026", "Friday 12 June 2026"),
    ("{{ v|shortday }}", dt.date(2026, 6, 2), "02/06/2026", "02/06/2026"),
    ("{{ v|hour }}", dt.time(14, 5), "14 h 05", "14:05"),
    ("{{ v|minutes }}", 90, "1 h 30", "1 h 30"),
    ("{{ v|minutes }}", 45, "45 min", "45 min"),
    ("{{ v|minutes }}", -120, "−2 h", "−2 h"),
    (
        "{{ v.missing|kg }}{{ v.missing|euros }}{{ v.missing|day }}{{ v.missing|minutes }}{{ v.missing|moment }}",
        {},
        "",
        "",
    ),
]


@pytest.mark.parametrize(("template", "value", "french", "english"), FRENCH_AND_ENGLISH)
def test_figures_are_written_the_readers_way(template: str, value: object, french: str, english: str) -> None:
    with translation.override("fr"):
        assert shown(template, v=value) == french
    with translation.override("en"):
        assert shown(template, v=value) == english


def test_a_moment_is_written_in_local_time() -> None:
    summer = dt.datetime(2026, 6, 12, 12, 5, tzinfo=dt.UTC)
    with translation.override("fr"):
        assert shown("{{ v|moment }}", v=summer) == "12 juin 2026 à 14 h 05"
        late = dt.datetime(2026, 6, 12, 22, 30, tzinfo=dt.UTC)
        assert shown("{{ v|day }}", v=late) == "samedi 13 juin 2026"


def test_vat_of_what_is_outside_vat() -> None:
    with translation.override("fr"):
        assert shown("{{ v|vat }}", v=None) == "hors champ de la TVA"


def test_a_quantity_follows_its_items_dimension() -> None:
    with translation.override("fr"):
        assert shown("{% quantity 1500000 item %}", item=SimpleNamespace(dimension="mass")) == "1,5 kg"
        assert shown("{% quantity 1500 item %}", item=SimpleNamespace(dimension="count")) == "1 500"


def test_an_icon_is_silent_unless_it_has_a_meaning_of_its_own() -> None:
    assert 'aria-hidden="true"' in shown("{% icon 'truck' %}")
    named = shown("{% icon 'snow' label %}", label="À garder au <froid>")
    assert 'role="img"' in named
    assert "À garder au &lt;froid&gt;" in named


def test_each_key_is_new() -> None:
    first, second = shown("{% formkey %}"), shown("{% formkey %}")
    assert 'name="key"' in first
    assert first != second


def test_a_meter_never_draws_beyond_its_rail() -> None:
    assert 'width="100" height="8"/><rect class="meter-fill" width="100"' in shown("{% meter 50 40 %}")
    assert 'class="meter-fill" width="0"' in shown("{% meter 5 0 %}")


def test_every_reason_has_a_sentence_that_says_the_value() -> None:
    with translation.override("fr"):
        for code in Code:
            said = words.sentence(Unreadable(code, value="{x}<12>"))
            assert said.endswith("."), code
            assert "{value}" not in said, code


def test_a_refusal_in_a_table_says_its_place_as_a_spreadsheet_does() -> None:
    with translation.override("fr"):
        said = words.sentence(Unreadable(Code.NEGATIVE, 3, 28, "-4"))
    assert said == "Ligne 3, colonne AB : « -4 » est négatif. Écrivez une valeur sans le signe moins."
    assert [words.column_letters(n) for n in (1, 26, 27, 52, 703)] == ["A", "Z", "AA", "AZ", "AAA"]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_key_in_an_address_or_a_field_is_never_grouped(language):
    """1 234 would come back as another key, or none: figures for people go through a filter."""
    with translation.override(language):
        assert Template('<input value="{{ pk }}">').render(Context({"pk": 1234567})) == '<input value="1234567">'
