"""Verbs on people, organisations, places and letters."""

import secrets
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bocal.directory import notices, reads, words
from bocal.directory.models import Collective, Letter, Organisation, Person, PersonalLink, Place, Role
from bocal.directory.rules import OUTSIDE, REAL, Desk, LinkPurpose, OrganisationKind, PlaceKind, Profile, VatProfile


@transaction.atomic
def furnish() -> None:
    """Put the standing rows every collective needs: one outside place of each kind. Harmless when repeated."""
    there = set(Place.objects.filter(real=False).values_list("kind", flat=True))
    names = dict(words.PLACE_KINDS)
    Place.objects.bulk_create(
        [Place(kind=kind, name=str(names[kind]), real=False) for kind in sorted(OUTSIDE) if kind not in there],
        ignore_conflicts=True,
    )


@transaction.atomic
def found(*, name: str, profile: Profile, town: str = "", vat_profile: VatProfile = VatProfile.LIABLE) -> Collective:
    """Make this database the home of a new collective, with its outside places and a first store."""
    furnish()
    organisation = Organisation.objects.create(kind=OrganisationKind.COLLECTIVE, name=name, town=town)
    open_place(kind=PlaceKind.STORE, name=_("Réserve"))
    return Collective.objects.create(pk=1, organisation=organisation, profile=profile, vat_profile=vat_profile)


def open_place(*, kind: PlaceKind, name: str, town: str = "", address: str = "", note: str = "") -> Place:
    """A new place that holds stock."""
    if kind not in REAL:
        raise ValueError(f"{kind} is an outside place: furnish() makes the one there is")
    return Place.objects.create(kind=kind, name=name, real=True, town=town, address=address, note=note)


def register_person(*, name: str, email: str | None = None, phone: str = "", password: str | None = None) -> Person:
    """A person, who signs in by a code sent to `email` unless a password is given."""
    person = Person(name=name, email=email.lower() if email else None, phone=phone)
    if password:
        person.set_password(password)
    else:
        person.set_unusable_password()
    person.save()
    return person


def seat(person: Person, *desks: Desk, at: Organisation) -> None:
    """Give `person` these desks at an organisation. Harmless when repeated."""
    for desk in desks:
        Role.objects.get_or_create(person=person, organisation=at, desk=desk)


@transaction.atomic
def welcome(person: Person) -> Organisation:
    """Open the household of a customer who has just signed up, with a seat at it; the one they have if any."""
    role = Role.objects.filter(person=person, desk=Desk.CUSTOMER).select_related("organisation").first()
    if role:
        return role.organisation
    home = Organisation.objects.create(
        kind=OrganisationKind.HOUSEHOLD, name=person.name, email=person.email or "", phone=person.phone
    )
    seat(person, Desk.CUSTOMER, at=home)
    return home


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
def write_letter(
    *,
    email: str,
    subject: str,
    body: str,
    now: datetime,
    person: Person | None = None,
    organisation: Organisation | None = None,
    secret: bool = False,
    attachment: tuple[str, bytes] | None = None,
) -> Letter:
    """Keep a letter and queue its sending in the same transaction: a gesture that fails tells nobody."""
    name, data = attachment or ("", None)
    letter = Letter.objects.create(
        email=email,
        subject=subject,
        body=body,
        person=person,
        organisation=organisation,
        secret=secret,
        attachment_name=name,
        attachment=data,
        written_at=now,
    )
    notices.send.enqueue(letter.pk)
    return letter
