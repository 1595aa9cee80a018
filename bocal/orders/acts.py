"""Verbs on sales: open, offer, order, close, bring, hand over, give."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from bocal.catalog.models import Item
from bocal.catalog.rules import DateKind, Dimension
from bocal.directory import acts as directory_acts
from bocal.directory import reads as directory
from bocal.directory.models import Collective, Organisation, Person, Place
from bocal.directory.rules import PlaceKind, VatProfile
from bocal.journals import acts as journals
from bocal.journals.acts import Posted, lot_facts
from bocal.journals.models import Stock, Voucher
from bocal.journals.reads import deposits_held
from bocal.journals.rules import (
    Account,
    Decision,
    Gesture,
    Kind,
    LotRef,
    Money,
    Move,
    NewLot,
    Refused,
    Status,
    Way,
    mass_of,
)
from bocal.measure.money import line_cents
from bocal.orders import notices, reads, rules
from bocal.orders.models import Arrived, Bringing, Offer, Order, OrderLine, SaleRound, Slot
from bocal.orders.rules import Batch, State, Terms

# ── Opening a round ──────────────────────────────────────────────────────────────────────────────────────────────────


def open_round(
    *,
    title: str,
    opens_at: datetime,
    closes_at: datetime,
    person: Person,
    key: str,
    now: datetime,
    note: str = "",
    copy_of: SaleRound | None = None,
) -> SaleRound:
    """A new round with its shelf; with `copy_of`, the offers and slots of an earlier one, moved by as many whole days.

    Jars are set aside again as far as the stock goes. The same key opens one round.
    Raises Refused: closes_before_opening.
    """
    rules.check_times(opens_at, closes_at)
    try:
        with transaction.atomic():
            if found := SaleRound.objects.filter(key=key).first():
                return found
            shelf = directory_acts.open_place(kind=PlaceKind.SHELF, name=title)
            sale = SaleRound.objects.create(
                title=title, note=note, opens_at=opens_at, closes_at=closes_at, shelf=shelf, key=key
            )
            if copy_of:
                _copy(copy_of, sale, person, now)
            return sale
    except IntegrityError:
        if found := SaleRound.objects.filter(key=key).first():
            return found
        raise


def _copy(old: SaleRound, new: SaleRound, person: Person, now: datetime) -> None:
    shift = timedelta(days=(timezone.localdate(new.closes_at) - timezone.localdate(old.closes_at)).days)
    slots = []
    for slot in reads.slots(old):
        starts, ends = (_shifted(at, shift) for at in (slot.starts_at, slot.ends_at))
        if starts >= new.closes_at:
            slots.append(Slot(sale=new, point=slot.point, starts_at=starts, ends_at=ends, capacity=slot.capacity))
    Slot.objects.bulk_create(slots)
    offers = [row for row in reads.offers(old) if row.item.active]
    goods = []
    for row in offers:
        if row.producer_id and row.producer and row.producer.active:
            row.pk, row.sale, row.ordered = None, new, 0
            row._state.adding = True
            goods.append(row)
    Offer.objects.bulk_create(goods)
    collective = _collective()
    for row in offers:
        if row.producer_id is None:
            there = sum(b.quantity for b in reads.free_batches(collective.organisation, row.item_id, _day(now)))
            count = min(row.available, there // row.portion)
            if count:
                offer_jars(
                    sale=new,
                    item=row.item,
                    label=row.label,
                    price=row.price,
                    gross=row.gross,
                    available=count,
                    person=person,
                    key=f"{new.key[:40]} {row.item_id}",
                    now=now,
                )


def _shifted(at: datetime, shift: timedelta) -> datetime:
    """So much later by the clock on the wall: 17:00 stays 17:00 across the change to winter time."""
    return timezone.make_aware(timezone.localtime(at).replace(tzinfo=None) + shift)


def edit_round(
    *, sale: SaleRound, title: str, opens_at: datetime, closes_at: datetime, now: datetime, note: str = ""
) -> None:
    """Change a round that is not closed. Raises Refused: closes_before_opening, already_closed, already_ordered (its
    opening would move after orders came), slot_before_closing."""
    rules.check_times(opens_at, closes_at)
    with transaction.atomic():
        locked = _lock(sale)
        if locked.closed_at is not None:
            raise Refused("already_closed")
        if opens_at > now and Order.objects.filter(sale=sale, cancelled_at=None).exists():
            raise Refused("already_ordered")
        if Slot.objects.filter(sale=sale, starts_at__lt=closes_at).exists():
            raise Refused("slot_before_closing")
        SaleRound.objects.filter(pk=sale.pk).update(title=title, note=note, opens_at=opens_at, closes_at=closes_at)


def _lock(sale: SaleRound) -> SaleRound:
    # Without its key, as everywhere here: a row that points at it may still be written, so nobody waits in a circle.
    return SaleRound.objects.select_for_update(no_key=True).get(pk=sale.pk)


def _unclosed(sale: SaleRound) -> None:
    if SaleRound.objects.filter(pk=sale.pk, closed_at__isnull=False).exists():
        raise Refused("already_closed")


def _collective() -> Collective:
    return Collective.objects.select_related("organisation").get(pk=1)


def _day(now: datetime) -> date:
    return timezone.localdate(now)


def _vat(item: Item) -> int:
    return rules.vat_rate(item.vat.rate_bp if item.vat else None, VatProfile(_collective().vat_profile))


def offer_goods(
    *,
    sale: SaleRound,
    producer: Organisation,
    item: Item,
    label: str,
    portion: int,
    price: Decimal,
    available: int,
    cost: Decimal | None = None,
    gross: bool = True,
    by_weight: bool = False,
    most_portion: int = 0,
) -> Offer:
    """A farm's goods in a round. `portion` and `most_portion` in the item's own unit; `price` and `cost` euros for one
    unit sold, or a kilo when `by_weight`; `cost` is before VAT.

    Raises Refused: already_closed, offer_twice, no_vat, and what rules.check_terms refuses.
    """
    vat_bp = _vat(item)
    most_portion = (most_portion or portion) if by_weight else 0
    terms = Terms(price, gross, vat_bp, portion, Dimension(item.dimension), by_weight, most_portion)
    rules.check_terms(terms, available)
    _unclosed(sale)
    try:
        with transaction.atomic():
            return Offer.objects.create(
                sale=sale,
                producer=producer,
                item=item,
                label=label,
                portion=portion,
                by_weight=by_weight,
                most_portion=most_portion,
                price=price,
                gross=gross,
                vat_bp=vat_bp,
                cost=cost,
                available=available,
            )
    except IntegrityError:
        raise Refused("offer_twice") from None


@transaction.atomic
def offer_jars(
    *,
    sale: SaleRound,
    item: Item,
    label: str,
    price: Decimal,
    available: int,
    person: Person,
    key: str,
    now: datetime,
    gross: bool = True,
    portion: int = 1,
) -> Offer:
    """Jars of ours in a round: they leave the stores for its shelf at once, first to expire first, so that nobody else
    sells them. `portion` in the item's own unit.

    Raises Refused: already_closed, offer_twice, not_in_stock, no_vat, and what rules.check_terms refuses.
    """
    vat_bp = _vat(item)
    rules.check_terms(Terms(price, gross, vat_bp, portion, Dimension(item.dimension)), available)
    _unclosed(sale)
    if found := Offer.objects.filter(sale=sale, item=item, producer=None).first():
        if Voucher.objects.filter(key=key).exists():
            return found
        raise Refused("offer_twice")
    _set_aside(sale, item, available * portion, person=person, key=key, now=now)
    return Offer.objects.create(
        sale=sale, item=item, label=label, portion=portion, price=price, gross=gross, vat_bp=vat_bp, available=available
    )


def _set_aside(sale: SaleRound, item: Item, quantity: int, *, person: Person, key: str, now: datetime) -> None:
    collective = _collective()
    free = reads.free_batches(collective.organisation, item.pk, _day(now))
    taken = rules.first_expired_first(free, quantity)
    if sum(part for _, part in taken) < quantity:
        raise Refused("not_in_stock", there=sum(batch.quantity for batch in free))
    if not taken:
        return
    journals.post(
        Gesture(
            Kind.SET_ASIDE,
            _day(now),
            person.pk,
            key,
            note=sale.title,
            moves=[_move(batch.lot, item, batch.place, sale.shelf_id, part) for batch, part in taken],
        ),
        now=now,
    )


def _move(lot: LotRef, item: Item, source: int, target: int, quantity: int) -> Move:
    facts = lot_facts(item, code="", owner=0, status=Status.RELEASED)
    return Move(lot, source, target, quantity, mass_of(facts, quantity))


def _put_back(
    sale: SaleRound, quantities: Mapping[int, int], *, person: Person | None, key: str, note: str, now: datetime
) -> None:
    """Unsold jars (item → quantity) go back where they came from, those that expire last first."""
    rows = reads.on_shelf(sale)
    farms = reads.farms_of(sale)
    back = reads.came_from(sale)
    moves = []
    for item, quantity in quantities.items():
        for row in reversed([r for r in rows if r.lot.item_id == item and (item, r.lot.origin_id) not in farms]):
            part = min(row.quantity, quantity)
            if part > 0 and row.lot_id in back:
                moves.append(_move(row.lot_id, row.lot.item, sale.shelf_id, back[row.lot_id], part))
                quantity -= part
    if moves:
        author = person.pk if person else None
        journals.post(Gesture(Kind.MOVE, _day(now), author, key, note=note, moves=moves), now=now)


@transaction.atomic
def change_offer(
    *,
    offer: Offer,
    available: int,
    price: Decimal,
    person: Person,
    key: str,
    now: datetime,
    cost: Decimal | None = None,
) -> None:
    """Change how much is offered and for how much; what is ordered keeps its price. Jars follow to or from the shelf.
    Without `cost`, the cost stays.

    Raises Refused: already_closed, below_ordered, not_in_stock, bad_available.
    """
    locked = Offer.objects.select_for_update(of=("self",), no_key=True).select_related("item", "sale").get(pk=offer.pk)
    if locked.sale.closed_at is not None:
        raise Refused("already_closed")
    if available < locked.ordered:
        raise Refused("below_ordered", ordered=locked.ordered)
    rules.check_terms(reads.terms(locked), available)
    more = (available - locked.available) * locked.portion
    if locked.producer_id is None and more > 0:
        _set_aside(locked.sale, locked.item, more, person=person, key=key, now=now)
    elif locked.producer_id is None and more < 0:
        _put_back(locked.sale, {locked.item_id: -more}, person=person, key=key, note=locked.sale.title, now=now)
    kept = locked.cost if cost is None else cost
    Offer.objects.filter(pk=locked.pk).update(available=available, price=price, cost=kept)


@transaction.atomic
def withdraw_offer(*, offer: Offer, person: Person, key: str, now: datetime) -> None:
    """Take an offer that nobody ordered out of its round; jars go back to the store.

    Raises Refused: already_closed, already_ordered.
    """
    locked = (
        Offer.objects.select_for_update(of=("self",), no_key=True)
        .select_related("item", "sale")
        .filter(pk=offer.pk)
        .first()
    )
    if locked is None:
        return
    if locked.sale.closed_at is not None:
        raise Refused("already_closed")
    if locked.ordered:
        raise Refused("already_ordered")
    if locked.producer_id is None:
        quantity = locked.available * locked.portion
        _put_back(locked.sale, {locked.item_id: quantity}, person=person, key=key, note=locked.sale.title, now=now)
    locked.delete()


def add_slots(
    *, sale: SaleRound, point: Place, first: datetime, last: datetime, minutes: int, capacity: int
) -> list[Slot]:
    """Slots of `minutes` from `first` to `last` at a point, for `capacity` orders each.

    Raises Refused: already_closed, bad_capacity, slot_before_closing, slot_twice, and what rules.windows refuses.
    """
    if not 1 <= capacity <= 500:
        raise Refused("bad_capacity")
    spans = rules.windows(first, last, minutes)
    _unclosed(sale)
    if first < sale.closes_at:
        raise Refused("slot_before_closing")
    try:
        with transaction.atomic():
            return Slot.objects.bulk_create(
                [Slot(sale=sale, point=point, starts_at=start, ends_at=end, capacity=capacity) for start, end in spans]
            )
    except IntegrityError:
        raise Refused("slot_twice") from None


def change_slot(*, slot: Slot, capacity: int) -> None:
    """Make a slot larger or smaller; 0 removes it. Raises Refused: bad_capacity, slot_taken."""
    if not 0 <= capacity <= 500:
        raise Refused("bad_capacity")
    with transaction.atomic():
        locked = Slot.objects.select_for_update(no_key=True).filter(pk=slot.pk).first()
        if locked is None:
            return
        if locked.taken > capacity:
            raise Refused("slot_taken", taken=locked.taken)
        if capacity:
            Slot.objects.filter(pk=slot.pk).update(capacity=capacity)
        else:
            locked.delete()


# ── Ordering ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Placed:
    """The order that stands; `fresh` is false when the same form had placed it before."""

    order: int
    fresh: bool


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
) -> Placed:
    """Place or change a household's order in one transaction, whole or not at all. Everything is given by its key:
    `wanted` is the whole basket (offer → units), `seen` the version of the order that the form showed (0 for none).

    The order's row is locked, then its offers in the order of their keys; one conditional update takes every line, one
    the slot. The same form key counts once. Nothing loads whole objects here: this is the closing minute's rush.
    Raises rules.NotPlaced (which lines are short, whether the slot is full), or Refused: empty_basket, bad_quantity,
    unknown_offer, unknown_slot, not_open, closed, changed_meanwhile, key_reused.
    """
    asked = rules.basket(wanted)
    try:
        with transaction.atomic():
            return _place(sale, customer, person, slot, asked, key, now, seen)
    except IntegrityError:
        # Another request of this household was quicker: it has either done this very thing, or something else.
        twin = Order.objects.filter(key=key, sale=sale, customer=customer).values_list("pk", flat=True).first()
        if twin is not None:
            return Placed(twin, fresh=False)
        if Order.objects.filter(sale=sale, customer=customer).exists():
            raise Refused("changed_meanwhile") from None
        raise


# The rush is written in SQL: building the same seven queries through the ORM took four fifths of an order's time, most
# of it while others waited for its locks (docs/bench.md). `{rows}` holds a pair of placeholders for each line.
_MINE = """
SELECT id, key, sale_id, customer_id, version, slot_id FROM orders_order
WHERE key = %s OR (sale_id = %s AND customer_id = %s) ORDER BY id
"""
_STANDS = "SELECT id, available, ordered FROM orders_offer WHERE sale_id = %s AND id IN ({rows}) ORDER BY id"
_ROOM = """
SELECT s.capacity - s.taken FROM orders_slot s JOIN orders_saleround r ON r.id = s.sale_id
WHERE s.id = %s AND r.id = %s AND r.closed_at IS NULL AND r.opens_at <= %s AND r.closes_at > %s
"""
_TAKE = """
UPDATE orders_offer SET ordered = ordered + units
FROM (WITH change(offer, units) AS (VALUES {rows}) SELECT * FROM change) AS change
WHERE id = offer AND ordered + units <= available
"""
_ORDER = """
INSERT INTO orders_order (sale_id, customer_id, person_id, slot_id, key, version, placed_at, changed_at)
VALUES (%s, %s, %s, %s, %s, 1, %s, %s) RETURNING id
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
    sale: int, customer: int, person: int, slot: int, asked: dict[int, int], key: str, now: datetime, seen: int
) -> Placed:
    order = old_slot = None
    version = 0
    for pk, its_key, its_sale, its_customer, its_version, its_slot in _all(_locked(_MINE), [key, sale, customer]):
        if (its_sale, its_customer) != (sale, customer):
            raise Refused("key_reused")
        if its_key == key:
            return Placed(pk, fresh=False)
        order, version, old_slot = pk, its_version, its_slot
    if version != seen:
        raise Refused("changed_meanwhile")
    mine = {} if order is None else dict(OrderLine.objects.filter(order=order).values_list("offer_id", "quantity"))
    stock, place_left = _lock_for_order(sale, slot, asked.keys() | mine.keys(), now)
    short = rules.missing(asked, mine, stock)
    full = slot != old_slot and place_left <= 0
    if short or full:
        raise rules.NotPlaced(short, slot_full=full)
    _take(rules.deltas(asked, mine))
    _take_slot(slot, old_slot)
    at = connection.ops.adapt_datetimefield_value(now)
    if order is None:
        [(order,)] = _all(_ORDER, [sale, customer, person, slot, key, at, at])
    else:
        Order.objects.filter(pk=order).update(
            person_id=person,
            slot_id=slot,
            key=key,
            version=version + 1,
            # A cancelled order comes back at the end of the queue.
            placed_at=F("placed_at") if mine else now,
            changed_at=now,
            cancelled_at=None,
        )
        OrderLine.objects.filter(order=order).exclude(offer__in=asked).delete()
    query, values = _pairs(_LINES, asked)
    with connection.cursor() as cursor:
        cursor.execute(query, [*values, order])
    return Placed(order, fresh=True)


