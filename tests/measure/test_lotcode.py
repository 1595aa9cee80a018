import string
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bocal.measure.lotcode import LETTERS, MAX_LENGTH, LotCode, is_valid, make, normalise, parse
from bocal.measure.unreadable import Code, Unreadable

days = st.dates(date(2000, 1, 1), date(2099, 12, 31))
numbers = st.integers(1, 29**4) | st.integers(1, 29**9)
codes = st.builds(make, days, st.sampled_from(LETTERS), numbers)


def test_a_code_is_short_and_speakable():
    assert make(date(2026, 7, 6), "B", 2).startswith("L26-187-B3-")
    assert len(make(date(2026, 7, 6), "B", 2)) == 12


@given(days, st.sampled_from(LETTERS), numbers)
def test_a_code_is_read_back(day, series, number):
    code = make(day, series, number)
    assert parse(code) == LotCode(day, series, number)
    assert str(parse(code)) == code
    assert len(code) <= MAX_LENGTH
    assert not set(code[8:]) & set("ILOQU01")


@given(codes)
def test_a_code_is_read_however_it_is_typed(code):
    bare = code.replace("-", "")
    for typed in (
        code.lower(),
        bare,
        bare[1:],
        bare[1:].lower(),
        code.replace("-", " "),
        code.replace("-", "–"),
        f" {code}\u00a0",
    ):
        assert normalise(typed) == code
    assert normalise("l" + bare[1:6].replace("0", "o").replace("1", "i") + bare[6:]) == code


@given(codes, st.data())
def test_one_wrong_character_is_caught(code, data):
    place = data.draw(st.sampled_from([i for i, symbol in enumerate(code) if symbol != "-"]))
    other = data.draw(st.sampled_from(string.ascii_uppercase + string.digits))
    wrong = code[:place] + other + code[place + 1 :]
    with suppress(Unreadable):
        # A letter O for the digit 0 of the date is the same code, and is read as such.
        assume(normalise(wrong) != code)
    assert not is_valid(wrong)


def test_a_swap_is_not_taken_for_a_code_without_its_first_letter():
    assert is_valid("L00-036-A2-F")
    assert not is_valid("L0003A62F")


@given(codes, st.data())
def test_two_swapped_characters_are_caught_even_without_dashes(code, data):
    bare = code.replace("-", "")
    place = data.draw(st.integers(0, len(bare) - 2))
    assume(bare[place] != bare[place + 1])
    swapped = bare[:place] + bare[place + 1] + bare[place] + bare[place + 2 :]
    assert not is_valid(swapped)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", Code.EMPTY),
        ("  - ", Code.EMPTY),
        ("tomates", Code.LOT_CODE_FORM),
        ("L26-187-13-K", Code.LOT_CODE_FORM),
        ("L2É-187-B3-K", Code.LOT_CODE_FORM),
        ("L26-187-B23456789AB-K", Code.LOT_CODE_FORM),
    ],
)
def test_what_is_not_a_code(text, code):
    with pytest.raises(Unreadable) as refusal:
        parse(text)
    assert refusal.value.code == code


def test_a_slip_is_told_from_a_wrong_shape():
    code = make(date(2026, 7, 6), "B", 2)
    wrong = code[:-1] + ("2" if code[-1] != "2" else "3")
    with pytest.raises(Unreadable) as refusal:
        parse(wrong)
    assert refusal.value.code == Code.LOT_CODE_CHECK


def test_a_day_that_the_year_has_not_is_refused():
    assert sum(is_valid(f"L26-366-B3-{check}") for check in "23456789" + LETTERS) == 0
    assert sum(is_valid(f"L26-000-B3-{check}") for check in "23456789" + LETTERS) == 0
    assert sum(is_valid(f"L28-366-B3-{check}") for check in "23456789" + LETTERS) == 1


@given(st.text(max_size=25))
def test_any_text_is_read_or_refused(text):
    is_valid(text)


@pytest.mark.parametrize(
    ("day", "series", "number"),
    [
        (date(2100, 1, 1), "B", 1),
        (date(2026, 1, 1), "I", 1),
        (date(2026, 1, 1), "BB", 1),
        (date(2026, 1, 1), "B", 0),
        (date(2026, 1, 1), "B", 29**10),
    ],
)
def test_what_has_no_code(day, series, number):
    with pytest.raises(ValueError, match=r"lot|series|number"):
        make(day, series, number)
