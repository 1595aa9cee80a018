"""Handing over, taking empty jars back, giving."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bocal.catalog.models import Item
from bocal.directory import reads as directory
from bocal.directory.models import Organisation, Person
from bocal.directory.rules import PlaceKind, VatProfile
from bocal.journals import acts as journals
from bocal.journals.acts import Posted
from bocal.journals.models import Stock, Voucher
from bocal.journals.reads import deposits_held
from bocal.journals.rules import (
    Decision,
    Gesture,
    Kind,
    NewLot,
    Refused,
    Status,
    Way,
)
from bocal.orders import reads, rules, words
from bocal.orders.acts.parts import Parts
from bocal.orders.acts.shelf import collective, day_of, lock, lock_items, move
from bocal.orders.models import Offer, Order, OrderLine
from bocal.orders.reads import promises
from bocal.orders.rules import Batch
from bocal.orders.rules.rhythm import State


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
    version: int | None = None,
    noted_at: datetime | None = None,
    settled_too: bool = True,
) -> Posted:
    """Hand an order over (line → what is given; a line left out is missing), with deposits taken and given back.

    `jars_back` is jar format → jars. Goods leave the round's shelf first to expire first, and are billed at the price
    ordered; goods weighed never cost more than the most that was shown. Taking the gesture back leaves the order to
    hand over again. The same key counts once. `version` is the order's as it was read; `noted_at` says when it was
    done, if that was without network (the voucher's day); `settled_too` false refuses a round that is settled.
    Raises Refused: cancelled, already_handed, order_changed, key_reused, still_selling, round_settled, too_much,
    weight_missing, too_heavy, not_brought, too_few_there, lot_not_free, nothing_handed, many_jars (`sure` overrides).
    """
    locked = Order.objects.select_for_update(of=("self",), no_key=True).select_related("sale").get(pk=order.pk)
    if locked.cancelled_at is not None:
        raise Refused("cancelled")
    sheet = reads.order(order.pk)
    assert sheet is not None
    if sheet.handed:
        # Read after the lock: what the row was joined to before it may be older than the row.
        standing = sheet.order.handover
        if standing is not None and standing.key == key:
            return Posted(standing, {}, fresh=False)
        raise Refused("already_handed")
    if not locked.sale.final:
        raise Refused("still_selling")
    if version is not None and version != locked.version:
        raise Refused("order_changed")
    # One handover at a time in a round: two must not count on the same jar.
    if lock(locked.sale).state == State.SETTLED and not settled_too:
        raise Refused("round_settled")
    at = noted_at or now
    parts = Parts(locked.customer_id)
    _hand_goods(locked, given, parts, at)
    if parts.moves and locked.fee_cents:
        vat_bp = rules.vat_rate(reads.standard_rate(), VatProfile(collective().vat_profile))
        parts.money += rules.fee_lines(
            locked.fee_cents, vat_bp, party=locked.customer_id, label=_("Participation au point de retrait")
        )
    _take_jars_back(jars_back or {}, parts, sure=sure)
    if not parts.moves:
        raise Refused("nothing_handed")
    if parts.found:
        scales = Gesture(
            Kind.COUNT, day_of(at), person.pk, f"{key[:50]} pesée", note=_("pesée au retrait"), moves=parts.found
        )
        journals.post(scales, now=now)
    posted = journals.post(
        Gesture(
            Kind.DELIVER,
            day_of(at),
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
    if not posted.fresh:
        # The same form, sent once more after its gesture was taken back: what it says then is somebody's to decide.
        raise Refused("key_reused")
    Order.objects.filter(pk=locked.pk).update(handover=posted.voucher)
    return posted


def _hand_goods(order: Order, given: Mapping[int, Given], parts: Parts, now: datetime) -> None:
    sale = order.sale
    stock = reads.on_shelf(sale)
    farms = reads.farms_of(sale)
    outside = directory.outsides()
    left = {row.lot_id: row.quantity for row in stock}
    lines = order.lines.select_related("offer__item__jar_format__jar", "offer__producer")
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
            parts.found.append(move(taken[-1][0].lot, item, outside[PlaceKind.COUNT], sale.shelf_id, gap))
        for batch, part in taken:
            parts.moves.append(move(batch.lot, item, sale.shelf_id, outside[PlaceKind.CUSTOMER], part))
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
        if rules.sellable(b, day_of(now)) and left[b.lot] > 0
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


def _owe(line: OrderLine, count: int, billed: int | None, taken: Iterable[tuple[Batch, int]], parts: Parts) -> None:
    """What the customer owes for a line and its jars' deposits."""
    offer = line.offer
    terms = reads.line_terms(line)
    total = rules.line_amount(terms, count, billed)
    lots = [(batch.lot, batch.account, part) for batch, part in taken]
    label = words.at_level(reads.named(offer), line.order.level_bp)
    parts.sell(offer.item, label, terms, total, lots, billed=billed, farm=offer.producer_id)
    parts.deposit(offer.item, count * offer.portion)


def _take_jars_back(jars_back: Mapping[int, int], parts: Parts, *, sure: bool) -> None:
    wanted = {pk: count for pk, count in jars_back.items() if count}
    if not wanted:
        return
    held = deposits_held(Organisation.objects.get(pk=parts.party))
    us = collective().organisation
    customer = directory.outside(PlaceKind.CUSTOMER).pk
    store = directory.stores().filter(kind=PlaceKind.STORE).order_by("pk").first()
    if store is None:
        raise Refused("nothing_handed")
    for row in reads.deposit_formats().filter(pk__in=wanted).order_by("pk"):
        count = wanted[row.pk]
        rules.check_jars_back(count, held.get(row.jar_id, 0) + parts.jars[row.jar_id], sure=sure)
        ref = f"glass {row.pk}"
        parts.lots.append(NewLot(ref=ref, item=row.jar_id, owner=us.pk, way=Way.RETURNED))
        parts.moves.append(move(ref, row.jar, customer, store.pk, count))
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
        parts = Parts(customer.pk)
        _take_jars_back(jars_back, parts, sure=sure)
        if not parts.moves:
            raise Refused("nothing_handed")
        gesture = Gesture(
            Kind.DEPOSIT,
            day_of(now),
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
    """Give released goods of ours without payment: item → quantity in its own unit, first to expire first;
    what deliveries were promised stays.

    Raises Refused: nothing_handed, not_in_stock.
    """
    with transaction.atomic():
        if found := Voucher.objects.filter(key=key, kind=Kind.GIVE, author=person).first():
            return Posted(found, {}, fresh=False)
        us = collective().organisation
        recipient = directory.outside(PlaceKind.RECIPIENT).pk
        wanted = {pk: quantity for pk, quantity in quantities.items() if quantity > 0}
        items = Item.objects.select_related("jar_format").in_bulk(wanted)
        moves = []
        lock_items(wanted)
        kept = promises.promised(sorted(wanted), day_of(now))
        needed = {pk: quantity + kept.get(pk, 0) for pk, quantity in wanted.items()}
        free = reads.first_to_go(needed, us, day_of(now), to_give=True)
        for pk, quantity in sorted(wanted.items()):
            lots = free.get(pk, [])
            there = max(0, sum(batch.quantity for batch in lots) - kept.get(pk, 0))
            if there < quantity:
                raise Refused("not_in_stock", there=there)
            taken = rules.first_expired_first(lots, quantity)
            moves += [move(batch.lot, items[pk], batch.place, recipient, part) for batch, part in taken]
        if not moves:
            raise Refused("nothing_handed")
        return journals.post(
            Gesture(Kind.GIVE, day_of(now), person.pk, key, party=party.pk, note=note, moves=moves), now=now
        )
