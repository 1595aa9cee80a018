"""Verbs on people and their seats."""

from collections.abc import Collection

from allauth.account.models import EmailAddress
from django.db import transaction

from bocal.directory.acts.turns import turn
from bocal.directory.models import Organisation, Person, Role
from bocal.directory.rules import TEAM, Desk, OrganisationKind, Refused


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
    """Open the household of a customer who has just signed up, with a seat at it; the one they have if any.

    Two first orders sent at once follow each other on the person's row: one household comes of them.
    """
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    role = Role.objects.filter(person=person, desk=Desk.CUSTOMER).select_related("organisation").first()
    if role:
        return role.organisation
    home = Organisation.objects.create(
        kind=OrganisationKind.HOUSEHOLD, name=person.name, email=person.email or "", phone=person.phone
    )
    seat(person, Desk.CUSTOMER, at=home)
    return home


@transaction.atomic
def save_person(
    person: Person | None,
    *,
    name: str,
    email: str | None,
    phone: str,
    desks: Collection[Desk],
    at: Organisation,
    active: bool = True,
    keep: Collection[int] | None = None,
    also: Organisation | None = None,
) -> Person:
    """A person with exactly these desks of the team `at` the collective; a new one when `person` is None.

    `keep`: which of their roles elsewhere stay (all when None). `also`: a farm or customer where they get a seat.
    Raises Refused: email_there, no_email (a desk without an e-mail opens nothing), last_direction.
    """
    turn()
    email = email.lower() if email else None
    twin = Person.objects.filter(email__iexact=email).first() if email else None
    if twin and twin != person:
        raise Refused("email_there", name=twin.name)
    if (desks or also) and not email:
        raise Refused("no_email")
    if person is None:
        person = register_person(name=name, email=email, phone=phone)
    else:
        if email != person.email:
            # Who reads the former address must not get in by it.
            EmailAddress.objects.filter(user_id=person.pk).delete()
        person.name, person.email, person.phone, person.is_active = name, email, phone, active
        person.save(update_fields=["name", "email", "phone", "is_active"])
    roles = Role.objects.filter(person=person)
    roles.filter(organisation=at, desk__in=sorted(TEAM)).exclude(desk__in=list(desks)).delete()
    seat(person, *desks, at=at)
    if keep is not None:
        roles.exclude(organisation=at).exclude(pk__in=list(keep)).delete()
    if also:
        seat(person, Desk.PRODUCER if also.kind == OrganisationKind.PRODUCER else Desk.CUSTOMER, at=also)
    if not Role.objects.filter(desk=Desk.DIRECTION, organisation=at, person__is_active=True).exists():
        raise Refused("last_direction")
    return person


def change_own(person: Person, *, name: str, phone: str, language: str) -> None:
    """What people change of themselves."""
    person.name, person.phone, person.language = name, phone, language
    person.save(update_fields=["name", "phone", "language"])


def speak(person: Person, language: str) -> None:
    """The language in which a person reads pages and gets letters."""
    person.language = language
    person.save(update_fields=["language"])