def _all(query: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return list(cursor.fetchall())


def _lock_for_order(
    sale: int, slot: int, offers: Iterable[int], now: datetime
) -> tuple[dict[int, tuple[int, int]], int]:
    """The offers (available, ordered), locked in the order of their keys, then (only then) whether the round still
    sells, and the slot's room: a closing that waits for these locks comes after this order, one that came before is
    seen."""
    keys = sorted(offers)
    rows = _all(_locked(_STANDS.format(rows=", ".join(["%s"] * len(keys)))), [sale, *keys])
    at = connection.ops.adapt_datetimefield_value(now)
    room = _all(_ROOM, [slot, sale, at, at])
    if not room:
        _still_open(sale, now)
        raise Refused("unknown_slot")
    if len(rows) != len(keys):
        raise Refused("unknown_offer")
    return {pk: (available, ordered) for pk, available, ordered in rows}, room[0][0]


def _still_open(sale: int, now: datetime) -> None:
    times = SaleRound.objects.filter(pk=sale).values_list("opens_at", "closes_at", "closed_at").first()
    if times is None:
        raise Refused("closed")
    _check_open(*times, now)


def _check_open(opens_at: datetime, closes_at: datetime, closed_at: datetime | None, now: datetime) -> None:
    now_is = rules.state(opens_at, closes_at, closed_at, now)
    if now_is is not State.OPEN:
        raise Refused("closed" if now_is is State.CLOSED else "not_open")


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


def _take_slot(slot: int, old_slot: int | None) -> None:
    if slot == old_slot:
        return
    # In the order of keys, so that two households that swap slots do not wait for each other.
    with connection.cursor() as cursor:
        for pk in sorted({slot, old_slot or slot}):
            if pk == slot:
                cursor.execute("UPDATE orders_slot SET taken = taken + 1 WHERE id = %s AND taken < capacity", [pk])
                if not cursor.rowcount:
                    raise rules.NotPlaced((), slot_full=True)
            else:
                cursor.execute("UPDATE orders_slot SET taken = taken - 1 WHERE id = %s", [pk])


def cancel(*, order: Order, now: datetime) -> None:
    """Cancel an order while its round sells: its goods and its slot are free again. Harmless when repeated.

    Raises Refused: closed.
    """
    with transaction.atomic():
        locked = Order.objects.select_for_update(no_key=True).get(pk=order.pk)
        if locked.cancelled_at is not None:
            return
        held = dict(OrderLine.objects.filter(order=locked).values_list("offer_id", "quantity"))
        list(Offer.objects.select_for_update(no_key=True).filter(pk__in=held).order_by("pk").values_list("pk"))
        _still_open(locked.sale_id, now)
        _take({pk: -quantity for pk, quantity in held.items()})
        if locked.slot_id is not None:
            Slot.objects.filter(pk=locked.slot_id).update(taken=F("taken") - 1)
        OrderLine.objects.filter(order=locked).delete()
        Order.objects.filter(pk=locked.pk).update(cancelled_at=now, slot=None, version=F("version") + 1)


# ── Closing ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def close_round(*, sale: SaleRound, person: Person | None, now: datetime) -> SaleRound:
    """Freeze a round: unsold jars go back to the store, letters to farms and customers are queued. Once only.

    `person` is None when the clock closes. Raises Refused: not_open (a round that never opened is edited or emptied).
    """
    locked = _lock(sale)
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
    _put_back(locked, unsold, person=person, key=f"close {sale.pk}", note=locked.title, now=now)
    notices.tell.enqueue(sale.pk)
    return locked


def close_due(now: datetime) -> int:
    """Close every round whose time is past; how many there were. The minute's clock calls it."""
    due = list(reads.due_rounds(now))
    for sale in due:
        close_round(sale=sale, person=None, now=now)
    return len(due)


# ── Bringing ─────────────────────────────────────────────────────────────────────────────────────────────────────────


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
) -> Bringing:
    """Note what a farm brought (offer → what came): bought at cost price, onto the round's shelf, a lot an offer.

    What is missing makes lines short, last ordered first. Nothing at all may be noted too. The same key notes once.
    Raises Refused: still_selling, unknown_producer, bad_quantity, weight_missing, too_heavy, no_cost.
    """
    try:
        with transaction.atomic():
            if found := reads.bringing(key):
                return found
            return _bring(sale, producer, arrived, person, key, now)
    except IntegrityError:
        if found := reads.bringing(key):
            return found
        raise


