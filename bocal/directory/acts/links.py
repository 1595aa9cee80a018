"""Verbs on personal links."""

import secrets
from datetime import date, datetime

from django.db import transaction

from bocal.directory import reads
from bocal.directory.models import AgendaLink, Organisation, Person, PersonalLink
from bocal.directory.rules import LinkPurpose


def open_link(organisation: Organisation, purpose: LinkPurpose, *, until: date, now: datetime) -> str:
    """A new personal link for `organisation`; returns the token, which is kept nowhere."""
    token = secrets.token_urlsafe(24)
    PersonalLink.objects.create(
        token_hash=reads.token_hash(token), organisation=organisation, purpose=purpose, expires_on=until, made_at=now
    )
    return token


def revoke_links(organisation: Organisation, purpose: LinkPurpose, *, now: datetime) -> int:
    """Close every open link of this purpose; returns how many there were."""
    return PersonalLink.objects.filter(organisation=organisation, purpose=purpose, revoked_at=None).update(
        revoked_at=now
    )


@transaction.atomic
def renew_link(organisation: Organisation, purpose: LinkPurpose, *, until: date, now: datetime) -> str:
    """Close the links there were and open another; returns its token. A lost card opens nothing any more."""
    revoke_links(organisation, purpose, now=now)
    return open_link(organisation, purpose, until=until, now=now)


def open_agenda(person: Person, *, now: datetime) -> str:
    """The secret of a person's calendar address, which is kept nowhere; the one that there was reads nothing more."""
    token = secrets.token_urlsafe(24)
    told = {"token_hash": reads.token_hash(token), "made_at": now}
    AgendaLink.objects.update_or_create(person=person, defaults=told)
    return token


def close_agenda(person: Person) -> None:
    """Nobody reads this person's calendar any more."""
    AgendaLink.objects.filter(person=person).delete()
