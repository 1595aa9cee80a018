"""The kettle's balance, to the milligram and the jar; the stage of an order."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bocal.catalog.rules import DateKind, Dimension, ItemKind, PackagingRole
from bocal.directory.rules import OUTSIDE, PlaceKind
from bocal.journals.rules import Facts, LotFacts, Refused, Status, check
from bocal.kitchen.rules import making
from bocal.kitchen.rules.recipes import KG, Composition, LineRole, Part
from bocal.kitchen.rules.stages import Stage, stage

DAY = date(2026, 9, 3)
US, STORE = 1, 1
TOMATO, SALT, JAR, LID, COULIS = 10, 12, 20, 21, 30
PIECE = 680_000
COULIS_OF = Composition(
    (Part(TOMATO, LineRole.RAW, 1_250_000, 1_000), Part(SALT, LineRole.ADDITIVE, 10_000)), 0, 260_000
)
OUTSIDE_KEYS = {kind: 100 + i for i, kind in enumerate(sorted(OUTSIDE))}
PLACES = {STORE: PlaceKind.STORE} | {key: kind for kind, key in OUTSIDE_KEYS.items()}
PRODUCT = making.Product(COULIS, US, STORE, DateKind.BEST_BEFORE, 730)


def facts(tolerance: int = 200) -> Facts:
    def lot(item: int, kind: ItemKind, dimension: Dimension, piece: int = 0, **more: object) -> LotFacts:
        return LotFacts(f"L{item}", item, kind, dimension, piece, US, Status.RELEASED, **more)

    jar = lot(JAR, ItemKind.PACKAGING, Dimension.COUNT, role=PackagingRole.JAR)
    lid = lot(LID, ItemKind.PACKAGING, Dimension.COUNT, role=PackagingRole.LID)
    return Facts(
        {
            1: lot(TOMATO, ItemKind.RAW, Dimension.MASS),
            2: lot(SALT, ItemKind.ADDITIVE, Dimension.MASS),
            3: lot(40, ItemKind.RAW, Dimension.COUNT, 60_000),
            **dict.fromkeys((4, 5), jar),
            **dict.fromkeys((6, 7), lid),
            making.JARS: lot(COULIS, ItemKind.FINISHED, Dimension.COUNT, PIECE, jar=JAR, lid=LID),
        },
        PLACES,
        tolerance,
    )


@st.composite
def kettles(draw: st.DrawFn) -> making.Made:
    """Anything a person may type, with jars around what the mass allows."""
    gross = draw(st.integers(1, 300 * KG))
    peel = draw(st.integers(0, gross))
    eggs = draw(st.integers(0, 40))
    used = [making.Used(1, STORE, Dimension.MASS, gross, gross, peel, "L1")]
    if eggs:
        used.append(making.Used(3, STORE, Dimension.COUNT, eggs, eggs * 60_000, 0, "L3"))
    water = draw(st.integers(0, 20 * KG))
    most = (gross - peel + eggs * 60_000 + water) // PIECE
    filled = draw(st.integers(0, most + 3))
    return making.Made(
        used=tuple(used),
        water_mg=water,
        jars_filled=filled,
        piece_mg=PIECE,
        jars_broken=draw(st.integers(0, 5)),
        lids_broken=draw(st.integers(0, 5)),
        tasting_jars=draw(st.integers(0, 3)),
        tasting_mg=draw(st.integers(0, KG)),
        spilled_mg=draw(st.integers(0, KG)),
        evaporation_mg=draw(st.none() | st.integers(0, 100 * KG)),
        minutes=((7, draw(st.integers(0, 600))),),
    )


@given(kettles(), st.integers(0, 600), st.integers(0, 600), st.sampled_from([0, 200, 1_000]))
def test_whatever_is_typed_balances_or_is_refused(made, jars, lids, tolerance):
    """A gesture that this room makes is always one that the journals accept, to the milligram and the jar."""
    jar_lots = [making.Pack(4, STORE, jars // 3), making.Pack(5, STORE, jars - jars // 3)]
    lid_lots = [making.Pack(6, STORE, lids // 2), making.Pack(7, STORE, lids - lids // 2)]
    try:
        found = making.account(made, COULIS_OF, tolerance)
        gesture = making.gesture(
            made,
            found,
            PRODUCT,
            jars=jar_lots,
            lids=lid_lots,
            outside=OUTSIDE_KEYS,
            day=DAY,
            author=1,
            key="k",
            note="le couvercle était mal mis",
        )
    except Refused:
        return
    check(gesture, facts(tolerance))
    assert found.mass_in + found.excess == (
        found.jars + found.tasting + found.spilled + found.evaporation + found.missing
    )
    # Jars never exceed what mass allows, but for the scales' error.
    assert (made.jars_filled * PIECE - found.mass_in) * 10_000 <= tolerance * made.jars_filled * PIECE
    taken = [m for m in gesture.moves if m.lot in (4, 5)]
    assert sum(m.quantity for m in taken) == made.jars_filled + made.jars_broken
    # First in, first out: the younger lot is begun only when the older one is finished.
    if any(m.lot == 5 for m in taken):
        assert sum(m.quantity for m in taken if m.lot == 4) == jar_lots[0].quantity


def kettle(**more: object) -> making.Made:
    used = making.Used(1, STORE, Dimension.MASS, 30 * KG, 30 * KG, 3 * KG, "L1")
    return making.Made(used=(used,), water_mg=0, piece_mg=PIECE, **{"jars_filled": 30, **more})


def test_steam_nobody_measured_is_what_the_recipe_expects_and_no_more():
    # 27 kg in; the recipe boils away 260 g of 1260: 5.571 kg. 30 jars are 20.4 kg: 6.6 left, 1.029 without a reason.
    found = making.account(kettle(), COULIS_OF, 200)
    assert (found.remainder, found.evaporation, found.missing) == (6_600_000, 5_571_428, 1_028_572)
    assert found.share_bp == 380
    assert found.wants_reason
    measured = making.account(kettle(evaporation_mg=6_500_000), COULIS_OF, 200)
    assert (measured.missing, measured.wants_reason) == (100_000, False)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"jars_filled": 0}, "no_jars"),
        ({"jars_filled": 45}, "too_many_jars"),
        ({"tasting_jars": 31}, "too_many_tasted"),
        ({"evaporation_mg": 9 * KG}, "too_much_out"),
        ({"spilled_mg": 9 * KG}, "too_much_out"),
    ],
)
def test_a_kettle_that_cannot_be(more, code):
    with pytest.raises(Refused, match=code):
        making.account(kettle(**more), COULIS_OF, 200)


def test_a_gap_beyond_the_tolerance_wants_a_reason():
    made = kettle()
    found = making.account(made, COULIS_OF, 200)
    with pytest.raises(Refused, match="reason_needed"):
        making.gesture(
            made,
            found,
            PRODUCT,
            jars=[making.Pack(4, STORE, 99)],
            lids=[making.Pack(6, STORE, 99)],
            outside=OUTSIDE_KEYS,
            day=DAY,
            author=1,
            key="k",
            note="  ",
        )


def test_a_stage_is_worked_out():
    assert stage(cancelled=False, made=False, cooked=False, status=None) is Stage.TO_DO
    assert stage(cancelled=True, made=False, cooked=False, status=None) is Stage.CANCELLED
    assert stage(cancelled=False, made=True, cooked=False, status=Status.HOLD) is Stage.KETTLE
    assert stage(cancelled=False, made=True, cooked=True, status=Status.HOLD) is Stage.CHECKS
    assert stage(cancelled=False, made=True, cooked=True, status=Status.BLOCKED) is Stage.BLOCKED
    assert stage(cancelled=False, made=True, cooked=True, status=Status.RELEASED) is Stage.RELEASED