def _bring(
    sale: SaleRound, producer: Organisation, arrived: Mapping[int, Came], person: Person, key: str, now: datetime
) -> Bringing:
    if not SaleRound.objects.filter(pk=sale.pk, closed_at__isnull=False).exists():
        raise Refused("still_selling")
    offers = {row.pk: row for row in reads.offers(sale) if row.producer_id == producer.pk}
    if not arrived or not arrived.keys() <= offers.keys():
        raise Refused("unknown_producer")
    us = _collective().organisation
    supplier = directory.outside(PlaceKind.SUPPLIER).pk
    lots, moves, money = [], [], []
    for pk, came in sorted(arrived.items()):
        row = offers[pk]
        if not 0 <= came.count <= 100_000:
            raise Refused("bad_quantity", most=100_000)
        if came.count:
            quantity, cents = _bought(row, came)
            lots.append(_crate(row, us, producer, now))
            moves.append(_move(f"offer {pk}", row.item, supplier, sale.shelf_id, quantity))
            label = f"{reads.named(row)} × {came.count}"
            money.append(
                Money(Account.PURCHASES, cents, None, label, f"offer {pk}", row.item_id, quantity, vat_bp=row.vat_bp)
            )
            money.append(Money(Account.SUPPLIER_UNBILLED, -cents, producer.pk, label))
    voucher = None
    if moves:
        gesture = Gesture(
            Kind.RECEIVE,
            _day(now),
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
        sale=sale, producer=producer, person=person, key=key, noted_at=now, voucher=voucher
    )
    Arrived.objects.bulk_create(
        [Arrived(bringing=bringing, offer_id=pk, quantity=came.count) for pk, came in sorted(arrived.items())]
    )
    return bringing


