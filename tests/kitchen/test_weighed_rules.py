"""The arithmetic of what is made by weight, of recipes inside recipes, of what is too old."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bocal.catalog.rules import DateKind, Dimension, ItemKind
from bocal.journals.rules.keeping import age
from bocal.kitchen.rules.making import Made, Used, account
from bocal.kitchen.rules.nesting import circle
from bocal.kitchen.rules.recipes import KG, AtHand, Composition, LineRole, Part, scale
from bocal.kitchen.rules.weighed import STEP, may_be_made, quantity_of, units, units_wanted, use_by
from bocal.safety.rules import Goods, Topic, asked_of
from tests.world import TODAY

MASSES = st.integers(1, 10**12)
GRAPHS = st.dictionaries(st.integers(0, 7), st.sets(st.integers(0, 7), max_size=4), max_size=8)


@given(MASSES, st.integers(0, 9_900), st.integers(1, 10_000))
def test_kilos_are_planned_in_whole_steps_that_the_lot_gives(mass, peel, line_bp):
    lot = AtHand(1, 1, 1, ItemKind.RAW, 1, Dimension.MASS, 0, mass, mass)
    composition = Composition((Part(1, LineRole.RAW, KG, peel),), 0, 0)
    found = scale(composition, [lot], piece_mg=STEP, line_bp=line_bp)
    assert found.finished_mg == quantity_of(Dimension.MASS, found.jars)
    assert found.finished_mg % STEP == 0
    assert found.needs[0].gross <= mass or found.jars == 0


@given(MASSES)
def test_planning_units_round_down_what_there_is_and_up_what_is_wanted(mass):
    assert quantity_of(Dimension.MASS, units(Dimension.MASS, mass)) <= mass
    assert mass <= quantity_of(Dimension.MASS, units_wanted(Dimension.MASS, mass)) < mass + STEP
    assert units(Dimension.COUNT, mass) == units_wanted(Dimension.COUNT, mass) == mass


@given(MASSES, st.floats(0, 0.5), st.floats(0, 0.02), st.integers(0, 10**6))
def test_what_is_weighed_balances_to_the_milligram(mass, peel, short, spilled):
    peeled = int(mass * peel)
    pot = mass - peeled
    spilled = min(spilled, pot - 1) if pot > 1 else 0
    out = max(int((pot - spilled) * (1 - short)), 1)
    made = Made((Used(1, 1, Dimension.MASS, mass, mass, peeled),), 0, 0, 0, spilled_mg=spilled, weighed_mg=out)
    found = account(made, Composition((Part(1, LineRole.RAW, KG, 0),), 0, 0), 200)
    assert found.mass_in == found.jars + found.spilled + found.tasting + found.evaporation + found.unexplained


@given(st.lists(st.one_of(st.none(), st.dates(TODAY, date(2030, 1, 1)))), st.integers(1, 30))
def test_a_use_by_day_is_never_later_than_any_other(inside, days):
    found = use_by(TODAY, days, inside)
    assert found <= TODAY + timedelta(days=days)
    assert all(found <= until for until in inside if until)
    assert found in {TODAY + timedelta(days=days), *inside}


def test_what_a_recipe_may_give():
    weighed, jar = (ItemKind.PREPARED, Dimension.MASS), (ItemKind.FINISHED, Dimension.COUNT)
    assert may_be_made(*weighed, DateKind.USE_BY, 5, in_jar=False)
    assert not may_be_made(*weighed, DateKind.BEST_BEFORE, 5, in_jar=False)
    assert not may_be_made(*weighed, DateKind.USE_BY, 0, in_jar=False)
    assert may_be_made(*jar, DateKind.NONE, 0, in_jar=True)
    assert not may_be_made(*jar, DateKind.NONE, 0, in_jar=False)
    assert not may_be_made(ItemKind.RAW, Dimension.MASS, DateKind.USE_BY, 5, in_jar=False)


def _reaches(inside, start) -> bool:
    """By brute force: whether one comes back to `start`."""
    seen, left = set(), list(inside.get(start, ()))
    while left:
        one = left.pop()
        if one == start:
            return True
        if one not in seen:
            seen.add(one)
            left += inside.get(one, ())
    return False


@given(GRAPHS, st.sets(st.integers(0, 7), max_size=3))
def test_a_circle_is_found_when_there_is_one_and_can_be_walked(inside, products):
    way = circle(products, inside)
    assert bool(way) == any(_reaches(inside, product) for product in products)
    if way:
        assert way[0] == way[-1] in products
        assert all(after in inside[before] for before, after in pairwise(way))


def test_which_lines_of_the_plan_are_asked():
    assert asked_of(Topic.PH, Goods.ALL, weighed=False)
    assert not asked_of(Topic.PH, Goods.ALL, weighed=True)
    assert asked_of(Topic.PH, Goods.PREPARED, weighed=True)
    assert not asked_of(Topic.CLEANING, Goods.PREPARED, weighed=False)
    assert not asked_of(Topic.CLEANING, Goods.JARS, weighed=True)
    assert asked_of(Topic.METAL, Goods.ALL, weighed=True)
    assert not asked_of(Topic.INCUBATION, Goods.PREPARED, weighed=True)


def _age(days: int, *, kind=ItemKind.RAW, shelf: int = 0, until: date | None = None):
    came = TODAY - timedelta(days=days)
    return age(kind, came=came, good_until=until, shelf_days=shelf, usual_days=30, today=TODAY)


def test_raw_produce_without_a_date_grows_old():
    assert not _age(30).too_old
    assert _age(31).too_old
    assert not _age(120, shelf=180).too_old
    assert _age(6, shelf=5).too_old
    assert _age(41).days == 41
    assert _age(400, until=TODAY) is None
    assert _age(400, kind=ItemKind.ADDITIVE) is None
    # A crate that is dated of tomorrow is of today.
    assert _age(-1).days == 0
