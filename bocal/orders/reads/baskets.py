"""Baskets that wait: put together, not ordered."""

from collections.abc import Collection
from datetime import datetime

from bocal.orders.models import Basket


def basket(sale: int, customer: int, *, after: datetime | None = None) -> Basket | None:
    """What waits for a household in a round; only what was changed since `after`, when its order was."""
    found = Basket.objects.filter(sale=sale, customer=customer).first()
    return None if found is None or (after and found.changed_at <= after) else found


def baskets(sale: int, customers: Collection[int]) -> dict[int, int]:
    """Household → articles that wait in its basket."""
    rows = Basket.objects.filter(sale=sale, customer__in=customers).values_list("customer", "wanted")
    return {customer: sum(wanted.values()) for customer, wanted in rows}
