"""Every address of the house, for the tests that walk through them all: what it is called, who may open it, a sample.

Addresses are found in the routes themselves, so that a page is walked on the day it is written. Arguments are found by
trying the rows that the story (tests/story) left: whichever shows the page is a good one.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from typing import Any
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.urls.resolvers import URLPattern, URLResolver

from bocal.directory.doors import TRUSTED, Door
from bocal.directory.rules import Desk
from tests.story import Story

HOUSE, VILLAGE = "bocal.house.urls", "bocal.house.village"

#: Something of the right form for each converter, that exists nowhere.
DUMMIES = {"int": 987_654_321, "str": "rien", "slug": "rien", "path": "rien", "uuid": UUID(int=0)}
#: For the addresses that a library writes as regular expressions.
DUMMIES["digits"] = "987654321"

STRANGER, NOBODY = "stranger", "nobody"


@dataclass(frozen=True)
class Route:
    """One address with its page."""

    name: str
    view: Any = field(repr=False, compare=False)
    converters: tuple[tuple[str, str], ...]
    urlconf: str = HOUSE

    @property
    def door(self) -> Door | None:
        return getattr(self.view, "door", None)

    @property
    def trusted(self) -> bool:
        """A library's page, which guards itself."""
        return self.view.__module__.startswith(TRUSTED)

    @property
    def room(self) -> str:
        """Whose page it is; a library's has none."""
        return "" if self.trusted else self.name.rpartition(":")[0] or "house"

    def url(self, **arguments: Any) -> str:
        """The address, with dummies for the arguments that are not given."""
        dummies = {name: DUMMIES.get(kind, "rien") for name, kind in self.converters}
        return reverse(self.name, self.urlconf, kwargs={**dummies, **arguments})

    def may(self, role: str) -> bool:
        """Whether `role` (a desk, STRANGER or NOBODY, who is signed in and sits nowhere) may open the page."""
        door = self.door
        assert door is not None
        if door.everyone or door.link:
            return True
        return role != STRANGER and (door.members or role in door.desks)

    def __str__(self) -> str:
        """The name; a page that makes and changes has one name and two addresses."""
        return " ".join([self.name, *(name for name, _ in self.converters)])


def _arguments(pattern: URLPattern | URLResolver) -> tuple[tuple[str, str], ...]:
    """Names and kinds of the arguments that this part of an address takes."""
    converters = pattern.pattern.converters
    if not converters:
        return tuple((name, "digits") for name in pattern.pattern.regex.groupindex)
    kinds = {name: type(converter).__name__.removesuffix("Converter").lower() for name, converter in converters.items()}
    return tuple((name, kind.replace("string", "str")) for name, kind in kinds.items())


def _found(
    patterns: list[URLPattern | URLResolver], prefix: str, above: tuple[tuple[str, str], ...], urlconf: str
) -> Iterator[Route]:
    for pattern in patterns:
        arguments = above + _arguments(pattern)
        if isinstance(pattern, URLResolver):
            below = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from _found(pattern.url_patterns, below, arguments, urlconf)
        else:
            yield Route(prefix + (pattern.name or ""), pattern.callback, arguments, urlconf)


@cache
def routes(urlconf: str = HOUSE) -> tuple[Route, ...]:
    """Every address of these routes, in their order."""
    return tuple(_found(import_module(urlconf).urlpatterns, "", (), urlconf))


def ours() -> list[Route]:
    """The pages of a collective that Bocal itself wrote."""
    return [route for route in routes() if not route.trusted]


ROLES = [STRANGER, NOBODY, *(str(desk) for desk in Desk)]


def enter(story: Story, role: str, language: str = "fr", **options: Any) -> Client:
    """A browser in which `role` has signed in, and has seen nothing yet."""
    # One for all the pages of a role: making its chain of middleware takes longer than most pages.
    client = story.browsers.setdefault((role, language, *options), Client(**options))
    client.cookies.clear()
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = language
    if role != STRANGER:
        client.cookies[settings.SESSION_COOKIE_NAME] = story.sessions[role]
    return client


def show(
    story: Story, route: Route, client: Client, statuses: tuple[int, ...] = (200,)
) -> tuple[str, HttpResponse] | None:
    """The first address of this page that shows its visitor something, and what it shows; None when none does."""
    for arguments in _samples(story, route):
        url = route.url(**arguments)
        response = client.get(url)
        if response.status_code == 405:
            return None
        if response.status_code in statuses:
            story.good.setdefault(str(route), []).insert(0, arguments)
            return url, response
    return None


def showings(story: Story, route: Route, client: Client) -> list[tuple[str, HttpResponse]]:
    """Each state of this page that the story names and this visitor may see; else the first address that shows it."""
    urls = [route.url(**arguments) for arguments in story.named.get(route.name, ())]
    found = [(url, response) for url in urls if (response := client.get(url)).status_code == 200]
    if found:
        return found
    first = show(story, route, client)
    return [first] if first else []


def _samples(story: Story, route: Route) -> Iterator[dict[str, Any]]:
    """Arguments worth trying: what worked for another role, what the story names, then the room's own rows."""
    if not route.converters:
        yield {}
        return
    yield from list(story.good.get(str(route), ()))
    yield from story.named.get(route.name, ())
    if len(route.converters) == 1 and route.converters[0][0] in story.values:
        yield from ({route.converters[0][0]: value} for value in story.values[route.converters[0][0]])
    if len(route.converters) == 1 and route.converters[0][1] == "int":
        name = route.converters[0][0]
        seen = set()
        for room in (route.room, "journals", "catalog", "directory"):
            for model in apps.get_app_config(room).get_models():
                pks = list(model._default_manager.order_by("pk").values_list("pk", flat=True)[:30])
                for pk in {*pks[:3], *pks[-2:]} - seen:
                    seen.add(pk)
                    yield {name: pk}
