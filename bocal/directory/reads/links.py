"""Links that open a door by themselves."""

import hashlib
from datetime import date

from django.db.models import QuerySet

from bocal.directory.models import AgendaLink, Organisation, Person, PersonalLink
from bocal.directory.rules import LinkPurpose


def token_hash(token: str) -> str:
    """What the database keeps of a personal link: a stolen backup opens no door."""
    return hashlib.sha256(token.encode()).hexdigest()


def link(token: str, purpose: LinkPurpose, *, today: date) -> PersonalLink | None:
    """The valid link behind `token`, or None when it is unknown, revoked, past its day or meant for something else."""
    return (
        PersonalLink.objects.select_related("organisation")
        .filter(token_hash=token_hash(token), purpose=purpose, expires_on__gte=today, revoked_at=None)
        .first()
    )


def link_existed(token: str, purpose: LinkPurpose) -> bool:
    """Whether this link was once good: when `link` no longer finds it, it has expired or been revoked."""
    return PersonalLink.objects.filter(token_hash=token_hash(token), purpose=purpose).exists()


def agenda_link(person: Person) -> AgendaLink | None:
    """The address of a person's calendar, if they opened one."""
    return AgendaLink.objects.filter(person=person).first()


def agenda_of(token: str) -> Person | None:
    """Whose calendar this secret reads, or None when nobody's: it is unknown, renewed, closed, or they have left."""
    found = AgendaLink.objects.select_related("person").filter(token_hash=token_hash(token), person__is_active=True)
    link = found.first()
    return link.person if link else None


def open_links(organisation: Organisation, purpose: LinkPurpose, *, today: date) -> QuerySet[PersonalLink]:
    """The links that still open a page for this organisation."""
    return PersonalLink.objects.filter(
        organisation=organisation, purpose=purpose, expires_on__gte=today, revoked_at=None
    ).order_by("-pk")
