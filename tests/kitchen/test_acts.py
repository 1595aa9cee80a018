"""What the kitchen writes: it balances, it is written once, and nothing leaves before it is proved safe."""

import hashlib
import io
import math
import threading
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
import xlsxwriter
from django.db import connection

from bocal.directory.rules import PlaceKind
from bocal.journals import acts as journals
from bocal.journals.models import HoursLine, LotState, Movement, Stock, Voucher
from bocal.journals.rules import Gesture, Kind, Move, Refused, Status, Way
from bocal.kitchen import acts, reads
from bocal.kitchen.models import Cook, ManufacturingOrder, RecipeVersion
from bocal.kitchen.rules.recipes import LineRole, Part
from bocal.kitchen.rules.safety import CheckKind, Gap, Outcome, ProbeAt, Treatment, Warn
from bocal.kitchen.rules.stages import Stage
from bocal.measure.unreadable import Unreadable
from tests.kitchen import kitchens
from tests.kitchen.kitchens import logger
from tests.world import KG, NOW, TODAY

pytestmark = pytest.mark.django_db

#: Five minutes at 121.1 °C, and two ramps: z / (ln 10 · slope), slopes 91.1/40 and 81.1/30 °C a minute.
F0_OF_FIVE = 5 + 10 / math.log(10) * (40 / 91.1 + 30 / 81.1)


@pytest.fixture
def kitchen():
    return kitchens.build()


def on_hand(lot) -> int:
    return sum(Stock.objects.filter(lot=lot).values_list("quantity", flat=True))


def status(lot) -> str:
    return LotState.objects.get(lot=lot).status


def moved(voucher, kind: PlaceKind) -> int:
    return sum(Movement.objects.filter(voucher=voucher, target__kind=kind).values_list("mass_mg", flat=True))


# ── Recipes ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_version_is_frozen_once_an_order_uses_it_and_copied_to_change(kitchen):
    version = acts.new_version(kitchen.version, author=kitchen.world.products, now=NOW)
    assert version.number == 2
    assert [line.mg_per_kg for line in version.lines.all()] == [1_325_000, 8_000]
    # Another recipe has not been validated.
    assert not version.schedules.exists()
    less_salt = kitchens.draft(kitchen.world, method="Moins de sel.")
    acts.change_version(version, draft=less_salt)
    assert RecipeVersion.objects.get(pk=version.pk).method == "Moins de sel."
    kitchen.version = version
    kitchen.order()
    with pytest.raises(Refused, match="version_frozen"):
        acts.change_version(version, draft=less_salt)


def test_a_version_with_a_schedule_does_not_change_under_it(kitchen):
    with pytest.raises(Refused, match="version_frozen"):
        acts.change_version(kitchen.version, draft=kitchens.draft(kitchen.world))


def test_what_cannot_enter_a_recipe(kitchen):
    jar = kitchen.world.items["Pot 720 ml"]
    for item in (jar.pk, 999_999):
        bad = acts.Draft(parts=(Part(item, LineRole.RAW, KG),))
        with pytest.raises(Refused, match="recipe_item"):
            acts.write_recipe(name="Rien", products=[kitchen.product], draft=bad, author=kitchen.world.cook, now=NOW)
    with pytest.raises(Refused, match="recipe_name"):
        acts.write_recipe(
            name="coulis de tomate",
            products=[kitchen.product],
            draft=kitchens.draft(kitchen.world),
            author=kitchen.world.cook,
            now=NOW,
        )


def test_the_law_is_kept_when_a_schedule_is_written(kitchen):
    world = kitchen.world
    unknown = acts.write_recipe(
        name="Ratatouille",
        products=[kitchen.product],
        draft=kitchens.draft(world, ph_highest=None),
        author=world.products,
        now=NOW,
    )
    with pytest.raises(Refused, match="too_little_f0"):
        kitchens.schedule(world, unknown, required=Decimal("2.9"))
    with pytest.raises(Refused, match="ph_must_be_acid"):
        kitchens.schedule(world, unknown, treatment=Treatment.PASTEURISE, tref=Decimal("93.3"), z=Decimal("8.3"))
    with pytest.raises(Refused, match="schedule_future"):
        kitchens.schedule(world, unknown, validated_on=TODAY + timedelta(days=1))
    assert not unknown.schedules.exists()


