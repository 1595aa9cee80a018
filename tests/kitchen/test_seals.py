"""Sealed records, and what the database refuses to rewrite."""

import json
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from bocal.kitchen import acts, notices, reads
from bocal.kitchen.acts.wanting import set_rates
from bocal.kitchen.models import Check, Cook, Deviation, Incubation, IncubationResult, Reading, Ruling, Schedule, Seal
from bocal.kitchen.reads import findings
from bocal.kitchen.rules.deviations import Decision, Sealed
from bocal.safety.acts import train
from bocal.safety.models import Training, Upkeep
from bocal.safety.rules import Topic, TrainingTopic, UpkeepKind
from tests.kitchen.planned import autoclave, key, line, paper, read
from tests.world import NOW, TODAY

pytestmark = pytest.mark.django_db


def test_a_sealed_record_tells_when_it_was_changed(kitchen):
    order = kitchen.ready()
    file = reads.file_of(order.pk)
    said = {"day": TODAY, "making": file.making, "author": kitchen.world.quality, "now": NOW}
    sealed = acts.seal(Sealed.BATCH, notices.record(file), key=key(), **said)
    assert acts.holds(sealed)
    assert acts.seal(Sealed.BATCH, notices.record(file), key=key(), **said) == sealed
    assert findings.seal_by_print(sealed.sha256[:10].upper()) == sealed
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
    train(
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
