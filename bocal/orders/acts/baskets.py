"""Baskets: what a household has put together is kept for it, and nothing of it is set aside."""

from collections.abc import Mapping
from datetime import datetime

from bocal.orders.models import Basket, Offer, SaleRound
from bocal.orders.rules.rhythm import State


def keep_basket(
    *,
    sale: int,
    customer: int,
    person: int,
    wanted: Mapping[int, int],
    slot: int | None,
    now: datetime,
    level_bp: int = 0,
) -> bool:
    """Keep a basket (offer → units) of a round that sells, with the price chosen for it (basis points above the plain
    one); an empty one is forgotten. Of two devices, the last holds. Whether the round sells: else nothing is kept."""
    if not SaleRound.objects.filter(pk=sale, state__in=(State.PLANNED, State.OPEN), closes_at__gt=now).exists():
        return False
    asked = [pk for pk, units in wanted.items() if units > 0]
    there = Offer.objects.filter(sale=sale, pk__in=asked).order_by("pk").values_list("pk", flat=True)
    kept = {str(pk): wanted[pk] for pk in there}
    if not kept:
        Basket.objects.filter(sale=sale, customer=customer).delete()
        return True
    # One statement: two devices at once can neither double it nor fail.
    Basket.objects.bulk_create(
        [
            Basket(
                sale_id=sale,
                customer_id=customer,
                person_id=person,
                wanted=kept,
                slot=slot,
                level_bp=level_bp,
                changed_at=now,
            )
        ],
        update_conflicts=True,
        unique_fields=["sale", "customer"],
        update_fields=["person", "wanted", "slot", "level_bp", "changed_at"],
    )
    return True


def forget_baskets(now: datetime) -> int:
    """Baskets of rounds that sell nothing more; how many there were."""
    over = Basket.objects.exclude(sale__state__in=(State.PLANNED, State.OPEN)) | Basket.objects.filter(
        sale__closes_at__lte=now
    )
    return over.delete()[0]
