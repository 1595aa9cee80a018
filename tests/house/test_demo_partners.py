"""The demonstration's partners have signed, given and been given something, in the seasons and this year."""

import pytest

from bocal.directory.rules import Certificate
from bocal.house.demo import dieppe, partners, places
from bocal.house.demo.goods import furnish_catalogue
from bocal.house.demo.people import people
from bocal.journals import reads as journals
from bocal.supply.reads import gifts
from bocal.supply.reads import partners as reads
from tests.world import KG, NOW, TODAY

pytestmark = pytest.mark.django_db


def test_the_coasts_partners_gave_in_each_season_and_this_year() -> None:
    found = people(places.COAST, NOW)
    furnish_catalogue()
    partners.coast(found)
    for year in (*(first.year for first in dieppe.SEASONS), TODAY.year):
        total = reads.total(reads.partners(year, today=TODAY))
        assert total.came >= 4, year
        assert total.came_mg == total.went_mg > 100 * KG, year
    rows = reads.partners(TODAY.year, today=TODAY)
    standings = [row.last.standing for row in rows if row.last]
    assert len(standings) == len(partners.COAST)
    assert set(standings) == {Certificate.ENDED, Certificate.ENDING, Certificate.VALID, Certificate.UNDATED}
    assert [row.partner.name for row in rows if row.unready] == ["L’épicerie solidaire du port"]
    assert gifts.agreements(beneficiary=found.collective.organisation_id).count() == 1
    assert journals.check().broken == ()


def test_inland_an_association_is_given_jars_without_a_habilitation() -> None:
    found = people(places.TRUCK, NOW)
    furnish_catalogue()
    partners.inland(found)
    rows = {row.partner.name: row for row in reads.partners(TODAY.year, today=TODAY)}
    assert rows["L’Entraide des Remparts"].unready
    assert rows["L’Entraide des Remparts"].exchange.went_mg > 0
    assert all(rows[name].last for name in places.TRUCK.centres)
