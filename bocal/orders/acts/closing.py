"""Closing: the freeze, after which lists are true and nothing changes any more."""

from datetime import datetime

from django.db import transaction

from bocal.directory.models import Person
from bocal.journals.rules import (
    Refused,
)
from bocal.orders import notices, reads
from bocal.orders.acts.shelf import lock, put_back
from bocal.orders.models import Offer, SaleRound


@transaction.atomic
def close_round(*, sale: SaleRound, person: Person | None, now: datetime) -> SaleRound:
    """Freeze a round: unsold jars go back to the store, letters to farms and customers are queued. Once only.

    `person` is None when the clock closes. Raises Refused: not_open (a round that never opened is edited or emptied).
    """
    locked = lock(sale)
    if locked.closed_at is not None:
        return locked
    if locked.opens_at > now:
        raise Refused("not_open")
    SaleRound.objects.filter(pk=sale.pk).update(closed_at=now)
    locked.closed_at = now
    # Orders in progress hold these locks: they end first, and are counted.
    rows = list(Offer.objects.select_for_update(no_key=True).filter(sale=sale).order_by("pk"))
    unsold = {
        row.item_id: (row.available - row.ordered) * row.portion
        for row in rows
        if row.producer_id is None and row.available > row.ordered
    }
    put_back(locked, unsold, person=person, key=f"close {sale.pk}", note=locked.title, now=now)
    notices.tell.enqueue(sale.pk)
    return locked


def close_due(now: datetime) -> int:
    """Close every round whose time is past; how many there were. The minute's clock calls it."""
    due = list(reads.due_rounds(now))
    for sale in due:
        close_round(sale=sale, person=None, now=now)
    return len(due)
