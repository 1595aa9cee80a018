"""What was sold in a farm's name and comes back in a recall is taken off what its buyer owes it, and it is owed."""

import pytest

from bocal.billing import reads
from bocal.journals import acts as journals
from bocal.journals.models import Lot
from bocal.journals.rules import Account, Doubt, StepKind, Way
from tests.house.mandated import LATER, bill, handed, holds, mandated, on
from tests.orders.scene import PICKUP, key
from tests.world import KG

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("billed", [False, True])
def test_a_recalled_crate_is_credited_in_the_farms_name(billed):
    scene = mandated()
    handed(scene)
    world = scene.world
    if billed:
        bill(scene)
    crate = Lot.objects.get(origin=world.farm, way=Way.ENTRUSTED)
    found = journals.open_recall(
        [crate],
        doubt=Doubt.LOT,
        what=crate.code,
        reason="Pierres",
        drill=False,
        author=world.quality,
        key=key(),
        now=PICKUP,
    )
    journals.account_for(
        found,
        party=world.home,
        lot=crate,
        kind=StepKind.RETURNED,
        quantity=5 * KG,
        author=world.sales,
        key=key(),
        now=LATER,
        place=world.store,
    )
    # Seven kilos at 3,50 € were sold in its name; the five of one household are back.
    assert on(Account.THIRD_PARTIES, world.farm) == -700
    assert reads.unrendered() == {world.farm.pk: 700}
    theirs = [one for one in reads.waiting(until=LATER.date()) if one.farm == world.farm and one.customer == world.home]
    assert sum(one.cents for one in theirs) == (-1750 if billed else 0)
    bill(scene)
    holds()
