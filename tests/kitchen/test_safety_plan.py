"""The plan at work: what is out of order holds its lots until a named person decides; nothing is ever rewritten."""

import json
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from bocal.directory.models import Place
from bocal.directory.rules import PlaceKind
from bocal.journals import acts as journals
from bocal.journals.rules import Refused, Status
from bocal.kitchen import acts, notices, reads
from bocal.kitchen.acts.wanting import set_rates
from bocal.kitchen.models import (
    Check,
    Cook,
    Deviation,
    Equipment,
    Incubation,
    IncubationResult,
    Reading,
    Ruling,
    Schedule,
    Seal,
    Training,
    Upkeep,
)
from bocal.kitchen.reads import safety_plan
from bocal.kitchen.rules.plan import (
    Cause,
    Decision,
    EquipmentKind,
    GlassStep,
    Sealed,
    Topic,
    TrainingTopic,
    UpkeepKind,
)
from bocal.kitchen.rules.safety import CheckKind, Gap, Outcome, Warn
from bocal.kitchen.words.plan import STARTING
from tests.kitchen import kitchens
from tests.kitchen.kitchens import logger, on_hand, status
from tests.kitchen.screens import by, text, undo
from tests.world import NOW, TODAY

pytestmark = pytest.mark.django_db


def fridge() -> Place:
    return Place.objects.create(kind=PlaceKind.FRIDGE, name="Frigo du fond", real=True)


LATER = NOW + timedelta(days=8)


def key() -> str:
    return uuid4().hex


def autoclave(name: str = "Autoclave 1") -> Equipment:
    return acts.write_equipment(None, kind=EquipmentKind.AUTOCLAVE, name=name)


def paper(kitchen, one: Equipment, kind: UpkeepKind, until) -> None:
    acts.upkeep(
        one,
        kind=kind,
        done_on=TODAY - timedelta(days=400),
        until=until,
        by="Mesures du Gué",
        author=kitchen.world.quality,
        key=key(),
        now=NOW,
    )


def line(topic: Topic, **more):
    acts.start_plan(since=TODAY) if not safety_plan.points() else None
    point = safety_plan.points().filter(topic=topic)[0]
    if more:
        type(point).objects.filter(pk=point.pk).update(**more)
        point.refresh_from_db()
    return point


def read(kitchen, point, value: str | None = None, *, sound=None, order=None, author=None):
    number = None if value is None else Decimal(value)
    return acts.read_point(
        point,
        day=TODAY,
        value=number,
        sound=sound,
        order=order,
        author=author or kitchen.world.cook,
        key=key(),
        now=NOW,
    )


def fallen(hold: int = 12) -> bytes:
    """Two probes; the second falls out of its jar in the middle of the plateau."""
    rows = logger(hold).decode("cp1252").splitlines()
    found = ["Date;Heure;Sonde 1 (°C);Sonde 2 (°C)"]
    for at, row in enumerate(rows[1:]):
        value = row.rsplit(";", 1)[1]
        found.append(f"{row};{value if at < 83 else '23,40'}")
    return "\r\n".join(found).encode("cp1252")


# ── A load and its schedule ──────────────────────────────────────────────────────────────────────────────────────────


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
    assert [one.cause for one in safety_plan.undecided()] == [Cause.FACTOR]
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
    assert [one.cause for one in safety_plan.undecided()] == [Cause.LOGGER]
    assert Gap.DEVIATION in reads.file_of(made.pk).gaps


# ── Deviations ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_failed_cook_waits_for_somebody_else_to_decide(kitchen, made):
    kitchen.cook(made, logger(5, top=115))
    for author in (kitchen.world.cook,):
        with pytest.raises(Refused, match="ruled_by_author"):
            kitchen.rule(made, Decision.RECOOK, author=author)
    kitchen.rule(made, Decision.RECOOK)
    [one] = safety_plan.decided()
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
    waiting = safety_plan.undecided().get()
    said = {"decision": Decision.DESTROY, "reason": "bombés", "author": kitchen.world.quality, "now": NOW}
    for _twice in range(2):
        acts.rule(waiting, key="once", **said)
    found = safety_plan.deviation(waiting.pk)
    loss = safety_plan.loss_of(found)
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
    [one] = safety_plan.undecided()
    quality, address = by(kitchen.world.quality), f"/cuisine/securite/ecarts/{one.pk}/"
    said = text(quality.get(address))
    assert "tout ce qu’il en reste sort de la réserve" in said
    assert "ni vendu ni donné à manger" in said
    sent = {"decision": "destroy", "reason": "fuites", "key": str(uuid4())}
    answer = quality.post(address, sent, follow=True)
    assert "la perte écrite" in text(answer)
    assert undo(answer) == f"undo:{safety_plan.loss_of(safety_plan.deviation(one.pk)).pk}"
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


# ── The plan ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_line_to_begin_with_says_where_it_comes_from(kitchen):
    acts.start_plan(since=TODAY)
    assert len(safety_plan.points()) == len(STARTING)
    assert all(point.source and point.corrective for point in safety_plan.points())
    with pytest.raises(Refused, match="plan_there"):
        acts.start_plan(since=TODAY)


def test_a_reading_out_of_limits_opens_a_deviation_and_keeps_its_limits(kitchen):
    point = line(Topic.COLD)
    assert safety_plan.left_today(TODAY) > 0
    assert read(kitchen, point, "4").conform
    warm = read(kitchen, point, "4.01")
    assert [one.reading_id for one in safety_plan.undecided()] == [warm.pk]
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
    assert [oven.making.order_id for oven in safety_plan.ovens_to_fill(TODAY)][:1] == [order.pk]
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


