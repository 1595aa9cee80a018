"""The album: what is remembered of a year, and whose picture may be shown. One condition says it for every page, report
and petal: nobody can be recognised, or everybody who can be is named and has agreed."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, ExtractYear
from django.utils import timezone

from bocal.directory.models import Consent, Person, Role
from bocal.directory.reads import holding
from bocal.directory.rules import TEAM, ConsentPurpose
from bocal.funding.models import Project
from bocal.impact.models import Memory, Petal, Pictured
from bocal.impact.rules.album import MemoryKind
from bocal.measure.period import Period
from bocal.workshops import reads as workshops
from bocal.workshops.models import Attendance, Session, SheetPhoto

#: So many people are proposed to be named, so many sessions to belong to.
PROPOSED, LATEST = 12, 40
#: Days back in which they are looked for.
AROUND = 60


def _refusing() -> QuerySet[Pictured]:
    """Those on a picture who have not agreed; of minors, those whose adult has not. A name that was taken away agrees
    to nothing any more, neither for itself nor for a child."""
    coming = Attendance.objects.filter(person=OuterRef("person")).order_by("-session__starts_at", "-pk")
    holds = Consent.objects.filter(person=OuterRef("person"), purpose=ConsentPurpose.PHOTO, withdrawn_on=None)
    minor = Coalesce(Subquery(coming.values("minor")[:1]), False, output_field=BooleanField())
    mine = Pictured.objects.filter(memory=OuterRef("pk")).annotate(
        child=minor, own=Exists(holds), adult=Exists(holds.filter(given_by__erased_at=None, given_by__isnull=False))
    )
    return mine.filter(Q(person__erased_at__isnull=False) | Q(child=True, adult=False) | Q(child=False, own=False))


def _flag(condition: Q) -> "ExpressionWrapper[Q]":
    return ExpressionWrapper(condition, output_field=BooleanField())


def memories() -> QuerySet[Memory]:
    """Everything remembered, without the points of its pictures; each says whether it has one (`has_picture`), and
    whether that one may be shown outside the team (`shown`)."""
    there = Q(picture__isnull=False)
    named = Q(Exists(Pictured.objects.filter(memory=OuterRef("pk"))))
    agreed = Q(recognisable=False) | (named & ~Q(Exists(_refusing())))
    return (
        Memory.objects.defer("picture", "small")
        .select_related("session", "project", "petal")
        .annotate(has_picture=_flag(there), shown=_flag(there & agreed))  # type: ignore[no-redef]
    )


def fit_to_leave() -> QuerySet[Memory]:
    """What may be read outside the team: a photo that may not be shown is left out, and its words with it."""
    return memories().exclude(kind=MemoryKind.PHOTO, shown=False)  # type: ignore[misc]


def memory(pk: int) -> Memory | None:
    """One of them."""
    return memories().filter(pk=pk).first()


def points(pk: int, *, small: bool) -> bytes:
    """The JPEG of a picture; nothing when there is none."""
    name = "small" if small else "picture"
    found = Memory.objects.filter(pk=pk).values_list(name, flat=True).first()
    return bytes(found) if found else b""


def points_of(keys: Collection[int]) -> dict[int, bytes]:
    """Several at once, large: one query."""
    rows = Memory.objects.filter(pk__in=keys, picture__isnull=False).values_list("pk", "picture")
    return {pk: bytes(data) for pk, data in rows if data}


def sheet_points(keys: Collection[int]) -> dict[int, bytes]:
    """The photos of these signed sheets: one query."""
    return {pk: bytes(data) for pk, data in SheetPhoto.objects.filter(pk__in=keys).values_list("pk", "data")}


@dataclass(frozen=True)
class Entry:
    """A line of the album: something remembered, or what the crew wrote of a session."""

    day: date
    memory: Memory | None = None
    session: Session | None = None


@dataclass(frozen=True)
class Month:
    """A month of the album, by day."""

    first: date
    entries: list[Entry]


def album(year: int, *, outside: bool = False) -> list[Month]:
    """A year by months, in two queries; `outside`: as it may leave the team."""
    period = Period.year(year)
    found = fit_to_leave() if outside else memories()
    kept = found.filter(day__gte=period.start, day__lt=period.end)
    told = workshops.held(period=period).exclude(story="").select_related("spot")
    entries = [Entry(one.day, memory=one) for one in kept]
    entries += [Entry(timezone.localdate(one.starts_at), session=one) for one in told]
    return by_month(entries)


def by_month(entries: Iterable[Entry]) -> list[Month]:
    """The same by months and days; a session before what is remembered of its day."""
    months: dict[date, list[Entry]] = {}
    for one in sorted(entries, key=lambda one: (one.day, one.memory.pk if one.memory else 0)):
        months.setdefault(one.day.replace(day=1), []).append(one)
    return [Month(first, some) for first, some in months.items()]


def years() -> list[int]:
    """The years of which something is told, in order: one query."""
    stories = Session.objects.filter(cancelled_at=None).exclude(story="").order_by()
    told = stories.annotate(year=ExtractYear("starts_at")).values_list("year", flat=True)
    kept = Memory.objects.order_by().annotate(year=ExtractYear("day")).values_list("year", flat=True)
    return sorted(told.union(kept))


def of_session(session: int) -> QuerySet[Memory]:
    """What is remembered of a session."""
    return memories().filter(session=session)


def of_project(project: Project, *, year: int | None = None) -> QuerySet[Memory]:
    """What a project may show: its own, on its days, or in one year of them."""
    found = fit_to_leave().filter(project=project, day__gte=project.starts_on, day__lte=project.ends_on)
    return found if year is None else found.filter(day__year=year)


def of_petal(petal: Petal, *, since: date | None = None, until: date | None = None) -> QuerySet[Memory]:
    """The evidence tied to a petal, under whatever name it had, the latest first; on these days when they are said."""
    found = fit_to_leave().filter(petal=petal.root_id or petal.pk).order_by("-day", "-pk")
    if since is not None:
        found = found.filter(day__gte=since)
    return found if until is None else found.filter(day__lt=until)


def sheets_of(project: Project) -> QuerySet[SheetPhoto]:
    """The photos of a project's signed sheets, in the order of its sessions, without their points."""
    mine = SheetPhoto.objects.filter(session__project=project, session__cancelled_at=None)
    return mine.defer("data").select_related("session__spot").order_by("session__starts_at", "session", "pk")


