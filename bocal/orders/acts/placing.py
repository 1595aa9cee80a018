"""Ordering: place, change or cancel, in the closing minute's rush as on a quiet morning."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import F, Q, QuerySet, Sum
from django.utils import timezone

from bocal.journals.rules import (
    Refused,
)
from bocal.orders import rules
from bocal.orders.models import Offer, Order, OrderLine, SaleRound, Slot, Stall
from bocal.orders.rules import rhythm
from bocal.orders.rules.rhythm import State


@dataclass(frozen=True)
class Placed:
    """The order that stands; `fresh` is false when the same form had placed it before; what it had to do without."""

    order: int
    fresh: bool
    short: tuple[rules.Missing, ...] = ()


def place(
    *,
    sale: int,
    customer: int,
    person: int,
    slot: int,
    wanted: Mapping[int, int],
    key: str,
    now: datetime,
    seen: int = 0,
    rest: bool = False,
    prices: Mapping[int, Decimal] | None = None,
    coordinator: bool = False,
    one_more: bool = False,
    level_bp: int | None = None,
) -> Placed:
    """Place or change a household's order in one transaction, whole or not at all. Everything is given by its key:
    `wanted` is the whole basket (offer → units), `seen` the version of the order that the form showed (0 for none).
    `rest`: the buyer wants what is left of the lines that are short, without being asked again. `prices`: what each
    offer cost when the buyer saw it (euros); what costs more now is asked about, whatever they typed. A `coordinator`
    may still order for a household between the closing and the freeze. `one_more`: the buyer takes one unit more where
    that fills a farm's crate. `level_bp`: what the buyer chose to pay above the plain price, one of the round's levels
    (rules/solidarity.py); None leaves what they had chosen.

    The row of an order that is changed is locked, then the offers in the order of their keys; one conditional update
    takes every line, one the slot. The same form key counts once. Nothing loads whole objects here: this is the closing
    minute's rush.
    Raises rules.NotPlaced (which lines are short or dearer, whether the slot is full), or Refused: empty_basket,
    bad_quantity, unknown_offer, unknown_slot, not_open, closed, changed_meanwhile, key_reused,
    stall_firm, level_gone, members_only (a first order of a household that is no member, where only members order).
    """
    asked = rules.basket(wanted)
    try:
        with transaction.atomic():
            return _place(
                sale, customer, person, slot, asked, key, now, seen, rest, prices or {}, coordinator, one_more, level_bp
            )
    except rules.NotPlaced:
        # A double click: what lacks may be what the same form's other request took while this one waited for its locks.
        twin = Order.objects.filter(key=key, sale=sale, customer=customer).values_list("pk", flat=True).first()
        if twin is None:
            raise
        return Placed(twin, fresh=False)
    except IntegrityError:
        # Another request of this household was quicker: it has either done this very thing, or something else.
        twin = Order.objects.filter(key=key, sale=sale, customer=customer).values_list("pk", flat=True).first()
        if twin is not None:
            return Placed(twin, fresh=False)
        if Order.objects.filter(sale=sale, customer=customer).exists():
            raise Refused("changed_meanwhile") from None
        raise


# The rush is written in SQL: building the same queries through the ORM took four fifths of an order's time, most of it
# while others waited for its locks (docs/bench.md). `{rows}` holds a pair of placeholders for each line.
_MINE = """
SELECT id, key, sale_id, customer_id, version, slot_id FROM orders_order
WHERE key = %s OR (sale_id = %s AND customer_id = %s) ORDER BY id
"""
# With whether this household, or this form, has ordered already; whether the farm sells nothing at a moment (given
# twice); whether only members order; and whether it is ours. What is seldom so is asked about apart: the database
# plans this statement anew for each order.
_STANDS = """
SELECT id, available, ordered, price,
  EXISTS (SELECT 1 FROM orders_order WHERE key = %s)
  OR EXISTS (SELECT 1 FROM orders_order WHERE sale_id = %s AND customer_id = %s),
  EXISTS (SELECT 1 FROM orders_stall t WHERE t.sale_id = orders_offer.sale_id
    AND t.producer_id = orders_offer.producer_id AND (t.absent OR t.opens_at > %s OR t.closes_at <= %s)),
  EXISTS (SELECT 1 FROM membership_membershipterms m WHERE m.orders_for_members), producer_id IS NULL
FROM orders_offer WHERE sale_id = %s AND id IN ({rows}) ORDER BY id
"""
# Whether this household is no member on a day (given twice), where the collective takes members.
_OUTSIDER = """
SELECT 1 FROM directory_collective c WHERE c.takes_members
AND NOT EXISTS (SELECT 1 FROM membership_membership m WHERE m.member_id = %s AND m.since <= %s AND m.until >= %s
  AND NOT EXISTS (SELECT 1 FROM journals_voucher v WHERE v.reverses_id = m.voucher_id))
