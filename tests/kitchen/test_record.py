"""The batch record of a lot about which everything was written that can be: a dozen questions, all of it said."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bocal.kitchen import acts, notices, reads
from bocal.kitchen.rules.deviations import Cause, Decision
from bocal.safety.models import ControlPoint
from bocal.safety.rules import Topic
from tests.kitchen.kitchens import logger
from tests.kitchen.planned import LATER, key, line, read
from tests.world import NOW, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def full(kitchen):
    """Steps with hours, two files, checks, lines of the plan, an oven read, deviations decided and not."""
    order = kitchen.order()
    kitchen.make(order, jars=26, note="bac tombé", minutes=((kitchen.world.cook.pk, 90),))
    glass, warm = line(Topic.GLASS), line(Topic.INCUBATION)
    kitchen.cook(order, logger(1))
    kitchen.cook(order, logger(5))
    kitchen.ph(order)
    kitchen.closure(order)
    read(kitchen, glass, sound=True, order=order)
    test = acts.incubate(order, point=warm, jars=2, started_on=TODAY, author=kitchen.world.quality, key=key(), now=NOW)
    ph = Decimal("4.2")
    acts.read_incubation(test, sound=True, ph=ph, ph_control=ph, author=kitchen.world.quality, key=key(), now=LATER)
    kitchen.rule(order, Decision.MENDED, reason="recuit et vérifié")
    acts.release(order, author=kitchen.world.quality, key=key(), now=LATER, reason="recuit")
    acts.report(
        cause=Cause.GLASS,
        found="un pot au remplissage",
        codes=[reads.file_of(order.pk).lot.code],
        day=TODAY,
        author=kitchen.world.cook,
        key=key(),
        now=NOW,
    )
    return order


def test_a_full_record_asks_a_dozen_questions_at_most(full, quality):
    with CaptureQueriesContext(connection) as asked:
        answer = quality.get(f"/cuisine/ordres/{full.pk}/dossier.pdf")
    assert answer.content.startswith(b"%PDF-")
    assert len(asked) <= 12


def test_the_files_sent_before_stay_in_the_record(full):
    said = notices.record(reads.file_of(full.pk))
    [[name, minutes, author, _when]] = said["earlier"]
    assert (name, author) == ("autoclave.csv", full.makings.get().voucher.author.name)
    assert minutes.endswith(" min")
    assert notices.batch_record(reads.file_of(full.pk)).startswith(b"%PDF-")


def test_what_was_read_stays_said_when_its_line_left_the_plan(full):
    file = reads.file_of(full.pk)
    said = notices.record(file)
    assert [row[0] for row in said["controls"]] == [line.point.what for line in file.lines if line.last]
    ControlPoint.objects.filter(pk__in=[line.point.pk for line in file.lines if line.last]).update(active=False)
    assert notices.record(reads.file_of(full.pk))["controls"] == said["controls"]
    ControlPoint.objects.filter(topic=Topic.INCUBATION).update(active=False)
    assert len(notices.record(reads.file_of(full.pk))["ovens"]) == 1
