"""Writing a gesture: lock its lots, check it against what is there, write it whole."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Exists, F, Max, OuterRef
from django.utils import timezone

from bocal.catalog.models import Item
from bocal.catalog.rules import DateKind, Dimension, ItemKind, PackagingRole
from bocal.directory.models import Collective, Place
from bocal.directory.rules import PlaceKind
from bocal.journals import rules
from bocal.journals.acts.advances import check_advances
from bocal.journals.acts.levels import check_levels, lock, lock_voucher
from bocal.journals.models import Closing, HoursLine, Lineage, Lot, MoneyLine, Movement, Series, StatusLine, Voucher
from bocal.journals.rules import Decision, Facts, Gesture, LotFacts, LotRef, Origin, Refused, Status, Way
from bocal.measure import lotcode

#: The letter of a lot's code says what it is at a glance.
LETTERS = {
    ItemKind.RAW: "R",
    ItemKind.PREPARED: "P",
    ItemKind.FINISHED: "F",
    ItemKind.PACKAGING: "K",
    ItemKind.ADDITIVE: "A",
    ItemKind.SERVICE: "S",
}


@dataclass(frozen=True)
class Posted:
    """What a gesture left behind. `fresh` is false when the same key had been posted before."""

    voucher: Voucher
    lots: Mapping[str, Lot]
    fresh: bool


def post(gesture: Gesture, *, now: datetime) -> Posted:
    """Check a gesture and write it in one transaction: one voucher and all its rows.

    The same key posted again by the same author writes nothing and returns the first voucher.
    Raises rules.Refused for whatever rules.check refuses, and for: not_enough, not_enough_then, future, closed,
    key_reused, bad_key, follows_nothing (what it rests on was taken back), advance_short.
    """
    if not 0 < len(gesture.key) <= 64:
        raise Refused("bad_key")
    try:
        with transaction.atomic():
            return _write(gesture, now)
    except IntegrityError:
        # Two identical gestures met: the other one has written.
        if found := _already(gesture):
            return found
        raise


def _already(gesture: Gesture) -> Posted | None:
    voucher = Voucher.objects.filter(key=gesture.key).first()
    if voucher is None:
        return None
    if voucher.kind != gesture.kind or voucher.author_id != gesture.author:
        raise Refused("key_reused")
    born = voucher.lots.order_by("pk") if gesture.lots else ()
    return Posted(voucher, {new.ref: lot for new, lot in zip(gesture.lots, born, strict=False)}, fresh=False)


def _write(gesture: Gesture, now: datetime) -> Posted:
    # Locked first: of two gestures on a lot, the second sees all that the first wrote, and gets the higher number.
    lock(_mentioned(gesture))
    if found := _already(gesture):
        return found
    if gesture.day > timezone.localdate(now):
        raise Refused("future", day=gesture.day)
    check_open(gesture.day, now)
    if gesture.follows is not None:
        lock_voucher(gesture.follows)
        if Voucher.objects.filter(reverses=gesture.follows).exists():
            raise Refused("follows_nothing")
    facts, items = _facts(gesture)
    rules.check(gesture, facts)
    check_levels(
        [(m.lot, m.source, m.target, m.quantity, m.mass_mg) for m in gesture.moves],
        places=facts.places,
        day=gesture.day,
        codes={ref: lot.code for ref, lot in facts.lots.items()},
        refusal="not_enough",
    )
    check_advances([(line.account, line.party, line.cents) for line in gesture.money], refusal="advance_short")
    voucher = Voucher.objects.create(
        kind=gesture.kind,
        day=gesture.day,
        written_at=now,
        author_id=gesture.author,
        party_id=gesture.party,
        key=gesture.key,
        note=gesture.note,
        follows_id=gesture.follows,
    )
    lots = _bear(gesture, voucher, items)
    _write_rows(voucher, gesture, {ref: lot.pk for ref, lot in lots.items()}, _births(gesture, facts))
    return Posted(voucher, lots, fresh=True)


def check_open(day: date, now: datetime) -> None:
    """Raises Refused("closed") when the books are closed on that day. Today never is: it is not asked for."""
    if day < timezone.localdate(now):
        until = Closing.objects.filter(until__gte=day).aggregate(last=Max("until"))["last"]
        if until is not None:
            raise Refused("closed", day=until)


def _mentioned(gesture: Gesture) -> set[int]:
    """The lots that were there before and that the gesture moves, uses or decides on."""
    found: set[LotRef] = {move.lot for move in gesture.moves} | {decision.lot for decision in gesture.decisions}
    found |= {link.parent for link in gesture.links}
    return {ref for ref in found if isinstance(ref, int)}


def _facts(gesture: Gesture) -> tuple[Facts, dict[int, Item]]:
    mentioned: set[LotRef] = {m.lot for m in gesture.moves} | {link.parent for link in gesture.links}
    mentioned |= {d.lot for d in gesture.decisions} | {link.child for link in gesture.links}
    mentioned |= {line.lot for line in gesture.money if line.lot is not None}
    lots: dict[LotRef, LotFacts] = {}
    if keys := [ref for ref in mentioned if isinstance(ref, int)]:
        taken_back = Voucher.objects.filter(reverses=OuterRef("voucher"))
        old = Lot.objects.filter(pk__in=keys).annotate(gone=Exists(taken_back))
        for lot in old.select_related("item__jar_format", "state"):
            use_by = lot.good_until if lot.date_kind == DateKind.USE_BY else None
            lots[lot.pk] = lot_facts(
                lot.item,
                code=lot.code,
                owner=lot.owner_id,
                # A lot whose state was lost (`bocal check` says so) does nothing until it is found again.
                status=Status(lot.state.status) if hasattr(lot, "state") else Status.HOLD,
                made=lot.way == Way.MADE,
                use_by=use_by,
                gone=lot.gone,
            )
    new_items: dict[int, Item] = {}
    if gesture.lots:
        new_items = Item.objects.select_related("jar_format").in_bulk({lot.item for lot in gesture.lots})
    for new in gesture.lots:
        item = new_items[new.item]
        lots[new.ref] = lot_facts(
            item,
            code=new.ref,
            owner=new.owner,
            status=Status.HOLD if item.guarded else Status.RELEASED,
            made=new.way is Way.MADE,
            use_by=new.good_until if new.date_kind is DateKind.USE_BY else None,
        )
    for decision in gesture.decisions:
        # Decisions are written first: a lot released by this very gesture may go out in it, and a held one may not.
        if (decided := lots.get(decision.lot)) is not None and isinstance(decision.lot, str):
            lots[decision.lot] = replace(decided, status=decision.status)
    for ref in mentioned:
        if ref not in lots:
            raise Refused("unknown_lot", lot=ref)
    keys_of_places = {m.source for m in gesture.moves} | {m.target for m in gesture.moves}
    places: dict[int, PlaceKind] = {}
    if keys_of_places:
        rows = Place.objects.filter(pk__in=keys_of_places).values_list("pk", "kind")
        places = {pk: PlaceKind(kind) for pk, kind in rows}
    us = tolerance = None
    if gesture.moves:
        us, tolerance = Collective.objects.values_list("organisation", "tolerance_bp").first() or (None, None)
    return Facts(lots, places, 200 if tolerance is None else tolerance, us), new_items


def lot_facts(
    item: Item,
    *,
    code: str,
    owner: int,
    status: Status,
    made: bool = False,
    use_by: date | None = None,
    gone: bool = False,
) -> LotFacts:
    """What the rules need to know of a lot of `item`."""
    return LotFacts(
        code=code,
        item=item.pk,
        kind=ItemKind(item.kind),
        dimension=Dimension(item.dimension),
        piece_mg=item.piece_mg,
        owner=owner,
        status=status,
        role=PackagingRole(item.role),
        jar=item.jar_format.jar_id if item.jar_format else None,
        lid=item.jar_format.lid_id if item.jar_format else None,
        made=made,
        use_by=use_by,
        gone=gone,
    )


def _bear(gesture: Gesture, voucher: Voucher, items: Mapping[int, Item]) -> dict[str, Lot]:
    """Write the new lots with their codes, and the allergens and organic share that follow from their parents."""
    if not gesture.lots:
        return {}
    origins = _origins(gesture) if gesture.links else {}
    numbers: dict[str, list[int]] = {}
    for letter in sorted({LETTERS[ItemKind(items[new.item].kind)] for new in gesture.lots}):
        count = sum(LETTERS[ItemKind(items[new.item].kind)] == letter for new in gesture.lots)
        last = next_number(f"lot {gesture.day:%y%j} {letter}", count)
        numbers[letter] = list(range(last - count + 1, last + 1))[::-1]
    lots = []
    for new in gesture.lots:
        item = items[new.item]
        letter = LETTERS[ItemKind(item.kind)]
        parents = origins.get(new.ref, [])
        made = new.way is Way.MADE
        lots.append(
            Lot(
                code=lotcode.make(gesture.day, letter, numbers[letter].pop()),
                item=item,
                owner_id=new.owner,
                origin_id=new.origin,
                way=new.way,
                voucher=voucher,
                date_kind=new.date_kind,
                good_until=new.good_until,
                organic_bp=rules.organic_share(parents) if made else new.organic_bp,
                allergens=rules.allergens_of(parents) if made else item.allergens,
                note=new.note,
            )
        )
    Lot.objects.bulk_create(lots)
    return {new.ref: lot for new, lot in zip(gesture.lots, lots, strict=True)}


def _origins(gesture: Gesture) -> dict[str, list[Origin]]:
    parents = Lot.objects.select_related("item").in_bulk({link.parent for link in gesture.links})
    origins: dict[str, list[Origin]] = defaultdict(list)
    for link in gesture.links:
        lot = parents[link.parent]
        origins[link.child].append(
            Origin(
                mass_mg=link.mass_mg,
                agricultural=lot.item.agricultural and lot.item.kind != ItemKind.PACKAGING,
                organic_bp=lot.organic_bp,
                allergens=frozenset(lot.allergens),
            )
        )
    return origins


@transaction.atomic
def next_number(name: str, count: int = 1) -> int:
    """Take the next `count` numbers of a series and return the last one.

    Gapless when called inside the act's transaction, since it rolls back with the act. ValueError for a count below 1.
    """
    if count < 1:
        raise ValueError("a series counts up")
    if not Series.objects.filter(name=name).update(last=F("last") + count):
        Series.objects.bulk_create([Series(name=name)], ignore_conflicts=True)
        Series.objects.filter(name=name).update(last=F("last") + count)
    return Series.objects.values_list("last", flat=True).get(name=name)


def _births(gesture: Gesture, facts: Facts) -> list[Decision]:
    decided = {decision.lot for decision in gesture.decisions}
    return [Decision(new.ref, facts.lots[new.ref].status) for new in gesture.lots if new.ref not in decided]


def _write_rows(voucher: Voucher, gesture: Gesture, born: Mapping[str, int], births: Iterable[Decision]) -> None:
    def key(ref: LotRef) -> int:
        return born[ref] if isinstance(ref, str) else ref

    # Decisions first: a lot released by this very gesture may go out in it.
    StatusLine.objects.bulk_create(
        [
            StatusLine(voucher=voucher, lot_id=key(d.lot), status=d.status, reason=d.reason)
            for d in [*births, *gesture.decisions]
        ]
    )
    Movement.objects.bulk_create(
        [
            Movement(
                voucher=voucher,
                lot_id=key(m.lot),
                source_id=m.source,
                target_id=m.target,
                quantity=m.quantity,
                mass_mg=m.mass_mg,
            )
            for m in gesture.moves
        ]
    )
    Lineage.objects.bulk_create(
        [
            Lineage(voucher=voucher, parent_id=k.parent, child_id=key(k.child), quantity=k.quantity, mass_mg=k.mass_mg)
            for k in gesture.links
        ]
    )
    MoneyLine.objects.bulk_create(
        [
            MoneyLine(
                voucher=voucher,
                account=line.account,
                cents=line.cents,
                party_id=line.party,
                label=line.label,
                lot_id=None if line.lot is None else key(line.lot),
                item_id=line.item,
                quantity=line.quantity,
                unit_price=line.unit_price,
                gross=line.gross,
                vat_bp=line.vat_bp,
            )
            for line in gesture.money
        ]
    )
    HoursLine.objects.bulk_create(
        [HoursLine(voucher=voucher, person_id=h.person, kind=h.kind, minutes=h.minutes) for h in gesture.hours]
    )