"""
# Of what was set aside for our own offers, how much has been blocked since.
_STOPPED = """
SELECT o.id, o.portion, sum(k.quantity) FROM orders_offer o JOIN orders_saleround r ON r.id = o.sale_id
JOIN journals_stock k ON k.place_id = r.shelf_id AND k.quantity > 0
JOIN journals_lot l ON l.id = k.lot_id AND l.item_id = o.item_id
JOIN journals_lotstate t ON t.lot_id = l.id AND t.status <> 'released'
WHERE o.id IN ({rows}) GROUP BY o.id, o.portion
"""
# A round that sells, at a moment given twice: to customers, then to coordinators (`{selling}` below).
_SELLING = ("r.state IN ('planned', 'open') AND r.opens_at <= %s AND r.closes_at > %s",
            "r.state IN ('planned', 'open', 'coordinators') AND r.opens_at <= %s AND r.freezes_at > %s")  # fmt: skip
_ROOM = """
SELECT CASE WHEN s.shut_at IS NULL THEN s.capacity - s.taken ELSE 0 END
FROM orders_slot s JOIN orders_saleround r ON r.id = s.sale_id
WHERE s.id = %s AND r.id = %s AND {selling}
"""
_SEAT = """
UPDATE orders_slot SET taken = taken + 1 WHERE id = %s AND taken < capacity AND shut_at IS NULL
AND EXISTS (SELECT 1 FROM orders_saleround r WHERE r.id = orders_slot.sale_id AND r.id = %s AND {selling})
"""
_TAKE = """
UPDATE orders_offer SET ordered = ordered + units
FROM (WITH change(offer, units) AS (VALUES {rows}) SELECT * FROM change) AS change
WHERE id = offer AND ordered + units <= available
"""
# No row where the round has no such level.
_ORDER = """
INSERT INTO orders_order (sale_id, customer_id, person_id, slot_id, fee_cents, one_more, level_bp, key, version,
  placed_at, changed_at)
