"""The world of the walk: who lives in it, where its pages are found."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.test import Client

from bocal.directory.models import Person
from tests.orders import scene as scenes
from tests.world import World

#: When the walk takes place: one sale is being handed over, the next one is open.
NOON = scenes.PICKUP + timedelta(hours=1)


@dataclass
class Story:
    """The world, who is in it by their desk, and arguments for addresses that rows alone do not give."""

    world: World
    people: dict[str, Person]
    #: Values for an argument that is not a row's key, by its name.
    values: dict[str, list[Any]] = field(default_factory=dict)
    #: Whole sets of arguments, by the name of the route.
    named: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    #: The session of each person, signed in once for all.
    sessions: dict[str, str] = field(default_factory=dict)
    browsers: dict[tuple[str, ...], Client] = field(default_factory=dict)
    #: Arguments that have shown a page, by route; see walk.show.
    good: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