def _bought(offer: Offer, came: Came) -> tuple[int, int]:
    """The quantity in the item's own unit and its cost in cents, before VAT."""
    label = reads.named(offer)
    if offer.cost is None:
        raise Refused("no_cost", label=label)
    if not offer.by_weight:
        return came.count * offer.portion, line_cents(offer.cost, came.count, 1)
    if not came.weight:
        raise Refused("weight_missing", label=label)
    if came.weight > 2 * came.count * offer.most_portion:
        raise Refused("too_heavy", label=label)
    return came.weight, line_cents(offer.cost, came.weight, 1_000_000)


def _crate(offer: Offer, us: Organisation, producer: Organisation, now: datetime) -> NewLot:
    item = offer.item
    until = _day(now) + timedelta(days=item.shelf_days) if item.date_kind and item.shelf_days else None
    return NewLot(
        ref=f"offer {offer.pk}",
        item=item.pk,
        owner=us.pk,
        way=Way.BOUGHT,
        origin=producer.pk,
        date_kind=DateKind(item.date_kind) if until else DateKind.NONE,
        good_until=until,
        organic_bp=10_000 if producer.organic else 0,
    )


# ── Handing over ─────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Given:
    """What is handed over of a line: units, and what the scale said (mg) for goods billed by weight."""

    count: int
    weight: int | None = None


