"""Suppliers paid by one file for the bank, in one line."""

from datetime import datetime

from django.utils import timezone

from bocal.billing import acts, reads
from bocal.billing.models import Transfer
from bocal.directory.models import Collective
from tests.world import World

#: Check digits that hold, at banks that do not exist.
OUR_IBAN = "FR7500000000010000000000100"
FARM_IBAN = "FR74 0000 0000 0200 0000 0000 200"
OTHER_IBAN = "FR73 0000 0000 0300 0000 0000 300"


def transferred(world: World, now: datetime, key: str = "transfer") -> Transfer:
    """All that may be paid now, in one transfer of today."""
    Collective.objects.update(iban=OUR_IBAN)
    expected = {one.party: one.cents for one in reads.payables() if one.ending}
    return acts.make_transfer(expected=expected, day=timezone.localdate(now), author=world.accounts, key=key, now=now)