# ── Orders ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_order_is_scaled_to_the_lots(kitchen):
    found = kitchen.order(wished=None)
    # 60 kg × 0.9 / 1.325 = 40.75 kg: 59 jars of 680 g.
    assert found.jars == 59
    assert found.number == "OF-2026-001"
    planned = {row.lot_id: row.quantity for row in found.chosen.all()}
    assert planned[kitchen.tomatoes.pk] <= 60 * KG
    assert planned[kitchen.salt.pk] == 320_960


def test_the_same_key_orders_once(kitchen):
    assert kitchen.order(key="once") == kitchen.order(key="once")
    assert ManufacturingOrder.objects.count() == 1


def test_toll_lots_are_not_mixed_and_stay_the_farms(kitchen):
    world = kitchen.world
    theirs = world.receive("Tomates", kg=40, way=Way.TOLL)
    with pytest.raises(Refused, match="mixed_owners"):
        kitchen.order(kitchen.tomatoes, theirs, kitchen.salt)
    order = kitchen.order(theirs, kitchen.salt)
    assert order.owner == world.farm
    made = kitchen.make(order, taken=kitchen.taken(lot=theirs))
    assert made.lots["jars"].owner == world.farm
    other = kitchen.order(theirs, kitchen.salt)
    both = [*kitchen.taken(5, 0, lot=theirs), *kitchen.taken(25, 0)[:1]]
    with pytest.raises(Refused, match="mixed_owners"):
        kitchen.make(other, taken=both)


def test_what_is_on_hold_never_enters_a_pot(kitchen):
    order = kitchen.order()
    journals.decide(
        [kitchen.tomatoes], Status.HOLD, reason="trop chaud", author=kitchen.world.quality, key="h", now=NOW
    )
    with pytest.raises(Refused, match="lot_gone"):
        kitchen.order()
    with pytest.raises(Refused, match="not_usable"):
        kitchen.make(order)


def test_a_lot_of_something_else_is_refused(kitchen):
    celery = kitchen.world.receive("Céleri", kg=5)
    with pytest.raises(Refused, match="not_in_recipe"):
        kitchen.order(kitchen.tomatoes, celery)
    with pytest.raises(Refused, match="not_in_recipe"):
        kitchen.make(kitchen.order(), taken=[*kitchen.taken(), acts.Taken(celery.pk, kitchen.world.store.pk, KG)])


def test_too_little_for_a_jar(kitchen):
    crumb = kitchen.world.receive("Tomates", kg=0.5)
    with pytest.raises(Refused, match="no_jar_possible") as refused:
        kitchen.order(crumb, kitchen.salt)
    assert refused.value.details["items"] == "Tomates"


def test_an_order_can_be_given_up_until_it_is_made(kitchen):
    order = kitchen.order()
    acts.cancel(order, now=NOW)
    with pytest.raises(Refused, match="order_cancelled"):
        kitchen.make(order)
    made = kitchen.order()
    kitchen.make(made)
    with pytest.raises(Refused, match="order_made"):
        acts.cancel(made, now=NOW)


# ── Making ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_kettle_is_written_whole(kitchen):
    world = kitchen.world
    order = kitchen.order()
    posted = kitchen.make(
        order,
        jars_broken=2,
        lids_broken=1,
        tasting_jars=1,
        spilled_mg=500_000,
        minutes=((world.cook.pk, 240), (world.quality.pk, 60)),
    )
    jars = posted.lots["jars"]
    assert jars.good_until == TODAY + timedelta(days=730)
    assert (jars.owner, jars.organic_bp, status(jars)) == (world.us, 10_000, Status.HOLD)
    assert on_hand(jars) == 29
    assert (on_hand(kitchen.tomatoes), on_hand(kitchen.salt)) == (30 * KG, 800_000)
    assert (on_hand(kitchen.jars), on_hand(kitchen.lids)) == (68, 69)
    assert moved(posted.voucher, PlaceKind.PEEL) == 3 * KG
    assert moved(posted.voucher, PlaceKind.SPILL) == 500_000
    assert moved(posted.voucher, PlaceKind.TASTING) == 680_000
    # 27.2 kg in, 20.4 filled, 0.5 spilled: what is left is steam, within what the recipe expects.
    assert moved(posted.voucher, PlaceKind.EVAPORATION) == 6_300_000
    assert sum(HoursLine.objects.filter(voucher=posted.voucher).values_list("minutes", flat=True)) == 300
    parents = {row.parent.item.name for row in jars.parents.select_related("parent__item")}
    assert parents == {"Tomates", "Sel", "Pot 720 ml", "Couvercle 82 mm"}
    seen = reads.kettle(posted.voucher)
    assert seen.mass_in == seen.mass_out