@transaction.atomic
def hand_over(
    *,
    order: Order,
    given: Mapping[int, Given],
    person: Person,
    key: str,
    now: datetime,
    jars_back: Mapping[int, int] | None = None,
    sure: bool = False,
) -> Posted:
    """Hand an order over (line → what is given; a line left out is missing), with deposits taken and given back.

    `jars_back` is jar format → jars. Goods leave the round's shelf first to expire first, and are billed at the price
    ordered; goods weighed never cost more than the most that was shown. Taking the gesture back leaves the order to
    hand over again. The same key counts once.
    Raises Refused: cancelled, already_handed, still_selling, too_much, weight_missing, too_heavy, not_brought,
    too_few_there, lot_not_free, nothing_handed, many_jars (`sure` overrides it).
    """
    locked = (
        Order.objects.select_for_update(of=("self",), no_key=True).select_related("sale", "handover").get(pk=order.pk)
    )
    if locked.cancelled_at is not None:
        raise Refused("cancelled")
    sheet = reads.order(order.pk)
    assert sheet is not None
    if sheet.handed:
        if locked.handover is not None and locked.handover.key == key:
            return Posted(locked.handover, {}, fresh=False)
        raise Refused("already_handed")
    if locked.sale.closed_at is None:
        raise Refused("still_selling")
    # One handover at a time in a round: two must not count on the same jar.
    _lock(locked.sale)
    parts = _Parts(locked.customer_id)
    _hand_goods(locked, given, parts, now)
    _take_jars_back(jars_back or {}, parts, sure=sure)
    if not parts.moves:
        raise Refused("nothing_handed")
    if parts.found:
        scales = Gesture(
            Kind.COUNT, _day(now), person.pk, f"{key[:50]} pesée", note=_("pesée au retrait"), moves=parts.found
        )
        journals.post(scales, now=now)
    posted = journals.post(
        Gesture(
            Kind.DELIVER,
            _day(now),
            person.pk,
            key,
            party=locked.customer_id,
            note=locked.sale.title,
            lots=parts.lots,
            moves=parts.moves,
            money=parts.money,
            decisions=parts.decisions,
        ),
        now=now,
    )
    Order.objects.filter(pk=locked.pk).update(handover=posted.voucher)
    return posted


