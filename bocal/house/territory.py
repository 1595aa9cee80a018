"""What the map shows: farms with what they grow and offer now (supply), where sessions are held (workshops), pickup
points and whoever else the directory has placed."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from bocal.directory import reads as directory
from bocal.directory.models import Organisation, Place
from bocal.directory.rules import PARTNERS, PlaceKind
from bocal.directory.rules.crops import key
from bocal.look import maps
from bocal.measure.geo import Point, bearing, distance_km
from bocal.supply import reads as supply
from bocal.supply.models import SurplusOffer
from bocal.workshops import reads as workshops
from bocal.workshops.models import Spot

#: « Near by » for whoever wrote the rules of these places: thirty kilometres.
NEAR_KM = 30
RINGS = (10, 20, 30)
#: Beyond this a farm is listed and not drawn: it would make the others crowd.
FARTHEST_KM = 60
#: Marks with a number on one map, the nearest first.
MOST_MARKS = 120
#: Spots and pickup points, of each the nearest.
MOST_STOPS = 30


@dataclass(frozen=True)
class Neighbour:
    """A farm, a centre, a partner: where it lies from us. `km` and `way` (degrees from the north) are None while its
    place or ours is not known."""

    one: Organisation
    km: float | None
    way: float | None
    grows: tuple[str, ...] = ()
    offers: tuple[SurplusOffer, ...] = ()

    @property
    def far(self) -> bool:
        """Whether it lies beyond the circle."""
        return self.km is not None and self.km > NEAR_KM


@dataclass(frozen=True)
class Stop:
    """Where people come to: a spot of sessions (`next`: when the next one begins) or a pickup point."""

    pk: int
    name: str
    town: str
    point: Point
    km: float
    way: float
    next: datetime | None = None


def where(one: Organisation) -> Point | None:
    """Its point, if both numbers are known."""
    return None if one.latitude is None or one.longitude is None else (one.latitude, one.longitude)


def farms(
    us: Organisation, *, search: str = "", organic: bool = False, offering: bool = False, today: date
) -> list[Neighbour]:
    """The active farms that the filters keep, nearest first, then those without a place. Three queries.

    `search`: words of its name or town, or of a crop; `offering`: those with a surplus on offer today.
    """
    told: dict[int, list[SurplusOffer]] = defaultdict(list)
    for offer in supply.waiting(today=today):
        told[offer.farm_id].append(offer)
    found = list(directory.farms(search, organic=organic, today=today))
    if offering:
        found = [farm for farm in found if farm.pk in told]
    growing = directory.in_season([farm.pk for farm in found], today.month)
    rows = [_from(us, farm, tuple(growing.get(farm.pk, ())), tuple(told[farm.pk])) for farm in found]
    return _nearest_first(rows)


def others(us: Organisation) -> list[Neighbour]:
    """Centres, shops, food aid and partners that have a place, nearest first. One query."""
    found = directory.organisations(*PARTNERS).exclude(latitude=None).exclude(longitude=None)
    return _nearest_first(_from(us, one, (), ()) for one in found)


def spots(us: Organisation, *, now: datetime) -> list[Stop]:
    """Where sessions are held, nearest first; none while our own place is not known. One query."""
    return _stops(us, ((one, one.next) for one in workshops.placed_spots(now)))  # type: ignore[attr-defined]


def points(us: Organisation) -> list[Stop]:
    """The pickup points that are open and have a place, nearest first. One query."""
    found = directory.places(PlaceKind.POINT).exclude(latitude=None).exclude(longitude=None)
    return _stops(us, ((one, None) for one in found))


def towns(rows: Iterable[Neighbour]) -> list[maps.Spot]:
    """The towns of these people as points: the middle of those who live there; those of most people first."""
    there: dict[str, list[tuple[str, Point]]] = defaultdict(list)
    for row in rows:
        point = where(row.one)
        if row.one.town and point:
            there[key(row.one.town)].append((row.one.town, point))
    return [
        maps.Spot(
            same[0][0],
            (sum(point[0] for _, point in same) / len(same), sum(point[1] for _, point in same) / len(same)),
        )
        for _key, same in sorted(there.items(), key=lambda entry: (-len(entry[1]), entry[0]))
    ]


def reach(rows: Iterable[Neighbour | Stop]) -> float:
    """How many kilometres the map shows around us: the circle, and what is not too far beyond it."""
    near = [row.km for row in rows if row.km is not None and row.km <= FARTHEST_KM]
    return max([NEAR_KM, *near]) * 1.04


def _from(us: Organisation, one: Organisation, grows: tuple[str, ...], offers: tuple[SurplusOffer, ...]) -> Neighbour:
    here, there = where(us), where(one)
    if here is None or there is None:
        return Neighbour(one, None, None, grows, offers)
    return Neighbour(one, distance_km(here, there), bearing(here, there), grows, offers)


def _stops(us: Organisation, found: Iterable[tuple[Spot | Place, datetime | None]]) -> list[Stop]:
    here = where(us)
    if here is None:
        return []
    rows = []
    for one, soon in found:
        if one.latitude is not None and one.longitude is not None:
            there = (one.latitude, one.longitude)
            km, way = distance_km(here, there), bearing(here, there)
            rows.append(Stop(one.pk, one.name, one.town, there, km, way, soon))
    return sorted(rows, key=lambda row: (row.km, row.name))


def _nearest_first(rows: Iterable[Neighbour]) -> list[Neighbour]:
    return sorted(rows, key=lambda row: (row.km is None, row.km or 0.0, row.one.name))
