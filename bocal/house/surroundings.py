"""What every template may show: the collective, its own words, the rooms a person may enter, the page's file."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject

from bocal.directory import reads, words
from bocal.directory.doors import held
from bocal.directory.models import Collective
from bocal.directory.rules import Desk, Profile
from bocal.house import collectives, served

D = Desk


@dataclass(frozen=True)
class Room:
    """A line of the navigation: where it leads, and whose desks see it."""

    route: str
    label: object
    icon: str
    desks: frozenset[Desk]


#: In the order of the goods' way through the house.
ROOMS: tuple[Room, ...] = ()


@dataclass(frozen=True)
class Shown:
    url: str
    label: object
    icon: str
    current: bool


def surroundings(request: HttpRequest) -> dict[str, object]:
    """Lazily: a page that shows none of it asks the database nothing."""
    if getattr(request, "urlconf", None) == "bocal.house.village":
        return {"village": True, "home_url": "/"}
    collective = SimpleLazyObject(reads.collective)
    return {
        "collective": collective,
        "says": SimpleLazyObject(lambda: _sayings(collective)),
        "rooms": SimpleLazyObject(lambda: _rooms(request)),
        "desks": SimpleLazyObject(lambda: held(request)),
        "demo": is_demo(),
        "demo_people": SimpleLazyObject(reads.one_a_desk),
        "home_url": reverse("home"),
        "page_file": _page_file(request) if settings.DEBUG else "",
    }


def _sayings(collective: Collective | SimpleLazyObject) -> dict[str, object]:
    profile = Profile(collective.profile) if collective else Profile.CANNERY
    return {key: by_profile[profile] for key, by_profile in words.SAYINGS.items()}


def _rooms(request: HttpRequest) -> list[Shown]:
    mine = held(request)
    shown = []
    for room in ROOMS:
        if mine.any_of(room.desks):
            try:
                url = reverse(room.route)
            except NoReverseMatch:
                continue
            shown.append(Shown(url, room.label, room.icon, request.path.startswith(url)))
    return shown


def _page_file(request: HttpRequest) -> str:
    view = request.resolver_match.func if request.resolver_match else None
    return f"{view.__module__.replace('.', '/')}.py" if view else ""


def is_demo() -> bool:
    """Whether the demo's own server shows one of the demo's own collectives: only there is sign-in one click."""
    found = collectives.current()
    return settings.DEMO and found is not None and found.slug in served.demo()
