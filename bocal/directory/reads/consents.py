"""What people agree to."""

from django.db.models import Q, QuerySet

from bocal.directory.models import Consent, Person


def consents(person: Person) -> QuerySet[Consent]:
    """What holds of what somebody agreed to, for themselves or for a minor whom they answer for."""
    theirs = Q(person=person) | Q(given_by=person)
    return Consent.objects.filter(theirs, withdrawn_on=None).select_related("person").order_by("given_on", "pk")
