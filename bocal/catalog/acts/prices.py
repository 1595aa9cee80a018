"""Verbs on price lists."""

from collections.abc import Mapping
from decimal import Decimal

from django.db import IntegrityError, transaction

from bocal.catalog.models import Price, PriceList
from bocal.catalog.rules import Refused
from bocal.measure.money import Basis


def save_list(
    price_list: PriceList | None, *, name: str, basis: Basis, customer_kind: str = "", active: bool = True
) -> PriceList:
    """A new price list, or this one changed. Raises Refused: list_there, kind_there (that class has another list)."""
    saved = price_list or PriceList()
    saved.name, saved.basis, saved.customer_kind, saved.active = name, basis, customer_kind, active
    others = PriceList.objects.exclude(pk=saved.pk)
    if others.filter(name__iexact=name).exists():
        raise Refused("list_there")
    if customer_kind and (twin := others.filter(customer_kind=customer_kind).first()):
        raise Refused("kind_there", name=twin.name)
    try:
        with transaction.atomic():
            saved.save()
    except IntegrityError:
        raise Refused("list_there") from None
    return saved


@transaction.atomic
def set_prices(price_list: PriceList, prices: Mapping[tuple[int, int], Decimal | None]) -> int:
    """Put prices on a list, by (item's key, from how much in its unit); None takes one away. Returns how many changed.

    Two people at once: the list is locked, and each writes only what they typed.
    """
    PriceList.objects.select_for_update().get(pk=price_list.pk)
    items = {item for item, _ in prices}
    there = {
        (one.item_id, one.from_quantity): one for one in Price.objects.filter(price_list=price_list, item__in=items)
    }
    new: list[Price] = []
    changed: list[Price] = []
    gone: list[int] = []
    for (item, least), price in prices.items():
        found = there.get((item, least))
        if price is None:
            gone += [found.pk] if found else []
        elif found is None:
            new.append(Price(price_list=price_list, item_id=item, from_quantity=least, unit_price=price))
        elif found.unit_price != price:
            found.unit_price = price
            changed.append(found)
    Price.objects.filter(pk__in=gone).delete()
    Price.objects.bulk_create(new, batch_size=500)
    Price.objects.bulk_update(changed, ["unit_price"], batch_size=200)
    return len(new) + len(changed) + len(gone)
