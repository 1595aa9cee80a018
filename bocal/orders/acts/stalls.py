"""A farm's stall in a round: when it sells, whether it is there, its prices and quantities, what it has ready."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from bocal.directory.models import Organisation, Person
from bocal.journals.rules import Refused
from bocal.orders import reads
from bocal.orders.acts.naming import again
from bocal.orders.acts.opening import change_offer
from bocal.orders.acts.shelf import lock
from bocal.orders.models import Bringing, Lack, Offer, SaleRound, Stall
from bocal.orders.rules.rhythm import CHANGING


def set_stall(
    *,
    sale: SaleRound,
    producer: Organisation,
    opens_at: datetime | None = None,
    closes_at: datetime | None = None,
    absent: bool = False,
    note: str = "",
) -> Stall:
    """When a farm sells inside a round (None: as long as the round does), or that it is absent this time.

    Raises Refused: already_closed, closes_before_opening, unknown_producer.
    """
    with transaction.atomic():
        locked = lock(sale)
        if locked.state not in CHANGING:
            raise Refused("already_closed")
        if (opens_at or locked.opens_at) >= (closes_at or locked.closes_at):
            raise Refused("closes_before_opening")
        if not Offer.objects.filter(sale=sale, producer=producer).exists():
            raise Refused("unknown_producer")
        told = {"opens_at": opens_at, "closes_at": closes_at, "absent": absent, "note": note}
        return Stall.objects.update_or_create(sale=sale, producer=producer, defaults=told)[0]


def price_stall(
    *,
    sale: SaleRound,
    producer: Organisation,
    offers: Mapping[int, tuple[int, Decimal]],
    person: Person,
    key: str,
    now: datetime,
) -> None:
    """The farm's prices and harvest of the week: offer → (how many are offered, price in euros), all or nothing.

    Raises Refused: unknown_producer, and what `change_offer` refuses.
    """
    with transaction.atomic():
        mine = {row.pk: row for row in reads.offers(sale) if row.producer_id == producer.pk}
        if not offers.keys() <= mine.keys():
            raise Refused("unknown_producer")
        for pk, (available, price) in sorted(offers.items()):
            row = mine[pk]
            if (row.available, row.price) != (available, price):
                change_offer(
                    offer=row, available=available, price=price, person=person, key=f"{key[:40]} {pk}", now=now
                )


def copy_stall(*, sale: SaleRound, producer: Organisation) -> int:
    """What the farm sold the last time that it was there, offered again; how many offers that made. What this round has
    of it already stays as it is. Raises Refused: already_closed."""
    with transaction.atomic():
        if lock(sale).state not in CHANGING:
            raise Refused("already_closed")
        last = (
            Offer.objects.filter(producer=producer, sale__closes_at__lt=sale.closes_at)
            .exclude(sale=sale)
            .order_by("-sale__closes_at", "-sale")
            .values_list("sale", flat=True)
            .first()
        )
        there = set(Offer.objects.filter(sale=sale, producer=producer).values_list("item", "label"))
        found = [
            row
            for row in Offer.objects.filter(sale=last, producer=producer, item__active=True)
            if (row.item_id, row.label) not in there
        ]
        return len(again(found, sale))


def prepare(
    *, sale: SaleRound, producer: Organisation, lacks: Mapping[int, int], person: Person, now: datetime
) -> Stall:
    """What the farm has ready once the round is frozen: all of it, or (offer → units) what will not come. Said again,
    the last word holds, until what came is noted.

    Raises Refused: still_selling, already_brought, unknown_producer, bad_quantity.
    """
    with transaction.atomic():
        locked = lock(sale)
        if not locked.final:
            raise Refused("still_selling")
        if Bringing.objects.filter(sale=sale, producer=producer).exists():
            raise Refused("already_brought")
        mine = {row.pk: row for row in Offer.objects.filter(sale=sale, producer=producer)}
        if not mine or not lacks.keys() <= mine.keys():
            raise Refused("unknown_producer")
        for pk, units in lacks.items():
            if not 0 <= units <= mine[pk].ordered:
                raise Refused("bad_quantity", most=mine[pk].ordered)
        Lack.objects.filter(offer__in=mine).delete()
        Lack.objects.bulk_create(Lack(offer_id=pk, units=units) for pk, units in sorted(lacks.items()) if units)
        told = {"prepared_at": now, "prepared_by": person}
        return Stall.objects.update_or_create(sale=sale, producer=producer, defaults=told)[0]
