"""The plan to begin with, and papers that run out."""

from datetime import timedelta

import pytest

from bocal.journals.rules import Refused
from bocal.kitchen.reads import findings
from bocal.safety import reads as plan
from bocal.safety.acts import start_plan
from bocal.safety.rules import UpkeepKind
from bocal.safety.words import STARTING
from tests.kitchen.planned import autoclave, paper
from tests.world import TODAY

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
