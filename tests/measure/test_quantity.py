from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bocal.measure.quantity import (
    MG_PER_KG,
    Dimension,
    format_kg,
    format_quantity,
    parse_decimal,
    parse_weight,
    split,
)
from bocal.measure.unreadable import Code, Unreadable


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12,5", "12.5"),
        (" 12.50 ", "12.5"),
        ("1 234,5", "1234.5"),
        ("1\u202f234\u00a0567", "1234567"),
        (",5", "0.5"),
        ("007", "7"),
        ("+3", "3"),
        ("-0", "0"),
    ],
)
def test_numbers_as_the_french_type_them(text, number):
    assert parse_decimal(text) == Decimal(number)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", Code.EMPTY),
        ("\u00a0 ", Code.EMPTY),
        ("abc", Code.NOT_A_NUMBER),
        ("1e5", Code.NOT_A_NUMBER),
        ("NaN", Code.NOT_A_NUMBER),
        ("inf", Code.NOT_A_NUMBER),
        ("1,2,3", Code.NOT_A_NUMBER),
        ("1.234,5", Code.NOT_A_NUMBER),
        ("1 2", Code.NOT_A_NUMBER),
        ("5,", Code.NOT_A_NUMBER),
        (",", Code.NOT_A_NUMBER),
        ("٣", Code.NOT_A_NUMBER),
        ("=1+1", Code.NOT_A_NUMBER),
        ("-1", Code.NEGATIVE),
        ("−1", Code.NEGATIVE),
        ("9" * 16, Code.TOO_LARGE),
        ("0,12345678901", Code.TOO_PRECISE),
    ],
)
def test_what_is_not_a_number(text, code):
    with pytest.raises(Unreadable) as refusal:
        parse_decimal(text)
    assert refusal.value.code == code


def test_negative_numbers_where_they_are_wanted():
    assert parse_decimal("−1,5", signed=True) == Decimal("-1.5")


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(text):
    for read in (parse_decimal, parse_weight):
        with suppress(Unreadable):
            assert read(text) >= 0


@pytest.mark.parametrize(
    ("text", "unit", "mg"),
    [
        ("12,5", "kg", 12_500_000),
        ("192+167", "g", 359_000),
        ("1,2 + 0,8", "kg", 2_000_000),
        ("850 g", "kg", 850_000),
        ("1,5 kg", "g", 1_500_000),
        ("1,5KG", "kg", 1_500_000),
        ("1,2 kg + 300 g", "kg", 1_500_000),
        ("1,2 + 0,8 kg", "kg", 2_000_000),
        ("20 000", "kg", 20_000 * MG_PER_KG),
        ("0,000001", "kg", 1),
    ],
)
def test_weights_as_people_type_them(text, unit, mg):
    assert parse_weight(text, unit) == mg


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", Code.EMPTY),
        ("0", Code.ZERO),
        ("-5", Code.NEGATIVE),
        ("5-2", Code.NOT_A_NUMBER),
        ("192+", Code.NOT_A_NUMBER),
        ("kg", Code.NOT_A_NUMBER),
        ("3 bottes", Code.UNKNOWN_UNIT),
        ("1,2 + 300 g", Code.AMBIGUOUS_UNIT),
        ("20000,1", Code.TOO_LARGE),
        ("15000+15000", Code.TOO_LARGE),
        ("0,0000001", Code.TOO_PRECISE),
    ],
)
def test_weights_that_cannot_be_read(text, code):
    with pytest.raises(Unreadable) as refusal:
        parse_weight(text)
    assert refusal.value.code == code


def test_quantities_are_written_the_french_way():
    assert format_kg(12_500_000) == "12,5\u00a0kg"
    assert format_kg(850_000) == "850\u00a0g"
    assert format_kg(1_234_567_890) == "1\u202f234,568\u00a0kg"
    assert format_kg(999_999) == "1\u00a0kg"
    assert format_kg(1_500) == "1,5\u00a0g"
    assert format_kg(0) == "0\u00a0g"
    assert format_kg(-2_000_000) == "−2\u00a0kg"
    assert format_kg(1_234_500_000, "en") == "1,234.5\u00a0kg"
    assert format_quantity(1_234, Dimension.COUNT) == "1\u202f234"
    assert format_quantity(1_500_000, Dimension.VOLUME) == "1,5\u00a0L"
    assert format_quantity(250_000, Dimension.VOLUME) == "250\u00a0mL"
    assert format_quantity(850_000, Dimension.MASS) == "850\u00a0g"


@given(st.integers(1, 20_000_000))
def test_a_weight_in_whole_grams_is_read_back(grams):
    assert parse_weight(format_kg(grams * 1000)) == grams * 1000


def test_split_is_fair_and_steady():
    assert split(10, [1, 1, 1]) == [4, 3, 3]
    assert split(10, [0, 3, 0]) == [0, 10, 0]
    assert split(1, [1, 2, 2]) == [0, 1, 0]
    assert split(-10, [1, 1, 1]) == [-4, -3, -3]
    assert split(0, [0, 0]) == [0, 0]
    assert split(0, []) == []
    with pytest.raises(ValueError, match="every weight is zero"):
        split(1, [0, 0])
    with pytest.raises(ValueError, match="negative"):
        split(1, [2, -1])


@given(st.integers(-(10**12), 10**12), st.lists(st.integers(0, 10**9), min_size=1, max_size=20).filter(any))
def test_split_gives_all_and_no_part_is_a_unit_off(total, weights):
    parts = split(total, weights)
    assert sum(parts) == total
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part * sum(weights) - total * weight) < sum(weights)
        assert weight or not part


def test_a_refusal_says_where():
    refusal = Unreadable(Code.NOT_A_NUMBER, 3, 2, "x" * 200)
    assert (refusal.line, refusal.column, len(refusal.value or "")) == (3, 2, 80)
    assert str(refusal).startswith("not_a_number, line 3, column 2")
    assert str(Unreadable(Code.EMPTY).at(4)) == "empty, line 4"
