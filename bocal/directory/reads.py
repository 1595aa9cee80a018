"""Questions about who and where."""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypeVar

from django.db.models import Case, Model, Prefetch, QuerySet, When

from bocal.directory.models import (
    AgendaLink,
    Collective,
    Crop,
    Import,
    Letter,
    Organisation,
    Person,
    PersonalLink,
    Place,
    Role,
)
from bocal.directory.rules import (
    ENDING_DAYS,
    OPENED,
    OTHERS,
    REAL,
    TEAM,
    Certificate,
    Desk,
    ImportKind,
    LinkPurpose,
    OrganisationKind,
    PlaceKind,
    Refused,
    certificate,
    crops,
    register,
)
from bocal.look import sheets
from bocal.look import words as look_words
from bocal.measure.table import fold
from bocal.measure.unreadable import Unreadable

Row = TypeVar("Row", bound=Model)


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
    """Active places that hold stock and that people choose from: all real ones but the sales' shelves.

    The storeroom comes first, the pickup points last: a form's first choice is where goods are usually kept.
    """
    kinds = [kind for kind in PlaceKind if kind in REAL - {PlaceKind.SHELF}]
    rank = Case(*(When(kind=kind, then=number) for number, kind in enumerate(kinds)))
    return places(*kinds).order_by(rank, "name")


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
    """The first person of each desk, in the order of the desks: the demo's cast. Two customers, who have other pages:
    of a household, and of a place that is delivered."""
    first: dict[tuple[str, bool], Role] = {}
    for role in Role.objects.select_related("person", "organisation").filter(person__is_active=True).order_by("pk"):
        delivered = role.desk == Desk.CUSTOMER and role.organisation.kind != OrganisationKind.HOUSEHOLD
        first.setdefault((role.desk, delivered), role)
    return [first[desk, delivered] for desk in Desk for delivered in (False, True) if (desk, delivered) in first]


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


# ── The directory's own pages ────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class FarmLine:
    """A farm and how its organic certificate stands today."""

    farm: Organisation
    certificate: Certificate
    #: Days until the certificate's last day; below zero since then; None without a date.
    days: int | None = None

    @property
    def ended_for(self) -> int:
        """Days since the certificate's last day."""
        return -(self.days or 0)


def farms(
    search: str = "", *, organic: bool = False, ending: bool = False, former: bool = False, today: date
) -> QuerySet[Organisation]:
    """Active farms by name: those whose name, town, contact or crops hold the words of `search`, whatever the accents.

    With `former`, those that no longer work with us too; `organic` keeps the organic ones, `ending` those whose
    certificate has ended or ends within sixty days.
    """
    found = known(OrganisationKind.PRODUCER) if former else producers()
    if organic or ending:
        found = found.filter(organic=True)
    if ending:
        found = found.filter(organic_until__lte=today + timedelta(days=ENDING_DAYS))
    return holding(found, search, "name", "town", "contact", "grows")


def farm_lines(found: Iterable[Organisation], *, today: date) -> list[FarmLine]:
    """Each farm with its certificate's standing."""
    return [
        FarmLine(
            farm,
            certificate(farm.organic, farm.organic_until, today=today),
            (farm.organic_until - today).days if farm.organic_until else None,
        )
        for farm in found
    ]


def customers(
    search: str = "", *, kind: OrganisationKind | None = None, former: bool = False
) -> QuerySet[Organisation]:
    """Active organisations that buy, are given, sell supplies or help; by name, those that hold `search`.

    With `former`, those of the past too.
    """
    kinds = (kind,) if kind else OTHERS
    return holding(
        known(*kinds) if former else organisations(*kinds), search, "name", "town", "contact", "email", "phone"
    )


def known(*kinds: OrganisationKind) -> QuerySet[Organisation]:
    """Organisations of these kinds, closed ones too."""
    return Organisation.objects.filter(kind__in=kinds)


def seated_at(organisation: Organisation) -> QuerySet[Person]:
    """Active people with a desk at an organisation, by name."""
    return Person.objects.filter(roles__organisation=organisation, is_active=True).distinct()


def open_links(organisation: Organisation, purpose: LinkPurpose, *, today: date) -> QuerySet[PersonalLink]:
    """The links that still open a page for this organisation."""
    return PersonalLink.objects.filter(
        organisation=organisation, purpose=purpose, expires_on__gte=today, revoked_at=None
    ).order_by("-pk")


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


def opened_places() -> QuerySet[Place]:
    """Every place that people open and close, open ones first."""
    return Place.objects.filter(kind__in=OPENED).order_by("-active", "kind", "name")


def letters(search: str = "", *, waiting: bool = False) -> QuerySet[Letter]:
    """Letters, the last first, without their attachments; `search` is in the address or the subject."""
    found = Letter.objects.select_related("person").defer("body", "attachment")
    if waiting:
        found = found.filter(sent_at=None)
    return holding(found, search, "email", "subject")


