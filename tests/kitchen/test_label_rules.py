"""The law of labels, article by article."""

from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bocal.catalog.rules import ALLERGENS, DateKind
from bocal.kitchen.rules import labels
from bocal.kitchen.rules.labels import DayForm, Ingredient, Organic, Piece, Prepared

G = 1_000
NAMES = {code: code for code in ALLERGENS}


def mixed(*ingredients: Ingredient, finished: int, water: int = 0) -> list[Ingredient]:
    return labels.at_mixing(ingredients, finished_mg=finished * G, water_mg=water * G, water_name="eau")


def test_ingredients_stand_by_weight_at_mixing_and_one_name_once():
    found = mixed(
        Ingredient("sel", 6 * G), Ingredient("tomates", 700 * G), Ingredient("tomates", 650 * G), finished=1000
    )
    assert [(one.name, one.mass_mg // G) for one in found] == [("tomates", 1350), ("sel", 6)]


def test_two_lots_are_organic_only_together():
    one = Ingredient("tomates", 1, organic=True)
    assert not mixed(one, Ingredient("tomates", 1), finished=1)[0].organic
    assert mixed(one, Ingredient("tomates", 1, organic=True), finished=1)[0].organic


def test_water_is_said_when_more_than_a_twentieth_of_it_stays():
    squash = Ingredient("courges", 850 * G)
    assert [one.name for one in mixed(squash, finished=1000, water=150)] == ["courges", "eau"]
    # What boiled away is not in the jar: 1 000 g finished, 960 g of squash, 40 g of the 200 g of water.
    assert [one.name for one in mixed(Ingredient("courges", 960 * G), finished=1000, water=200)] == ["courges"]


def test_a_named_ingredient_has_its_share():
    found = [Ingredient("courges", 820 * G, named=True), Ingredient("oignons", 90 * G)]
    assert labels.shares(found, finished_mg=1000 * G) == ({"courges": 82}, [])


def test_a_share_above_the_whole_is_said_in_grams_for_a_hundred():
    # 92 kg of trimmed tomatoes became 59.8 kg of sauce.
    found = [Ingredient("tomates", 92_000 * G, named=True)]
    assert labels.shares(found, finished_mg=59_800 * G) == ({}, [Prepared("tomates", 154)])


def test_allergens_stand_out_within_the_name_or_after_it():
    assert labels.in_bold("céleri-rave", ["celery"], NAMES) == (Piece("céleri", bold=True), Piece("-rave"))
    assert labels.in_bold("Crème fraîche", ["milk"], NAMES) == (Piece("Crème", bold=True), Piece(" fraîche"))
    assert labels.in_bold("pesto", ["nuts"], {"nuts": "fruits à coque"}) == (
        Piece("pesto"),
        Piece(" ("),
        Piece("fruits à coque", bold=True),
        Piece(")"),
    )
    assert labels.in_bold("tomates", [], NAMES) == (Piece("tomates"),)


@given(st.text(min_size=1, max_size=30), st.sets(st.sampled_from(ALLERGENS)))
def test_no_allergen_is_lost_and_no_letter_of_the_name(name, allergens):
    pieces = labels.in_bold(name, sorted(allergens), NAMES)
    assert "".join(piece.text for piece in pieces).startswith(name)
    assert not allergens or any(piece.bold for piece in pieces)
    for code in allergens:
        words = (*labels.ALLERGEN_WORDS[code], code)
        bold = [piece.text.lower() for piece in pieces if piece.bold]
        assert any(text.startswith(word) for text in bold for word in words)


@pytest.mark.parametrize(
    ("made", "until", "form", "said"),
    [
        (date(2026, 9, 3), date(2026, 11, 30), DayForm.DAY, date(2026, 11, 30)),
        (date(2026, 9, 3), date(2026, 12, 3), DayForm.DAY, date(2026, 12, 3)),
        (date(2026, 9, 3), date(2026, 12, 4), DayForm.MONTH, date(2026, 11, 30)),
        (date(2026, 9, 3), date(2027, 9, 30), DayForm.MONTH, date(2027, 9, 30)),
        (date(2026, 9, 3), date(2028, 3, 3), DayForm.MONTH, date(2028, 2, 29)),
        (date(2026, 11, 22), date(2028, 11, 22), DayForm.MONTH, date(2028, 10, 31)),
        (date(2026, 9, 3), date(2028, 12, 31), DayForm.YEAR, date(2028, 12, 31)),
    ],
)
def test_the_date_mark_has_the_form_of_its_length(made, until, form, said):
    assert labels.date_mark(DateKind.BEST_BEFORE, made_on=made, good_until=until) == (form, said)


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(1, 2000), st.sampled_from(list(DateKind)))
def test_no_label_promises_longer_than_the_food_keeps(made, days, kind):
    assume(kind is not DateKind.NONE)
    until = date.fromordinal(made.toordinal() + days)
    assert labels.date_mark(kind, made_on=made, good_until=until)[1] <= until


def test_letters_are_as_high_as_the_face_wants():
    assert (labels.x_height_mm(79), labels.x_height_mm(80)) == (0.9, 1.2)
    assert [labels.quantity_height_mm(net) for net in (50, 51, 200, 201, 1000, 1001)] == [2, 3, 3, 4, 4, 6]


def test_organic_is_said_from_a_certified_maker_only():
    claim = labels.organic_claim
    assert claim(10_000, certified=False, any_organic=True, admitted=True) is Organic.NOTHING
    assert claim(9_500, certified=True, any_organic=True, admitted=True) is Organic.IN_NAME
    assert claim(9_499, certified=True, any_organic=True, admitted=True) is Organic.IN_LIST
    assert claim(0, certified=True, any_organic=False, admitted=True) is Organic.NOTHING


def test_from_95_percent_on_what_is_not_organic_must_be_admitted():
    tomatoes, basil = Ingredient("tomates", 97, organic=True), Ingredient("basilic", 3)
    salt, bark = Ingredient("sel", 1, agricultural=False), Ingredient("écorce", 2, admitted=True)
    assert labels.not_admitted(mixed(tomatoes, basil, salt, bark, finished=1)) == ["basilic"]
    assert labels.not_admitted([Ingredient("sauce", 9, inside=(tomatoes, basil)), bark]) == ["basilic"]
    # One lot of it with a text, one without: nothing is assumed of the second.
    assert labels.not_admitted(mixed(bark, Ingredient("écorce", 2), finished=1)) == ["écorce"]
    claim = labels.organic_claim
    assert claim(9_700, certified=True, any_organic=True, admitted=False) is Organic.NOTHING
    assert claim(9_700, certified=True, any_organic=True, admitted=True) is Organic.IN_NAME
    assert claim(9_000, certified=True, any_organic=True, admitted=False) is Organic.IN_LIST


def test_one_ingredient_in_both_forms_takes_the_organic_mention_away():
    """A handful of plain tomatoes among the organic ones: 97 % is not enough (annex II, part IV, 2.1 b)."""
    organic, plain = Ingredient("tomates", 97, organic=True), Ingredient("tomates", 3)
    basil = Ingredient("basilic", 30, organic=True)
    assert labels.in_both_forms(mixed(organic, plain, basil, finished=1))
    assert not labels.in_both_forms(mixed(organic, basil, Ingredient("sel", 1, agricultural=False), finished=1))
    # Hidden in a sauce made here of several things, too.
    sauce = Ingredient("sauce", 10, inside=(plain, basil))
    assert labels.in_both_forms(mixed(organic, sauce, finished=1))
    twice = Ingredient("sauce", 10, inside=(organic, basil))
    assert labels.in_both_forms(mixed(twice, sauce, finished=1))
    claim = labels.organic_claim(9_700, certified=True, any_organic=True, admitted=True, both_forms=True)
    assert claim is Organic.NOTHING


def test_nutrition_may_lack_when_all_four_criteria_are_ticked():
    every = [criterion.value for criterion in labels.Criterion]
    assert labels.exempt(every, face_cm2=100)
    assert not labels.exempt(every[:3], face_cm2=100)
    assert labels.exempt([], face_cm2=24)


@given(st.integers(1, 10**10 - 1))
def test_our_own_numbers_are_of_one_item_and_of_nobody_elses_range(item):
    gtin = labels.own_gtin(item)
    assert gtin == f"0{labels.OWN_PREFIX}{item:010d}{labels.check_digit(gtin[:-1])}"


def test_a_published_check_digit():
    # EAN-13 400638133393|1, the classic example.
    assert labels.check_digit("400638133393") == "1"
