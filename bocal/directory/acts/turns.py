"""Who writes in the register, one at a time."""

from bocal.directory.models import Collective


def turn() -> None:
    """Hold the register until the transaction ends: who compares with those there are finds the same when writing."""
    list(Collective.objects.select_for_update().values_list("pk"))
