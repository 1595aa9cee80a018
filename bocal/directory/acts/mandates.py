"""Verbs on the mandates that farms give."""

from datetime import date

from django.db import transaction

from bocal.directory.models import Mandate, Organisation, Person
from bocal.directory.rules import FarmVat


@transaction.atomic
def note_mandate(*, farm: Organisation, given_on: date, vat: FarmVat, person: Person, today: date) -> Mandate:
    """Note a farm's written mandate and how it stands towards VAT; one that held before ends today. Noted again as it
    is, nothing changes."""
    Organisation.objects.select_for_update().get(pk=farm.pk)
    held = Mandate.objects.filter(organisation=farm, ended_on=None).first()
    if held and (held.given_on, held.vat) == (given_on, vat):
        return held
    end_mandate(farm=farm, today=today)
    return Mandate.objects.create(organisation=farm, given_on=given_on, vat=vat, noted_by=person)


def end_mandate(*, farm: Organisation, today: date) -> None:
    """Note that a farm took its mandate back: its next offers are bought and sold again. Twice is once."""
    Mandate.objects.filter(organisation=farm, ended_on=None).update(ended_on=today)
