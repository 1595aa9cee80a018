"""What people type, what the field makes of it, and what it says when it cannot."""

import datetime as dt
from contextlib import suppress
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as some

from bocal.look import forms as look
from bocal.measure.quantity import MAX_WEIGHT_MG


@pytest.fixture(autouse=True)
def _in_french() -> Any:
    with translation.override("fr"):
        yield


def refusal(field: forms.Field, typed: object) -> str:
    with pytest.raises(forms.ValidationError) as caught:
        field.clean(typed)
    return str(caught.value.messages[0]).replace("\u00a0", " ").replace("\u202f", " ")


def test_weights_are_summed_and_kept_in_milligrams() -> None:
    assert look.WeightField().clean("192+167") == 359_000_000
    assert look.WeightField(unit="g").clean("192 + 167") == 359_000
    assert look.WeightField().clean(" 1,5 kg") == 1_500_000
    assert look.WeightField(required=False).clean("  ") is None


def test_refused_weights_say_why() -> None:
    assert refusal(look.WeightField(), "abc") == "« abc » n’est pas un nombre. Écrivez par exemple 12,5."
    assert refusal(look.WeightField(), "-3") == "« -3 » est négatif. Écrivez une valeur sans le signe moins."
    assert "Vérifiez l’unité" in refusal(look.WeightField(), "99999999")
    assert refusal(look.WeightField(), "0").startswith("Zéro ne va pas ici.")
    assert look.WeightField(allow_zero=True).clean("0") == 0
    assert refusal(look.WeightField(highest=10_000_000), "12") == "12 kg, c’est trop : il y en a 10 kg au plus."


@given(some.integers(1, MAX_WEIGHT_MG), some.sampled_from(["kg", "g"]), some.sampled_from(["fr", "en"]))
def test_a_weight_shown_in_its_field_reads_back_the_same(mg: int, unit: str, language: str) -> None:
    with translation.override(language):
        field = look.WeightField(unit=unit)
        assert field.clean(field.prepare_value(mg)) == mg
        assert not field.has_changed(mg, field.prepare_value(mg))


@given(some.integers(-10_000_000_000, 10_000_000_000), some.sampled_from(["fr", "en"]))
def test_an_amount_shown_in_its_field_reads_back_the_same(cents: int, language: str) -> None:
    with translation.override(language):
        field = look.EurosField(signed=True)
        assert field.clean(field.prepare_value(cents)) == cents


@given(some.integers(0, 10_000_000_000), some.sampled_from(["fr", "en"]))
def test_a_price_shown_in_its_field_reads_back_the_same(ten_thousandths: int, language: str) -> None:
    with translation.override(language):
        price = Decimal(ten_thousandths) / 10_000
        field = look.PriceField()
        assert field.clean(field.prepare_value(price)) == price


@given(some.dates(dt.date(2000, 1, 1), dt.date(2100, 12, 31)))
def test_a_day_shown_in_its_field_reads_back_the_same(day: dt.date) -> None:
    field = look.DayField()
    assert field.clean(field.prepare_value(day)) == day
    assert field.clean(f"{day:%d/%m/%Y}") == day


@given(some.times().map(lambda t: t.replace(second=0, microsecond=0)))
def test_an_hour_shown_in_its_field_reads_back_the_same(hour: dt.time) -> None:
    field = look.HourField()
    assert field.clean(field.prepare_value(hour)) == hour
    assert field.clean(f"{hour.hour} h {hour.minute:02d}") == hour


@given(some.integers(0, 24 * 60))
def test_how_long_is_shown_as_it_is_read(lasted: int) -> None:
    field = look.LastingField()
    assert field.clean(field.prepare_value(lasted)) == lasted
    assert field.clean(f"{lasted} min") == field.clean(f"{lasted // 60}:{lasted % 60:02d}") == lasted


@pytest.mark.parametrize(("typed", "minutes"), [("3h30", 210), ("3 H", 180), ("1,5 h", 90), ("2 heures 5", 125)])
def test_how_long_as_people_write_it(typed: str, minutes: int) -> None:
    assert look.LastingField().clean(typed) == minutes


@pytest.mark.parametrize("typed", ["3", "210", "3 h 75", "1,5 h 10", "25 h", "longtemps", "h", "min"])
def test_a_length_that_could_be_two_is_refused(typed: str) -> None:
    assert "durée" in refusal(look.LastingField(), typed)


@given(some.text(max_size=40))
def test_whatever_is_typed_is_read_or_refused_in_words(typed: str) -> None:
    kinds = (
        look.WeightField,
        look.PiecesField,
        look.EurosField,
        look.PriceField,
        look.NumberField,
        look.TemperatureField,
        look.DayField,
        look.HourField,
        look.LastingField,
        look.MomentField,
    )
    for kind in kinds:
        # Anything but a refusal fails this test.
        with suppress(forms.ValidationError):
            kind(required=False).clean(typed)


def test_pieces_are_whole() -> None:
    assert look.PiecesField().clean("1 240") == 1240
    assert refusal(look.PiecesField(), "1,5") == "« 1,5 » n’est pas un nombre entier."
    assert refusal(look.PiecesField(lowest=1), "0") == "Le plus petit nombre possible ici est 1."
    assert refusal(look.PiecesField(highest=40), "41") == "Le plus grand nombre possible ici est 40."


