"""Questions about who and where."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from bocal.directory.models import Collective, Organisation, Person, PersonalLink, Place, Role
from bocal.directory.rules import REAL, Desk, LinkPurpose, OrganisationKind, PlaceKind


@dataclass(frozen=True)
class Held:
    """The desks a person holds, organisation by organisation."""

    roles: tuple[tuple[int, Desk], ...]

    def __contains__(self, desk: object) -> bool:
        return any(held == desk for _, held in self.roles)

    def any_of(self, desks: Iterable[Desk]) -> bool:
        """Whether the person sits at one of `desks`, wherever."""
        return not {held for _, held in self.roles}.isdisjoint(desks)

    def organisations(self, desk: Desk) -> list[int]:
        """The keys of the organisations where the person holds `desk`."""
        return [organisation for organisation, held in self.roles if held == desk]


def held_by(person: Person) -> Held:
    """All the desks of `person`, in one query."""
    rows = Role.objects.filter(person=person).order_by("pk").values_list("organisation_id", "desk")
    return Held(tuple((organisation, Desk(desk)) for organisation, desk in rows))


def collective() -> Collective | None:
    """This database's collective; None until the set-up wizard has made it."""
    return Collective.objects.select_related("organisation").first()


def organisations(*kinds: OrganisationKind) -> QuerySet[Organisation]:
    """Active organisations of these kinds, by name."""
    return Organisation.objects.filter(kind__in=kinds, active=True)


def producers() -> QuerySet[Organisation]:
    """Active farms, by name."""
    return organisations(OrganisationKind.PRODUCER)


def places(*kinds: PlaceKind) -> QuerySet[Place]:
    """Active places of these kinds, by name."""
    return Place.objects.filter(kind__in=kinds, active=True)


def stores() -> QuerySet[Place]:
    """Active places that hold stock and that people choose from: all real ones but the sales' shelves."""
    return places(*(REAL - {PlaceKind.SHELF}))


def outside(kind: PlaceKind) -> Place:
    """The one outside place of this kind."""
    return Place.objects.get(kind=kind, real=False)


def outsides() -> dict[PlaceKind, int]:
    """The key of every outside place, by kind, in one query."""
    rows = Place.objects.filter(real=False).values_list("kind", "pk")
    return {PlaceKind(kind): pk for kind, pk in rows}


def people_at(desk: Desk) -> QuerySet[Person]:
    """Active people who hold `desk` anywhere, by name."""
    return Person.objects.filter(roles__desk=desk, is_active=True).distinct()


def active_person(pk: int) -> Person | None:
    """A person who may sign in."""
    return Person.objects.filter(pk=pk, is_active=True).first()


def newcomer(pk: int) -> Person | None:
    """A person who may sign in and never has."""
    return Person.objects.filter(pk=pk, is_active=True, last_login=None).first()


def one_a_desk() -> list[Role]:
    """The first person of each desk, in the order of the desks: the demo's cast."""
    first: dict[str, Role] = {}
    for role in Role.objects.select_related("person", "organisation").filter(person__is_active=True).order_by("pk"):
        first.setdefault(role.desk, role)
        if len(first) == len(Desk):
            break
    return [first[desk] for desk in Desk if desk in first]


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