@dataclass(frozen=True)
class Minor:
    """Somebody who was a child when they last came, and who answers for them, if anybody is still known."""

    guardian: Person | None


def minor(person: Person) -> Minor | None:
    """Whether somebody is a minor, by the last session they were on the list of; None: an adult, as far as we know."""
    rows = Attendance.objects.filter(person=person).select_related("guardian")
    last = rows.order_by("-session__starts_at", "-pk").first()
    if last is None or not last.minor:
        return None
    known = last.guardian is not None and last.guardian.erased_at is None
    return Minor(last.guardian if known else None)


@dataclass(frozen=True)
class Face:
    """Somebody who can be recognised on a picture: whether they are a child, and what was agreed to (None: nothing)."""

    person: Person
    child: bool
    consent: Consent | None

    @property
    def agreed(self) -> bool:
        """Whether they may be shown."""
        return self.consent is not None and (not self.child or self.consent.given_by_id is not None)


def faces(found: Memory) -> list[Face]:
    """Who is named on a picture, by name: three queries."""
    rows = found.pictured.select_related("person").order_by("person__name", "pk")
    people = [row.person for row in rows]
    held = Consent.objects.filter(person__in=people, purpose=ConsentPurpose.PHOTO, withdrawn_on=None)
    consents = {one.person_id: one for one in held.select_related("given_by")}
    coming = Attendance.objects.filter(person__in=people).order_by("session__starts_at", "pk")
    child = dict(coming.values_list("person", "minor"))
    return [Face(one, child.get(one.pk, False), consents.get(one.pk)) for one in people]


def could_be(found: Memory, search: str = "") -> list[Person]:
    """Who could be on a picture: those of its session's list and the team, those already named, and those whose name
    holds what is searched."""
    named = found.pictured.values("person")
    if search.strip():
        those = holding(Person.objects.filter(erased_at=None), search, "name").order_by("name", "pk")[:PROPOSED]
        there = Person.objects.filter(pk__in=named)
        return sorted({*those, *there}, key=lambda one: (one.name, one.pk))
    listed = Attendance.objects.filter(session=found.session_id, withdrawn_at=None).values("person")
    team = Role.objects.filter(desk__in=sorted(TEAM)).values("person")
    near = Q(pk__in=named) | Q(pk__in=team)
    if found.session_id is not None:
        near |= Q(pk__in=listed)
    return list(Person.objects.filter(near, erased_at=None).order_by("name", "pk"))


@dataclass(frozen=True)
class Choices:
    """What something may belong to: sessions around a day, projects, the petals of the present flower."""

    sessions: QuerySet[Session]
    projects: QuerySet[Project]
    petals: QuerySet[Petal]
    # The session that was asked for, if it was held.
    session: Session | None


def choices(day: date, *, session: int | None = None) -> Choices:
    """Those of the two months before a day, and the session that is said."""
    near = workshops.held(period=Period(day - timedelta(days=AROUND), day + timedelta(days=1)))
    asked = Session.objects.filter(pk=session, cancelled_at=None).first() if session is not None else None
    keys = [*near.order_by("-starts_at").values_list("pk", flat=True)[:LATEST], *([asked.pk] if asked else [])]
    return Choices(
        sessions=Session.objects.filter(pk__in=keys).order_by("-starts_at", "-pk"),
        projects=Project.objects.order_by("-starts_on", "-pk"),
        petals=Petal.objects.filter(flower__current=True),
        session=asked,
    )