def test_jars_come_from_several_lots_oldest_first(kitchen):
    more = kitchen.world.receive("Pot 720 ml", pieces=100, way=Way.BOUGHT)
    kitchen.make(kitchen.order())
    kitchen.make(kitchen.order(), taken=kitchen.taken(30, 3))
    extra = kitchen.world.receive("Tomates", kg=60)
    kitchen.world.receive("Couvercle 82 mm", pieces=100, way=Way.BOUGHT)
    kitchen.make(
        kitchen.order(extra, kitchen.salt, wished=55), jars=55, taken=kitchen.taken(55, 5, lot=extra), lids_broken=0
    )
    # Oldest finished, the next one begun.
    assert (on_hand(kitchen.jars), on_hand(more)) == (0, 85)


def test_glass_that_is_to_be_washed_is_not_filled(kitchen):
    journals.decide([kitchen.jars], Status.HOLD, reason="à laver", author=kitchen.world.quality, key="h", now=NOW)
    with pytest.raises(Refused, match="not_enough_jars"):
        kitchen.make(kitchen.order())


def test_nothing_is_written_when_the_jars_run_out(kitchen):
    with pytest.raises(Refused, match="not_enough_lids"):
        kitchen.make(kitchen.order(), lids_broken=71)
    assert not Voucher.objects.filter(kind=Kind.MAKE).exists()
    assert on_hand(kitchen.tomatoes) == 60 * KG


def test_a_gap_wants_a_reason_which_is_kept(kitchen):
    order = kitchen.order()
    with pytest.raises(Refused, match="reason_needed"):
        kitchen.make(order, jars=26)
    posted = kitchen.make(order, jars=26, note="un bac tombé, non pesé")
    assert posted.voucher.note == "un bac tombé, non pesé"
    assert moved(posted.voucher, PlaceKind.UNEXPLAINED) > 0


def test_more_jars_than_food_is_refused(kitchen):
    with pytest.raises(Refused, match="too_many_jars"):
        kitchen.make(kitchen.order(), jars=60, note="si, si")


def test_made_once_and_again_after_it_is_taken_back(kitchen):
    order = kitchen.order()
    first = kitchen.make(order, key="k")
    assert kitchen.make(order, key="k").voucher == first.voucher
    with pytest.raises(Refused, match="order_made"):
        kitchen.make(order)
    kitchen.cook(order)
    assert reads.order(order.pk).stage is Stage.CHECKS
    journals.reverse(first.voucher, author=kitchen.world.cook, now=NOW)
    assert reads.order(order.pk).stage is Stage.TO_DO
    assert reads.file_of(order.pk) is None
    again = kitchen.make(order, jars=31)
    # What was cooked and checked for the first lot is not this one's.
    assert again.lots["jars"] != first.lots["jars"]
    assert reads.file_of(order.pk).verdict.outcome is Outcome.NO_COOK


# ── Cook ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def made(kitchen):
    order = kitchen.order()
    kitchen.make(order)
    return order


def test_a_cook_is_read_judged_and_kept(kitchen, made):
    data = logger(5)
    cook = kitchen.cook(made, data)
    assert cook.sha256 == hashlib.sha256(data).hexdigest()
    assert (cook.tref, cook.z, cook.unit, cook.started_on) == (121.1, 10.0, "C", TODAY)
    assert cook.exact == pytest.approx(F0_OF_FIVE, abs=0.001)
    assert cook.exact <= cook.trapezoid
    assert cook.points == 151
    assert reads.file_of(made.pk).verdict.passed
    assert reads.curve_of(cook)[-1].accumulated == cook.exact


def test_the_same_cook_in_fahrenheit_is_worth_the_same(kitchen, made):
    celsius = kitchen.cook(made, logger(5))
    fahrenheit = kitchen.cook(made, logger(5, unit="F"))
    assert fahrenheit.unit == "F"
    assert fahrenheit.tref == pytest.approx(249.98)
    assert fahrenheit.exact == pytest.approx(celsius.exact, rel=2e-3)
    assert reads.file_of(made.pk).verdict.passed


