"""What people agree to, with the day and the words."""

from datetime import date

import pytest

from bocal.directory import acts
from bocal.directory.models import Consent
from bocal.directory.rules import ConsentPurpose

pytestmark = pytest.mark.django_db


def test_a_consent_holds_from_its_day_until_it_is_withdrawn_and_may_be_given_again() -> None:
    person = acts.register_person(name="Awa Diallo")
    first = acts.give_consent(person, ConsentPurpose.PHOTO, wording="Oui aux photos.", day=date(2026, 9, 3))
    again = acts.give_consent(person, ConsentPurpose.PHOTO, wording="D’autres mots.", day=date(2026, 9, 9))
    assert (again, again.wording, again.given_on) == (first, "Oui aux photos.", date(2026, 9, 3))
    acts.withdraw_consent(person, ConsentPurpose.PHOTO, day=date(2026, 9, 10))
    acts.withdraw_consent(person, ConsentPurpose.PHOTO, day=date(2026, 9, 11))
    acts.give_consent(person, ConsentPurpose.PHOTO, wording="Oui de nouveau.", day=date(2026, 10, 1))
    told = Consent.objects.order_by("pk").values_list("wording", "withdrawn_on")
    assert list(told) == [("Oui aux photos.", date(2026, 9, 10)), ("Oui de nouveau.", None)]