# ── Equipment ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_papers_are_told_before_and_after_they_run_out(kitchen):
    one = autoclave()
    assert safety_plan.papers_due(TODAY) == []
    paper(kitchen, one, UpkeepKind.INSPECTION, TODAY + timedelta(days=20))
    states = [safety_plan.papers_due(TODAY + timedelta(days=days))[0].state for days in (0, 20, 21)]
    assert states == ["soon", "soon", "over"]
    assert safety_plan.waits(TODAY).papers_soon == 1
    assert safety_plan.waits(TODAY + timedelta(days=21)).papers_over == 1


def test_an_overdue_meter_stays_on_the_record_and_holds_when_the_plan_says_so(kitchen):
    meter = acts.write_equipment(None, kind=EquipmentKind.PH_METER, name="pH-mètre 2")
    paper(kitchen, meter, UpkeepKind.CALIBRATION, TODAY - timedelta(days=1))
    meter.refresh_from_db()
    order = kitchen.order()
    kitchen.make(order)
    kitchen.cook(order)
    kitchen.closure(order)
    said = {"kind": CheckKind.PH, "value": Decimal("4.2"), "device": meter, "author": kitchen.world.cook, "now": NOW}
    acts.check(order, key=key(), **said)
    file = reads.file_of(order.pk)
    assert (file.gaps, file.warnings) == ((), (Warn.PAPERS_OVER,))
    line(Topic.PAPERS, blocks=True)
    acts.check(order, key=key(), **said)
    assert reads.file_of(order.pk).gaps == (Gap.DEVIATION,)
    # The buffers of the day were not read either.
    assert Warn.METER_UNCHECKED in reads.file_of(order.pk).warnings


def test_who_is_not_on_the_list_is_said(kitchen, made):
    one = autoclave()
    acts.train(
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


# ── Seals, and what the database refuses ─────────────────────────────────────────────────────────────────────────────


def test_a_sealed_record_tells_when_it_was_changed(kitchen):
    order = kitchen.ready()
    file = reads.file_of(order.pk)
    said = {"day": TODAY, "making": file.making, "author": kitchen.world.quality, "now": NOW}
    sealed = acts.seal(Sealed.BATCH, notices.record(file), key=key(), **said)
    assert acts.holds(sealed)
    assert acts.seal(Sealed.BATCH, notices.record(file), key=key(), **said) == sealed
    assert safety_plan.seal_by_print(sealed.sha256[:10].upper()) == sealed
    assert notices.sealed_pdf(sealed).startswith(b"%PDF")
    sealed.text = sealed.text.replace("4,2", "4,1")
    assert not acts.holds(sealed)
    sealed.refresh_from_db()
    sealed.signature = sealed.signature[:-2] + ("00" if sealed.signature[-2:] != "00" else "11")
    assert not acts.holds(sealed)


def test_a_sealed_record_says_what_a_jar_cost_and_older_seals_still_open(kitchen):
    order = kitchen.order()
    kitchen.make(order, minutes=((kitchen.world.cook.pk, 60),))
    set_rates(
        since=TODAY,
        hour_cents=1_500,
        load_wh=0,
        kwh_cents=Decimal(0),
        label_cents=Decimal(5),
        author=kitchen.world.direction,
        now=NOW,
    )
    file = reads.file_of(order.pk)
    said = {"day": TODAY, "making": file.making, "author": kitchen.world.quality, "now": NOW}
    sealed = acts.seal(Sealed.BATCH, notices.whole_record(file), key=key(), **said)
    cost = json.loads(sealed.text)["cost"]
    # 15,00 € of work and 30 labels of 5 cents, for 30 jars.
    assert cost["rows"][-1] == ["En tout", "16,50\xa0€", "0,55\xa0€"]
    assert any("Reçus sans prix ni valeur" in note for note in cost["notes"])
    old = acts.seal(Sealed.BATCH, notices.record(file), key=key(), **said)
    assert "cost" not in json.loads(old.text)
    for one in (sealed, old):
        assert acts.holds(one)
        assert notices.sealed_pdf(one).startswith(b"%PDF")


def test_what_was_written_is_never_rewritten(kitchen):
    point = line(Topic.INCUBATION)
    order = kitchen.ready()
    kitchen.ph(order, "4.9")
    kitchen.rule(order, Decision.AGAIN)
    read(kitchen, line(Topic.COLD), "3")
    test = acts.incubate(order, point=point, jars=1, started_on=TODAY, author=kitchen.world.quality, key=key(), now=NOW)
    acts.read_incubation(test, sound=False, author=kitchen.world.quality, key=key(), now=NOW)
    one = autoclave()
    paper(kitchen, one, UpkeepKind.INSPECTION, TODAY)
    acts.train(
        kitchen.world.cook,
        topic=TrainingTopic.HYGIENE,
        done_on=TODAY,
        by="x",
        author=kitchen.world.quality,
        key=key(),
        now=NOW,
    )
    acts.seal(Sealed.DAY, notices.day_record(TODAY), day=TODAY, author=kitchen.world.quality, key=key(), now=NOW)
    tables = (
        *(Schedule, Cook, Check, Reading, Deviation, Ruling),
        *(Incubation, IncubationResult, Upkeep, Training, Seal),
    )
    for model in tables:
        row = model.objects.order_by("pk").first()
        assert row is not None, model
        for statement in (
            f"UPDATE {model._meta.db_table} SET id = id WHERE id = {row.pk}",
            f"DELETE FROM {model._meta.db_table} WHERE id = {row.pk}",
        ):
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)
    # A schedule may be withdrawn, once.
    acts.withdraw_schedule(kitchen.schedule, author=kitchen.world.direction, now=NOW)
    with pytest.raises(DatabaseError), transaction.atomic():
        Schedule.objects.filter(pk=kitchen.schedule.pk).update(withdrawn_at=None)