def test_a_workbook_is_read_like_a_text(kitchen, made):
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet()
    for row, line in enumerate(logger(5).decode("cp1252").splitlines()):
        day, clock, value = line.split(";")
        sheet.write_row(row, 0, [day, clock, float(value.replace(",", ".")) if row else value])
    book.close()
    cook = kitchen.cook(made, out.getvalue(), file_name="autoclave.xlsx")
    assert cook.exact == pytest.approx(F0_OF_FIVE, abs=0.001)
    assert cook.started_on == TODAY


def test_too_short_stays_on_hold(kitchen, made):
    kitchen.cook(made, logger(5, top=115))
    file = reads.file_of(made.pk)
    assert file.verdict.outcome is Outcome.TOO_LOW
    assert Gap.HEAT_FAILED in file.gaps
    kitchen.cook(made, logger(5))
    assert reads.file_of(made.pk).verdict.passed
    # Both stay.
    assert Cook.objects.filter(making__order=made).count() == 2


def test_without_a_schedule_nothing_passes():
    kitchen = kitchens.build(with_schedule=False)
    order = kitchen.ready()
    file = reads.file_of(order.pk)
    assert file.verdict.outcome is Outcome.NO_SCHEDULE
    assert file.gaps == (Gap.NO_SCHEDULE,)
    with pytest.raises(Refused, match="not_ready"):
        kitchen.release(order)
    kitchens.schedule(kitchen.world, kitchen.version)
    # Validated since: the curve is to be judged by it, not taken for granted.
    assert reads.file_of(order.pk).gaps == (Gap.OTHER_SCHEDULE,)
    acts.judge_again(order, author=kitchen.world.quality, key="again", now=NOW)
    kitchen.release(order)


def test_a_schedule_made_stricter_counts_at_once(kitchen):
    order = kitchen.ready()
    kitchens.schedule(kitchen.world, kitchen.version, required=Decimal(9))
    assert reads.file_of(order.pk).gaps == (Gap.OTHER_SCHEDULE,)
    acts.judge_again(order, author=kitchen.world.quality, key="again", now=NOW)
    assert reads.file_of(order.pk).gaps == (Gap.HEAT_FAILED,)


def test_a_withdrawn_schedule_lets_nothing_pass(kitchen):
    order = kitchen.ready()
    acts.withdraw_schedule(kitchen.schedule, author=kitchen.world.direction, now=NOW)
    assert reads.file_of(order.pk).gaps == (Gap.NO_SCHEDULE,)


def test_a_plateau_that_did_not_hold(kitchen, made):
    kitchens.schedule(kitchen.world, kitchen.version, plateau_temperature=Decimal(121), plateau_minutes=Decimal(10))
    cook = kitchen.cook(made, logger(5))
    assert cook.plateau == pytest.approx(5.1, abs=0.1)
    assert reads.file_of(made.pk).verdict.outcome is Outcome.PLATEAU_SHORT
    kitchen.cook(made, logger(11), probe=ProbeAt.CHAMBER)
    assert reads.file_of(made.pk).verdict.passed


def test_a_probe_outside_the_jars_proves_nothing(kitchen, made):
    kitchen.cook(made, logger(9), probe=ProbeAt.CHAMBER)
    assert reads.file_of(made.pk).verdict.outcome is Outcome.CHAMBER_ALONE


def test_another_days_file(kitchen, made):
    other = logger(5, day="02/09/2026")
    with pytest.raises(Refused, match="other_day") as refused:
        kitchen.cook(made, other)
    assert refused.value.details == {"started": "02/09/2026", "made": "03/09/2026"}
    kitchen.cook(made, other, clock_is_wrong=True)
    assert Warn.OTHER_DAY in reads.file_of(made.pk).warnings


def test_a_unit_that_nobody_says(kitchen, made):
    silent = b"min;sonde\n0;85\n10;85\n20;85\n"
    with pytest.raises(Refused, match="no_unit"):
        kitchen.cook(made, silent)
    assert kitchen.cook(made, silent, unit="C").unit == "C"
    # 185 °F is a pasteurisation; read as °C it would pass for anything.
    with pytest.raises(Refused, match="too_hot"):
        kitchen.cook(made, silent.replace(b"85", b"185"), unit="C")


@pytest.mark.parametrize(
    "data", [b"\x00\x01\x02", b"min;T (\xb0C)\n0;20\n0;21\n", b"bonjour", b"min;T (\xb0C)\n0;20\n"]
)
def test_a_file_that_is_none(kitchen, made, data):
    with pytest.raises(Unreadable):
        kitchen.cook(made, data)
    assert not Cook.objects.exists()


