"""Picking, delivering at the door, and what comes back: each a voucher, so that the stock is true at every step."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bocal.catalog.rules import Dimension
from bocal.directory import acts as directory_acts
from bocal.directory import reads as directory
from bocal.directory.models import Person, Place
from bocal.directory.rules import PlaceKind
from bocal.journals import acts as journals
from bocal.journals.acts import Posted
from bocal.journals.models import Lot, Stock, Voucher
from bocal.journals.rules import Account, Gesture, Kind, Move, Refused, Way
from bocal.measure.quantity import PER
from bocal.orders import rules
from bocal.orders.acts.parts import Parts
from bocal.orders.acts.promising import hold_delivery, refuse_unless
from bocal.orders.acts.shelf import day_of, lock_items, move
from bocal.orders.models import Bay, Delivery, GoodsBack
from bocal.orders.notices.confirming import send_note
from bocal.orders.reads import agreements, deliveries
from bocal.orders.reads.deliveries import Card, Line
from bocal.orders.rules import delivering as rule
from bocal.orders.rules.delivering import BayUse, DeliveryState


def bay(use: BayUse) -> int:
    """The place of the deliveries' shelf for this use; opened the first time."""
    found = Bay.objects.filter(use=use).first()
    if found is None:
        names = {BayUse.READY: _("Livraisons prêtes"), BayUse.RETURNED: _("Retours à contrôler")}
        place = directory_acts.open_place(kind=PlaceKind.SHELF, name=names[use])
        found, _made = Bay.objects.get_or_create(use=use, defaults={"place": place})
    return found.place_id


@transaction.atomic
def pick(
    *,
    delivery: Delivery,
    picked: Mapping[tuple[int, int, int], int],
    person: Person,
    key: str,
    now: datetime,
) -> Posted:
    """Set goods aside for a delivery: (line, lot, place) → quantity in the item's own unit, what the scale said for
    what is weighed. They leave the stores for the deliveries' shelf; taking the gesture back puts them back.

    A scale may find a little more than the books: a count says so. The same key counts once.
    Raises Refused: delivery_moved_on, nothing_picked, too_much_picked, too_little_there, not_released, past_use_by.
    """
    card = hold_delivery(delivery)
    old = card.delivery.picking
    if card.state is DeliveryState.PICKED and old is not None and old.key == key:
        return Posted(old, {}, fresh=False)
    refuse_unless(card, DeliveryState.ORDERED)
    lines = {line.row.pk: line for line in card.lines}
    taken = {part: quantity for part, quantity in sorted(picked.items()) if quantity > 0}
    if not taken:
        raise Refused("nothing_picked")
    lock_items(line.row.item_id for line in card.lines)
    _check_picked(taken, lines)
    ready = bay(BayUse.READY)
    moves, found = _set_aside(taken, lines, ready)
    if found:
        journals.post(
            Gesture(Kind.COUNT, day_of(now), person.pk, f"{key[:50]} pesée", note=_("pesée"), moves=found), now=now
        )
    note = _("{number}, {customer}").format(number=card.delivery.number, customer=card.customer.name)[:500]
    posted = journals.post(
        Gesture(Kind.SET_ASIDE, day_of(now), person.pk, key, party=card.customer.pk, note=note, moves=moves), now=now
    )
    Delivery.objects.filter(pk=delivery.pk).update(picking=posted.voucher)
    return posted


def _check_picked(taken: Mapping[tuple[int, int, int], int], lines: Mapping[int, Line]) -> None:
    sums: dict[int, int] = defaultdict(int)
    for (pk, _lot, _place), quantity in taken.items():
        if pk not in lines:
            raise Refused("unknown_item")
        sums[pk] += quantity
    for pk, quantity in sums.items():
        line = lines[pk]
        if rule.too_heavy(line.row.quantity, quantity, line.dimension):
            raise Refused("too_much_picked", label=line.item.name)


def _set_aside(
    taken: Mapping[tuple[int, int, int], int], lines: Mapping[int, Line], ready: int
) -> tuple[list[Move], list[Move]]:
    """The moves to the shelf, and what scales found beyond the books."""
    lots = {lot for _line, lot, _place in taken}
    stock = {
        (row.lot_id, row.place_id): row
        for row in Stock.objects.filter(lot__in=lots, quantity__gt=0).select_related("lot", "place")
        if row.place.kind != PlaceKind.SHELF
    }
    left = {at: row.quantity for at, row in stock.items()}
    counted = directory.outside(PlaceKind.COUNT).pk
    moves, found = [], []
    for (pk, lot, place), quantity in taken.items():
        line = lines[pk]
        row = stock.get((lot, place))
        if row is None or row.lot.item_id != line.row.item_id:
            raise Refused("unknown_item")
        gap = quantity - left[lot, place]
        if gap > 0:
            if line.dimension is Dimension.COUNT or rules.scales_gap(quantity, quantity - gap) is None:
                raise Refused("too_little_there", label=line.item.name, lot=row.lot.code)
            found.append(move(lot, line.item, counted, place, gap))
            left[lot, place] += gap
        left[lot, place] -= quantity
        moves.append(move(lot, line.item, place, ready, quantity))
    return moves, found


