"""A world in which everything has happened once, told through the acts: what the tests that walk every page look at."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from bocal.directory import acts as directory
from bocal.directory.models import Person
from tests import world as worlds


@dataclass
class Story:
    """The world, who is in it by their desk, and arguments for addresses that rows alone do not give."""

    world: worlds.World
    people: dict[str, Person]
    named: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    #: Arguments that have shown a page, by route; see walk.show.
    good: dict[str, list[dict[str, Any]]] = field(default_factory=dict)


def tell() -> Story:
    """Live through it all."""
    world = worlds.build()
    nobody = directory.register_person(name="Nina Nulle-Part", email="nina@exemple.test")
    return Story(world, {**world.team, "nobody": nobody})


def told(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Story]:
    """A fixture's body: told once for a whole file; each test then takes back what it did, the last one everything."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield tell()
        transaction.set_rollback(True)
