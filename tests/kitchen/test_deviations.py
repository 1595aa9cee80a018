"""What is out of order holds its lots until a named person decides."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from bocal.journals import acts as journals
from bocal.journals.rules import Refused, Status
from bocal.kitchen import acts, reads
from bocal.kitchen.models import Check, Deviation, Reading
from bocal.kitchen.reads import findings
from bocal.kitchen.rules.deviations import Cause, Decision, GlassStep
from bocal.kitchen.rules.safety import CheckKind, Gap, Warn
from bocal.safety import reads as plan
from bocal.safety.acts import start_plan, write_equipment
from bocal.safety.rules import EquipmentKind, Topic, UpkeepKind
from tests.kitchen import kitchens
from tests.kitchen.kitchens import logger, on_hand, status
from tests.kitchen.planned import fridge, key, line, paper, read
from tests.kitchen.screens import by, text, undo
from tests.world import NOW, TODAY

pytestmark = pytest.mark.django_db


def test_a_failed_cook_waits_for_somebody_else_to_decide(kitchen, made):
    kitchen.cook(made, logger(5, top=115))
    for author in (kitchen.world.cook,):
        with pytest.raises(Refused, match="ruled_by_author"):
            kitchen.rule(made, Decision.RECOOK, author=author)
    kitchen.rule(made, Decision.RECOOK)
    [one] = findings.decided()
    with pytest.raises(Refused, match="already_ruled"):
        acts.rule(one, decision=Decision.MENDED, reason="x", author=kitchen.world.direction, key=key(), now=NOW)
    kitchen.cook(made)
    kitchen.ph(made)
    kitchen.closure(made)
    kitchen.release(made)


def test_an_opinion_stands_for_the_cook_that_it_was_given_on(kitchen, made):
    kitchen.cook(made, logger(5, top=115))
    kitchen.ph(made)
    kitchen.closure(made)
    with pytest.raises(Refused, match="opinion_wants_document"):
        kitchen.rule(made, Decision.OPINION)
    kitchen.rule(made, Decision.OPINION, document="AVIS-2026-7")
    assert reads.file_of(made.pk).gaps == ()
    kitchen.cook(made, logger(4, top=115))
    assert Gap.HEAT_FAILED in reads.file_of(made.pk).gaps


def test_an_opinion_never_stands_for_a_schedule():
    kitchen = kitchens.build(with_schedule=False)
    order = kitchen.ready()
    kitchen.ph(order, "4.9")
    kitchen.rule(order, Decision.OPINION, document="AVIS-1")
    assert reads.file_of(order.pk).gaps == (Gap.NO_SCHEDULE,)


@pytest.mark.parametrize("decision", [Decision.DOWNGRADE, Decision.DESTROY])
def test_a_lot_that_is_lost_stays_lost(kitchen, decision):
    order = kitchen.ready()
    kitchen.closure(order, failing=1)
    kitchen.closure(order)
    kitchen.rule(order, decision)
    assert Gap.LOST in reads.file_of(order.pk).gaps
    with pytest.raises(Refused, match="not_ready"):
        kitchen.release(order, reason="quand même")


def test_what_is_to_be_destroyed_leaves_the_books_at_once_and_may_come_back(kitchen):
    order = kitchen.ready()
    lot = reads.file_of(order.pk).lot
    journals.move(
        lot, source=kitchen.world.store, target=fridge(), quantity=4, author=kitchen.world.cook, key=key(), now=NOW
    )
    kitchen.closure(order, failing=1)
    waiting = findings.undecided().get()
    said = {"decision": Decision.DESTROY, "reason": "bombés", "author": kitchen.world.quality, "now": NOW}
    for _twice in range(2):
        acts.rule(waiting, key="once", **said)
    found = findings.deviation(waiting.pk)
    loss = findings.loss_of(found)
    assert (loss.kind, loss.note, loss.author) == ("lose", "bombés", kitchen.world.quality)
    assert on_hand(lot) == 0
    assert sorted(loss.movements.values_list("quantity", "target__kind")) == [(4, "waste"), (26, "waste")]
    # Taken back as any gesture: the jars are there again, and still blocked.
    journals.reverse(loss, author=kitchen.world.quality, now=NOW)
    assert on_hand(lot) == 30
    assert status(lot) == Status.BLOCKED
    assert Gap.LOST in reads.file_of(order.pk).gaps


def test_the_page_says_what_a_decision_does(kitchen):
    order = kitchen.ready()
    kitchen.closure(order, failing=1)
    [one] = findings.undecided()
    quality, address = by(kitchen.world.quality), f"/cuisine/securite/ecarts/{one.pk}/"
    said = text(quality.get(address))
    assert "tout ce qu’il en reste sort de la réserve" in said
    assert "ni vendu ni donné à manger" in said
    sent = {"decision": "destroy", "reason": "fuites", "key": str(uuid4())}
    answer = quality.post(address, sent, follow=True)
    assert "la perte écrite" in text(answer)
    assert undo(answer) == f"undo:{findings.loss_of(findings.deviation(one.pk)).pk}"
    assert "La perte de ce qu’il en restait" in text(quality.get(address))


def test_broken_glass_blocks_the_lots_it_may_have_touched(kitchen):
    order = kitchen.ready()
    kitchen.release(order)
    lot = reads.file_of(order.pk).lot
    said = {"cause": Cause.GLASS, "day": TODAY, "author": kitchen.world.cook, "now": NOW, "steps": [GlassStep.STOPPED]}
    with pytest.raises(Refused, match="lot_unknown"):
        acts.report(found="un pot", codes=["L00-000-X0-0"], key="a", **said)
    for _twice in range(2):
        acts.report(found="un pot", codes=[lot.code, kitchen.tomatoes.code], key="b", **said)
    assert Deviation.objects.count() == 1
    assert status(lot) == Status.BLOCKED
    assert Gap.DEVIATION in reads.file_of(order.pk).gaps


def test_an_overdue_meter_stays_on_the_record_and_holds_when_the_plan_says_so(kitchen):
    meter = write_equipment(None, kind=EquipmentKind.PH_METER, name="pH-mètre 2")
    paper(kitchen, meter, UpkeepKind.CALIBRATION, TODAY - timedelta(days=1))
    meter.refresh_from_db()
    order = kitchen.order()
    kitchen.make(order)
    kitchen.cook(order)
    kitchen.closure(order)
    said = {"kind": CheckKind.PH, "value": Decimal("4.2"), "device": meter, "author": kitchen.world.quality, "now": NOW}
    acts.check(order, key=key(), **said)
    file = reads.file_of(order.pk)
    assert file.gaps == ()
    assert Warn.PAPERS_OVER in file.warnings
    line(Topic.PAPERS, blocks=True)
    acts.check(order, key=key(), **said)
    assert reads.file_of(order.pk).gaps == (Gap.DEVIATION,)
    assert Warn.METER_UNCHECKED not in reads.file_of(order.pk).warnings


@pytest.mark.parametrize("named", [True, False])
@pytest.mark.parametrize(
    ("buffers", "holds"), [((), True), (("4.00",), True), (("4.00", "6.80"), True), (("4.00", "7.00"), False)]
)
def test_a_ph_from_a_meter_that_nobody_read_the_buffers_of_holds_the_lot(kitchen, named, buffers, holds):
    start_plan(since=TODAY)
    points = list(plan.points().filter(topic=Topic.METER))
    assert not any(point.blocks for point in points)
    for point, value in zip(points, buffers, strict=False):
        read(kitchen, point, value, author=kitchen.world.quality)
    order = kitchen.order()
    kitchen.make(order)
    kitchen.cook(order)
    kitchen.closure(order, author=kitchen.world.quality)
    meter = write_equipment(None, kind=EquipmentKind.PH_METER, name="pH-mètre 2") if named else None
    said = {"author": kitchen.world.quality, "now": NOW, "meter": "" if named else "pH-mètre prêté"}
    acts.check(order, kind=CheckKind.PH, value=Decimal("4.2"), device=meter, key=key(), **said)
    file = reads.file_of(order.pk)
    assert (file.gaps == (Gap.DEVIATION,), file.gaps == ()) == (holds, not holds)
    assert (Warn.METER_UNCHECKED in file.warnings) is holds
    if holds:
        [found] = file.deviations
        assert ("pH-mètre 2" if named else "pH-mètre prêté") in found.found
        kitchen.rule(order, Decision.MENDED, author=kitchen.world.direction)
        kitchen.release(order)


def test_the_cook_does_not_answer_what_the_plan_asks_of_the_quality_desk(kitchen):
    start_plan(since=TODAY)
    order = kitchen.order()
    kitchen.make(order)
    world = kitchen.world
    points = {point.topic: point for point in plan.points()}
    read(kitchen, points[Topic.GLASS], sound=True, author=world.cook)
    # Those who write the plan may answer any line of it.
    read(kitchen, points[Topic.GLASS], sound=True, author=world.direction)
    for act in (
        lambda: read(kitchen, points[Topic.VACUUM], sound=True, order=order, author=world.cook),
        lambda: kitchen.ph(order, author=world.cook),
        lambda: kitchen.closure(order, author=world.cook),
    ):
        with pytest.raises(Refused, match="not_yours"):
            act()
    assert Reading.objects.count() == 2
    assert not Check.objects.exists()
    # No line of the plan names anybody for a look.
    acts.check(order, kind=CheckKind.VISUAL, author=world.cook, key=key(), now=NOW)