@dataclass(frozen=True)
class Taken:
    """What becomes of a picked line at the door: so much is taken, so much broke; the rest is refused."""

    quantity: int
    broken: int = 0


@transaction.atomic
def deliver(
    *,
    delivery: Delivery,
    taken: Mapping[int, Taken],
    signer: str,
    person: Person,
    key: str,
    now: datetime,
    signature: str = "",
) -> Posted:
    """Deliver what was picked: line → what is taken and what broke; a line left out is refused. One voucher: goods to
    the customer and what is owed, as a handover of a round says it, so that an invoice bills it.

    What is refused comes straight back, to the shelf of what is looked at before it is sold again; what broke is lost.
    `signature` is strokes on a screen (rules.delivering.strokes). The same key counts once.
    Raises Refused: delivery_moved_on, no_signer, bad_signature, too_much_taken, not_released, past_use_by.
    """
    card = hold_delivery(delivery)
    old = card.delivery.handover
    if card.delivery.delivered and old is not None and old.key == key:  # type: ignore[attr-defined]
        return Posted(old, {}, fresh=False)
    refuse_unless(card, DeliveryState.PICKED)
    _before_vat(card)
    signer, strokes = signer.strip(), rule.strokes(signature)
    if not signer:
        raise Refused("no_signer")
    there = deliveries.picked(card)
    stopped = deliveries.stopped(there)
    parts = Parts(card.customer.pk)
    ready, customer = bay(BayUse.READY), directory.outside(PlaceKind.CUSTOMER).pk
    broken: list[tuple[Line, int, int]] = []
    accepted = 0
    for line in card.lines:
        # Blocked since they were picked: the others are taken first, and these never reach the customer.
        lots = sorted(there.get(line.row.pk, []), key=lambda one: one[0] in stopped)
        whole = sum(quantity for _lot, _code, quantity in lots)
        fate = taken.get(line.row.pk, Taken(0))
        if fate.quantity < 0 or fate.broken < 0 or fate.quantity + fate.broken > whole:
            raise Refused("too_much_taken", label=line.item.name)
        accepted += fate.quantity
        good, rest = _cut([(lot, quantity) for lot, _code, quantity in lots], fate.quantity)
        _owe(line, good, parts)
        _broken, refused = _cut(rest, fate.broken)
        broken += [(line, lot, quantity) for lot, quantity in _broken]
        for lot, quantity in good:
            parts.moves.append(move(lot, line.item, ready, customer, quantity))
        for lot, quantity in [*_broken, *refused]:
            shown = ready if lot in stopped else customer
            if shown != ready:
                parts.moves.append(move(lot, line.item, ready, customer, quantity))
            parts.moves.append(move(lot, line.item, shown, bay(BayUse.RETURNED), quantity))
    posted = journals.post(
        Gesture(
            Kind.DELIVER,
            day_of(now),
            person.pk,
            key,
            party=card.customer.pk,
            note=card.delivery.number,
            moves=parts.moves,
            money=parts.money,
            follows=card.delivery.picking_id,
        ),
        now=now,
    )
    _lose(broken, posted.voucher, person=person, key=key, note=card.delivery.number, now=now)
    Delivery.objects.filter(pk=delivery.pk).update(
        handover=posted.voucher, refused=not accepted, signer=signer[:80], signature=strokes
    )
    if accepted:
        send_note.enqueue(delivery.pk, posted.voucher.pk)
    return posted


def _before_vat(card: Card) -> None:
    """Orders placed when a line still took the basis of its catalogue price: from here on they have one."""
    for line in card.lines:
        if line.row.gross:
            line.row.unit_price, line.row.gross = agreements.held(line.row).unit_price, False
            line.row.save(update_fields=["unit_price", "gross"])


def _cut(lots: list[tuple[int, int]], quantity: int) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """The first `quantity` of these lots, and the rest."""
    first, rest = [], []
    for lot, there in lots:
        part = min(there, quantity)
        quantity -= part
        if part:
            first.append((lot, part))
        if there - part:
            rest.append((lot, there - part))
    return first, rest


