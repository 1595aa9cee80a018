"""All that one page says of a session: crew, kit, menu, what does not fit, whom to call."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import timezone

from bocal.directory.models import Person
from bocal.kitchen.models import Recipe
from bocal.workshops.models import Attendance, CrewMember, Dish, KitItem, Packed, Session
from bocal.workshops.reads.conflicts import Said, around, of_sessions, with_crew
from bocal.workshops.rules.planning import monday


@dataclass(frozen=True)
class Line:
    """A line of the check-list, and whether it is on board."""

    item: KitItem
    packed: bool


@dataclass(frozen=True)
class Hub:
    """What the page of a session shows."""

    session: Session
    crew: list[CrewMember]
    kit: list[Line]
    menu: list[Dish]
    said: list[Said]
    call: list[Attendance]

    @property
    def packed(self) -> int:
        """How many lines are on board."""
        return sum(line.packed for line in self.kit)


def hub(pk: int, *, today: date) -> Hub | None:
    """All of a session. A number of queries that does not grow."""
    rows = Session.objects.select_related("spot__fallback", "spot__host", "moved_from", "truck", "project")
    found = rows.filter(pk=pk).first()
    if found is None:
        return None
    near = around([found])
    # The session is among those around it, with its crew, unless it is called off.
    same = next((one for one in near if one.pk == found.pk), None)
    crew = same.crew.all() if same else CrewMember.objects.filter(session=found).select_related("person")
    ticked = Exists(Packed.objects.filter(session=found, item=OuterRef("pk")))
    kit = KitItem.objects.filter(kind=found.kind).annotate(ticked=ticked)
    lines = [Line(item, item.ticked) for item in kit if item.active or item.ticked]
    return Hub(
        session=found,
        crew=list(crew),
        kit=lines,
        menu=list(menu(found)),
        said=of_sessions([found], today=today, among=near).get(found.pk, []),
        call=to_call(found),
    )


def menu(session: Session) -> QuerySet[Dish]:
    """Its dishes, with their orders."""
    return Dish.objects.filter(session=session).select_related("recipe", "order__product")


def dish(session: int, pk: int) -> Dish | None:
    """A dish of a session."""
    found = Dish.objects.filter(session=session, pk=pk)
    return found.select_related("session__truck", "session__spot", "recipe", "order").first()


def recipes(besides: Sequence[Dish] = ()) -> list[Recipe]:
    """What may still be put on the menu, by name."""
    there = {one.recipe_id for one in besides if one.order_id is None}
    return list(Recipe.objects.filter(active=True).exclude(pk__in=there).order_by("name"))


def recipe(pk: int) -> Recipe | None:
    """A recipe in use."""
    return Recipe.objects.filter(pk=pk, active=True).first()


def to_call(session: Session) -> list[Attendance]:
    """Who has to be called when a session has changed or is off: on its list, without an e-mail; a child's adult for
    the child. Those who `knows` it as it is now are among them: they are ticked. One query."""
    if session.sequence == 0 and session.cancelled_at is None:
        return []
    rows = session.attendances.filter(withdrawn_at=None, guardian=None, person__email=None).exclude(person__phone="")
    return list(rows.select_related("person").order_by("person__name", "pk"))


@dataclass(frozen=True)
class Day:
    """A day of the crew's week."""

    day: date
    sessions: list[tuple[Session, list[CrewMember], list[Said], list[Dish]]]


def week(first: date, *, today: date) -> list[Day]:
    """The week of a day, cancelled sessions too, as its crew needs it. A number of queries that does not grow."""
    start = monday(first)
    zone = timezone.get_default_timezone()
    low, high = (datetime.combine(day, time(0), zone) for day in (start, start + timedelta(days=7)))
    rows = Session.objects.filter(starts_at__gte=low, starts_at__lt=high).order_by("starts_at", "pk")
    found = list(
        with_crew(rows.select_related("spot__fallback", "truck", "moved_from")).prefetch_related("menu__recipe")
    )
    said = of_sessions(found, today=today)
    days = [start + timedelta(days=number) for number in range(7)]
    return [
        Day(
            day,
            [
                (one, list(one.crew.all()), said.get(one.pk, []), list(one.menu.all()))
                for one in found
                if timezone.localdate(one.starts_at) == day
            ],
        )
        for day in days
    ]


def of_day(now: datetime) -> list[Session]:
    """Today's sessions that take place and are not over. One query."""
    start = datetime.combine(timezone.localdate(now), time(0), timezone.get_default_timezone())
    rows = Session.objects.filter(cancelled_at=None, starts_at__gte=start, starts_at__lt=start + timedelta(days=1))
    return list(rows.filter(ends_at__gt=now).select_related("spot").order_by("starts_at", "pk")[:5])


def to_close(now: datetime) -> int:
    """How many sessions of the last weeks are over and not closed. One query."""
    rows = Session.objects.filter(cancelled_at=None, closed_at=None, ends_at__lte=now)
    return rows.filter(ends_at__gt=now - timedelta(days=60)).count()


def of_crew(person: Person, now: datetime) -> QuerySet[Session]:
    """The sessions of which somebody is of the crew: those to come and those of the last weeks, cancelled ones too."""
    rows = Session.objects.filter(crew__person=person, ends_at__gt=now - timedelta(days=60))
    return rows.select_related("spot").distinct().order_by("starts_at", "pk")


def left_crew(person: Person, now: datetime) -> QuerySet[Session]:
    """Those of whose crew they were, and are no more."""
    rows = Session.objects.filter(left__person=person, ends_at__gt=now - timedelta(days=60))
    return rows.select_related("spot").order_by("starts_at", "pk")


#: A public feed holds so many sessions, those of the last weeks too.
FED = 300


def public(now: datetime, *, back: timedelta = timedelta(0)) -> QuerySet[Session]:
    """What strangers may see, soonest first; with `back`, what is over since then, and what is cancelled."""
    rows = Session.objects.filter(public=True, ends_at__gt=now - back).select_related("spot", "moved_from")
    rows = rows if back else rows.filter(cancelled_at=None)
    return rows.annotate(room=F("capacity") - F("coming")).order_by("starts_at", "pk")[:FED]
