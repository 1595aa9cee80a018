"""What the acts of a sale share: the round locked, goods moved to its shelf and back to the store."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.utils import timezone

from bocal.catalog.models import Item
from bocal.directory.models import Collective, Person
from bocal.journals import acts as journals
from bocal.journals.acts import lot_facts
from bocal.journals.rules import (
    Gesture,
    Kind,
    LotRef,
    Move,
    Refused,
    Status,
    mass_of,
)
from bocal.orders import reads, rules
from bocal.orders.models import SaleRound
from bocal.orders.reads import promises
from bocal.orders.reads.free import by_date
from bocal.orders.rules.rhythm import CHANGING


def lock(sale: SaleRound) -> SaleRound:
    """The round, its row locked until the transaction ends."""
    # Without its key, as everywhere here: a row that points at it may still be written, so nobody waits in a circle.
    return SaleRound.objects.select_for_update(no_key=True).get(pk=sale.pk)


def refuse_closed(sale: SaleRound) -> None:
    """Raises Refused: already_closed."""
    if not SaleRound.objects.filter(pk=sale.pk, state__in=CHANGING).exists():
        raise Refused("already_closed")


def collective() -> Collective:
    """The collective, with its organisation."""
    return Collective.objects.select_related("organisation").get(pk=1)


def day_of(now: datetime) -> date:
    """The day that people have then."""
    return timezone.localdate(now)


def move(lot: LotRef, item: Item, source: int, target: int, quantity: int) -> Move:
    """So much of a lot, in the item's own unit, from a place to another, with its mass."""
    facts = lot_facts(item, code="", owner=0, status=Status.RELEASED)
    return Move(lot, source, target, quantity, mass_of(facts, quantity))


def lock_items(items: Iterable[int]) -> dict[int, Item]:
    """These items, their rows ours until the transaction ends, always in the same order: whoever promises or picks
    some of an item holds it first."""
    found = Item.objects.select_related("vat", "jar_format__jar").filter(pk__in=set(items)).order_by("pk")
    return {item.pk: item for item in found.select_for_update(of=("self",), no_key=True)}


def unpromised(item: int, now: datetime) -> int:
    """How much of an item is free in the stores and no delivery was promised."""
    there = by_date(collective().organisation, day_of(now), [item])
    kept = promises.promised([item], day_of(now)).get(item, 0)
    return max(0, sum(quantity for _item, _until, quantity in there) - kept)


def set_aside(sale: SaleRound, item: Item, quantity: int, *, person: Person | None, key: str, now: datetime) -> None:
    """Move released goods from the stores to the round's shelf, first to expire first; what deliveries were promised
    stays. Raises Refused: not_in_stock."""
    lock_items([item.pk])
    if (there := unpromised(item.pk, now)) < quantity:
        raise Refused("not_in_stock", there=there)
    first = reads.first_to_go({item.pk: quantity}, collective().organisation, day_of(now))
    taken = rules.first_expired_first(first.get(item.pk, []), quantity)
    if not taken:
        return
    journals.post(
        Gesture(
            Kind.SET_ASIDE,
            day_of(now),
            person.pk if person else None,
            key,
            note=sale.title,
            moves=[move(batch.lot, item, batch.place, sale.shelf_id, part) for batch, part in taken],
        ),
        now=now,
    )


def put_back(
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
                moves.append(move(row.lot_id, row.lot.item, sale.shelf_id, back[row.lot_id], part))
                quantity -= part
    if moves:
        author = person.pk if person else None
        journals.post(Gesture(Kind.MOVE, day_of(now), author, key, note=note, moves=moves), now=now)
