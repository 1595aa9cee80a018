"""Give a farm its goods back, with what the work is owed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.text import capfirst

from bocal.directory import reads as directory
from bocal.directory.models import Organisation, Person
from bocal.directory.rules import PlaceKind
from bocal.journals import acts as journals
from bocal.journals.models import Stock, Voucher
from bocal.journals.rules import Kind, Refused, Status, Way, mass_of
from bocal.kitchen.reads import toll as reads
from bocal.kitchen.rules import toll
from bocal.kitchen.rules.toll import Back, Fee, TollWork
from bocal.kitchen.words import bench as words
from bocal.look.templatetags.look import amount


@dataclass(frozen=True)
class Leaving:
    """So much of a lot in a place leaves (own unit)."""

    lot: int
    place: int
    quantity: int


@transaction.atomic
def give_back(
    farm: Organisation,
    *,
    leaving: Sequence[Leaving],
    per: TollWork,
    unit_price: Decimal,
    sorting_price: Decimal,
    author: Person,
    key: str,
    now: datetime,
    note: str = "",
) -> journals.Posted:
    """A farm's goods go back to it: one voucher moves them and posts what the work is owed. The same key counts once.

    Raises Refused: toll_nothing, toll_ours, toll_too_much, and those of journals.post (not_released…).
    """
    if done := Voucher.objects.filter(key=key, author=author, kind=Kind.RETURN).first():
        return journals.Posted(done, {}, fresh=False)
    backs = [_back(farm, one) for one in leaving if one.quantity > 0]
    reduced, normal = reads.rates()
    labels = {work: capfirst(str(label)) for work, label in words.TOLL_WORKS.items()}
    fee = Fee(per, unit_price, sorting_price, reduced, normal)
    gesture = toll.give_back(
        backs,
        toll.fee_lines(backs, fee, party=farm.pk, labels=labels),
        supplier=directory.outsides()[PlaceKind.SUPPLIER],
        party=farm.pk,
        author=author.pk,
        day=timezone.localdate(now),
        key=key,
        note=note,
    )
    return journals.post(gesture, now=now)


def _back(farm: Organisation, one: Leaving) -> Back:
    # No lock: post itself refuses what two people would take at once.
    row = Stock.objects.select_related("lot__item").filter(lot=one.lot, place=one.place, place__real=True).first()
    if row is None or row.lot.owner_id != farm.pk:
        raise Refused("toll_ours", lot=row.lot.code if row else one.lot)
    item = row.lot.item
    if one.quantity > row.quantity:
        raise Refused("toll_too_much", lot=row.lot.code, left=amount(row.quantity, item.dimension))
    facts = journals.lot_facts(item, code=row.lot.code, owner=farm.pk, status=Status.RELEASED)
    return Back(
        lot=row.lot_id,
        place=row.place_id,
        item=item.pk,
        name=item.name,
        quantity=one.quantity,
        mass_mg=mass_of(facts, one.quantity),
        made=row.lot.way == Way.MADE,
    )
