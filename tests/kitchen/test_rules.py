"""The kitchen's arithmetic: scaling, the kettle's balance, schedules, verdicts, what is missing for a release."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bocal.catalog.rules import DateKind, Dimension, ItemKind, PackagingRole
from bocal.directory.rules import OUTSIDE, PlaceKind
from bocal.journals.rules import Facts, LotFacts, Refused, Status, check
from bocal.kitchen.rules import making, recipes, safety
from bocal.kitchen.rules.recipes import KG, AtHand, Composition, LineRole, Part
from bocal.kitchen.rules.safety import Checked, CheckKind, Gap, Heat, Limits, Outcome, ProbeAt, Treatment
from bocal.kitchen.rules.stages import Stage, stage
from bocal.measure.table import rows

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

# ── Recipes ──────────────────────────────────────────────────────────────────────────────────────────────────────────


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


@given(st.lists(st.tuples(st.integers(1, 50 * KG), st.integers(0, 3)), max_size=6), st.integers(0, 200 * KG))
def test_lots_are_taken_nearest_date_first(sizes, wanted):
    days = [None, date(2026, 9, 4), date(2026, 9, 5), date(2026, 12, 31)]
    lots = [hand(i, kg=size / KG, until=days[d]) for i, (size, d) in enumerate(sizes, 1)]
    taken = recipes.allot(lots, wanted)
    assert sum(q for _, q in taken) == min(wanted, sum(lot.quantity for lot in lots))
    # A lot is begun only when those before it are finished.
    assert all(q == lot.quantity for lot, q in taken[:-1])
    dated = [lot.good_until or date.max for lot, _ in taken]
    assert all(a <= b for a, b in pairwise(dated))


def test_eggs_are_taken_whole():
    eggs = AtHand(5, STORE, 40, ItemKind.RAW, US, Dimension.COUNT, 60_000, 30, 1_800_000)
    assert recipes.allot([eggs], 1_000_000) == [(eggs, 17)]


def test_toll_lots_are_never_mixed():
    assert recipes.owner_of([hand(1, owner=FARM), hand(2, SALT, owner=US)], US) == FARM
    with pytest.raises(Refused, match="mixed_owners"):
        recipes.owner_of([hand(1, owner=FARM), hand(2, ONION, owner=US)], US)


# ── Making ───────────────────────────────────────────────────────────────────────────────────────────────────────────

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


# ── Safety ───────────────────────────────────────────────────────────────────────────────────────────────────────────

F0_3 = Limits(Treatment.STERILISE, 121.1, 10, 3)


def allow(limits: Limits, ph: float | None) -> None:
    safety.check_schedule(limits, ph_highest=ph, validated_on=DAY, today=DAY)


@pytest.mark.parametrize("ph", [None, 4.5, 4.6, 6.2])
@pytest.mark.parametrize(
    ("limits", "code"),
    [
        (Limits(Treatment.STERILISE, 121.1, 10, 2.99), "too_little_f0"),
        # Three minutes at 115 °C are 0.74 at 121.1.
        (Limits(Treatment.STERILISE, 115, 10, 3), "too_little_f0"),
        (Limits(Treatment.STERILISE, 121.1, 20, 30), "f0_reference"),
        (Limits(Treatment.PASTEURISE, 93.3, 8.3, 10, ph_max=4.2), "ph_must_be_acid"),
    ],
)
def test_low_acid_wants_three_minutes_at_121(limits, code, ph):
    with pytest.raises(Refused, match=code):
        allow(limits, ph)


def test_three_minutes_are_enough_where_the_ph_may_be_high():
    allow(F0_3, None)
    allow(Limits(Treatment.STERILISE, 115, 10, 12.3), 6.0)


@pytest.mark.parametrize("ph_max", [None, 4.5, 5.0])
@pytest.mark.parametrize(
    "limits",
    [(Treatment.PASTEURISE, 93.3, 8.3, 10), (Treatment.STERILISE, 105, 10, 3), (Treatment.STERILISE, 121.1, 9, 9)],
)
def test_an_acid_recipe_may_be_heated_less_but_its_ph_is_then_a_limit(limits, ph_max):
    with pytest.raises(Refused, match="acid_wants_ph"):
        allow(Limits(*limits, ph_max=ph_max), 4.2)
    allow(Limits(*limits, ph_max=4.4), 4.2)


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        (Limits(Treatment.STERILISE, 95, 10, 3), "schedule_values"),
        (Limits(Treatment.PASTEURISE, 121.1, 10, 3, ph_max=4.2), "schedule_values"),
        (Limits(Treatment.STERILISE, 121.1, 0, 3), "schedule_values"),
        (Limits(Treatment.STERILISE, 121.1, 10, 3, plateau_minutes=10), "plateau_half"),
        # No minute at all would let a probe in the autoclave's air prove anything.
        (Limits(Treatment.STERILISE, 121.1, 10, 3, plateau_temperature=121, plateau_minutes=0), "plateau_none"),
    ],
)
def test_a_schedule_that_cannot_be(limits, code):
    with pytest.raises(Refused, match=code):
        allow(limits, 4.2)


def test_nobody_validates_tomorrow():
    with pytest.raises(Refused, match="schedule_future"):
        safety.check_schedule(F0_3, ph_highest=4.2, validated_on=date(2026, 9, 4), today=DAY)


def heat(exact: float = 4, **more: object) -> Heat:
    return Heat(
        **{"exact": exact, "trapezoid": exact, "plateau": None, "largest_gap": 30, "probe": ProbeAt.CORE, **more}
    )


PLATEAU = Limits(Treatment.STERILISE, 121.1, 10, 3, 118, 20)


@pytest.mark.parametrize(
    ("limits", "given_heat", "outcome"),
    [
        (None, heat(50), Outcome.NO_SCHEDULE),
        (None, None, Outcome.NO_SCHEDULE),
        (F0_3, None, Outcome.NO_COOK),
        (F0_3, heat(3), Outcome.PASSED),
        (F0_3, heat(2.999999), Outcome.TOO_LOW),
        # The exact value counts, and not the trapezoid above it.
        (F0_3, heat(2.9, trapezoid=3.4), Outcome.TOO_LOW),
        (F0_3, heat(float("nan")), Outcome.TOO_LOW),
        (F0_3, heat(float("inf")), Outcome.TOO_LOW),
        (F0_3, heat(30, probe=ProbeAt.CHAMBER), Outcome.CHAMBER_ALONE),
        (PLATEAU, heat(9, plateau=20), Outcome.PASSED),
        (PLATEAU, heat(9, plateau=19.9), Outcome.PLATEAU_SHORT),
        (PLATEAU, heat(9, plateau=None), Outcome.PLATEAU_SHORT),
        (PLATEAU, heat(9, plateau=20, probe=ProbeAt.CHAMBER), Outcome.PASSED),
        (PLATEAU, heat(2, plateau=30), Outcome.TOO_LOW),
    ],
)
def test_the_verdict(limits, given_heat, outcome):
    assert safety.verdict(limits, given_heat).outcome is outcome


def test_a_cook_judged_by_another_schedule_never_passes():
    judged = safety.verdict(F0_3, heat(50), same_schedule=False)
    assert judged.outcome is Outcome.OTHER_SCHEDULE
    assert not judged.passed


def test_a_logger_too_far_apart_is_said():
    found = safety.warnings(heat(14.7, trapezoid=15.8, largest_gap=240), shared=True, ph=4.45)
    assert {w.value for w in found} == {"too_coarse", "large_gap", "shared_file", "nearly_acid"}


def test_fahrenheit_taken_for_celsius_is_refused():
    with pytest.raises(Refused, match="too_hot"):
        safety.refuse_too_hot(185, "C")
    safety.refuse_too_hot(250, "F")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Date;Heure;T\n03/09/2026;10:00:00;20\n03/09/2026;10:01:00;21", DAY),
        ("Temps;T\n2026-09-03 23:59:30;20\n2026-09-04 00:00:30;21", DAY),
        ("Essai du 03.09.2026\nmin;T\n0;20\n1;21", DAY),
        ("Étalonné le 01/02/2026, relevé le 03/09/2026\nmin;T\n0;20\n1;21", None),
        ("min;T\n0;20\n1;21", None),
        ("min;T\n0;12.50\n1;21.5", None),
    ],
)
def test_the_day_that_a_file_says(text, day):
    table = rows(text)
    assert safety.day_of(table, len(table) - 1) == day


PH, CLOSURE = Checked(CheckKind.PH, value=4.2), Checked(CheckKind.CLOSURE, looked_at=30)
WITH_PH = Limits(Treatment.STERILISE, 121.1, 10, 3, ph_max=4.4)


def test_all_that_is_due_before_a_release():
    good = safety.verdict(WITH_PH, heat())
    assert safety.gaps(good, [PH, CLOSURE], WITH_PH) == ()
    assert safety.gaps(good, [], WITH_PH) == (Gap.PH_MISSING, Gap.CLOSURE_MISSING)
    bad = [Checked(CheckKind.PH, value=4.41), Checked(CheckKind.CLOSURE, looked_at=30, failing=1)]
    assert safety.gaps(good, bad, WITH_PH) == (Gap.PH_FAILED, Gap.CLOSURE_FAILED)
    look = Checked(CheckKind.VISUAL, sound=False)
    assert safety.gaps(good, [PH, CLOSURE, look], WITH_PH) == (Gap.VISUAL_FAILED,)
    for judged in (safety.verdict(None, heat()), safety.verdict(WITH_PH, None), safety.verdict(WITH_PH, heat(1))):
        assert safety.gaps(judged, [PH, CLOSURE], WITH_PH)


def release(
    *found: Gap, status: Status = Status.HOLD, releaser: int = 2, four_eyes: bool = True, reason: str = ""
) -> None:
    safety.check_release(found, status=status, four_eyes=four_eyes, releaser=releaser, cooks=[1], reason=reason)


def test_who_cooked_does_not_release():
    release()
    release(releaser=1, four_eyes=False)
    for wrong, code in (
        ({"releaser": 1}, "same_person"),
        ({"status": Status.RELEASED}, "already_released"),
        ({"status": Status.BLOCKED}, "blocked_wants_reason"),
    ):
        with pytest.raises(Refused, match=code):
            release(**wrong)
    with pytest.raises(Refused, match="not_ready"):
        release(Gap.PH_MISSING)
    release(status=Status.BLOCKED, reason="pH repris au laboratoire : 4,1")


def test_a_stage_is_worked_out():
    assert stage(cancelled=False, made=False, cooked=False, status=None) is Stage.TO_DO
    assert stage(cancelled=True, made=False, cooked=False, status=None) is Stage.CANCELLED
    assert stage(cancelled=False, made=True, cooked=False, status=Status.HOLD) is Stage.KETTLE
    assert stage(cancelled=False, made=True, cooked=True, status=Status.HOLD) is Stage.CHECKS
    assert stage(cancelled=False, made=True, cooked=True, status=Status.BLOCKED) is Stage.BLOCKED
    assert stage(cancelled=False, made=True, cooked=True, status=Status.RELEASED) is Stage.RELEASED
