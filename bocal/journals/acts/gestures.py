"""Gestures that any team may make on lots: decide, move, lose, count."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from bocal.catalog.rules import Dimension
from bocal.directory import reads as directory
from bocal.directory.models import Person, Place
from bocal.directory.rules import PlaceKind
from bocal.journals import rules
from bocal.journals.acts.levels import lock
from bocal.journals.acts.posting import Posted, lot_facts, post
from bocal.journals.models import Lot, Stock
from bocal.journals.rules import Decision, Gesture, Kind, Move, Refused, Status


def decide(lots: Iterable[Lot], status: Status, *, reason: str, author: Person, key: str, now: datetime) -> Posted:
    """Hold, release or block lots, and say why. Whether a release is due is for the bench that made them to check."""
    decisions = [Decision(lot.pk, status, reason) for lot in lots]
    return post(
        Gesture(Kind.DECIDE, timezone.localdate(now), author.pk, key, note=reason, decisions=decisions),
        now=now,
    )


def move(
    lot: Lot, *, source: Place, target: Place, quantity: int, author: Person, key: str, now: datetime, note: str = ""
) -> Posted:
    """Take `quantity` (own unit) of a lot from one real place to another. Raises Refused: bad_way, not_enough…"""
    moves = [Move(lot.pk, source.pk, target.pk, quantity, _mass(lot, source, quantity))]
    return post(Gesture(Kind.MOVE, timezone.localdate(now), author.pk, key, note=note, moves=moves), now=now)


def lose(
    lot: Lot, *, place: Place, to: PlaceKind, quantity: int, reason: str, author: Person, key: str, now: datetime
) -> Posted:
    """`quantity` of a lot was thrown away, broken or tasted (`to`, one of directory.rules.LOSSES), and why."""
    target = directory.outside(to).pk
    moves = [Move(lot.pk, place.pk, target, quantity, _mass(lot, place, quantity))]
    return post(Gesture(Kind.LOSE, timezone.localdate(now), author.pk, key, note=reason, moves=moves), now=now)


@transaction.atomic
def lose_all(
    lots: Iterable[Lot], *, to: PlaceKind, reason: str, author: Person, key: str, now: datetime
) -> Posted | None:
    """What is left of these lots in all places is lost (`to`, one of directory.rules.LOSSES); None when nothing is.

    Raises Refused: no_reason.
    """
    keys = {lot.pk for lot in lots}
    # Locked before looking, so that nobody moves them in between.
    lock(keys)
    rows = Stock.objects.filter(lot__in=keys, place__real=True, quantity__gt=0).order_by("lot_id", "place_id")
    target = directory.outside(to).pk
    moves = [Move(row.lot_id, row.place_id, target, row.quantity, row.mass_mg) for row in rows]
    if not moves:
        return None
    return post(Gesture(Kind.LOSE, timezone.localdate(now), author.pk, key, note=reason, moves=moves), now=now)


@transaction.atomic
def count(lot: Lot, *, place: Place, found: int, reason: str, author: Person, key: str, now: datetime) -> Posted:
    """So much of a lot was really found in a place: the books follow, by the difference, and say why.

    Raises Refused: nothing (it was right already), no_reason, too_much.
    """
    # Locked before the difference is taken, so that nobody moves the lot in between.
    lock([lot.pk])
    written = Stock.objects.filter(lot=lot, place=place).values_list("quantity", flat=True).first() or 0
    outside = directory.outside(PlaceKind.COUNT).pk
    gap = found - written
    moves = []
    if gap > 0:
        moves = [Move(lot.pk, outside, place.pk, gap, rules.mass_of(_facts(lot), gap))]
    elif gap < 0:
        moves = [Move(lot.pk, place.pk, outside, -gap, _mass(lot, place, -gap))]
    return post(Gesture(Kind.COUNT, timezone.localdate(now), author.pk, key, note=reason, moves=moves), now=now)


def _facts(lot: Lot) -> rules.LotFacts:
    return lot_facts(lot.item, code=lot.code, owner=lot.owner_id, status=Status.HOLD)


def _mass(lot: Lot, place: Place, quantity: int) -> int:
    """The mass of `quantity` of a lot; of a volume, its share of the mass that lies in the place."""
    if Dimension(lot.item.dimension) is not Dimension.VOLUME:
        return rules.mass_of(_facts(lot), quantity)
    there = Stock.objects.filter(lot=lot, place=place).first()
    if there is None or there.quantity < quantity:
        raise Refused("not_enough", lot=lot.code, wanted=quantity, there=there.quantity if there else 0)
    return there.mass_mg * quantity // there.quantity if there.quantity else 0
