"""What is kept about somebody, wherever it stands: counted, handed out as a file, and what it waits for to be gone."""

from collections import Counter
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeAlias

from django.db import models
from django.db.models import Count, Exists, ForeignKey, OuterRef, QuerySet, Sum, Value
from django.utils import timezone

from bocal.directory.models import Organisation, Person, Role
from bocal.directory.rules import TEAM, Desk, OrganisationKind
from bocal.journals.models import HoursLine, MoneyLine
from bocal.journals.rules import Account
from bocal.orders.models import Order
from bocal.orders.rules.rhythm import State
from bocal.workshops import reads as workshops
from bocal.workshops.models import Attendance

#: Accounts on which a household and the collective may still owe each other something.
_OPEN_ACCOUNTS = (Account.CUSTOMER, Account.UNBILLED, Account.ADVANCES)
#: Sales in which an order still waits for its buyer.
_UNDER_WAY = (State.OPEN, State.COORDINATORS, State.FROZEN)
#: What opens a door is not handed out, nor what only this server reads.
# The fields of a note made without network tell of others.
_SECRET = frozenset({"password", "token_hash", "sealed", "data", "attachment", "key", "fields"})
#: Rows in a dossier that say who wrote something, not something about them.
_AUTHORS = frozenset(
    {"author", "by", "noted_by", "opened_by", "changed_by", "answered_by", "ended_by", "decided_by", "closed_by"}
    | {"withdrawn_by", "prepared_by", "given_by", "revoked_by", "ticked_by"}
    | {"brought_by", "cancelled_by", "declared_by", "issued_by", "keyed_by"}
)
#: So many rows of one kind are written out; their number is always said.
MOST_ROWS = 5_000


@dataclass(frozen=True)
class Part:
    """One kind of rows about somebody: `table` and `as_` name it, `rows` are its columns and values; `count` says how
    many there are in all."""

    table: str
    as_: str
    count: int
    rows: list[dict[str, Any]]


@dataclass(frozen=True)
class Dossier:
    """All of it: who they are, what they answered, and the rows that name them or their household."""

    who: dict[str, Any]
    answers: dict[str, str]
    parts: list[Part]

    def told(self) -> dict[str, Any]:
        """As the file that a person takes away (JSON)."""
        return {
            "person": self.who,
            "profile": self.answers,
            "rows": [
                {"table": part.table, "as": part.as_, "count": part.count, "rows": part.rows} for part in self.parts
            ],
        }


def households(person: Person) -> list[Organisation]:
    """The households where they are the only one: what is written there is about them alone."""
    others = Role.objects.filter(organisation=OuterRef("organisation")).exclude(person=person)
    mine = Role.objects.filter(person=person, organisation__kind=OrganisationKind.HOUSEHOLD)
    return [role.organisation for role in mine.exclude(Exists(others)).select_related("organisation")]


def dossier(person: Person) -> Dossier:
    """Every row of every table that points at them or at their household. Tables are found by their links, so that one
    made tomorrow is in it; what they merely wrote for the collective is counted and not copied. One query to count,
    then one for each table that holds something about them."""
    answers = workshops.profiles_of([person.pk]).get(person.pk)
    return Dossier(
        who=_columns(person),
        answers={name: str(value) for name, value in asdict(answers).items() if value} if answers else {},
        parts=[_part(link, keys, count) for link, keys, count in _found(person, households(person))],
    )


@dataclass(frozen=True)
class Line:
    """How many rows of a table are about somebody."""

    table: str
    count: int


def summary(person: Person, homes: list[Organisation]) -> list[Line]:
    """The same counted, with their `households`, tables with nothing left out, in one query: a page that grew with
    each table would be slow. What they answered lies under a key that no link leads to: it is asked apart, and only
    whether it is there."""
    found: Counter[str] = Counter({"workshops.Profile": len(workshops.asked([person.pk]))})
    for link, _keys, count in _found(person, homes):
        if link.name not in _AUTHORS:
            found[link.model._meta.label] += count
    return [Line(table, count) for table, count in sorted(found.items()) if count]


Link: TypeAlias = "ForeignKey[Any, Any]"


