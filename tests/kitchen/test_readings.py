"""The plan's lines and ovens answered: what they hold back, what they let go."""

from collections import Counter
from datetime import timedelta
from decimal import Decimal

import pytest

from bocal.journals.rules import Refused, Status
from bocal.kitchen import acts, reads
from bocal.kitchen.models import Deviation
from bocal.kitchen.reads import findings
from bocal.kitchen.rules.deviations import Cause, Decision
from bocal.kitchen.rules.safety import Gap
from bocal.safety.rules import Topic
from tests.kitchen.kitchens import status
from tests.kitchen.planned import LATER, key, line, read
from tests.world import NOW, TODAY

pytestmark = pytest.mark.django_db


def test_a_reading_out_of_limits_opens_a_deviation_and_keeps_its_limits(kitchen):
    point = line(Topic.COLD)
    assert findings.left_today(TODAY) > 0
    assert read(kitchen, point, "4").conform
    warm = read(kitchen, point, "4.01")
    assert [one.reading_id for one in findings.undecided()] == [warm.pk]
    type(point).objects.filter(pk=point.pk).update(high=Decimal(8))
    warm.refresh_from_db()
    assert (warm.high, warm.conform) == (Decimal(4), False)
    with pytest.raises(Refused, match="reading_missing"):
        read(kitchen, point)


def test_the_plan_keeps_a_lot_until_it_is_answered(kitchen):
    point = line(Topic.VACUUM, blocks=True)
    order = kitchen.ready()
    assert reads.file_of(order.pk).gaps == (Gap.CONTROL_MISSING,)
    read(kitchen, point, sound=False, order=order)
    assert reads.file_of(order.pk).gaps == (Gap.DEVIATION,)
    kitchen.rule(order, Decision.AGAIN)
    # Decided is not done: the answer that was asked again still lacks.
    assert reads.file_of(order.pk).gaps == (Gap.CONTROL_MISSING,)
    read(kitchen, point, sound=True, order=order)
    kitchen.release(order)


def test_an_oven_that_fails_blocks_the_load(kitchen):
    point = line(Topic.INCUBATION, blocks=True)
    order = kitchen.ready()
    assert reads.file_of(order.pk).gaps == (Gap.INCUBATION_MISSING,)
    assert [oven.making.order_id for oven in findings.ovens_to_fill(TODAY)][:1] == [order.pk]
    said = {"author": kitchen.world.quality, "now": NOW}
    test = acts.incubate(order, point=point, jars=2, started_on=TODAY, key=key(), **said)
    assert test.due_on == TODAY + timedelta(days=7)
    ph = {"ph": Decimal("4.2"), "ph_control": Decimal("4.3")}
    with pytest.raises(Refused, match="incubation_early"):
        acts.read_incubation(test, sound=True, key=key(), **ph, **said)
    acts.read_incubation(test, sound=False, note="bombé", key=key(), **said)
    file = reads.file_of(order.pk)
    assert file.gaps == (Gap.INCUBATION_FAILED, Gap.DEVIATION)
    assert status(file.lot) == Status.BLOCKED
    with pytest.raises(Refused, match="incubation_done"):
        acts.read_incubation(test, sound=True, key=key(), **ph, **said)


def test_an_oven_that_holds_lets_the_lot_go(kitchen):
    point = line(Topic.INCUBATION, blocks=True)
    order = kitchen.ready()
    said = {"author": kitchen.world.quality}
    test = acts.incubate(order, point=point, jars=2, started_on=TODAY, key=key(), now=NOW, **said)
    with pytest.raises(Refused, match="incubation_ph"):
        acts.read_incubation(test, sound=True, key=key(), now=LATER, **said)
    acts.read_incubation(test, sound=True, ph=Decimal("4.7"), ph_control=Decimal("4.2"), key=key(), now=LATER, **said)
    assert reads.file_of(order.pk).gaps == ()


@pytest.mark.parametrize(
    ("germs", "control", "holds"), [(400, 4, True), (401, 4, False), (100, 0, True), (101, 0, False), (0, 0, True)]
)
def test_a_microscope_that_shows_too_many_germs_fails_the_oven(kitchen, germs, control, holds):
    point = line(Topic.INCUBATION, blocks=True, ratio_most=100)
    order = kitchen.ready()
    said = {"author": kitchen.world.quality, "ph": Decimal("4.2"), "ph_control": Decimal("4.3"), "sound": True}
    test = acts.incubate(order, point=point, jars=2, started_on=TODAY, key=key(), now=NOW, author=kitchen.world.quality)
    with pytest.raises(Refused, match="incubation_germs"):
        acts.read_incubation(test, germs=germs, key=key(), now=LATER, **said)
    written = acts.read_incubation(test, germs=germs, germs_control=control, key=key(), now=LATER, **said)
    assert written.conform is holds
    file = reads.file_of(order.pk)
    assert (file.gaps == ()) is holds
    assert (status(file.lot) == Status.BLOCKED) is not holds


def test_an_answer_sent_twice_is_written_once_and_a_key_is_one_persons(kitchen):
    cold, warm = line(Topic.COLD), line(Topic.INCUBATION)
    order, world = kitchen.ready(), kitchen.world
    test = acts.incubate(order, point=warm, jars=1, started_on=TODAY, author=world.quality, key="oven", now=NOW)
    for act, of, more in (
        (acts.read_point, (cold,), {"day": TODAY, "value": Decimal(9), "key": "cold"}),
        (acts.incubate, (order,), {"point": warm, "jars": 1, "started_on": TODAY, "key": "oven"}),
        (acts.read_incubation, (test,), {"sound": False, "key": "result"}),
        (acts.report, (), {"cause": Cause.GLASS, "found": "un pot", "day": TODAY, "key": "glass"}),
    ):
        written = act(*of, author=world.quality, now=NOW, **more)
        assert act(*of, author=world.quality, now=NOW, **more) == written
        with pytest.raises(Refused, match="key_reused"):
            act(*of, author=world.cook, now=NOW, **more)
    assert Counter(Deviation.objects.values_list("cause", flat=True)) == {"reading": 1, "incubation": 1, "glass": 1}


def test_what_opens_a_deviation_blocks_its_lots_in_the_same_breath_and_says_why(kitchen):
    point = line(Topic.VACUUM)
    order = kitchen.ready()
    kitchen.release(order)
    lot = reads.file_of(order.pk).lot
    read(kitchen, point, sound=False, order=order)
    assert status(lot) == Status.BLOCKED
    assert [said.reason for said in lot.decisions.order_by("pk")][-1].startswith("Vide : couvercles concaves")
    # On hold it only waits: the decision holds it, and nothing has to be unblocked after it.
    other = kitchen.ready(kitchen.order(kitchen.world.receive("Tomates", kg=40), kitchen.salt))
    read(kitchen, point, sound=False, order=other)
    assert status(reads.file_of(other.pk).lot) == Status.HOLD
