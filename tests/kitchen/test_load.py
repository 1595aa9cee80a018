"""A load and its schedule: which autoclave, how many jars, which probes count."""

import pytest

from bocal.journals.rules import Refused
from bocal.kitchen import acts, reads
from bocal.kitchen.reads import findings
from bocal.kitchen.rules.deviations import Cause
from bocal.kitchen.rules.safety import Gap, Outcome, Warn
from bocal.safety.acts import train
from bocal.safety.rules import TrainingTopic
from tests.kitchen import kitchens
from tests.kitchen.kitchens import logger
from tests.kitchen.planned import autoclave, fallen, key
from tests.world import NOW, TODAY

pytestmark = pytest.mark.django_db


def test_a_schedule_holds_for_its_autoclave_and_its_load(kitchen, made):
    mine, other = autoclave(), autoclave("Autoclave 2")
    acts.withdraw_schedule(kitchen.schedule, author=kitchen.world.direction, now=NOW)
    kitchens.schedule(kitchen.world, kitchen.version, autoclave=mine, load_jars=40, cooling_water=True)
    kitchen.cook(made, load=acts.Load(autoclave=other))
    assert reads.file_of(made.pk).verdict.outcome is Outcome.NO_SCHEDULE
    kitchen.cook(made, load=acts.Load(autoclave=mine))
    assert reads.file_of(made.pk).gaps[0] is Gap.FACTOR_UNKNOWN
    kitchen.cook(made, load=acts.Load(autoclave=mine, jars=41, water=True))
    assert reads.file_of(made.pk).verdict.outcome is Outcome.FACTOR_FAILED
    assert [one.cause for one in findings.undecided()] == [Cause.FACTOR]
    kitchen.cook(made, load=acts.Load(autoclave=mine, jars=40, water=True))
    assert reads.file_of(made.pk).verdict.passed


def test_one_load_of_two_orders_is_judged_order_by_order(kitchen, made):
    beside = kitchen.order()
    kitchen.make(beside)
    kitchen.cook(made, load=acts.Load(beside=(beside,)))
    files = [reads.file_of(order.pk) for order in (made, beside)]
    assert [file.verdict.passed for file in files] == [True, True]
    assert [Warn.SHARED_FILE in file.warnings for file in files] == [False, False]


def test_a_fallen_probe_is_named_and_left_out_for_a_reason(kitchen, made):
    cook = kitchen.cook(made, fallen())
    file = reads.file_of(made.pk)
    assert file.verdict.outcome is Outcome.TOO_LOW
    assert Warn.PROBE_OUT in file.warnings
    assert reads.suspects_of(cook) == (1,)
    assert {one.cause for one in file.deviations} == {Cause.HEAT, Cause.PROBE}
    for probe, reason, code in ((0, "froide", "probe_is_sound"), (1, " ", "probe_wants_reason")):
        with pytest.raises(Refused, match=code):
            acts.exclude_probe(made, probe=probe, reason=reason, author=kitchen.world.cook, key=key(), now=NOW)
    acts.exclude_probe(made, probe=1, reason="sortie du bocal", author=kitchen.world.quality, key=key(), now=NOW)
    file = reads.file_of(made.pk)
    assert file.verdict.passed
    assert Warn.PROBE_EXCLUDED in file.warnings
    assert file.cook.excluded[0]["reason"] == "sortie du bocal"
    assert len(file.cook.probes) == 2
    # A curve that passes now does not decide what was found before.
    assert Gap.DEVIATION in file.gaps


def test_a_gap_at_the_plateau_waits_for_a_decision(kitchen, made):
    rows = logger(10).decode("cp1252").splitlines()
    kitchen.cook(made, "\r\n".join(rows[:84] + rows[90:]).encode("cp1252"))
    assert [one.cause for one in findings.undecided()] == [Cause.LOGGER]
    assert Gap.DEVIATION in reads.file_of(made.pk).gaps


def test_who_is_not_on_the_list_is_said(kitchen, made):
    one = autoclave()
    train(
        kitchen.world.quality,
        topic=TrainingTopic.OPERATE,
        equipment=one,
        done_on=TODAY,
        by="Centre du Gué",
        author=kitchen.world.direction,
        key=key(),
        now=NOW,
    )
    kitchen.cook(made, load=acts.Load(autoclave=one))
    assert Warn.NOT_TRAINED in reads.file_of(made.pk).warnings
    kitchen.cook(made, load=acts.Load(autoclave=one, operator=kitchen.world.quality))
    assert Warn.NOT_TRAINED not in reads.file_of(made.pk).warnings