class _Parts:
    """The parts of a handover while it is put together."""

    def __init__(self, party: int) -> None:
        self.party = party
        self.lots: list[NewLot] = []
        self.moves: list[Move] = []
        self.money: list[Money] = []
        self.decisions: list[Decision] = []
        self.jars: dict[int, int] = defaultdict(int)
        # What the scale at the point found beyond what arrived, lot by lot: a count of its own says so.
        self.found: list[Move] = []


def _hand_goods(order: Order, given: Mapping[int, Given], parts: _Parts, now: datetime) -> None:
    sale = order.sale
    stock = reads.on_shelf(sale)
    farms = reads.farms_of(sale)
    outside = directory.outsides()
    left = {row.lot_id: row.quantity for row in stock}
    lines = OrderLine.objects.filter(order=order).select_related("offer__item__jar_format__jar", "offer__producer")
    if not given.keys() <= {line.pk for line in lines}:
        raise Refused("unknown_offer")
    for line in lines:
        gift = given.get(line.pk)
        if gift is None or gift.count == 0:
            continue
        quantity, billed = _measured(line, gift)
        taken, gap = _from_shelf(line.offer, quantity, reads.of_offer(stock, line.offer, farms), left, now)
        item = line.offer.item
        if gap:
            parts.found.append(_move(taken[-1][0].lot, item, outside[PlaceKind.COUNT], sale.shelf_id, gap))
        for batch, part in taken:
            parts.moves.append(_move(batch.lot, item, sale.shelf_id, outside[PlaceKind.CUSTOMER], part))
        _owe(line, gift.count, billed, taken, parts)


