"""Nothing leaves the kitchen before it is proved safe."""

import hashlib
import io
import math
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
import xlsxwriter

from bocal.directory.rules import PlaceKind
from bocal.journals import acts as journals
from bocal.journals.rules import Gesture, Kind, Move, Refused, Status
from bocal.kitchen import acts, reads
from bocal.kitchen.models import Cook
from bocal.kitchen.rules.deviations import Cause, Decision
from bocal.kitchen.rules.safety import CheckKind, Gap, Outcome, ProbeAt, Warn
from bocal.kitchen.rules.stages import Stage
from bocal.measure.unreadable import Unreadable
from tests.kitchen import kitchens
from tests.kitchen.kitchens import logger, on_hand, status
from tests.world import NOW, TODAY

pytestmark = pytest.mark.django_db

#: Five minutes at 121.1 °C, and two ramps: z / (ln 10 · slope), slopes 91.1/40 and 81.1/30 °C a minute.
F0_OF_FIVE = 5 + 10 / math.log(10) * (40 / 91.1 + 30 / 81.1)


# ── Cook ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


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
    assert reads.file_of(order.pk).gaps == (Gap.HEAT_FAILED, Gap.DEVIATION)


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


def test_a_plateau_in_two_pieces_is_none(kitchen, made):
    """The pressure fell half way: the jars cooled, and no schedule was validated for that."""
    kitchens.schedule(kitchen.world, kitchen.version, plateau_temperature=Decimal(121), plateau_minutes=Decimal(10))
    kitchen.cook(made, kitchens.broken(6, 6), probe=ProbeAt.CHAMBER)
    file = reads.file_of(made.pk)
    assert file.verdict.outcome is Outcome.PLATEAU_SHORT
    assert file.cook.plateau == pytest.approx(6.2, abs=0.2)
    kitchen.cook(made, kitchens.broken(6, 11), probe=ProbeAt.CHAMBER)
    assert reads.file_of(made.pk).verdict.passed


def test_two_cooks_in_one_file_wait_for_a_decision(kitchen, made):
    """A logger left running adds up the minutes of two loads, and no jar was in both."""
    kitchen.cook(made, kitchens.broken(1, 1, down=40))
    file = reads.file_of(made.pk)
    assert [one.cause for one in file.deviations] == [Cause.LOGGER]
    assert "monte 2 fois" in file.deviations[0].found
    assert Gap.DEVIATION in file.gaps


def test_a_file_without_a_date_is_of_one_day(kitchen, made):
    silent = logger(5).replace(b"03/09/2026;", b"").replace(b"Date;", b"")
    kitchen.cook(made, silent)
    later = NOW + timedelta(days=1)
    other = kitchen.order()
    acts.make(
        other,
        taken=kitchen.taken(30, 3),
        outcome=acts.Outcome(jars_filled=30),
        day=TODAY + timedelta(days=1),
        author=kitchen.world.cook,
        key=uuid4().hex,
        now=later,
    )
    said = {"file_name": "a.csv", "equipment": "Autoclave 1", "probe": ProbeAt.CORE, "author": kitchen.world.cook}
    with pytest.raises(Refused, match="file_of_another_day") as refused:
        acts.cook(other, data=silent, key=uuid4().hex, now=later, **said)
    assert refused.value.details == {"order": made.number, "day": "03/09/2026"}
    # It was put with the wrong order: that one gets its own, and the file is free.
    kitchen.cook(made)
    assert acts.cook(other, data=silent, key=uuid4().hex, now=later, **said)


def test_a_second_cook_is_of_the_day_it_was_decided_or_later(kitchen, made):
    """Jars sent back to the autoclave: their curve is of another day, and no clock is wrong."""
    kitchen.cook(made, kitchens.logger(5, top=110))
    tomorrow = NOW + timedelta(days=1)

    def again(day: str):
        return acts.cook(
            made,
            file_name="deux.csv",
            data=kitchens.logger(day=day),
            equipment="Autoclave 1",
            probe=ProbeAt.CORE,
            author=kitchen.world.cook,
            key=uuid4().hex,
            now=tomorrow,
        )

    with pytest.raises(Refused, match="other_day"):
        again("04/09/2026")
    kitchen.rule(made, Decision.RECOOK)
    for day in ("02/09/2026", "05/09/2026"):
        with pytest.raises(Refused, match="other_day"):
            again(day)
    assert not again("04/09/2026").other_day
    assert reads.file_of(made.pk).verdict.passed


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
    with pytest.raises(Refused, match="not_ready"):
        kitchen.release(order, reason="ça ira")
    kitchen.rule(order, Decision.AGAIN)
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