def _found(person: Person, homes: list[Organisation]) -> list[tuple[Link, list[int], int]]:
    """The links that rows lead to them by, or to their homes, with the keys that are led to and how many rows do."""
    links = [(link, [person.pk]) for link in _links(Person)]
    links += [(link, [home.pk for home in homes]) for link in _links(Organisation) if homes]
    counts = [
        link.model._default_manager.filter(**{f"{link.name}__in": keys})
        .order_by()
        .annotate(nth=Value(nth))
        .values("nth")
        .annotate(count=Count("pk"))
        .values_list("nth", "count")
        for nth, (link, keys) in enumerate(links)
    ]
    rows = sorted(counts[0].union(*counts[1:], all=True))
    return [(*links[nth], count) for nth, count in rows if count]


def _part(link: Link, keys: list[int], count: int) -> Part:
    rows = link.model._default_manager.filter(**{f"{link.name}__in": keys}).order_by("pk")
    copied = [] if link.name in _AUTHORS else [_columns(row) for row in rows[:MOST_ROWS]]
    return Part(link.model._meta.label, link.name, count, copied)


def _links(target: type[models.Model]) -> list[Link]:
    links = [getattr(relation, "field", None) for relation in target._meta.get_fields(include_hidden=True)]
    found = [link for link in links if isinstance(link, ForeignKey) and link.related_model is target]
    return sorted(found, key=lambda field: (field.model._meta.label, field.name))


def _columns(row: models.Model) -> dict[str, Any]:
    """A row as plain values: days and moments as they are written everywhere, nothing secret, nothing binary."""
    found = {}
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        if field.name in _SECRET or isinstance(value, bytes | memoryview) or value in (None, "", [], {}):
            continue
        plain = isinstance(value, bool | int | float | str | list | dict)
        found[field.name] = value if plain else value.isoformat() if isinstance(value, date) else str(value)
    return found


@dataclass(frozen=True)
class Pending:
    """What must end before somebody is forgotten: orders that wait for them, and cents still owed either way."""

    orders: int
    cents: int
    direction: bool

    @property
    def any(self) -> bool:
        """Whether anything is left."""
        return bool(self.orders or self.cents or self.direction)


def pending(person: Person, homes: list[Organisation]) -> Pending:
    """What keeps somebody from being forgotten today, with their `households`: at most four queries."""
    waiting = Order.objects.filter(
        customer__in=homes, cancelled_at=None, handover=None, sale__state__in=_UNDER_WAY
    ).count()
    owed = MoneyLine.objects.filter(party__in=homes, account__in=_OPEN_ACCOUNTS).values("party", "account")
    cents = sum(abs(row["cents"]) for row in owed.annotate(cents=Sum("cents")))
    seated = Role.objects.filter(desk=Desk.DIRECTION, person__is_active=True)
    alone = seated.filter(person=person).exists() and not seated.exclude(person=person).exists()
    return Pending(waiting, cents, alone)


def idle(now: datetime, kept_days: int) -> QuerySet[Person]:
    """People of no desk in the team, nor of a farm or a shop, who have not come, ordered, given hours or signed in for
    so many days: their names have no more reason to be kept (GDPR, art. 5, 1, e)."""
    since = now - timedelta(days=kept_days)
    seats = Role.objects.filter(person=OuterRef("pk"))
    desks = seats.filter(desk__in=sorted(TEAM)) | seats.exclude(organisation__kind=OrganisationKind.HOUSEHOLD)
    came = Attendance.objects.filter(person=OuterRef("pk"), said_at__gte=since)
    ordered = Order.objects.filter(person=OuterRef("pk"), changed_at__gte=since)
    gave = HoursLine.objects.filter(person=OuterRef("pk"), voucher__day__gte=timezone.localdate(since))
    known = Attendance.objects.filter(person=OuterRef("pk"))
    return (
        Person.objects.filter(erased_at=None)
        .exclude(last_login__gte=since)
        .exclude(Exists(desks))
        .exclude(Exists(came))
        .exclude(Exists(ordered))
        .exclude(Exists(gave))
        # Somebody who was written down and has done nothing yet has no date to count from.
        .filter(Exists(known) | Exists(Order.objects.filter(person=OuterRef("pk"))))
        .order_by("pk")
    )
