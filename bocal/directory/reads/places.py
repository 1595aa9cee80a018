"""Questions about places."""

from django.db.models import Case, QuerySet, When

from bocal.directory.models import Place
from bocal.directory.rules import OPENED, REAL, PlaceKind


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


def opened_places() -> QuerySet[Place]:
    """Every place that people open and close, open ones first."""
    return Place.objects.filter(kind__in=OPENED).order_by("-active", "kind", "name")