def test_a_file_sent_for_two_orders_is_said_on_both(kitchen, made):
    other = kitchen.order()
    kitchen.make(other, taken=kitchen.taken(30, 3))
    kitchen.cook(made)
    kitchen.cook(other)
    file = reads.file_of(made.pk)
    assert Warn.SHARED_FILE in file.warnings
    assert file.shared_with == (other,)


def test_no_curve_before_the_making(kitchen):
    with pytest.raises(Refused, match="not_made"):
        kitchen.cook(kitchen.order())


# ── Checks and release ───────────────────────────────────────────────────────────────────────────────────────────────


def test_a_lot_is_released_when_nothing_is_missing(kitchen):
    order = kitchen.order()
    kitchen.make(order)
    lot = reads.file_of(order.pk).lot
    for step in (lambda: None, lambda: kitchen.cook(order), lambda: kitchen.ph(order)):
        step()
        with pytest.raises(Refused, match="not_ready"):
            kitchen.release(order)
    kitchen.closure(order)
    assert [file.lot for file in reads.waiting()] == [lot]
    kitchen.release(order)
    assert status(lot) == Status.RELEASED
    assert reads.waiting() == []
    with pytest.raises(Refused, match="already_released"):
        kitchen.release(order)


def test_until_then_nobody_sells_it(kitchen):
    world = kitchen.world
    order = kitchen.ready()
    lot = reads.file_of(order.pk).lot

    def sell() -> None:
        customer = world.outside[PlaceKind.CUSTOMER]
        move = Move(lot.pk, world.store.pk, customer, 1, kitchen.product.piece_mg)
        gesture = Gesture(Kind.DELIVER, TODAY, world.sales.pk, uuid4().hex, party=world.home.pk, moves=[move])
        journals.post(gesture, now=NOW)

    with pytest.raises(Refused, match="not_released"):
        sell()
    kitchen.release(order)
    sell()
    assert on_hand(lot) == 29


@pytest.mark.parametrize("who", ["made", "cooked"])
def test_who_made_or_cooked_does_not_release(kitchen, who):
    world = kitchen.world
    order = kitchen.order()
    kitchen.make(order, author=world.quality if who == "made" else world.cook)
    kitchen.cook(order, author=world.quality if who == "cooked" else world.cook)
    kitchen.ph(order)
    kitchen.closure(order)
    with pytest.raises(Refused, match="same_person"):
        kitchen.release(order, author=world.quality)
    file = reads.file_of(order.pk)
    assert reads.others_who_release(file.cooks) == [world.direction]
    kitchen.release(order, author=world.direction)


def test_two_eyes_are_enough_where_the_collective_says_so(kitchen):
    kitchen.world.collective.four_eyes = False
    kitchen.world.collective.save()
    kitchen.release(kitchen.ready(), author=kitchen.world.cook)


@pytest.mark.parametrize("failing", ["ph", "closure", "look", "heat"])
def test_a_later_failure_takes_the_release_back_from_the_whole_load(kitchen, failing):
    orders = [kitchen.ready(), kitchen.ready()]
    for order in orders:
        kitchen.release(order)
    lots = [reads.file_of(order.pk).lot for order in orders]
    if failing == "ph":
        kitchen.ph(orders[0], "4.6")
    elif failing == "closure":
        kitchen.closure(orders[0], failing=2)
    elif failing == "look":
        acts.check(
            orders[0], kind=CheckKind.VISUAL, sound=False, note="bombé", author=kitchen.world.cook, key="v", now=NOW
        )
    else:
        kitchens.schedule(kitchen.world, kitchen.version, required=Decimal(9))
        acts.judge_again(orders[0], author=kitchen.world.quality, key="j", now=NOW)
    # The same logger's file: the same load.
    assert [status(lot) for lot in lots] == [Status.BLOCKED, Status.BLOCKED]
    assert reads.order(orders[0].pk).stage is Stage.BLOCKED


def test_a_failing_check_leaves_other_loads_alone(kitchen):
    first = kitchen.ready()
    second = kitchen.order()
    kitchen.make(second, taken=kitchen.taken(30, 3))
    kitchen.cook(second, logger(6))
    kitchen.ph(first, "4.6")
    assert status(reads.file_of(second.pk).lot) == Status.HOLD


