"""No kilo is lost between what came in and where it went; what came back is taken off."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bocal.catalog.rules import Dimension, ItemKind
from bocal.directory.rules import OUTSIDE, REAL, OrganisationKind, PlaceKind
from bocal.impact import rules
from bocal.impact.rules import Flow, Span
from bocal.journals.rules import Way
from bocal.measure.period import Period

KG = 1_000_000
P = PlaceKind


def flow(
    source: PlaceKind,
    target: PlaceKind,
    kg: int,
    *,
    kind: ItemKind = ItemKind.RAW,
    way: Way = Way.GIVEN,
    farm: int | None = 1,
    jars: int = 0,
    party: OrganisationKind | None = None,
) -> Flow:
    dimension = Dimension.COUNT if kind is ItemKind.FINISHED else Dimension.MASS
    return Flow(source, target, 5, kind, dimension, way, farm, party, jars or kg * KG, kg * KG)


def made(source: PlaceKind, target: PlaceKind, kg: int, jars: int = 0, **more: object) -> Flow:
    return flow(source, target, kg, kind=ItemKind.FINISHED, way=Way.MADE, farm=None, jars=jars, **more)  # type: ignore[arg-type]


#: Twelve kilos given, ten cooked with a litre of water, half peeled, nine jars of a kilo, three sold, two given.
SEASON = [
    flow(P.DONOR, P.STORE, 12),
    flow(P.STORE, P.TRANSFORM, 8),
    flow(P.STORE, P.PEEL, 2),
    made(P.WATER, P.TRANSFORM, 2),
    made(P.TRANSFORM, P.STORE, 8, jars=8),
    made(P.TRANSFORM, P.EVAPORATION, 1),
    made(P.TRANSFORM, P.SPILL, 1),
    made(P.STORE, P.SHELF, 4, jars=4),
    made(P.SHELF, P.CUSTOMER, 4, jars=4, party=OrganisationKind.HOUSEHOLD),
    made(P.CUSTOMER, P.STORE, 1, jars=1, party=OrganisationKind.HOUSEHOLD),
    made(P.STORE, P.RECIPIENT, 2, jars=2, party=OrganisationKind.FOOD_AID),
    made(P.STORE, P.BREAKAGE, 1, jars=1),
]


def test_a_season_added_up():
    found = rules.goods(SEASON)
    assert found.saved == {Way.GIVEN: 12 * KG, Way.BOUGHT: 0, Way.TOLL: 0}
    assert found.farms == {1: 12 * KG}
    assert found.jars_made == {5: 8}
    assert (found.jars_sold, found.jars_given, found.jars_returned) == (3, 2, 0)
    assert found.food_aid == 2 * KG
    assert found.waste == {P.PEEL: 2 * KG, P.SPILL: KG, P.BREAKAGE: KG, P.WASTE: 0, P.UNEXPLAINED: 0}
    assert found.worked == 10 * KG
    assert found.waste_share == pytest.approx(0.4)
    assert found.entries == {P.DONOR: 12 * KG, P.WATER: 2 * KG}
    assert found.exits == {
        None: 4 * KG,
        P.PEEL: 2 * KG,
        P.EVAPORATION: KG,
        P.SPILL: KG,
        P.CUSTOMER: 3 * KG,
        P.RECIPIENT: 2 * KG,
        P.BREAKAGE: KG,
    }


def test_toll_jars_that_go_home_and_crates_given_back():
    found = rules.goods(
        [
            flow(P.SUPPLIER, P.STORE, 9, way=Way.TOLL),
            flow(P.STORE, P.SUPPLIER, 2, way=Way.TOLL),
            made(P.STORE, P.SUPPLIER, 5, jars=5),
        ]
    )
    assert found.saved[Way.TOLL] == 7 * KG
    assert found.jars_returned == 5
    assert found.worked == 0
    assert found.waste_share is None


def test_salt_and_jars_bought_ready_are_no_produce_saved():
    found = rules.goods(
        [
            flow(P.SUPPLIER, P.STORE, 5, kind=ItemKind.ADDITIVE, way=Way.BOUGHT),
            flow(P.SUPPLIER, P.STORE, 5, kind=ItemKind.FINISHED, way=Way.BOUGHT, jars=5),
        ]
    )
    assert found.saved_total == 0
    assert found.jars_returned == 0
    assert found.jars_total == 0


def test_what_was_found_again_is_no_waste():
    found = rules.goods([flow(P.STORE, P.UNEXPLAINED, 3), flow(P.UNEXPLAINED, P.STORE, 1)])
    assert found.waste[P.UNEXPLAINED] == 2 * KG


pairs = st.tuples(st.sampled_from(sorted(REAL)), st.sampled_from(sorted(OUTSIDE)), st.booleans())
flows = st.builds(
    lambda pair, kg, kind, way, farm, party: flow(
        *(pair[:2] if pair[2] else pair[1::-1]), kg, kind=kind, way=way, farm=farm, party=party
    ),
    pairs,
    st.integers(1, 500),
    st.sampled_from([ItemKind.RAW, ItemKind.PREPARED, ItemKind.FINISHED, ItemKind.ADDITIVE]),
    st.sampled_from(list(Way)),
    st.integers(1, 4),
    st.sampled_from([None, OrganisationKind.HOUSEHOLD, OrganisationKind.FOOD_AID]),
)


@given(st.lists(flows, max_size=25))
def test_both_sides_of_the_count_agree(found):
    total = rules.goods(found)
    assert sum(total.entries.values()) == sum(total.exits.values())
    assert all(mass > 0 for mass in (*total.entries.values(), *total.exits.values()))
    assert sum(total.farms.values()) == total.saved_total
    # Kilos in = kilos out + what stays, counted place by place.
    came = sum(one.mass_mg for one in found if one.comes)
    gone = sum(one.mass_mg for one in found if one.goes)
    stays = total.exits.get(None, 0) - total.entries.get(None, 0)
    assert came == gone + stays


@given(st.lists(flows, max_size=25))
def test_doing_and_undoing_leave_nothing_but_what_was_cooked(found):
    back = [
        Flow(f.target, f.source, f.item, f.item_kind, f.dimension, f.way, f.origin, f.party_kind, f.quantity, f.mass_mg)
        for f in found
    ]
    total = rules.goods([*found, *back])
    assert total.entries == total.exits == {}
    assert (total.saved_total, total.waste_total, total.worked, total.food_aid) == (0, 0, 0, 0)
    assert (total.jars_sold, total.jars_given, total.jars_returned) == (0, 0, 0)


@given(st.lists(flows, max_size=15), st.randoms())
def test_the_order_of_gestures_changes_nothing(found, chance):
    mixed = list(found)
    chance.shuffle(mixed)
    assert rules.goods(mixed) == rules.goods(found)


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.sampled_from([Span.MONTH, Span.QUARTER, Span.YEAR]))
def test_a_day_is_in_its_period_and_periods_touch(day, span):
    chosen = rules.period(span, day)
    assert day in chosen
    before, after = rules.neighbours(span, chosen)
    if before.year >= 2000:
        assert rules.period(span, before).end == chosen.start
    assert rules.period(span, after).start == chosen.end


def test_quarters():
    assert rules.period(Span.QUARTER, date(2026, 12, 31)) == Period(date(2026, 10, 1), date(2027, 1, 1))
    with pytest.raises(ValueError):
        rules.period(Span.FREE, date(2026, 1, 1))