def _measured(line: OrderLine, gift: Given) -> tuple[int, int | None]:
    """What leaves the shelf, in the item's own unit, and the weight that is billed (None when not weighed)."""
    offer = line.offer
    label = reads.named(offer)
    if not 0 < gift.count <= line.quantity:
        raise Refused("too_much", label=label, ordered=line.quantity)
    if not offer.by_weight:
        return gift.count * offer.portion, None
    if not gift.weight:
        raise Refused("weight_missing", label=label)
    most = max(offer.most_portion, offer.portion) * gift.count
    if gift.weight > 2 * most:
        raise Refused("too_heavy", label=label)
    return gift.weight, min(gift.weight, most)


def _from_shelf(
    offer: Offer, quantity: int, stock: Sequence[Stock], left: dict[int, int], now: datetime
) -> tuple[list[tuple[Batch, int]], int]:
    """Which lots a line is served from, first to expire first, and what the scales differ by."""
    label = reads.named(offer)
    there = reads.batches(stock)
    free = [
        Batch(b.lot, b.place, left[b.lot], b.good_until, b.date_kind, b.status, b.code, b.account)
        for b in there
        if rules.sellable(b, _day(now)) and left[b.lot] > 0
    ]
    taken = rules.first_expired_first(free, quantity)
    got = sum(part for _, part in taken)
    gap = 0
    if got < quantity:
        bound = next((b for b in there if b.status is not Status.RELEASED), None)
        if bound is not None:
            raise Refused("lot_not_free", label=label, lot=bound.code)
        tolerated = rules.scales_gap(quantity, got) if offer.by_weight and taken else None
        if tolerated is None:
            raise Refused("too_few_there" if taken else "not_brought", label=label)
        gap = tolerated
        batch, part = taken[-1]
        taken[-1] = (batch, part + gap)
    for batch, part in taken:
        left[batch.lot] = max(0, left[batch.lot] - part)
    return taken, gap


def _owe(line: OrderLine, count: int, billed: int | None, taken: Iterable[tuple[Batch, int]], parts: _Parts) -> None:
    """What the customer owes for a line and its jars' deposits."""
    offer = line.offer
    terms = reads.line_terms(line)
    by_account: dict[Account, list[tuple[int, int]]] = defaultdict(list)
    for batch, part in taken:
        by_account[batch.account].append((batch.lot, part))
    shares: list[tuple[Account, int | None, int]] = []
    for account, lots in sorted(by_account.items()):
        shares.append((account, lots[0][0] if len(lots) == 1 else None, sum(part for _, part in lots)))
    if billed is not None and len(shares) == 1:
        shares = [(shares[0][0], shares[0][1], billed)]
    total = rules.line_amount(terms, count, billed)
    parts.money += rules.sale_lines(
        terms, shares, total=total, party=parts.party, item=offer.item_id, label=reads.named(offer)[:200]
    )
    jar = offer.item.jar_format
    if jar is not None and jar.deposit_cents:
        pieces = count * offer.portion
        parts.jars[jar.jar_id] += pieces
        parts.money += rules.deposit_lines(
            jar=jar.jar_id, count=pieces, deposit_cents=jar.deposit_cents, party=parts.party, label=jar.jar.name
        )