def _lose(
    broken: list[tuple[Line, int, int]], after: Voucher, *, person: Person, key: str, note: str, now: datetime
) -> None:
    if broken:
        place, outside = bay(BayUse.RETURNED), directory.outside(PlaceKind.BREAKAGE).pk
        moves = [move(lot, line.item, place, outside, quantity) for line, lot, quantity in broken]
        said = _("cassé : {number}").format(number=note)
        gesture = Gesture(
            Kind.LOSE, day_of(now), person.pk, f"{key[:50]} casse", note=said, moves=moves, follows=after.pk
        )
        journals.post(gesture, now=now)


def _owe(line: Line, lots: list[tuple[int, int]], parts: Parts) -> None:
    """What the customer owes for these lots of a line, and their jars' deposits."""
    quantity = sum(part for _, part in lots)
    if not quantity:
        return
    row, item = line.row, line.item
    made = dict(Lot.objects.filter(pk__in=[lot for lot, _ in lots]).values_list("pk", "way"))
    sold = [(lot, Account.OWN_PRODUCTS if made[lot] == Way.MADE else Account.RESALE, part) for lot, part in lots]
    terms = rules.Terms(row.unit_price, row.gross, row.vat_bp, PER[line.dimension], line.dimension)
    cost = line.cost(quantity)
    if cost.due:
        parts.sell(item, item.name, terms, cost, sold)
    parts.deposit(item, quantity)


@transaction.atomic
def take_goods_back(
    *, delivery: Delivery, back: Mapping[int, int], broken: bool, person: Person, key: str, now: datetime
) -> Posted:
    """Goods of a delivery come back, whole (`broken` False) or in pieces: line → quantity in the item's own unit.

    They are credited with their deposits, by the next invoice. What comes back whole waits on a shelf of its own to be
    looked at, and is not for sale meanwhile; what broke is lost. The same key counts once.
    Raises Refused: delivery_moved_on, nothing_back, too_much_back.
    """
    card = hold_delivery(delivery)
    if twin := GoodsBack.objects.select_related("voucher").filter(delivery=delivery, voucher__key=key).first():
        return Posted(twin.voucher, {}, fresh=False)
    refuse_unless(card, DeliveryState.DELIVERED)
    kept = deliveries.kept(card)
    parts = Parts(card.customer.pk, -1)
    customer, shelf = directory.outside(PlaceKind.CUSTOMER).pk, bay(BayUse.RETURNED)
    lost: list[tuple[Line, int, int]] = []
    for line in card.lines:
        quantity = back.get(line.row.pk, 0)
        lots = [(lot, there) for lot, _code, there in kept.get(line.row.pk, [])]
        if quantity < 0 or quantity > sum(there for _, there in lots):
            raise Refused("too_much_back", label=line.item.name)
        taken, _rest = _cut(lots, quantity)
        parts.moves += [move(lot, line.item, customer, shelf, part) for lot, part in taken]
        _owe(line, taken, parts)
        lost += [(line, lot, part) for lot, part in taken]
    if not parts.moves:
        raise Refused("nothing_back")
    posted = journals.post(
        Gesture(
            Kind.DELIVER,
            day_of(now),
            person.pk,
            key,
            party=card.customer.pk,
            note=_("retour : {number}").format(number=card.delivery.number),
            moves=parts.moves,
            money=parts.money,
            follows=card.delivery.handover_id,
        ),
        now=now,
    )
    if broken:
        _lose(lost, posted.voucher, person=person, key=key, note=card.delivery.number, now=now)
    GoodsBack.objects.create(delivery=delivery, voucher=posted.voucher, broken=broken)
    return posted


@transaction.atomic
def set_route(*, day: date, stops: Mapping[int, int]) -> None:
    """In which order the day's deliveries are driven: delivery → its turn (1 to 999, 0 for none)."""
    for row in Delivery.objects.filter(day=day, pk__in=stops).order_by("pk"):
        if row.stop != stops[row.pk]:
            Delivery.objects.filter(pk=row.pk).update(stop=min(max(stops[row.pk], 0), 999))


def settle_return(*, stock: Stock, place: Place | None, person: Person, key: str, now: datetime) -> Posted:
    """What came back was looked at: it is for sale again at `place`, or (None) it is thrown away; all of that lot.

    Raises Refused: not_enough (somebody was quicker)."""
    if place is None:
        said = _("retour jeté")
        return journals.lose(
            stock.lot,
            place=stock.place,
            to=PlaceKind.WASTE,
            quantity=stock.quantity,
            reason=said,
            author=person,
            key=key,
            now=now,
        )
    return journals.move(
        stock.lot,
        source=stock.place,
        target=place,
        quantity=stock.quantity,
        author=person,
        key=key,
        now=now,
        note=_("retour contrôlé"),
    )
