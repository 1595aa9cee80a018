"""The plan to begin with, and papers that run out."""

from datetime import timedelta

import pytest

from bocal.journals.rules import Refused
from bocal.kitchen.reads import findings
from bocal.safety import reads as plan
from bocal.safety.acts import start_plan, train, upkeep
from bocal.safety.models import Training, Upkeep
from bocal.safety.rules import TrainingTopic, UpkeepKind
from bocal.safety.words import STARTING
from tests.kitchen.planned import autoclave, paper
from tests.world import NOW, TODAY

pytestmark = pytest.mark.django_db


def test_every_line_to_begin_with_says_where_it_comes_from(kitchen):
    start_plan(since=TODAY)
    assert len(plan.points()) == len(STARTING)
    assert all(point.source and point.corrective for point in plan.points())
    with pytest.raises(Refused, match="plan_there"):
        start_plan(since=TODAY)


def test_papers_are_told_before_and_after_they_run_out(kitchen):
    one = autoclave()
    assert plan.papers_due(TODAY) == []
    paper(kitchen, one, UpkeepKind.INSPECTION, TODAY + timedelta(days=20))
    states = [plan.papers_due(TODAY + timedelta(days=days))[0].state for days in (0, 20, 21)]
    assert states == ["soon", "soon", "over"]
    assert findings.waits(TODAY).papers_soon == 1
    assert findings.waits(TODAY + timedelta(days=21)).papers_over == 1


def test_a_paper_sent_twice_is_written_once_and_a_key_is_one_persons(kitchen):
    one, world = autoclave(), kitchen.world
    done = {"done_on": TODAY, "until": None, "by": "Mesures du Gué", "now": NOW}
    for act, of, more in (
        (upkeep, one, {"kind": UpkeepKind.REPAIR, "key": "paper"}),
        (train, world.cook, {"topic": TrainingTopic.HYGIENE, "key": "course"}),
    ):
        written = act(of, author=world.quality, **done, **more)
        assert act(of, author=world.quality, **done, **more) == written
        with pytest.raises(Refused, match="key_reused"):
            act(of, author=world.direction, **done, **more)
    assert (Upkeep.objects.count(), Training.objects.count()) == (1, 1)