def _take_jars_back(jars_back: Mapping[int, int], parts: _Parts, *, sure: bool) -> None:
    wanted = {pk: count for pk, count in jars_back.items() if count}
    if not wanted:
        return
    held = deposits_held(Organisation.objects.get(pk=parts.party))
    us = _collective().organisation
    customer = directory.outside(PlaceKind.CUSTOMER).pk
    store = directory.stores().filter(kind=PlaceKind.STORE).order_by("pk").first()
    if store is None:
        raise Refused("nothing_handed")
    for row in reads.deposit_formats().filter(pk__in=wanted).order_by("pk"):
        count = wanted[row.pk]
        rules.check_jars_back(count, held.get(row.jar_id, 0) + parts.jars[row.jar_id], sure=sure)
        ref = f"glass {row.pk}"
        parts.lots.append(NewLot(ref=ref, item=row.jar_id, owner=us.pk, way=Way.RETURNED))
        parts.moves.append(_move(ref, row.jar, customer, store.pk, count))
        # Glass that comes back is washed before it holds food again.
        parts.decisions.append(Decision(ref, Status.HOLD, _("à laver")))
        parts.money += rules.deposit_lines(
            jar=row.jar_id, count=-count, deposit_cents=row.deposit_cents, party=parts.party, label=row.jar.name
        )


def take_jars_back(
    *,
    customer: Organisation,
    jars_back: Mapping[int, int],
    person: Person,
    key: str,
    now: datetime,
    sure: bool = False,
) -> Posted:
    """Empty jars come back without an order: their deposits are owed to the customer. `jars_back` is format → jars.

    Raises Refused: nothing_handed, bad_quantity, many_jars (`sure` overrides it).
    """
    with transaction.atomic():
        if found := Voucher.objects.filter(key=key, kind=Kind.DEPOSIT, author=person).first():
            return Posted(found, {}, fresh=False)
        parts = _Parts(customer.pk)
        _take_jars_back(jars_back, parts, sure=sure)
        if not parts.moves:
            raise Refused("nothing_handed")
        gesture = Gesture(
            Kind.DEPOSIT,
            _day(now),
            person.pk,
            key,
            party=customer.pk,
            lots=parts.lots,
            moves=parts.moves,
            money=parts.money,
            decisions=parts.decisions,
        )
        return journals.post(gesture, now=now)


def give(
    *, party: Organisation, quantities: Mapping[int, int], person: Person, key: str, now: datetime, note: str = ""
) -> Posted:
    """Give released goods of ours without payment: item → quantity in its own unit, first to expire first.

    Raises Refused: nothing_handed, not_in_stock.
    """
    with transaction.atomic():
        if found := Voucher.objects.filter(key=key, kind=Kind.GIVE, author=person).first():
            return Posted(found, {}, fresh=False)
        us = _collective().organisation
        recipient = directory.outside(PlaceKind.RECIPIENT).pk
        wanted = {pk: quantity for pk, quantity in quantities.items() if quantity > 0}
        items = Item.objects.select_related("jar_format").in_bulk(wanted)
        moves = []
        for pk, quantity in sorted(wanted.items()):
            free = reads.free_batches(us, pk, _day(now), to_give=True)
            taken = rules.first_expired_first(free, quantity)
            if sum(part for _, part in taken) < quantity:
                raise Refused("not_in_stock", there=sum(batch.quantity for batch in free))
            moves += [_move(batch.lot, items[pk], batch.place, recipient, part) for batch, part in taken]
        if not moves:
            raise Refused("nothing_handed")
        return journals.post(
            Gesture(Kind.GIVE, _day(now), person.pk, key, party=party.pk, note=note, moves=moves), now=now
        )


__all__ = [
    "Came",
    "Given",
    "Placed",
    "add_slots",
    "bring",
    "cancel",
    "change_offer",
    "change_slot",
    "close_due",
    "close_round",
    "edit_round",
    "give",
    "hand_over",
    "offer_goods",
    "offer_jars",
    "open_round",
    "place",
    "take_jars_back",
    "withdraw_offer",
]
