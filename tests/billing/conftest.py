"""The named cast, and the day on which the tests of billing take place."""

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from tests import world as worlds
from tests.billing.documents import CANTEEN, OURS, browser, identify
from tests.world import NOW, World


@pytest.fixture
def world(db: None) -> World:
    return worlds.build()


@pytest.fixture
def that_day() -> Iterator[None]:
    """The clock stands at NOW: for what reads it, as pages do."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def registered(world: World) -> None:
    """The house and its farm have all that an invoice wants of both."""
    identify(world.us, siret=OURS, address="1 rue du Gué", postcode="27000", town="Saint-Aubin", email="gue@ex.test")
    identify(world.farm, siret=CANTEEN, address="2 chemin des Tilleuls", postcode="27100")


@pytest.fixture
def clerk(world: World) -> Client:
    return browser(world.accounts)
