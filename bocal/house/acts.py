"""Gestures that concern several trades, and opening a collective."""

from django.db import transaction

from bocal.directory import acts as directory
from bocal.directory.models import Person
from bocal.directory.rules import Desk, Profile, VatProfile
from bocal.house import collectives, served

#: The purpose of the signed pass that lets a founder in once.
WELCOME = "bocal.house.welcome"


def open_collective(
    *,
    slug: str,
    name: str,
    town: str,
    profile: Profile,
    vat_profile: VatProfile,
    person_name: str,
    email: str,
) -> tuple[served.Entry, Person]:
    """Open a new collective with its founder at the direction's desk.

    Raises ValueError when the slug is malformed, reserved or taken.
    """
    entry = collectives.open_new(slug, name, place=town)
    with collectives.inside(slug), transaction.atomic():
        collective = directory.found(name=name, profile=profile, town=town, vat_profile=vat_profile)
        person = directory.register_person(name=person_name, email=email)
        directory.seat(person, Desk.DIRECTION, at=collective.organisation)
    return entry, person