SELECT r.id, %s, %s, s.id, s.fee_cents, %s, %s, %s, 1, %s, %s
FROM orders_slot s JOIN orders_saleround r ON r.id = s.sale_id
WHERE s.id = %s AND r.id = %s AND %s IN (0, -r.solidarity_bp, r.support_bp) RETURNING id
"""
# A line that was there keeps its price.
_LINES = """
WITH asked(offer, units) AS (VALUES {rows})
INSERT INTO orders_orderline (order_id, offer_id, quantity, price)
SELECT %s, o.id, units, o.price FROM asked JOIN orders_offer o ON o.id = offer WHERE true ORDER BY o.id
ON CONFLICT (order_id, offer_id) DO UPDATE SET quantity = excluded.quantity
"""


def _locked(query: str) -> str:
    """The same query, its rows locked until the transaction ends; SQLite has locked the whole file already."""
    return f"{query} FOR NO KEY UPDATE" if connection.features.has_select_for_no_key_update else query


def _pairs(query: str, lines: Mapping[int, int]) -> tuple[str, list[int]]:
    """A query over lines (offer → units), and its parameters."""
    return query.format(rows=", ".join(["(%s, %s)"] * len(lines))), [part for line in lines.items() for part in line]


def _place(
    sale: int,
    customer: int,
    person: int,
    slot: int,
    asked: dict[int, int],
    key: str,
    now: datetime,
    seen: int,
    rest: bool,
    prices: Mapping[int, Decimal],
    coordinator: bool,
    one_more: bool,
    level_bp: int | None,
) -> Placed:
    order = old_slot = None
    mine: dict[int, int] = {}
    if seen:
        found = _own(_locked(_MINE), sale, customer, key, seen)
        if isinstance(found, Placed):
            return found
        order, old_slot = found
        mine = dict(OrderLine.objects.filter(order=order).values_list("offer_id", "quantity"))
    offers = sorted(asked.keys() | mine.keys())
    stock, costs, known, shut, outsider = _lock(sale, customer, key, offers, now)
    if not seen and (known or len(stock) < len(offers)):
        # Either this form was sent twice or it is refused: nothing will be written, so nothing more is locked.
        found = _own(_MINE, sale, customer, key, seen)
        if isinstance(found, Placed):
            return found
    if outsider and not mine and not coordinator:
        raise Refused("members_only")
    if len(stock) < len(offers):
        _room(sale, slot, now, coordinator)
        raise Refused("unknown_offer")
    if shut and not coordinator:
        # What a farm has closed is short for whoever wants more of it, and stays with whoever ordered it in time.
        if any(asked.get(offer, 0) < mine.get(offer, 0) for offer in shut):
            raise Refused("stall_firm")
        stock |= {offer: (stock[offer][1], stock[offer][1]) for offer in shut}
    short = rules.missing(asked, mine, stock)
    if short and rest:
        asked = {offer: units for offer, units in rules.proposal(asked, short).items() if units}
    # A line that was there keeps its price.
    rose = rules.dearer(prices, {offer: costs[offer] for offer in asked if offer not in mine}) if prices else ()
    if not asked or (short and not rest) or rose:
        room = _room(sale, slot, now, coordinator)
        raise rules.NotPlaced(short, slot_full=slot != old_slot and room <= 0, rose=rose)
    if slot == old_slot:
        _room(sale, slot, now, coordinator)
    _take(rules.deltas(asked, mine))
    if slot != old_slot and not _take_slot(sale, slot, old_slot, now, coordinator):
        # Why: the round no longer sells, there is no such slot, or nobody more can come then.
        _room(sale, slot, now, coordinator)
        raise rules.NotPlaced(short, slot_full=True)
    at = connection.ops.adapt_datetimefield_value(now)
    if order is None:
        level = level_bp or 0
        made = _all(_ORDER, [customer, person, one_more, level, key, at, at, slot, sale, level])
        if not made:
            raise Refused("level_gone")
        [(order,)] = made
    else:
        changed = _at_level(order, level_bp).update(
            person_id=person,
            slot_id=slot,
            # Who keeps their slot keeps the fee that they had read.
            **({} if slot == old_slot else {"fee_cents": Slot.objects.filter(pk=slot).values("fee_cents")}),
            one_more=one_more,
            **({} if level_bp is None else {"level_bp": level_bp}),
            key=key,
            version=seen + 1,
            # A cancelled order comes back at the end of the queue.
            placed_at=F("placed_at") if mine else now,
            changed_at=now,
            cancelled_at=None,
        )
        if not changed:
            raise Refused("level_gone")
        OrderLine.objects.filter(order=order).exclude(offer__in=asked).delete()
    query, values = _pairs(_LINES, asked)
    with connection.cursor() as cursor:
        cursor.execute(query, [*values, order])
    return Placed(order, fresh=True, short=short)


def _at_level(order: int, level_bp: int | None) -> QuerySet[Order]:
    """This order, if its round has the level; None and the plain price are always had."""
    found = Order.objects.filter(pk=order)
    if not level_bp:
        return found
    return found.filter(sale__support_bp=level_bp) if level_bp > 0 else found.filter(sale__solidarity_bp=-level_bp)


def _all(query: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return list(cursor.fetchall())


def _own(query: str, sale: int, customer: int, key: str, seen: int) -> Placed | tuple[int | None, int | None]:
    """What this form has placed already; else the order that it changes and the slot of that order, none for a first.

    Raises Refused: key_reused, changed_meanwhile.
    """
    order = slot = None
    version = 0
    for pk, its_key, its_sale, its_customer, its_version, its_slot in _all(query, [key, sale, customer]):
        if (its_sale, its_customer) != (sale, customer):
            raise Refused("key_reused")
        if its_key == key:
            return Placed(pk, fresh=False)
        order, version, slot = pk, its_version, its_slot
    if version != seen:
        raise Refused("changed_meanwhile")
    return order, slot


def _lock(
    sale: int, customer: int, key: str, offers: Sequence[int], now: datetime
) -> tuple[dict[int, tuple[int, int]], dict[int, Decimal], bool, set[int], bool]:
    """The offers (available, ordered) and their prices, locked in the order of their keys, whether this household or
    form has an order already, the offers of farms that do not sell now, and whether only others may order. Whether the
    round still sells is asked after that: a closing that waits for these locks comes after this order, one that came
    before is seen."""
    query = _locked(_STANDS.format(rows=_marks(offers)))
    at = connection.ops.adapt_datetimefield_value(now)
    rows = _all(query, [key, sale, customer, at, at, sale, *offers])
    stock = {row[0]: (row[1], row[2]) for row in rows}
    if ours := [row[0] for row in rows if row[7]]:
        for offer, portion, stopped in _all(_STOPPED.format(rows=_marks(ours)), ours):
            available, ordered = stock[offer]
            stock[offer] = (rules.still_offered(available, ordered, int(stopped), portion), ordered)
    costs = {row[0]: Decimal(str(row[3])) for row in rows}
    shut = {row[0] for row in rows if row[5]}
    outsider = False
    if any(row[6] for row in rows):
        day = connection.ops.adapt_datefield_value(timezone.localdate(now))
        outsider = bool(_all(_OUTSIDER, [customer, day, day]))
    return stock, costs, any(row[4] for row in rows), shut, outsider


def _marks(values: Sequence[Any]) -> str:
    """A placeholder for each value."""
    return ", ".join(["%s"] * len(values))


def _room(sale: int, slot: int, now: datetime, coordinator: bool) -> int:
    """How many more may come at a slot. Raises Refused: closed, not_open, unknown_slot."""
    at = connection.ops.adapt_datetimefield_value(now)
    rows = _all(_ROOM.format(selling=_SELLING[coordinator]), [slot, sale, at, at])
    if not rows:
        _still_open(sale, now, coordinator)
        raise Refused("unknown_slot")
    room: int = rows[0][0]
    return room


def _still_open(sale: int, now: datetime, coordinator: bool = False) -> None:
    found = SaleRound.objects.filter(pk=sale).values_list("state", "opens_at", "closes_at", "freezes_at").first()
    if found is None:
        raise Refused("closed")
    stored, opens_at, closes_at, freezes_at = found
    now_is = rhythm.state(State(stored), opens_at, closes_at, now)
    if now_is is State.PLANNED:
        raise Refused("not_open")
    if now_is is State.OPEN or (coordinator and now_is is State.COORDINATORS and now < freezes_at):
        return
    raise Refused("closed")


def _take(changes: Mapping[int, int]) -> None:
    """One conditional update for all lines: each row must still hold enough, or none is written."""
    if not changes:
        return
    with connection.cursor() as cursor:
        cursor.execute(*_pairs(_TAKE, changes))
        taken = cursor.rowcount
    if taken != len(changes):
        # The rows are locked and were just read: only a fault of ours can come here, and nothing may be written then.
        raise Refused("short")


def _take_slot(sale: int, slot: int, old_slot: int | None, now: datetime, coordinator: bool) -> bool:
    """Leave the old slot for one of a round that sells; False when it could not be had."""
    at = connection.ops.adapt_datetimefield_value(now)
    # In the order of keys, so that two households that swap slots do not wait for each other.
    with connection.cursor() as cursor:
        for pk in sorted({slot, old_slot or slot}):
            if pk == slot:
                cursor.execute(_SEAT.format(selling=_SELLING[coordinator]), [pk, sale, at, at])
                if not cursor.rowcount:
                    return False
            else:
                cursor.execute("UPDATE orders_slot SET taken = taken - 1 WHERE id = %s", [pk])
    return True


def cancel(*, order: Order, now: datetime, coordinator: bool = False) -> None:
    """Cancel an order while its round sells, or, for a coordinator, until its freeze: its goods and its slot are free
    again. Harmless when repeated.

    Raises Refused: closed, stall_firm (a farm of it has closed its own orders).
    """
    with transaction.atomic():
        locked = Order.objects.select_for_update(no_key=True).get(pk=order.pk)
        if locked.cancelled_at is not None:
            return
        held = hold([locked])
        _still_open(locked.sale_id, now, coordinator)
        farms = Offer.objects.filter(pk__in=held).values("producer")
        stalls = Stall.objects.filter(sale=locked.sale_id, producer__in=farms)
        if not coordinator and stalls.filter(Q(absent=True) | Q(opens_at__gt=now) | Q(closes_at__lte=now)).exists():
            raise Refused("stall_firm")
        release([locked], held, now)


def hold(orders: Sequence[Order]) -> dict[int, int]:
    """What orders that are locked hold together (offer → units), those offers locked in the order of their keys."""
    rows = OrderLine.objects.filter(order__in=orders).order_by().values_list("offer_id").annotate(units=Sum("quantity"))
    held = dict(rows)
    list(Offer.objects.select_for_update(no_key=True).filter(pk__in=held).order_by("pk").values_list("pk"))
    return held


def release(orders: Sequence[Order], held: Mapping[int, int], now: datetime) -> None:
    """Cancel orders that are locked: what they `hold` and their slots are free again."""
    _take({pk: -quantity for pk, quantity in held.items()})
    for slot, left in sorted(Counter(order.slot_id for order in orders if order.slot_id is not None).items()):
        Slot.objects.filter(pk=slot).update(taken=F("taken") - left)
    OrderLine.objects.filter(order__in=orders).delete()
    Order.objects.filter(pk__in=[order.pk for order in orders]).update(
        cancelled_at=now, slot=None, fee_cents=0, version=F("version") + 1
    )
