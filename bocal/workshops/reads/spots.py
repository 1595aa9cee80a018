"""Questions about spots, check-lists, and how the season is planned."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Min, Q, QuerySet

from bocal.directory import reads as directory
from bocal.directory.models import Organisation, Person, Place
from bocal.directory.rules import TEAM, OrganisationKind, PlaceKind
from bocal.funding.models import Project
from bocal.workshops.models import KitItem, SchoolHolidays, SeasonSettings, Spot
from bocal.workshops.rules.holidays import Holidays, SchoolZone, zone_of


def spots(*, old: bool = False) -> QuerySet[Spot]:
    """The spots in use, by name; with `old`, those given up too."""
    rows = Spot.objects.select_related("host", "fallback").annotate(
        held=Count("sessions", filter=Q(sessions__cancelled_at=None))
    )
    return rows if old else rows.filter(active=True)


def placed_spots(now: datetime) -> QuerySet[Spot]:
    """The spots in use that are on the map, each with when its next session begins (`next`), if one is planned.
    One query."""
    to_come = Min("sessions__starts_at", filter=Q(sessions__cancelled_at=None, sessions__starts_at__gt=now))
    rows = Spot.objects.filter(active=True).exclude(latitude=None).exclude(longitude=None)
    return rows.annotate(next=to_come).order_by("name")


def spot(pk: int) -> Spot | None:
    """A spot."""
    return Spot.objects.select_related("host", "fallback").filter(pk=pk).first()


def hosts() -> QuerySet[Organisation]:
    """Whose a spot may be: centres, farms, partners."""
    kinds = (OrganisationKind.CENTRE, OrganisationKind.PRODUCER, OrganisationKind.PARTNER, OrganisationKind.FOOD_AID)
    return Organisation.objects.filter(kind__in=kinds, active=True).order_by("name")


def kit(kind: str = "") -> QuerySet[KitItem]:
    """The lines of the check-lists, or of one of them."""
    rows = KitItem.objects.filter(active=True)
    return rows.filter(kind=kind) if kind else rows


def kit_line(pk: int) -> KitItem | None:
    """A line of a check-list."""
    return KitItem.objects.filter(pk=pk).first()


def season() -> SeasonSettings:
    """How sessions are planned; as it is at first when nobody has said."""
    return SeasonSettings.objects.filter(pk=1).first() or SeasonSettings()


def likely_zone() -> SchoolZone | None:
    """The school zone in which the collective lies, as its postcode tells."""
    found = directory.collective()
    return zone_of(found.organisation.postcode) if found else None


def holidays(zone: str) -> QuerySet[SchoolHolidays]:
    """The school holidays of a zone, in order."""
    return SchoolHolidays.objects.filter(zone=zone)


def holidays_between(first: date, last: date, zone: str) -> list[Holidays]:
    """Those of a zone that touch these days, for the rules. No query without a zone."""
    if not zone:
        return []
    rows = holidays(zone).filter(starts_on__lte=last, ends_on__gte=first)
    return [Holidays(row.name, row.starts_on, row.ends_on) for row in rows]


def holidays_row(pk: int) -> SchoolHolidays | None:
    """One row of holidays."""
    return SchoolHolidays.objects.filter(pk=pk).first()


def team() -> QuerySet[Person]:
    """Who may be of a crew: whoever has a desk at the collective."""
    us = directory.collective()
    found = Person.objects.filter(is_active=True, roles__organisation=us.organisation_id if us else None)
    return found.filter(roles__desk__in=TEAM).distinct().order_by("name", "pk")


def trucks() -> QuerySet[Place]:
    """The trucks."""
    return Place.objects.filter(kind=PlaceKind.TRUCK, active=True)


def projects() -> QuerySet[Project]:
    """The projects that a session may be for."""
    return Project.objects.all()


@dataclass(frozen=True)
class Choices:
    """What the forms offer, read once."""

    spots: list[Spot]
    team: list[Person]
    trucks: list[Place]
    projects: list[Project]


def choices() -> Choices:
    """Spots in use, the team, trucks, projects. Five queries."""
    return Choices(list(Spot.objects.filter(active=True)), list(team()), list(trucks()), list(projects()))