def holding(found: QuerySet[Row], search: str, *fields: str) -> QuerySet[Row]:
    """Those whose `fields`, read one after the other, hold every word of `search`, whatever the case and accents.

    The database's own LIKE knows nothing of accents (SQLite) or minds them (PostgreSQL): names are folded here, which
    suits tables of a few thousand names, not journals.
    """
    wanted = fold(search).split()
    if not wanted:
        return found
    keys = [
        pk
        for pk, *texts in found.values_list("pk", *fields)
        if all(word in fold(" ".join(text or "" for text in texts)) for word in wanted)
    ]
    return found.filter(pk__in=keys)


# ── What farms grow ──────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Produce:
    """Something that farms grow: how many of them have some in each month, and who in the month asked for."""

    name: str
    counts: tuple[int, ...]
    growers: tuple[Crop, ...]


def crops_of(farm: Organisation) -> list[crops.Grown]:
    """What a farm grows, by name; what its sentence names and its calendar does not comes last, without months."""
    there = [crops.Grown(crop.what, tuple(crop.months)) for crop in Crop.objects.filter(organisation=farm)]
    known_keys = {crops.key(crop.what) for crop in there}
    return there + [crops.Grown(what, ()) for what in crops.named(farm.grows) if crops.key(what) not in known_keys]


def growing(farms: Collection[int], month: int) -> dict[int, frozenset[str]]:
    """Farm → what it has in a month (1 to 12) by its own calendar, as `crops.key` names it. One query."""
    found: dict[int, set[str]] = {}
    for farm, what, months in Crop.objects.filter(organisation__in=farms).values_list(
        "organisation_id", "what", "months"
    ):
        if month in months:
            found.setdefault(farm, set()).add(crops.key(what))
    return {farm: frozenset(there) for farm, there in found.items()}


def calendar(search: str = "", *, month: int | None = None) -> list[Produce]:
    """What active farms grow, by name, when its name holds the words of `search`; with `month`, what is there then.

    One query; the same produce of two farms is one, whatever its capitals and plurals.
    """
    wanted = crops.key(search).split()
    found: dict[str, list[Crop]] = {}
    rows = Crop.objects.filter(organisation__in=producers()).select_related("organisation")
    for crop in rows.order_by("organisation__name", "pk"):
        same = crops.key(crop.what)
        if all(word in same for word in wanted):
            found.setdefault(same, []).append(crop)
    made = []
    for same in sorted(found):
        growing = [crop for crop in found[same] if month is None or month in crop.months]
        if growing:
            counts = tuple(sum(at in crop.months for crop in found[same]) for at in range(1, 13))
            # The spelling of most farms; of equals, that of the first.
            what, _count = Counter(crop.what for crop in found[same]).most_common(1)[0]
            made.append(Produce(what, counts, tuple(growing)))
    return made


# ── Importing farms and customers ─────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Preview:
    """What a spreadsheet would change: its sheet's name, how it was read, and what would become of each row."""

    sheet: str
    reading: register.Reading
    plan: register.Plan

    @property
    def mistakes(self) -> tuple[register.Mistake, ...]:
        """All that is to mend, by line."""
        both = (*self.reading.mistakes, *self.plan.mistakes)
        return tuple(sorted(both, key=lambda mistake: (mistake.line, mistake.column or 0)))

    @property
    def steps(self) -> tuple[register.Step, ...]:
        """The rows that change something."""
        return tuple(step for step in self.plan.steps if step.fate is not register.Fate.UNCHANGED)


def read_sheet(name: str, data: bytes, kind: ImportKind) -> tuple[str, register.Reading]:
    """The first sheet that names a column for the names, and what it says.

    Raises SheetRefused (the file cannot be read) or Refused (no_header, doubled_column, empty_sheet).
    """
    missing: register.NoHeader | None = None
    for sheet in sheets.read(name, data, max_rows=register.MAX_ROWS):
        try:
            reading = register.read(sheet.rows, register.SHAPES[kind])
        except register.NoHeader as none:
            missing = missing or none
            continue
        except Unreadable as doubled:
            where = look_words.place(doubled.line, doubled.column)
            raise Refused("doubled_column", place=where, value=doubled.value) from None
        if not reading.rows and not reading.mistakes:
            raise Refused(f"empty_sheet_{kind}")
        return sheet.name, reading
    raise Refused(f"no_header_{kind}") from missing


def preview(name: str, data: bytes, kind: ImportKind) -> Preview:
    """What importing this file now would do. Raises as `read_sheet`."""
    shape = register.SHAPES[kind]
    sheet, reading = read_sheet(name, data, kind)
    others = Organisation.objects.exclude(kind__in=shape.kinds).exclude(reference=None)
    taken = [reference for reference in others.values_list("reference", flat=True) if reference]
    there = [as_known(one, shape) for one in known(*shape.kinds).order_by("pk")]
    return Preview(sheet, reading, register.plan(reading.rows, there, taken, reading.columns, shape.needed))


def as_known(one: Organisation, shape: register.Shape) -> register.Known:
    """A farm or customer as the import compares it."""
    values: dict[str, register.Value | None] = {field: getattr(one, field) for field in shape.headers}
    if "kind" in values:
        values["kind"] = OrganisationKind(one.kind)
    return register.Known(one.pk, one.reference, values)


def imports(kind: ImportKind) -> QuerySet[Import]:
    """Spreadsheets of this kind brought, the last first, without their content."""
    return Import.objects.filter(kind=kind).select_related("by").defer("data")
