"""What was noted without network and waits for a person."""

from datetime import datetime, time

from django.db.models import QuerySet
from django.utils import timezone

from bocal.journals.rules.noting import Ending
from bocal.orders.models import Order, SaleRound, Slot, Unresolved
from bocal.orders.rules.noting import WAITING, Errand


def unresolved(pk: int) -> Unresolved | None:
    """One note with all that its page says."""
    return _whole().filter(pk=pk).first()


def unresolved_of(sale: SaleRound) -> QuerySet[Unresolved]:
    """The notes of a round that wait for somebody, oldest first."""
    return _whole().filter(sale=sale, outcome=Ending.WAITING)


def all_unresolved() -> QuerySet[Unresolved]:
    """Every note that waits for somebody, oldest first."""
    return _whole().filter(outcome=Ending.WAITING)


def to_try_again(sale: SaleRound) -> QuerySet[Unresolved]:
    """Handovers that waited for goods which nobody had noted yet."""
    return unresolved_of(sale).filter(what=Errand.HAND_OVER, why__in=WAITING)


def _whole() -> QuerySet[Unresolved]:
    return Unresolved.objects.select_related("sale", "order__customer", "order__slot", "producer", "person", "ended_by")


def holds(order: Order) -> bool:
    """Whether its handover stands: made, and not taken back."""
    return Order.objects.filter(pk=order.pk, handover__isnull=False, handover__reversal=None).exists()


def handed_since(slot: Slot) -> datetime:
    """Nobody hands an order over before the day of its slot."""
    return timezone.make_aware(datetime.combine(timezone.localdate(slot.starts_at), time.min))


def brought_since(sale: SaleRound) -> datetime:
    """Nobody brings before the lists are true."""
    return min(sale.freezes_at, sale.since)
