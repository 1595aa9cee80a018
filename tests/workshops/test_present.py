"""Who came, as figures count them."""

from datetime import date, timedelta

import pytest

from bocal.directory import acts as directory
from bocal.directory.models import Person
from bocal.funding.models import Project
from bocal.measure.period import Period
from bocal.workshops import reads
from bocal.workshops.models import Attendance, Session
from bocal.workshops.rules import SignedBy
from tests.workshops.meeting import session
from tests.world import NOW

pytestmark = pytest.mark.django_db


def _there(at: Session, person: Person, *, came: bool = True, withdrawn: bool = False) -> None:
    Attendance.objects.create(
        session=at,
        person=person,
        signed_by=SignedBy.DESK,
        said_at=NOW,
        came_at=NOW if came else None,
        withdrawn_at=NOW if withdrawn else None,
    )


def test_those_who_came_are_counted_once_however_often_and_nobody_else_is() -> None:
    project = Project.objects.create(name="Bocaux pour tous", starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31))
    ada, ben, cleo, dan = (directory.register_person(name=name) for name in ("Ada", "Ben", "Cléo", "Dan"))
    first, second = session(project=project, heads=3), session(starts_at=NOW + timedelta(days=7), heads=2)
    cancelled = session(project=project, cancelled_at=NOW, heads=9)
    _there(first, ada)
    _there(second, ada)
    _there(second, ben)
    _there(first, cleo, came=False)
    _there(first, dan, withdrawn=True)
    _there(cancelled, ben)
    assert reads.present() == {ada.pk, ben.pk}
    assert reads.present(project=project.pk) == {ada.pk}
    week = Period.week_of(NOW.date() + timedelta(days=7))
    assert reads.present(period=week) == {ada.pk, ben.pk}
    assert reads.anonymous_heads() == 5
    assert reads.anonymous_heads(project=project.pk) == 3
    assert reads.anonymous_heads(period=week) == 2
    assert reads.anonymous_heads(project=project.pk, period=week) == 0
