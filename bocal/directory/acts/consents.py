"""Verbs on what people agree to."""

from datetime import date

from django.db.models import Q

from bocal.directory.models import Consent, Person
from bocal.directory.rules import ConsentPurpose


def give_consent(
    person: Person, purpose: ConsentPurpose, *, wording: str, day: date, by: Person | None = None
) -> Consent:
    """A person agrees to this, in these words, or `by`, the adult who answers for a minor; what they had agreed to and
    not withdrawn stays as it was."""
    told = {"wording": wording, "given_on": day, "given_by": by}
    found, _new = Consent.objects.get_or_create(person=person, purpose=purpose, withdrawn_on=None, defaults=told)
    return found


def withdraw_consent(person: Person, purpose: ConsentPurpose, *, day: date) -> None:
    """From this day on they agree no more. Harmless when repeated."""
    Consent.objects.filter(person=person, purpose=purpose, withdrawn_on=None).update(withdrawn_on=day)


def withdraw_all(person: Person, purpose: ConsentPurpose, *, day: date) -> None:
    """Neither what they agreed to themselves nor what they agreed to for a minor holds any more: nobody is left who
    could take it back."""
    theirs = Q(person=person) | Q(given_by=person)
    Consent.objects.filter(theirs, purpose=purpose, withdrawn_on=None).update(withdrawn_on=day)
