"""The demonstration's truck has a season of sixty sessions, half of it over, with troubles to look at."""

from bocal.house.demo import places, season
from bocal.house.demo.goods import furnish_catalogue
from bocal.house.demo.people import people
from bocal.workshops import reads
from bocal.workshops.models import Session
from bocal.workshops.rules.conflicts import Conflict
from tests.world import NOW, TODAY


def test_the_truck_has_its_season(db):
    found = people(places.TRUCK, NOW)
    furnish_catalogue()
    season.season(found)
    sessions = list(Session.objects.select_related("spot"))
    # Sixty weekly ones less the public holidays, and the tasting that takes the truck twice.
    assert 55 <= len(sessions) <= 61
    assert 25 <= sum(one.ends_at < NOW for one in sessions) <= 33
    assert Session.objects.exclude(cancelled_at=None).count() == 1
    assert Session.objects.exclude(moved_from=None).count() == 1
    said = reads.conflicts.of_sessions(sessions, today=TODAY)
    codes = {one.code for told in said.values() for one in told}
    assert {Conflict.TRUCK_TWICE, Conflict.PERSON_TWICE, Conflict.PERMISSION_LATE, Conflict.NO_POWER} <= codes
    assert Conflict.UNTRAINED not in codes
