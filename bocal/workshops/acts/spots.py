"""Where people meet, what one takes along, how the season is planned."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.db import IntegrityError, transaction

from bocal.directory.models import Organisation, Person
from bocal.journals.rules import Refused
from bocal.workshops.models import KitItem, Packed, SchoolHolidays, SeasonSettings, Session, Spot
from bocal.workshops.rules import Permission, SessionKind, Zone
from bocal.workshops.rules.holidays import SchoolZone
from bocal.workshops.rules.kit import START

SEED = Path(__file__).resolve().parent.parent / "data" / "school-holidays.csv"
SOURCE = "Ministère de l’Éducation nationale, calendrier scolaire (data.education.gouv.fr)"


@dataclass(frozen=True)
class Told:
    """What is written of a spot."""

    name: str
    host: Organisation | None = None
    address: str = ""
    postcode: str = ""
    town: str = ""
    latitude: float | None = None
    longitude: float | None = None
    zone: Zone = Zone.TOWN
    water: bool = False
    power: bool = False
    shelter: bool = False
    permission_from: str = ""
    permission: Permission = Permission.TO_ASK
    fallback: Spot | None = None
    note: str = ""
    active: bool = True


def save_spot(spot: Spot | None, told: Told) -> Spot:
    """Write a spot. Raises Refused: spot_name_taken, spot_own_fallback."""
    row = spot or Spot()
    if told.fallback is not None and told.fallback.pk == row.pk:
        raise Refused("spot_own_fallback")
    for name in Told.__dataclass_fields__:
        setattr(row, name, getattr(told, name))
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as taken:
        raise Refused("spot_name_taken") from taken
    return row


@transaction.atomic
def begin_kit() -> None:
    """Write the check-lists to begin with, for the kinds that have no line yet."""
    there = set(KitItem.objects.values_list("kind", flat=True))
    KitItem.objects.bulk_create(
        KitItem(kind=kind, what=what, rank=rank)
        for kind, lines in START.items()
        if kind not in there
        for rank, what in enumerate(lines, start=1)
    )


def add_kit_line(*, kind: SessionKind, what: str) -> KitItem:
    """A line more at the end of a list; one that was taken away comes back. Raises Refused: kit_line_twice."""
    found = KitItem.objects.filter(kind=kind, what=what.strip()).first()
    if found is not None:
        if found.active:
            raise Refused("kit_line_twice")
        KitItem.objects.filter(pk=found.pk).update(active=True)
        return found
    try:
        with transaction.atomic():
            last = KitItem.objects.filter(kind=kind).order_by("-rank").values_list("rank", flat=True).first() or 0
            return KitItem.objects.create(kind=kind, what=what.strip(), rank=last + 1)
    except IntegrityError as twice:
        raise Refused("kit_line_twice") from twice


def drop_kit_line(item: KitItem) -> None:
    """It is asked no more; sessions where it was ticked keep it."""
    KitItem.objects.filter(pk=item.pk).update(active=False)


def pack(*, session: Session, item: KitItem, by: Person, now: datetime) -> None:
    """Tick a line. Ticked twice, it is once."""
    Packed.objects.get_or_create(session=session, item=item, defaults={"by": by, "at": now})


def unpack(*, session: Session, item: KitItem) -> None:
    """Take the tick away."""
    Packed.objects.filter(session=session, item=item).delete()


@transaction.atomic
def set_season(*, school_zone: SchoolZone | None, speed_kmh: int, ask_days: int) -> SeasonSettings:
    """Write how sessions are planned; a zone that has no holidays yet gets those that were announced."""
    told = {"school_zone": school_zone or "", "speed_kmh": speed_kmh, "ask_days": ask_days}
    row, _made = SeasonSettings.objects.update_or_create(pk=1, defaults=told)
    if school_zone and not SchoolHolidays.objects.filter(zone=school_zone).exists():
        SchoolHolidays.objects.bulk_create(
            SchoolHolidays(zone=zone, name=name, starts_on=first, ends_on=last, source=SOURCE)
            for zone, name, first, last in _announced()
            if zone == school_zone
        )
    return row


def _announced() -> Iterable[tuple[str, str, date, date]]:
    with SEED.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter=";"):
            yield row["zone"], row["name"], date.fromisoformat(row["first"]), date.fromisoformat(row["last"])


def save_holidays(
    row: SchoolHolidays | None, *, zone: SchoolZone, name: str, first: date, last: date, source: str = ""
) -> SchoolHolidays:
    """Write holidays. Raises Refused: holidays_end_first, holidays_twice."""
    if last < first:
        raise Refused("holidays_end_first")
    found = row or SchoolHolidays()
    found.zone, found.name, found.starts_on, found.ends_on, found.source = zone, name.strip(), first, last, source
    try:
        with transaction.atomic():
            found.save()
    except IntegrityError as twice:
        raise Refused("holidays_twice") from twice
    return found


def drop_holidays(row: SchoolHolidays) -> None:
    """They are no more."""
    row.delete()
