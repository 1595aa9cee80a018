"""A farm's stall in a round: when it sells, whether it is there, its prices and quantities, what it has ready."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from bocal.catalog.models import Item
from bocal.directory.models import Organisation, Person
from bocal.journals.rules import Refused
from bocal.orders import reads, rules
from bocal.orders.acts.naming import again, stands, vat_of
from bocal.orders.acts.opening import change_offer, offer_goods
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


def add_to_stall(
    *,
    sale: SaleRound,
    producer: Organisation,
    item: Item,
    label: str,
    portion: int,
    price: Decimal,
    available: int,
    by_weight: bool = False,
    most_portion: int = 0,
    crate: int = 1,
    minimum: int = 0,
) -> Offer:
    """A farm's own product on its stall, at its price, VAT within (see `offer_goods`). What the farm is paid of that
    price is what it is paid of its latest other goods: a farm that never sold here begins with its coordinators.

    Raises Refused: nothing_to_go_by, and what `offer_goods` refuses.
    """
    with transaction.atomic():
        lock(sale)
        last = reads.last_paid(producer.pk)
        selling, profile = stands(sale, [producer.pk])[producer.pk]
        if not selling and last is None:
            raise Refused("nothing_to_go_by")
        vat_bp = vat_of(item, profile)
        paid = rules.paid_like(price, vat_bp, reads.terms(last), last.cost) if last and last.cost else None
        return offer_goods(
            sale=sale,
            producer=producer,
            item=item,
            label=label,
            portion=portion,
            price=price,
            available=available,
            cost=paid,
            by_weight=by_weight,
            most_portion=most_portion,
            crate=crate,
            minimum=minimum,
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