def test_what_was_blocked_is_released_for_a_reason_only(kitchen):
    order = kitchen.ready()
    kitchen.ph(order, "4.6")
    with pytest.raises(Refused, match="not_ready"):
        kitchen.release(order, reason="ça ira")
    kitchen.ph(order, "4.2")
    with pytest.raises(Refused, match="blocked_wants_reason"):
        kitchen.release(order)
    kitchen.release(order, reason="électrode sale, mesure reprise")
    said = reads.decisions(reads.file_of(order.pk).lot)
    assert [d["status"] for d in said] == [Status.HOLD, Status.BLOCKED, Status.RELEASED]
    assert said[-1]["reason"] == "électrode sale, mesure reprise"


def test_a_lot_is_blocked_with_a_reason(kitchen):
    order = kitchen.ready()
    with pytest.raises(Refused, match="block_wants_reason"):
        acts.block(order, reason=" ", author=kitchen.world.quality, key="b", now=NOW)
    acts.block(order, reason="doute sur le nettoyage", author=kitchen.world.quality, key="b", now=NOW)
    assert status(reads.file_of(order.pk).lot) == Status.BLOCKED


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"kind": CheckKind.PH}, "ph_missing"),
        ({"kind": CheckKind.PH, "value": Decimal(42)}, "ph_absurd"),
        ({"kind": CheckKind.CLOSURE}, "closure_none"),
        ({"kind": CheckKind.CLOSURE, "looked_at": 3, "failing": 4}, "check_failing"),
    ],
)
def test_a_check_that_is_none(kitchen, made, more, code):
    with pytest.raises(Refused, match=code):
        acts.check(made, author=kitchen.world.cook, key="c", now=NOW, **more)


# ── Two at once ──────────────────────────────────────────────────────────────────────────────────────────────────────


def together(*works) -> list[object]:
    """Run these at the same time, each on a connection of its own; what each returned or raised."""
    gate, said = threading.Barrier(len(works)), [None] * len(works)

    def run(i: int, work) -> None:
        try:
            gate.wait()
            said[i] = work()
        except Exception as refused:
            said[i] = refused
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(i, work)) for i, work in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return said


@pytest.mark.django_db(transaction=True)
def test_two_cooks_take_the_same_lot_at_once(kitchen):
    orders = [kitchen.order(wished=50), kitchen.order(wished=50)]
    said = together(*(lambda o=o: kitchen.make(o, jars=40, taken=kitchen.taken(40, 4)) for o in orders))
    refused = [s for s in said if isinstance(s, Refused)]
    assert [r.code for r in refused] == ["not_enough"], said
    assert on_hand(kitchen.tomatoes) == 20 * KG


@pytest.mark.django_db(transaction=True)
def test_two_cooks_take_the_last_jars_at_once(kitchen):
    kitchen.world.receive("Tomates", kg=60)
    kitchen.make(kitchen.order(), jars_broken=35)
    other = kitchen.world.receive("Tomates", kg=60)
    orders = [kitchen.order(), kitchen.order(other, kitchen.salt)]
    works = [
        lambda: kitchen.make(orders[0], taken=kitchen.taken(30, 3)),
        lambda: kitchen.make(orders[1], taken=kitchen.taken(30, 3, lot=other)),
    ]
    said = together(*works)
    assert [s.code for s in said if isinstance(s, Refused)] == ["not_enough_jars"], said
    assert on_hand(kitchen.jars) == 5


@pytest.mark.django_db(transaction=True)
def test_one_order_is_made_once_by_two_people(kitchen):
    order = kitchen.order()
    said = together(*(lambda: kitchen.make(order) for _ in range(3)))
    assert sorted(s.code for s in said if isinstance(s, Refused)) == ["order_made", "order_made"], said
    assert on_hand(kitchen.tomatoes) == 30 * KG


@pytest.mark.django_db(transaction=True)
def test_a_double_click_makes_once(kitchen):
    order = kitchen.order()
    said = together(*(lambda: kitchen.make(order, key="same").voucher.pk for _ in range(3)))
    assert len(set(said)) == 1, said


@pytest.mark.django_db(transaction=True)
def test_a_release_and_a_failing_check_at_once_end_blocked(kitchen):
    order = kitchen.ready()
    together(lambda: kitchen.release(order), lambda: kitchen.ph(order, "4.7"))
    assert status(reads.file_of(order.pk).lot) == Status.BLOCKED
