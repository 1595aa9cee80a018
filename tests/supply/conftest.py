import pytest
import time_machine

from bocal.directory.models import Organisation
from bocal.supply.acts import gifts as acts
from bocal.supply.rules.gifts import DoneeKind
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


@pytest.fixture
def entitled(world):
    """Everything is there for a receipt: who we are, who gives, the right to issue."""
    Organisation.objects.filter(pk=world.us.pk).update(address="1 rue Haute", siret="00000000000018")
    Organisation.objects.filter(pk=world.farm.pk).update(address="2 rue Basse", siret="00000000000026")
    Organisation.objects.filter(pk=world.home.pk).update(address="3 rue Longue", town="Valmont")
    for one in (world.us, world.farm, world.home):
        one.refresh_from_db()
    acts.declare(standing=DoneeKind.GENERAL_INTEREST, purpose="Ne rien gaspiller", rna="", by=world.direction, now=NOW)
    return world
