"""A pickup point that cannot open: its orders move to another point, are cancelled, or wait for somebody to choose."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from bocal.directory.models import Person, Place
from bocal.journals.rules import Refused
from bocal.orders import notices, reads
from bocal.orders.acts.placing import hold, release
from bocal.orders.acts.points import send_hands_home
from bocal.orders.acts.shelf import lock, put_back
from bocal.orders.models import Displaced, Offer, Order, PointClosing, RoundStep, SaleRound, Slot
from bocal.orders.rules import points as rules
from bocal.orders.rules.points import Fate
from bocal.orders.rules.rhythm import CHANGING, Passage, State


@dataclass(frozen=True)
class Closed:
    """A point that was cancelled: how many orders were moved or cancelled, and which wait for somebody to choose."""

    closing: PointClosing
    moved: int
    refunded: int
    waiting: tuple[int, ...]


def cancel_point(
    *,
    sale: SaleRound,
    point: Place,
    person: Person,
    why: str,
    choose_until: datetime,
    key: str,
    now: datetime,
    moved_to: Place | None = None,
    refund: bool = False,
) -> Closed:
    """Cancel a point of a round (snow, a locked door). Its orders go to `moved_to`'s coming slots as far as there is
    room, who ordered first before the others, each nearest to the hour that it had; with `refund`, they are cancelled
    and their goods are free; with neither, and for those who do not fit, somebody has yet to choose. Who is concerned
    is written to once, and may choose another slot until `choose_until`. The same key cancels once.

    Two transactions: the first shuts the slots, so that nobody comes any more; the second locks the orders that are
    there, takes the other point's room and moves them, all or none. Cut off between the two, orders wait, and the same
    form sent again goes on.
    Raises Refused: why_needed, bad_until, point_empty, point_too_late, same_point, no_room_there.
    """
    why = " ".join(why.split())[:200]
    if not why:
        raise Refused("why_needed")
    if not now < choose_until <= now + rules.MOST_CHOOSING:
        raise Refused("bad_until")
    if moved_to is not None and moved_to.pk == point.pk:
        raise Refused("same_point")
    try:
        closing = _shut(sale, point, person, why, choose_until, key, now, moved_to, refund and moved_to is None)
    except IntegrityError:
        closing = PointClosing.objects.get(key=key)
    _clear(closing, now)
    # The last row of each order is what became of it.
    fates = dict(Displaced.objects.filter(closing=closing).order_by("pk").values_list("order_id", "fate"))
    count = Counter(fates.values())
    waiting = tuple(pk for pk, fate in fates.items() if fate == Fate.WAITING)
    return Closed(closing, count[Fate.MOVED], count[Fate.REFUNDED], waiting)


@transaction.atomic
def _shut(
    sale: SaleRound,
    point: Place,
    person: Person,
    why: str,
    choose_until: datetime,
    key: str,
    now: datetime,
    moved_to: Place | None,
    refund: bool,
) -> PointClosing:
    locked = lock(sale)
    # Asked once the round is ours: the same form sent twice at once waits for the first.
    if found := PointClosing.objects.filter(key=key).first():
        return found
    if locked.state not in (*CHANGING, State.FROZEN):
        raise Refused("point_too_late")
    mine = Slot.objects.select_for_update(no_key=True).filter(sale=sale, point=point, shut_at=None)
    open_ = [row.pk for row in mine.order_by("pk")]
    if not open_:
        raise Refused("point_empty")
    if moved_to and not reads.free_slots(sale, now).filter(point=moved_to).exists():
        raise Refused("no_room_there")
    closing = PointClosing.objects.create(
        sale=sale,
        point=point,
        by=person,
        at=now,
        why=why,
        moved_to=moved_to,
        refund=refund,
        choose_until=choose_until,
        key=key,
    )
    send_hands_home(sale, point=point, why=why, now=now)
    Slot.objects.filter(pk__in=open_).update(shut_at=now)
    RoundStep.objects.write(locked, Passage.POINT_SHUT, person=person, now=now, note=f"{point.name} : {why}")
    return closing


@transaction.atomic
def _clear(closing: PointClosing, now: datetime) -> None:
    closing = (
        PointClosing.objects.select_for_update(no_key=True, of=("self",))
        .select_related("sale", "by")
        .get(pk=closing.pk)
    )
    # In the order of place(): orders, offers, slots. Nobody new can come to these slots any more.
    there = Order.objects.filter(sale=closing.sale_id, slot__point=closing.point_id, slot__shut_at=closing.at)
    there = there.exclude(displaced__closing=closing.pk).filter(cancelled_at=None)
    keys = list(there.values_list("pk", flat=True))
    list(Order.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk").values_list("pk"))
    # Read again: some have left meanwhile, by themselves.
    orders = [row for row in there.select_related("slot").order_by("placed_at", "pk") if not reads.is_handed(row)]
    if not orders:
        return
    had = {row.pk: row.slot.starts_at for row in orders if row.slot}
    fates = dict.fromkeys(had, Fate.WAITING)
    if closing.moved_to_id:
        fates |= dict.fromkeys(_move(closing, orders, had, now), Fate.MOVED)
    elif closing.refund:
        drop(orders, person=closing.by, key=f"point {closing.pk}", note=closing.sale.title, now=now)
        fates = dict.fromkeys(had, Fate.REFUNDED)
    Displaced.objects.bulk_create(
        [
            Displaced(closing=closing, order_id=pk, was_at=had[pk], fate=fate, at=now, by=closing.by)
            for pk, fate in fates.items()
        ]
    )
    notices.tell_displaced.enqueue(closing.pk)


def _move(closing: PointClosing, orders: Sequence[Order], had: dict[int, datetime], now: datetime) -> list[int]:
    """Whom the other point had room for; its slots are locked before anybody counts."""
    free = reads.free_slots(closing.sale, now).filter(point=closing.moved_to_id)
    slots = {row.pk: row for row in free.select_related(None).select_for_update(no_key=True).order_by("pk")}
    rooms = [rules.Room(row.pk, row.starts_at, row.capacity - row.taken) for row in slots.values()]
    found = rules.rehouse(had, rooms)
    by_pk = {row.pk: row for row in orders}
    for pk, slot in found.items():
        _seat(by_pk[pk], slots[slot])
    return list(found)


def _seat(order: Order, slot: Slot) -> None:
    """Take a place in another slot and leave the old one, in the order of keys. Raises Refused: slot_full."""
    for pk in sorted({slot.pk, order.slot_id or slot.pk}):
        if pk != slot.pk:
            Slot.objects.filter(pk=pk).update(taken=F("taken") - 1)
        elif not Slot.objects.filter(pk=pk, shut_at=None, taken__lt=F("capacity")).update(taken=F("taken") + 1):
            raise Refused("slot_full")
    # Who is moved never pays more than they had read.
    fee = min(order.fee_cents, slot.fee_cents)
    Order.objects.filter(pk=order.pk).update(slot=slot, fee_cents=fee, version=F("version") + 1)


def drop(orders: Sequence[Order], *, person: Person, key: str, note: str, now: datetime) -> None:
    """Cancel orders that are locked, even after the freeze: their goods and places are free; jars of ours that a frozen
    round had kept for them go back to the store."""
    held = hold(orders)
    release(orders, held, now)
    # A freeze that came first held the offers: only now is it known.
    if not SaleRound.objects.get(pk=orders[0].sale_id).final:
        return
    # As for a handover: two must not count on the same jar.
    sale = lock(orders[0].sale)
    jars: dict[int, int] = defaultdict(int)
    for row in Offer.objects.filter(pk__in=held, producer=None):
        jars[row.item_id] += held[row.pk] * row.portion
    put_back(sale, jars, person=person, key=key, note=note, now=now)


def choose_slot(*, order: Order, slot: Slot, person: Person, now: datetime, coordinator: bool = False) -> bool:
    """Fetch a displaced order in another free slot of the round: its household until the hour that it was given, a
    `coordinator` at any time before it is handed over, and its household is written to. False when it was there.

    Raises Refused: cancelled, already_handed, may_not_choose, unknown_slot, slot_full.
    """
    with transaction.atomic():
        locked = _standing(order)
        if locked.slot_id == slot.pk:
            return False
        last = _last(locked)
        if not coordinator and last.closing.choose_until <= now:
            raise Refused("may_not_choose")
        found = Slot.objects.filter(pk=slot.pk, sale=locked.sale_id, shut_at=None, ends_at__gt=now).first()
        if found is None:
            raise Refused("unknown_slot")
        _seat(locked, found)
        row = _decided(last, person, Fate.MOVED, now)
        if coordinator:
            notices.tell_rehoused.enqueue(row.pk)
        return True


def refund_displaced(*, order: Order, person: Person, now: datetime) -> None:
    """Cancel an order whose point was cancelled, for somebody who cannot come elsewhere. Harmless when repeated.

    Raises Refused: already_handed, may_not_choose (its point opens).
    """
    with transaction.atomic():
        if Order.objects.filter(pk=order.pk).exclude(cancelled_at=None).exists():
            return
        locked = _standing(order)
        last = _last(locked)
        key = f"point order {locked.pk} {locked.version}"
        drop([locked], person=person, key=key, note=locked.sale.title, now=now)
        row = _decided(last, person, Fate.REFUNDED, now)
        notices.tell_rehoused.enqueue(row.pk)


def _standing(order: Order) -> Order:
    locked = Order.objects.select_for_update(of=("self",), no_key=True).select_related("sale").get(pk=order.pk)
    if locked.cancelled_at is not None:
        raise Refused("cancelled")
    if reads.is_handed(locked):
        raise Refused("already_handed")
    return locked


def _last(order: Order) -> Displaced:
    """What became of an order last. Raises Refused: may_not_choose (its point was never cancelled)."""
    found = order.displaced.select_related("closing").order_by("-pk").first()
    if found is None:
        raise Refused("may_not_choose")
    return found


def _decided(last: Displaced, person: Person, fate: Fate, now: datetime) -> Displaced:
    return Displaced.objects.create(
        closing=last.closing, order_id=last.order_id, was_at=last.was_at, fate=fate, at=now, by=person
    )