def test_temperatures_may_be_below_zero() -> None:
    assert look.TemperatureField().clean("-18,5 °C") == Decimal("-18.5")
    assert "trop de chiffres" in refusal(look.TemperatureField(), "3,14")
    assert "possible ici est 200" in refusal(look.TemperatureField(), "1210")


def test_amounts_have_bounds_in_euros() -> None:
    assert look.EurosField().clean("12,50 €") == 1250
    assert refusal(look.EurosField(highest=5000), "51") == "Le plus grand montant possible est 50,00 €."
    assert refusal(look.EurosField(), "3,999") == "« 3,999 » a trop de chiffres après la virgule."


def test_days_have_bounds_asked_at_each_use() -> None:
    today = [dt.date(2026, 6, 12)]
    field = look.DayField(latest=lambda: today[0])
    assert refusal(field, "13/06/2026") == "Choisissez un jour jusqu’au 12/06/2026."
    today[0] = dt.date(2026, 6, 13)
    assert field.clean("13/06/2026") == dt.date(2026, 6, 13)
    assert "trop ancienne" in refusal(field, "01/01/1900")
    assert "n’est pas une date" in refusal(field, "31/02/2026")


def test_moments_are_local() -> None:
    moment = look.MomentField().clean("2026-06-12T14:05")
    assert moment == dt.datetime(2026, 6, 12, 12, 5, tzinfo=dt.UTC)
    assert look.MomentField().clean("12/06/2026 à 14h05") == moment
    assert look.MomentField().prepare_value(moment) == "2026-06-12T14:05"


class Weighing(look.PlainForm):
    key = look.KeyField()
    weight = look.WeightField(label="Poids", help_text="Pesées à additionner : 192+167")
    day = look.DayField(label="Jour", required=False)
    way = forms.ChoiceField(label="Manière", choices=[("a", "Acheté"), ("b", "Donné")], widget=forms.RadioSelect)


def test_a_refused_form_keeps_what_was_typed_and_its_key() -> None:
    key = str(uuid4())
    page = str(Weighing({"key": key, "weight": "douze", "day": "", "way": "b"}))
    assert 'value="douze"' in page
    assert key in page
    assert '<a href="#id_weight">Poids</a>' in page
    assert 'aria-describedby="id_weight_helptext id_weight_error"' in page
    assert 'id="id_weight_error"' in page
    assert "checked" in page
    assert "Un point est à revoir" in page


def test_a_summary_leads_to_the_first_of_the_choices() -> None:
    page = str(Weighing({"key": str(uuid4()), "weight": "12"}))
    assert '<a href="#id_way_0">Manière</a>' in page
    assert 'id="id_way_0"' in page


def test_a_key_is_made_where_none_came() -> None:
    first, second = Weighing()["key"].value(), Weighing()["key"].value()
    assert first != second
    assert Weighing({"weight": "1"})["key"].value()
    assert look.KeyField().clean(str(UUID(int=7))) == UUID(int=7)
    assert refusal(look.KeyField(), "x") == "Cette page est incomplète. Rechargez-la et recommencez."


def sent(name: str, content: bytes, **options: Any) -> Any:
    field = look.UploadField(extensions=("csv", "xlsx", "pdf", "jpg"), **options)
    return field.clean(SimpleUploadedFile(name, content))


def upload_refusal(name: str, content: bytes, **options: Any) -> str:
    field = look.UploadField(extensions=("csv", "xlsx", "pdf", "jpg"), **options)
    return refusal(field, SimpleUploadedFile(name, content))


def test_a_file_that_is_what_it_says_is_taken_whole() -> None:
    taken = sent("relevé.CSV", "temps;°C\n1;20,5".encode("cp1252"))
    assert taken.read().startswith(b"temps")
    assert sent("bon.pdf", b"%PDF-1.7 \x00").name == "bon.pdf"
    assert sent("excel.csv", "a;b".encode("utf-16"))


def test_hostile_files_are_refused_in_words() -> None:
    assert upload_refusal("vide.csv", b"") == "Ce fichier est vide. Choisissez-en un autre."
    assert upload_refusal("gros.csv", b"a" * 52_000, max_bytes=5_000) == "Ce fichier pèse 52 ko ; la limite est 5 ko."
    assert look.megabytes(52_000_000).replace("\u00a0", " ") == "52 Mo"
    assert "Envoyez un fichier .csv ou .xlsx ou .pdf ou .jpg" in upload_refusal("x.exe", b"MZ\x00")
    assert "contient autre chose" in upload_refusal("x.csv", b"PK\x03\x04zip")
    assert "contient autre chose" in upload_refusal("x.csv", b"a;b\x00\x01")
    assert "contient autre chose" in upload_refusal("x.pdf", b"<script>")
    assert "contient autre chose" in upload_refusal("x.xlsx", b"\xd0\xcf\x11\xe0")
    assert refusal(look.UploadField(extensions=("csv",)), None) == "Choisissez un fichier."
