"""Verbs on places."""

from django.db import transaction

from bocal.directory import reads
from bocal.directory.acts.turns import turn
from bocal.directory.models import Place
from bocal.directory.rules import REAL, PlaceKind, Refused


def open_place(*, kind: PlaceKind, name: str, town: str = "", address: str = "", note: str = "") -> Place:
    """A new place that holds stock."""
    if kind not in REAL:
        raise ValueError(f"{kind} is an outside place: furnish() makes the one there is")
    return Place.objects.create(kind=kind, name=name, real=True, town=town, address=address, note=note)


@transaction.atomic
def save_place(
    place: Place | None,
    *,
    kind: PlaceKind,
    name: str,
    address: str,
    town: str,
    note: str,
    latitude: float | None = None,
    longitude: float | None = None,
    active: bool = True,
) -> Place:
    """A new place that holds stock, or this one changed, whose kind stays. Raises Refused: place_there, last_store."""
    turn()
    twins = Place.objects.filter(real=True, active=True, name__iexact=name).exclude(kind=PlaceKind.SHELF)
    if active and any(twin != place for twin in twins):
        raise Refused("place_there")
    if place is None:
        place = open_place(kind=kind, name=name)
    place.name, place.address, place.town, place.note, place.active = name, address, town, note, active
    place.latitude, place.longitude = latitude, longitude
    place.save(update_fields=["name", "address", "town", "note", "latitude", "longitude", "active"])
    if not reads.places(PlaceKind.STORE).exists():
        raise Refused("last_store")
    return place
