"""Take names away: what is kept here of somebody is blanked, their key stays, so that every journal still adds up."""

from collections.abc import Collection
from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import Q

from bocal.directory import words
from bocal.directory.models import AgendaLink, Import, Letter, Organisation, Person, PersonalLink, Role


@transaction.atomic
def blank(person: Person, *, homes: Collection[Organisation], now: datetime) -> None:
    """Blank somebody and the households that were theirs alone: names, addresses, letters and all ways in, whatever
    browser they are signed in on. Harmless when repeated."""
    keys = [home.pk for home in homes]
    letters = Q(person=person) | Q(organisation__in=keys)
    if person.email:
        letters |= Q(email__iexact=person.email)
    Letter.objects.filter(letters).update(
        email="", subject=words.GONE, body="", attachment_name="", attachment=None, secret=True
    )
    Import.objects.filter(by=person, ended_at=None).delete()
    PersonalLink.objects.filter(organisation__in=keys).delete()
    AgendaLink.objects.filter(person=person).delete()
    EmailAddress.objects.filter(user_id=person.pk).delete()
    Authenticator.objects.filter(user_id=person.pk).delete()
    Role.objects.filter(person=person).delete()
    Organisation.objects.filter(pk__in=keys).update(
        name=words.GONE,
        reference=None,
        contact="",
        email="",
        phone="",
        address="",
        postcode="",
        town="",
        latitude=None,
        longitude=None,
        note="",
        active=False,
    )
    person.name, person.email, person.phone = words.GONE, None, ""
    person.is_active, person.last_login = False, None
    person.erased_at = person.erased_at or now
    # Another password ends every session that was opened with the former one.
    person.set_unusable_password()
    person.save()
