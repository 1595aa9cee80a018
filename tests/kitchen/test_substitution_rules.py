"""What a schedule covers of a mix, and how far a line goes with what may stand in for it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bocal.catalog.rules import Dimension, ItemKind
from bocal.journals.rules import Refused
from bocal.kitchen.rules.recipes import KG, AtHand, Composition, LineRole, Part, allot, compose, scale
from bocal.kitchen.rules.stands import Stand, fill, furthest
from bocal.kitchen.rules.substitution import Standing, bounds, brought, check_parts, judge, share_of

TOMATO, CARROT, PARSNIP, SALT, STRANGE = 1, 2, 3, 4, 9

RECIPE = Composition(
    (
        Part(TOMATO, LineRole.RAW, 790_000, 0, 7_000, 8_500),
        Part(CARROT, LineRole.RAW, 200_000, 0, 1_500, 2_500, (Stand(PARSNIP, 3_000),)),
        Part(SALT, LineRole.ADDITIVE, 10_000),
    ),
    0,
    0,
)


def standing(portions: dict[int, int], water: int = 0, tolerance: int = 200):
    mix = judge(RECIPE, portions, water_mg=water, tolerance_bp=tolerance)
    return {share.item: share.standing for share in mix.outside}, mix


def test_the_recipe_itself_is_inside():
    outside, mix = standing({TOMATO: 790, CARROT: 200, SALT: 10})
    assert not outside
    assert [share.share_bp for share in mix.shares] == [7_900, 2_000, 100]


def test_too_much_of_a_line_says_how_much():
    outside, mix = standing({TOMATO: 680, CARROT: 310, SALT: 10})
    assert outside == {TOMATO: Standing.LOW, CARROT: Standing.HIGH}
    carrot = mix.outside[1]
    assert (carrot.share_bp, carrot.low_bp, carrot.high_bp, carrot.beyond_bp) == (3_100, 1_500, 2_500, 600)


def test_the_bounds_are_inside_and_a_tenth_beyond_is_not():
    assert not standing({TOMATO: 740, CARROT: 250, SALT: 10})[0]
    assert not standing({TOMATO: 73_960, CARROT: 25_040, SALT: 1_000})[0], "25,04 % is read 25 %"
    assert standing({TOMATO: 73_950, CARROT: 25_050, SALT: 1_000})[0] == {CARROT: Standing.HIGH}


def test_a_substitute_counts_in_the_place_of_its_line():
    outside, mix = standing({TOMATO: 790, CARROT: 140, PARSNIP: 60, SALT: 10})
    assert not outside
    replaced = mix.replaced[0]
    assert (replaced.item, replaced.instead_of, replaced.share_bp) == (PARSNIP, CARROT, 3_000)
    assert standing({TOMATO: 790, CARROT: 130, PARSNIP: 70, SALT: 10})[0] == {PARSNIP: Standing.REPLACED}


def test_what_is_nowhere_in_the_recipe_is_foreign():
    assert standing({TOMATO: 790, CARROT: 200, SALT: 10, STRANGE: 1})[0] == {STRANGE: Standing.FOREIGN}


def test_what_is_left_out_is_outside_however_small():
    assert standing({TOMATO: 795, CARROT: 205})[0] == {SALT: Standing.LOW}
    tiny = Composition((Part(TOMATO, LineRole.RAW, 999_800), Part(SALT, LineRole.ADDITIVE, 200)), 0, 0)
    mix = judge(tiny, {TOMATO: 1_000}, water_mg=0, tolerance_bp=200)
    assert [share.item for share in mix.outside] == [SALT]


def test_a_range_may_let_a_line_be_left_out():
    tomato, salt = Part(TOMATO, LineRole.RAW, 990_000, 0, 9_500, 10_000), Part(SALT, LineRole.RAW, 10_000, 0, 0, 500)
    free = Composition((tomato, salt), 0, 0)
    assert not judge(free, {TOMATO: 1_000}, water_mg=0, tolerance_bp=0).outside


def test_without_a_range_half_is_the_least_whatever_the_tolerance():
    assert bounds(RECIPE.parts[2], RECIPE.mass_in, 200) == (50, 300)
    assert standing({TOMATO: 796_000, CARROT: 200_000, SALT: 4_000})[0] == {SALT: Standing.LOW}


def test_water_dilutes():
    assert standing({TOMATO: 790, CARROT: 200, SALT: 10}, water=150)[0] == {TOMATO: Standing.LOW}


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ([Part(1, LineRole.RAW, KG, 0, 5_000, None)], "range_half"),
        ([Part(1, LineRole.RAW, KG, 0, 9_000, 8_000)], "range_order"),
        ([Part(1, LineRole.RAW, KG, 0, 9_000, 10_010)], "range_order"),
        ([Part(1, LineRole.RAW, KG, 0, 1_000, 2_000)], "range_misses"),
        ([Part(1, LineRole.RAW, KG, stands=(Stand(2, 0),))], "substitute_share"),
        ([Part(1, LineRole.RAW, KG, stands=(Stand(2, 10_001),))], "substitute_share"),
        ([Part(1, LineRole.RAW, KG, stands=(Stand(1, 10),))], "substitute_twice"),
        ([Part(1, LineRole.RAW, KG, stands=(Stand(2, 10), Stand(2, 20)))], "substitute_twice"),
        ([Part(1, LineRole.RAW, KG // 2, stands=(Stand(2, 10),)), Part(2, LineRole.RAW, KG // 2)], "substitute_twice"),
    ],
)
def test_what_says_nothing_sure_is_refused(parts, code):
    with pytest.raises(Refused, match=code):
        check_parts(compose(parts, 0, None))


def test_allergens_that_a_substitute_brings():
    assert brought(["celery", "milk", "celery"], ["milk"]) == ("celery",)


masses = st.integers(0, 10**9)
caps = st.integers(1, 10_000)
stands = st.lists(st.tuples(caps, masses), max_size=4)


@given(own=masses, others=stands, less=st.integers(0, 10**9))
def test_whatever_is_wanted_up_to_the_furthest_is_filled_within_each_share(own, others, less):
    most = furthest(own, others)
    assert own <= most <= own + sum(there for _cap, there in others)
    wanted = max(most - less, 0)
    used = fill(wanted, own, others)
    assert min(own, wanted) + sum(used) == wanted
    for (cap, there), mass in zip(others, used, strict=True):
        assert 0 <= mass <= there
        assert mass * 10_000 <= cap * wanted + 10_000, "but for the milligram that is not split"


@given(own=masses, others=stands)
def test_nothing_is_left_beyond_the_furthest(own, others):
    beyond = furthest(own, others) + 2
    given_ = own * 10_000 + sum(min(there * 10_000, cap * beyond) for cap, there in others)
    assert given_ < beyond * 10_000


def hand(lot: int, item: int, mass: int) -> AtHand:
    return AtHand(lot, 1, item, ItemKind.RAW, 1, Dimension.MASS, 0, mass, mass)


big = st.integers(0, 500 * KG)


@given(
    tomato=big,
    carrot=big,
    parsnip=big,
    salt=st.integers(0, 10 * KG),
    peel=st.integers(0, 5_000),
    wished=st.none() | st.integers(1, 500),
    most=st.integers(10, 1_000).map(lambda tenths: tenths * 10),
)
def test_what_an_order_plans_is_inside_what_its_schedule_covers(tomato, carrot, parsnip, salt, peel, wished, most):
    recipe = Composition(
        (
            Part(TOMATO, LineRole.RAW, 790_000, 0, 7_000, 8_500),
            Part(CARROT, LineRole.RAW, 200_000, peel, 1_500, 2_500, (Stand(PARSNIP, most, peel // 2),)),
            Part(SALT, LineRole.ADDITIVE, 10_000),
        ),
        0,
        0,
    )
    lots = [hand(1, TOMATO, tomato), hand(2, CARROT, carrot), hand(3, PARSNIP, parsnip), hand(4, SALT, salt)]
    scaled = scale(recipe, lots, piece_mg=680_000, wished=wished)
    if not scaled.jars:
        return
    raw = [need for need in scaled.needs if need.item != SALT]
    assert all(not need.short for need in raw)
    for need in raw:
        planned = sum(mass for _lot, mass in allot([lot for lot in lots if lot.item == need.item], need.gross))
        assert planned == need.gross
    mix = judge(recipe, {need.item: need.trimmed for need in scaled.needs}, water_mg=0, tolerance_bp=0)
    assert not mix.outside
    if any(need.item == PARSNIP for need in scaled.needs):
        own = next(need for need in scaled.needs if need.item == CARROT)
        assert own.there - own.gross <= 2, "the line's own goes first"


@given(
    portions=st.dictionaries(st.sampled_from([TOMATO, CARROT, PARSNIP, SALT, STRANGE]), st.integers(0, 10**9)),
    water=st.integers(0, 10**9),
    tolerance=st.integers(0, 1_000),
    times=st.integers(2, 9),
)
def test_a_mix_is_a_matter_of_shares(portions, water, tolerance, times):
    once = judge(RECIPE, portions, water_mg=water, tolerance_bp=tolerance)
    more = {item: mass * times for item, mass in portions.items()}
    again = judge(RECIPE, more, water_mg=water * times, tolerance_bp=tolerance)
    assert [(one.item, one.standing, one.share_bp) for one in once.shares] == [
        (one.item, one.standing, one.share_bp) for one in again.shares
    ]
    lines = [share for share in once.shares if share.instead_of is None]
    assert sum(share.mass_mg for share in lines) + water == once.total_mg
    for share in once.shares:
        assert share.share_bp % 10 == 0
        if share.standing is Standing.INSIDE:
            assert share.beyond_bp == 0
        elif share.mass_mg:
            assert share.beyond_bp > 0 or share.standing is Standing.FOREIGN


@given(mass=st.integers(0, 10**12), total=st.integers(1, 10**12))
def test_a_share_is_the_nearest_tenth(mass, total):
    assert abs(share_of(mass, total) * total - mass * 10_000) * 2 <= 10 * total
