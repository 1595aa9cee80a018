"""The demonstration's truck shows a season that was lived: sessions closed, people counted, jars gone, a project."""

import pytest

from bocal.directory.models import Organisation
from bocal.directory.rules import OrganisationKind
from bocal.funding.models import Project
from bocal.house import gleaning
from bocal.house.demo import build, places, sessions
from bocal.impact.reads import album as remembered
from bocal.impact.rules.album import MemoryKind
from bocal.journals import reads as journals
from bocal.measure.geo import distance_km
from bocal.workshops import reads
from bocal.workshops.models import Session, Taste
from bocal.workshops.reads import hub
from bocal.workshops.rules import SessionKind
from tests.world import NOW


@pytest.mark.django_db
def test_the_season_was_lived() -> None:
    for _step in build.fill(places.TRUCK, NOW):
        pass
    past = Session.objects.filter(ends_at__lt=NOW, cancelled_at=None).order_by("ends_at")
    weekly = past.filter(kind=SessionKind.COOKING)
    # « Aujourd’hui » asks to close the last two alone.
    assert hub.to_close(NOW) == sessions.OPEN
    assert list(past.filter(closed_at=None)) == list(weekly)[-sessions.OPEN :]
    assert not past.filter(story="").exists() or past.filter(story="", closed_at=None).count() == 1
    # Everybody came once at least, some without a name, none where there was no room.
    project = Project.objects.get()
    assert len(reads.present(project=project.pk)) == sessions.ADULTS + sessions.CHILDREN
    assert reads.anonymous_heads(project=project.pk) > 10
    for one in weekly:
        count = reads.sums(one, NOW).count
        assert 7 <= count.here <= count.listed == one.coming <= (one.capacity or 0)
        assert count.cents == count.deposits
    coming = Session.objects.filter(starts_at__gt=NOW, cancelled_at=None).order_by("starts_at")
    assert all(one.coming for one in coming[: sessions.SOON])
    # Most said something of themselves; what was cooked was tasted; glass came back; two farms were gleaned.
    assert 120 <= len(reads.profiles_of(reads.present(project=project.pk))) < 150
    assert Taste.objects.count() > 20
    last = [reads.sums(one, NOW).count for one in list(weekly)[-4:]]
    assert all(count.taken and count.families and count.given and count.stocked for count in last)
    assert sum(count.glass for count in last) >= 4
    outings = past.filter(kind=SessionKind.GLEANING)
    assert [len(gleaning.brought_back(one)) for one in outings] == [1, 1]
    # The season has its album: what may be shown, what waits, and what a petal opens onto.
    kept = remembered.memories()
    assert kept.filter(shown=True, pictured__isnull=False).distinct().count() == 1
    assert kept.filter(has_picture=True, shown=False).count() == 1
    assert kept.filter(petal__isnull=False).count() >= 5
    assert {one.kind for one in kept} == set(MemoryKind)
    assert all(reads.sums(one, NOW).count.brought_mg for one in outings)
    # Thirty farms, one of which lies outside the map's circle.
    here = (places.TRUCK.latitude, places.TRUCK.longitude)
    farms = Organisation.objects.filter(kind=OrganisationKind.PRODUCER)
    away = sorted(distance_km(here, (farm.latitude, farm.longitude)) for farm in farms)
    assert len(away) == 30
    assert away[-2] < 30 < away[-1] < 35
    assert journals.check().broken == ()
