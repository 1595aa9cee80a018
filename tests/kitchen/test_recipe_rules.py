"""Recipes and scaling: what may be written, how many jars lots give, which lots are taken."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bocal.catalog.rules import Dimension, ItemKind
from bocal.journals.rules import Refused
from bocal.kitchen.rules import recipes
from bocal.kitchen.rules.recipes import KG, AtHand, Composition, LineRole, Part

DAY = date(2026, 9, 3)
US, FARM = 1, 2
TOMATO, ONION, SALT, JAR, LID, COULIS = 10, 11, 12, 20, 21, 30
STORE = 1
PIECE = 680_000


def hand(lot: int, item: int = TOMATO, kg: float = 10, *, owner: int = US, until: date | None = None) -> AtHand:
    kind = ItemKind.ADDITIVE if item == SALT else ItemKind.RAW
    return AtHand(lot, STORE, item, kind, owner, Dimension.MASS, 0, round(kg * KG), round(kg * KG), until)


COULIS_OF = Composition(
    (Part(TOMATO, LineRole.RAW, 1_250_000, 1_000), Part(SALT, LineRole.ADDITIVE, 10_000)), 0, 260_000
)


def test_evaporation_is_what_goes_in_beyond_a_kilo():
    composed = recipes.compose(COULIS_OF.parts, 100_000, None)
    assert composed.evaporation_mg_per_kg == 360_000
    assert composed.evaporation_of(composed.mass_in) == 360_000


@pytest.mark.parametrize(
    ("parts", "water", "evaporation", "code"),
    [
        ((), 0, None, "recipe_empty"),
        ((Part(SALT, LineRole.ADDITIVE, KG),), 0, None, "recipe_empty"),
        ((Part(TOMATO, LineRole.RAW, KG), Part(TOMATO, LineRole.RAW, KG)), 0, None, "recipe_twice"),
        ((Part(TOMATO, LineRole.RAW, 900_000),), 0, None, "recipe_short"),
        ((Part(TOMATO, LineRole.RAW, 1_300_000),), 0, 100_000, "recipe_evaporation"),
        ((Part(TOMATO, LineRole.RAW, KG, 10_000),), 0, None, "recipe_peel"),
        ((Part(TOMATO, LineRole.RAW, 0),), KG, None, "recipe_peel"),
    ],
)
def test_a_recipe_that_cannot_be(parts, water, evaporation, code):
    with pytest.raises(Refused, match=code):
        recipes.compose(parts, water, evaporation)


def test_an_order_is_scaled_to_its_shortest_ingredient():
    composed = Composition(
        (
            Part(TOMATO, LineRole.RAW, 800_000, 1_000),
            Part(ONION, LineRole.RAW, 200_000, 2_000),
            Part(SALT, LineRole.ADDITIVE, 10_000),
        ),
        0,
        10_000,
    )
    found = recipes.scale(composed, [hand(1, kg=90), hand(2, ONION, 10), hand(3, SALT, 0.1)], piece_mg=500_000)
    # 10 kg of onions, 8 once peeled: 40 kg finished, while the tomatoes would give 101.
    assert (found.jars, found.limiting) == (80, (ONION,))
    tomatoes, onions, salt = found.needs
    assert (tomatoes.trimmed, onions.gross) == (32 * KG, 10 * KG)
    assert tomatoes.gross == 35_555_556
    assert salt.short == 300_000


def test_fewer_jars_may_be_wished():
    found = recipes.scale(COULIS_OF, [hand(1, kg=90), hand(2, SALT, 1)], piece_mg=PIECE, wished=10)
    assert found.jars == 10
    assert found.limiting == ()


amounts = st.integers(0, 500 * KG)
needs = st.integers(1_000, 2 * KG)


@given(amounts, amounts, needs, needs, st.integers(0, 9_000), st.integers(50_000, 3 * KG))
def test_jars_never_exceed_what_the_lots_hold(tomatoes, onions, need, other, peel, piece):
    composed = Composition(
        (Part(TOMATO, LineRole.RAW, need, peel), Part(ONION, LineRole.RAW, other)), 0, max(need + other - KG, 0)
    )
    lots = [hand(1, TOMATO, tomatoes / KG), hand(2, ONION, onions / KG)]
    found = recipes.scale(composed, lots, piece_mg=piece)
    for each in found.needs:
        assert each.short == 0
    more = recipes.scale(composed, lots, piece_mg=piece, wished=found.jars + 1)
    assert more.jars == found.jars
    assert found.limiting


SIZES = st.lists(st.tuples(st.integers(1, 50 * KG), st.integers(0, 3)), max_size=9)


def dated(sizes: list[tuple[int, int]]) -> list[AtHand]:
    days = [None, date(2026, 9, 4), date(2026, 9, 5), date(2026, 12, 31)]
    return [hand(i, kg=size / KG, until=days[d]) for i, (size, d) in enumerate(sizes, 1)]


@given(SIZES, st.integers(0, 200 * KG))
def test_lots_are_taken_nearest_date_first(sizes, wanted):
    lots = dated(sizes)
    taken = recipes.allot(lots, wanted)
    assert sum(q for _, q in taken) == min(wanted, sum(lot.quantity for lot in lots))
    # A lot is begun only when those before it are finished.
    assert all(q == lot.quantity for lot, q in taken[:-1])
    days = [lot.good_until or date.max for lot, _ in taken]
    assert all(a <= b for a, b in pairwise(days))


@given(SIZES, st.integers(1, 200 * KG))
def test_no_crumb_is_opened_where_the_others_suffice(sizes, wanted):
    lots = dated(sizes)
    taken = {lot.lot for lot, _ in recipes.allot(lots, wanted)}
    crumbs = {lot.lot for lot in lots if lot.mass_mg * 10 < wanted}
    lacks = wanted - sum(lot.mass_mg for lot in lots if lot.lot not in crumbs)
    if lacks <= 0:
        assert not taken & crumbs
        # Nobody opens more than ten crates of one item, but for the last one's remainder.
        assert len(taken) <= 11
        return
    # Without the smallest crumb that was opened there is not enough: they are the fewest.
    opened = sorted(lot.mass_mg for lot in lots if lot.lot in taken & crumbs)
    assert len(opened) < 2 or sum(opened[1:]) < lacks
    assert taken >= {lot.lot for lot in lots if lot.lot not in crumbs}


def test_one_crate_of_onions_rather_than_seven_handfuls():
    handfuls = [hand(i, ONION, 0.2, until=date(2026, 9, 4)) for i in range(1, 8)]
    crate = hand(9, ONION, 5, until=date(2026, 9, 20))
    assert recipes.allot([*handfuls, crate], 3 * KG) == [(crate, 3 * KG)]
    # What expires first still goes first when it is worth opening.
    half = hand(8, ONION, 1.5, until=date(2026, 9, 4))
    assert [lot.lot for lot, _ in recipes.allot([*handfuls, half, crate], 3 * KG)] == [8, 9]


def test_eggs_are_taken_whole():
    eggs = AtHand(5, STORE, 40, ItemKind.RAW, US, Dimension.COUNT, 60_000, 30, 1_800_000)
    assert recipes.allot([eggs], 1_000_000) == [(eggs, 17)]


def test_toll_lots_are_never_mixed():
    assert recipes.owner_of([hand(1, owner=FARM), hand(2, SALT, owner=US)], US) == FARM
    with pytest.raises(Refused, match="mixed_owners"):
        recipes.owner_of([hand(1, owner=FARM), hand(2, ONION, owner=US)], US)
