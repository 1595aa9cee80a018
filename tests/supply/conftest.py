import pytest
import time_machine

from tests import world as worlds
from tests.world import NOW


@pytest.fixture
def world():
    return worlds.build()


@pytest.fixture
def today():
    """Pages read the clock: here it stands at the world's now."""
    with time_machine.travel(NOW, tick=False):
        yield
