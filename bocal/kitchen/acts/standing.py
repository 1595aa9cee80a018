"""What several verbs share: hold an order's row, find its making that stands, block what is not safe."""

from collections.abc import Sequence
from datetime import datetime

from bocal.directory.models import Person
from bocal.journals import acts as journals
from bocal.journals.models import Lot, Voucher
from bocal.journals.rules import Status
from bocal.kitchen import reads
from bocal.kitchen.models import Making, ManufacturingOrder, Schedule


def lock(of: ManufacturingOrder) -> ManufacturingOrder:
    """The order's row, held to the end: making, cooking, checking and releasing it go one after the other."""
    ManufacturingOrder.objects.select_for_update().get(pk=of.pk)
    return ManufacturingOrder.objects.select_related("version", "product__jar_format").get(pk=of.pk)


def live(of: ManufacturingOrder) -> Making | None:
    """The order's making that was not taken back."""
    return of.makings.filter(voucher__reversal=None).select_related("voucher", "lot").first()


def schedule_of(of: ManufacturingOrder) -> Schedule | None:
    """The schedule in force for the order's recipe in its jar."""
    found = reads.schedules_in_force([of.version_id])
    return found.get((of.version_id, of.product.jar_format_id or 0))


def block_lots(lots: Sequence[Lot], reason: str, author: Person, key: str, now: datetime) -> Voucher:
    """Block these lots and say why, under a key of its own beside what found them unsafe."""
    return journals.decide(lots, Status.BLOCKED, reason=reason, author=author, key=f"{key}-block", now=now).voucher
