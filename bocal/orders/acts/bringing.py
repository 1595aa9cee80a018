"""Bringing: what the farms were asked for against what came."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from bocal.catalog.rules import DateKind
from bocal.directory import reads as directory
from bocal.directory.models import Organisation, Person
from bocal.directory.rules import PlaceKind, organic_on
from bocal.journals import acts as journals
from bocal.journals.rules import (
    Account,
    Gesture,
    Kind,
    Money,
    NewLot,
    Refused,
    Way,
)
from bocal.measure.money import line_cents
from bocal.measure.quantity import MG_PER_KG
from bocal.orders import reads
from bocal.orders.acts.shelf import collective, day_of, lock, move
from bocal.orders.models import Arrived, Bringing, Offer, SaleRound
from bocal.orders.rules.rhythm import FINAL, State


@dataclass(frozen=True)
class Came:
    """What came of an offer: units, and what the scale said (mg) for goods billed by weight."""

    count: int
    weight: int | None = None


def bring(
    *,
    sale: SaleRound,
    producer: Organisation,
    arrived: Mapping[int, Came],
    person: Person,
    key: str,
    now: datetime,
    seen: int | None = None,
    noted_at: datetime | None = None,
    settled_too: bool = True,
) -> Bringing:
    """Note what a farm brought (offer → what came): bought at cost price, or, on mandate, still the farm's; onto the
    round's shelf, a lot an offer.

    What is missing makes lines short, last ordered first. Nothing at all may be noted too. The same key notes once.
    `seen` is how many bringings of this farm the person had read; `noted_at` says when it came, if that was noted
    without network; `settled_too` false refuses a round that is settled.
    Raises Refused: still_selling, round_settled, brought_meanwhile, unknown_producer, bad_quantity, weight_missing,
    too_heavy, no_cost.
    """
    try:
        with transaction.atomic():
            locked = lock(sale)
            if found := reads.bringing(key):
                return found
            if locked.state == State.SETTLED and not settled_too:
                raise Refused("round_settled")
            if seen is not None and seen != reads.brought(sale, producer).count():
                raise Refused("brought_meanwhile")
            return _bring(sale, producer, arrived, person, key, noted_at or now, now)
    except IntegrityError:
        if found := reads.bringing(key):
            return found
        raise


def _bring(
    sale: SaleRound,
    producer: Organisation,
    arrived: Mapping[int, Came],
    person: Person,
    key: str,
    at: datetime,
    now: datetime,
) -> Bringing:
    if not SaleRound.objects.filter(pk=sale.pk, state__in=FINAL).exists():
        raise Refused("still_selling")
    offers = {row.pk: row for row in reads.offers(sale) if row.producer_id == producer.pk}
    if not arrived or not arrived.keys() <= offers.keys():
        raise Refused("unknown_producer")
    us = collective().organisation
    supplier = directory.outside(PlaceKind.SUPPLIER).pk
    lots, moves, money = [], [], []
    for pk, came in sorted(arrived.items()):
        row = offers[pk]
        if not 0 <= came.count <= 100_000:
            raise Refused("bad_quantity", most=100_000)
        if came.count:
            quantity = _came(row, came)
            lots.append(_crate(row, us, producer, at))
            moves.append(move(f"offer {pk}", row.item, supplier, sale.shelf_id, quantity))
            if row.on_mandate:
                continue
            cents = _cost(row, came)
            label = f"{reads.named(row)} × {came.count}"
            money.append(
                Money(Account.PURCHASES, cents, None, label, f"offer {pk}", row.item_id, quantity, vat_bp=row.vat_bp)
            )
            money.append(Money(Account.SUPPLIER_UNBILLED, -cents, producer.pk, label))
    voucher = None
    if moves:
        gesture = Gesture(
            Kind.RECEIVE,
            day_of(at),
            person.pk,
            key,
            party=producer.pk,
            note=sale.title,
            lots=lots,
            moves=moves,
            money=money,
        )
        voucher = journals.post(gesture, now=now).voucher
    bringing = Bringing.objects.create(
        sale=sale, producer=producer, person=person, key=key, noted_at=at, voucher=voucher
    )
    Arrived.objects.bulk_create(
        [Arrived(bringing=bringing, offer_id=pk, quantity=came.count) for pk, came in sorted(arrived.items())]
    )
    return bringing


def _came(offer: Offer, came: Came) -> int:
    """The quantity in the item's own unit."""
    label = reads.named(offer)
    if offer.cost is None and not offer.on_mandate:
        raise Refused("no_cost", label=label)
    if not offer.by_weight:
        return came.count * offer.portion
    if not came.weight:
        raise Refused("weight_missing", label=label)
    if came.weight > 2 * came.count * offer.most_portion:
        raise Refused("too_heavy", label=label)
    return came.weight


def _cost(offer: Offer, came: Came) -> int:
    """What it is bought for, in cents before VAT."""
    assert offer.cost is not None
    if offer.by_weight:
        return line_cents(offer.cost, came.weight or 0, MG_PER_KG)
    return line_cents(offer.cost, came.count, 1)


def _crate(offer: Offer, us: Organisation, producer: Organisation, now: datetime) -> NewLot:
    item = offer.item
    until = day_of(now) + timedelta(days=item.shelf_days) if item.date_kind and item.shelf_days else None
    # A certificate that has ended makes nothing organic, though the farm still says it is.
    certified = organic_on(day_of(now), organic=producer.organic, until=producer.organic_until)
    return NewLot(
        ref=f"offer {offer.pk}",
        item=item.pk,
        owner=producer.pk if offer.on_mandate else us.pk,
        way=Way.ENTRUSTED if offer.on_mandate else Way.BOUGHT,
        origin=producer.pk,
        date_kind=DateKind(item.date_kind) if until else DateKind.NONE,
        good_until=until,
        organic_bp=10_000 if certified else 0,
    )
