"""Questions to the plan: its lines, equipment and its papers, who was trained to what."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Prefetch, Q, QuerySet

from bocal.directory.models import Person
from bocal.directory.rules import Desk
from bocal.safety.models import ControlPoint, Equipment, Training
from bocal.safety.rules import SOON, EquipmentKind, Paper, Topic, UpkeepKind, paper


def equipment(*kinds: EquipmentKind) -> QuerySet[Equipment]:
    """Equipment in use, of these kinds or all."""
    rows = Equipment.objects.filter(active=True).select_related("place")
    return rows.filter(kind__in=kinds) if kinds else rows


@dataclass(frozen=True)
class Due:
    """A paper of an equipment: what, until when, how it stands."""

    equipment: Equipment
    kind: UpkeepKind
    until: date | None
    state: Paper


_DATES = (
    (UpkeepKind.CALIBRATION, "calibrated_until"),
    (UpkeepKind.INSPECTION, "inspected_until"),
    (UpkeepKind.REQUALIFICATION, "requalified_until"),
)


def papers_of(one: Equipment, today: date) -> list[Due]:
    """The dates of an equipment that are written, each with how it stands."""
    dates = [(kind, getattr(one, name)) for kind, name in _DATES]
    return [Due(one, kind, until, paper(until, today)) for kind, until in dates if until is not None]


def papers_due(today: date) -> list[Due]:
    """What runs out within the month, or has run out: the most late first."""
    found = [due for one in equipment() for due in papers_of(one, today) if due.state in (Paper.SOON, Paper.OVER)]
    return sorted(found, key=lambda due: due.until or today)


def papers_over(today: date) -> QuerySet[Equipment]:
    """Equipment in use of which a paper has run out."""
    over = Q()
    for _kind, name in _DATES:
        over |= Q(**{f"{name}__lt": today})
    return Equipment.objects.filter(over, active=True)


def papers_soon(today: date) -> QuerySet[Equipment]:
    """Equipment in use of which a paper runs out within the month, and none has run out."""
    near = Q()
    for _kind, name in _DATES:
        near |= Q(**{f"{name}__range": (today, today + timedelta(days=SOON))})
    return Equipment.objects.filter(near, active=True).exclude(pk__in=papers_over(today).values("pk"))


def equipment_one(pk: int) -> Equipment | None:
    """An equipment with its upkeep and those who may operate it, newest first."""
    return (
        Equipment.objects.select_related("place")
        .prefetch_related("upkeeps__author", Prefetch("trainings", Training.objects.select_related("person")))
        .filter(pk=pk)
        .first()
    )


def trainings() -> QuerySet[Training]:
    """The training register, newest first."""
    return Training.objects.select_related("person", "equipment", "author")


def trained_people() -> QuerySet[Person]:
    """Those whose training is written down: whoever works here."""
    desks = (Desk.PRODUCTION, Desk.QUALITY, Desk.RECEPTION, Desk.DIRECTION)
    return Person.objects.filter(roles__desk__in=desks, is_active=True).distinct()


def points() -> QuerySet[ControlPoint]:
    """The lines of the plan in use, in their order."""
    return ControlPoint.objects.filter(active=True).select_related("equipment")


def retired_points() -> QuerySet[ControlPoint]:
    """Lines that are no longer asked."""
    return ControlPoint.objects.filter(active=False).select_related("equipment")


def point(pk: int) -> ControlPoint | None:
    """A line of the plan."""
    return ControlPoint.objects.select_related("equipment").filter(pk=pk).first()


def oven_points() -> list[ControlPoint]:
    """The ovens of the plan."""
    return list(points().filter(topic=Topic.INCUBATION))
