"""Verbs on what people agree to."""

from datetime import date

from bocal.directory.models import Consent, Person
from bocal.directory.rules import ConsentPurpose


def give_consent(person: Person, purpose: ConsentPurpose, *, wording: str, day: date) -> Consent:
    """A person agrees to this, in these words; what they had agreed to and not withdrawn stays as it was."""
    told = {"wording": wording, "given_on": day}
    found, _new = Consent.objects.get_or_create(person=person, purpose=purpose, withdrawn_on=None, defaults=told)
    return found


def withdraw_consent(person: Person, purpose: ConsentPurpose, *, day: date) -> None:
    """From this day on they agree no more. Harmless when repeated."""
    Consent.objects.filter(person=person, purpose=purpose, withdrawn_on=None).update(withdrawn_on=day)
