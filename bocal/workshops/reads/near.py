"""What comes near somebody: the public sessions to come, by day or by distance from a town. No name is asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bocal.directory import reads as directory
from bocal.measure.geo import Point, distance_km
from bocal.workshops.models import Session, Spot
from bocal.workshops.reads.hub import public


@dataclass(frozen=True)
class Town:
    """A town that one may come from, and its middle as far as is known."""

    name: str
    point: Point


@dataclass(frozen=True)
class Coming:
    """A public session, how far it is (km as the crow flies; None when nobody knows), and whether there is room."""

    session: Session
    km: float | None
    room: int | None


def towns() -> list[Town]:
    """The towns of the spots, and the collective's own: each in the middle of what is known there. Two queries."""
    found: dict[str, list[Point]] = {}
    for name, latitude, longitude in Spot.objects.filter(active=True).values_list("town", "latitude", "longitude"):
        if name and latitude is not None and longitude is not None:
            found.setdefault(name, []).append((latitude, longitude))
    us = directory.collective()
    ours = us.organisation if us else None
    if ours and ours.town and ours.latitude is not None and ours.longitude is not None:
        found.setdefault(ours.town, [(ours.latitude, ours.longitude)])
    return [Town(name, _middle(points)) for name, points in sorted(found.items())]


def _middle(points: Sequence[Point]) -> Point:
    return sum(lat for lat, _ in points) / len(points), sum(lon for _, lon in points) / len(points)


def near(town: Town | None, now: datetime) -> list[Coming]:
    """The public sessions to come: nearest first from a town, else soonest first. One query."""
    found = [_coming(session, town) for session in public(now)]
    if town is None:
        return found
    # What nobody can place comes last.
    return sorted(found, key=lambda one: (one.km is None, round(one.km or 0), one.session.starts_at))


def _coming(session: Session, town: Town | None) -> Coming:
    spot = session.spot
    km = None
    if town is not None and spot.latitude is not None and spot.longitude is not None:
        km = distance_km(town.point, (spot.latitude, spot.longitude))
    room = None if session.capacity is None else max(session.capacity - session.coming, 0)
    return Coming(session, km, room)


def soonest(now: datetime) -> Session | None:
    """The next session that strangers may see. One query."""
    return public(now).first()
