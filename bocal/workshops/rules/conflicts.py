"""What does not fit in what is planned: the truck, the crew, the spot, the day. Pure.

A conflict never forbids: the square that has no water today has a neighbour with a tap. It is shown until it is mended.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from math import ceil

from bocal.measure.geo import Point, distance_km
from bocal.workshops.rules import Permission, SessionKind, Task
from bocal.workshops.rules.holidays import Holidays, public_holiday, school_holiday

#: Assumed, not measured: by road it is about a third further than as the crow flies.
DETOUR = 1.3
#: To pack up and to set up again, between two spots.
PACKING = timedelta(minutes=30)
#: A truck is not awaited further ahead than that: nothing in France is further.
_FAR = timedelta(hours=24)


class Conflict(StrEnum):
    """What does not fit."""

    TRUCK_TWICE = "truck_twice"
    TRUCK_LATE = "truck_late"
    PERSON_TWICE = "person_twice"
    NO_CREW = "no_crew"
    NO_DRIVER = "no_driver"
    UNTRAINED = "untrained"
    NO_WATER = "no_water"
    NO_POWER = "no_power"
    PERMISSION_REFUSED = "permission_refused"
    PERMISSION_LATE = "permission_late"
    PUBLIC_HOLIDAY = "public_holiday"
    SCHOOL_HOLIDAY = "school_holiday"


#: Those that somebody may well have wanted so: said, and no more.
MILD = frozenset({Conflict.PUBLIC_HOLIDAY, Conflict.SCHOOL_HOLIDAY, Conflict.NO_WATER, Conflict.NO_POWER})


@dataclass(frozen=True)
class Facts:
    """A session as far as conflicts go; `ref` is whatever tells it from the others."""

    ref: int
    kind: SessionKind
    day: date
    starts_at: datetime
    ends_at: datetime
    spot: int
    point: Point | None = None
    truck: int | None = None
    crew: tuple[tuple[int, Task], ...] = ()
    permission: Permission = Permission.NOT_NEEDED
    water: bool = True
    power: bool = True


@dataclass(frozen=True)
class Known:
    """What is known beside the sessions: until when each person may lead a heat treatment (kept per person), the
    school holidays, how fast the truck drives (km/h), how many days before a permission must be there."""

    trained: Mapping[int, date] = field(default_factory=dict)
    holidays: Sequence[Holidays] = ()
    speed_kmh: int = 40
    ask_days: int = 21


@dataclass(frozen=True)
class Found:
    """A conflict of the session `ref`: with which other one, who or which holiday, how many minutes or days."""

    code: Conflict
    ref: int
    other: int | None = None
    person: int | None = None
    name: str = ""
    amount: int = 0


def drive(one: Point, other: Point, speed_kmh: int) -> timedelta:
    """How long the truck is on the road between two points: the crow's flight × DETOUR at that speed."""
    return timedelta(hours=distance_km(one, other) * DETOUR / speed_kmh)


def conflicts(sessions: Iterable[Facts], known: Known, *, today: date) -> list[Found]:
    """All that does not fit among these sessions, in their order of time; both of two that collide say so."""
    rows = sorted(sessions, key=lambda one: (one.starts_at, one.ref))
    found = [*_trucks(rows, known.speed_kmh), *_people(rows)]
    for one in rows:
        found += _alone(one, known, today)
    order = {one.ref: number for number, one in enumerate(rows)}
    rank = {code: number for number, code in enumerate(Conflict)}
    return sorted(found, key=lambda one: (order[one.ref], rank[one.code], order.get(one.other or 0, 0)))


def _trucks(rows: Sequence[Facts], speed_kmh: int) -> Iterator[Found]:
    by_truck: dict[int, list[Facts]] = defaultdict(list)
    for one in rows:
        if one.truck is not None:
            by_truck[one.truck].append(one)
    for of_one in by_truck.values():
        for number, one in enumerate(of_one):
            for later in of_one[number + 1 :]:
                if later.starts_at >= one.ends_at + _FAR:
                    break
                if later.starts_at < one.ends_at:
                    yield Found(Conflict.TRUCK_TWICE, one.ref, later.ref)
                    yield Found(Conflict.TRUCK_TWICE, later.ref, one.ref)
                elif minutes := _missing(one, later, speed_kmh):
                    yield Found(Conflict.TRUCK_LATE, later.ref, one.ref, amount=minutes)


def _missing(one: Facts, later: Facts, speed_kmh: int) -> int:
    """How many minutes the truck needs from one session to the next, when it has not got them; else 0."""
    if one.spot == later.spot or one.point is None or later.point is None:
        return 0
    needed = PACKING + drive(one.point, later.point, speed_kmh)
    return ceil(needed / timedelta(minutes=1)) if later.starts_at - one.ends_at < needed else 0


def _people(rows: Sequence[Facts]) -> Iterator[Found]:
    by_person: dict[int, list[Facts]] = defaultdict(list)
    for one in rows:
        for person in dict.fromkeys(person for person, _task in one.crew):
            by_person[person].append(one)
    for person, theirs in by_person.items():
        for number, one in enumerate(theirs):
            for later in theirs[number + 1 :]:
                if later.starts_at >= one.ends_at + _FAR:
                    break
                if later.starts_at < one.ends_at:
                    yield Found(Conflict.PERSON_TWICE, one.ref, later.ref, person)
                    yield Found(Conflict.PERSON_TWICE, later.ref, one.ref, person)


def _alone(one: Facts, known: Known, today: date) -> Iterator[Found]:
    """What is wrong with one session, whatever the others."""
    if not one.crew:
        yield Found(Conflict.NO_CREW, one.ref)
    else:
        if one.truck is not None and all(task is not Task.DRIVE for _person, task in one.crew):
            yield Found(Conflict.NO_DRIVER, one.ref)
        if one.kind is SessionKind.COOKING and not any(
            known.trained.get(person, date.min) >= one.day for person, _task in one.crew
        ):
            yield Found(Conflict.UNTRAINED, one.ref)
    if one.kind is SessionKind.COOKING:
        if not one.water:
            yield Found(Conflict.NO_WATER, one.ref)
        if not one.power:
            yield Found(Conflict.NO_POWER, one.ref)
    if one.permission is Permission.REFUSED:
        yield Found(Conflict.PERMISSION_REFUSED, one.ref)
    elif one.permission in (Permission.TO_ASK, Permission.ASKED) and (left := (one.day - today).days) <= known.ask_days:
        yield Found(Conflict.PERMISSION_LATE, one.ref, amount=max(left, 0))
    if holiday := public_holiday(one.day):
        yield Found(Conflict.PUBLIC_HOLIDAY, one.ref, name=holiday)
    if school := school_holiday(one.day, known.holidays):
        yield Found(Conflict.SCHOOL_HOLIDAY, one.ref, name=school.name)
