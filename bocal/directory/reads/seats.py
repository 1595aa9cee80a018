"""Who sits where, who may enter."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, QuerySet

from bocal.directory.models import Organisation, Person, Role
from bocal.directory.reads.searching import holding
from bocal.directory.rules import TEAM, Desk, OrganisationKind


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
    """All the desks of `person`, in one query; in none for whom `signed_in` read."""
    rows = person.seats
    if rows is None:
        rows = tuple(Role.objects.filter(person=person).order_by("pk").values_list("organisation_id", "desk"))
    return Held(tuple((organisation, Desk(desk)) for organisation, desk in rows))


# In SQL: every page of whoever is signed in begins with it, and the ORM took four times as long (docs/bench.md).
_SIGNED_IN = """
SELECT p.*, r.organisation_id AS seat_at, r.desk AS seat
FROM directory_person p LEFT JOIN directory_role r ON r.person_id = p.id WHERE p.id = %s ORDER BY r.id
"""


def signed_in(pk: object) -> Person | None:
    """The person of a session with all their desks, in one query; None when there is nobody of this key."""
    rows: Any = list(Person.objects.raw(_SIGNED_IN, [pk]))
    if not rows:
        return None
    person: Person = rows[0]
    person.seats = tuple((row.seat_at, row.seat) for row in rows if row.seat)
    return person


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
    """The first person of each desk, in the order of the desks: the demo's cast. Two customers, who have other pages:
    of a household, and of a place that is delivered."""
    first: dict[tuple[str, bool], Role] = {}
    for role in Role.objects.select_related("person", "organisation").filter(person__is_active=True).order_by("pk"):
        delivered = role.desk == Desk.CUSTOMER and role.organisation.kind != OrganisationKind.HOUSEHOLD
        first.setdefault((role.desk, delivered), role)
    return [first[desk, delivered] for desk in Desk for delivered in (False, True) if (desk, delivered) in first]


def seated_at(organisation: Organisation) -> QuerySet[Person]:
    """Active people with a desk at an organisation, by name."""
    return Person.objects.filter(roles__organisation=organisation, is_active=True).distinct()


@dataclass(frozen=True)
class DeskLine:
    """A desk of the team and who sits at it."""

    desk: Desk
    people: tuple[Person, ...]


def team() -> list[DeskLine]:
    """Each desk of the collective in its usual order, with its active people; two queries."""
    roles = Role.objects.filter(desk__in=sorted(TEAM), person__is_active=True).select_related("person")
    seated: dict[str, dict[int, Person]] = {}
    for role in roles.order_by("person__name"):
        seated.setdefault(role.desk, {})[role.person_id] = role.person
    return [DeskLine(desk, tuple(seated.get(desk, {}).values())) for desk in Desk if desk in TEAM]


def people(search: str = "") -> QuerySet[Person]:
    """Everyone who was not erased, by name, with their desks and where they hold them; those that hold `search`."""
    roles = Prefetch("roles", Role.objects.select_related("organisation").order_by("pk"))
    return holding(Person.objects.filter(erased_at=None), search, "name", "email").prefetch_related(roles)


def seats(person: Person) -> QuerySet[Role]:
    """The desks of a person, each with its organisation."""
    return Role.objects.filter(person=person).select_related("organisation").order_by("pk")
