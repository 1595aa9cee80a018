"""Decided is not done: what a named person decides stands for what they saw, and holds until it was done."""

from datetime import timedelta
from decimal import Decimal

import pytest

from bocal.journals.rules import Status
from bocal.kitchen import acts, reads
from bocal.kitchen.reads import findings
from bocal.kitchen.rules.deviations import Decision
from bocal.kitchen.rules.safety import CheckKind, Gap, ProbeAt
from bocal.safety.rules import Topic
from tests.kitchen.kitchens import logger, status
from tests.kitchen.planned import key, line
from tests.world import NOW, TODAY

pytestmark = pytest.mark.django_db


def test_an_opinion_stands_for_the_oven_that_it_was_given_on(kitchen):
    warm = line(Topic.INCUBATION, blocks=True)
    hot = type(warm).objects.create(
        topic=Topic.INCUBATION,
        what="Étuve à 55 °C",
        every=warm.every,
        desk=warm.desk,
        corrective="Garder le lot.",
        celsius=Decimal(55),
        days=7,
        blocks=True,
        since=TODAY,
    )
    order = kitchen.ready()
    said = {"author": kitchen.world.cook, "now": NOW}
    tests = [acts.incubate(order, point=point, jars=2, started_on=TODAY, key=key(), **said) for point in (warm, hot)]
    acts.read_incubation(tests[0], sound=False, note="bombé", key=key(), **said)
    assert reads.file_of(order.pk).gaps == (Gap.INCUBATION_FAILED, Gap.INCUBATION_MISSING, Gap.DEVIATION)
    kitchen.rule(order, Decision.OPINION, document="AVIS-37")
    assert reads.file_of(order.pk).gaps == (Gap.INCUBATION_MISSING,)
    acts.read_incubation(tests[1], sound=False, note="bombé aussi", key=key(), **said)
    kitchen.rule(order, Decision.AGAIN)
    assert reads.file_of(order.pk).gaps == (Gap.INCUBATION_FAILED,)


def test_two_ovens_that_fail_wait_for_two_decisions(kitchen):
    point = line(Topic.INCUBATION)
    order = kitchen.ready()
    said = {"author": kitchen.world.quality, "now": NOW}
    for _again in range(2):
        test = acts.incubate(order, point=point, jars=2, started_on=TODAY, key=key(), **said)
        acts.read_incubation(test, sound=False, key=key(), **said)
    assert len(reads.file_of(order.pk).deviations) == 2


def test_a_check_that_fails_beside_another_is_decided_upon_too(kitchen):
    order = kitchen.ready()
    kitchen.ph(order, "4.9")
    kitchen.closure(order, failing=1)
    kitchen.closure(order, failing=2)
    assert [one.looked.kind for one in reads.file_of(order.pk).deviations] == [CheckKind.PH, CheckKind.CLOSURE]


def test_a_deviation_that_waits_takes_in_the_lots_of_a_later_load(kitchen):
    order, beside = kitchen.ready(), kitchen.order()
    kitchen.make(beside)
    kitchen.closure(order, failing=1)
    kitchen.cook(order, load=acts.Load(beside=(beside,)))
    kitchen.closure(order, failing=1)
    [one] = reads.file_of(order.pk).deviations
    assert set(one.lots.all()) == {reads.file_of(some.pk).lot for some in (order, beside)}
    assert status(reads.file_of(beside.pk).lot) == Status.BLOCKED


def test_jars_sent_back_to_the_autoclave_wait_for_another_curve(kitchen):
    """The first curve passed, but for a hole in it: judging it again is not cooking again."""
    order = kitchen.order()
    kitchen.make(order)
    rows = logger(10).decode("cp1252").splitlines()
    kitchen.cook(order, "\r\n".join(rows[:84] + rows[90:]).encode("cp1252"))
    kitchen.ph(order)
    kitchen.closure(order)
    later = NOW + timedelta(hours=1)
    [one] = findings.undecided()
    acts.rule(one, decision=Decision.RECOOK, reason="trou", author=kitchen.world.quality, key=key(), now=later)
    assert reads.file_of(order.pk).gaps == (Gap.NO_COOK,)
    acts.judge_again(order, author=kitchen.world.cook, key=key(), now=later + timedelta(hours=1))
    assert reads.file_of(order.pk).gaps == (Gap.NO_COOK,)
    acts.cook(
        order,
        file_name="deux.csv",
        data=logger(),
        equipment="Autoclave 1",
        probe=ProbeAt.CORE,
        author=kitchen.world.cook,
        key=key(),
        now=later + timedelta(hours=2),
    )
    assert reads.file_of(order.pk).gaps == ()
