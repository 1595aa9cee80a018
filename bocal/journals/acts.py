"""The only writer of the journals: post a gesture whole, or take one back whole."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from bocal.catalog.models import Item
from bocal.catalog.rules import ItemKind, PackagingRole
from bocal.directory.models import Collective, Person, Place
from bocal.directory.rules import REAL, PlaceKind
from bocal.journals import rules
from bocal.journals.models import (
    HoursLine,
    Lineage,
    Lot,
    LotState,
    MoneyLine,
    Movement,
    Series,
    StatusLine,
    Stock,
    Voucher,
)
from bocal.journals.rules import (
    Decision,
    Facts,
    Gesture,
    Kind,
    LotFacts,
    LotRef,
    Origin,
    Refused,
    Status,
    Way,
)
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
    Raises rules.Refused for whatever rules.check refuses, and for: not_enough, not_enough_then, future, key_reused.
    """
    try:
        with transaction.atomic():
            return _already(gesture) or _write(gesture, now)
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
    born = voucher.lots.order_by("pk")
    return Posted(voucher, {new.ref: lot for new, lot in zip(gesture.lots, born, strict=False)}, fresh=False)


def _write(gesture: Gesture, now: datetime) -> Posted:
    if gesture.day > timezone.localdate(now):
        raise Refused("future", day=gesture.day)
    facts, items = _facts(gesture)
    rules.check(gesture, facts)
    _check_stock(gesture, facts)
    voucher = Voucher.objects.create(
        kind=gesture.kind,
        day=gesture.day,
        written_at=now,
        author_id=gesture.author,
        party_id=gesture.party,
        key=gesture.key,
        note=gesture.note,
    )
    lots = _bear(gesture, voucher, items)
    _write_rows(voucher, gesture, {ref: lot.pk for ref, lot in lots.items()}, _births(gesture, facts))
    return Posted(voucher, lots, fresh=True)


def _facts(gesture: Gesture) -> tuple[Facts, dict[int, Item]]:
    mentioned: set[LotRef] = {m.lot for m in gesture.moves} | {link.parent for link in gesture.links}
    mentioned |= {d.lot for d in gesture.decisions}
    mentioned |= {line.lot for line in gesture.money if line.lot is not None}
    old = Lot.objects.filter(pk__in=[ref for ref in mentioned if isinstance(ref, int)])
    old = old.select_related("item__jar_format", "state").order_by("pk")
    new_items = Item.objects.select_related("jar_format").in_bulk({lot.item for lot in gesture.lots})
    lots: dict[LotRef, LotFacts] = {
        lot.pk: lot_facts(lot.item, code=lot.code, owner=lot.owner_id, status=Status(lot.state.status)) for lot in old
    }
    for new in gesture.lots:
        item = new_items[new.item]
        status = Status.HOLD if item.guarded else Status.RELEASED
        lots[new.ref] = lot_facts(item, code=new.ref, owner=new.owner, status=status)
    for ref in mentioned:
        if ref not in lots:
            raise Refused("unknown_lot", lot=ref)
    keys = {m.source for m in gesture.moves} | {m.target for m in gesture.moves}
    places = {pk: PlaceKind(kind) for pk, kind in Place.objects.filter(pk__in=keys).values_list("pk", "kind")}
    tolerance = Collective.objects.values_list("tolerance_bp", flat=True).first() if gesture.links else None
    return Facts(lots, places, 200 if tolerance is None else tolerance), new_items


def lot_facts(item: Item, *, code: str, owner: int, status: Status) -> LotFacts:
    """What the rules need to know of a lot of `item`."""
    return LotFacts(
        code=code,
        item=item.pk,
        kind=ItemKind(item.kind),
        dimension=rules.Dimension(item.dimension),
        piece_mg=item.piece_mg,
        owner=owner,
        status=status,
        role=PackagingRole(item.role),
        jar=item.jar_format.jar_id if item.jar_format else None,
        lid=item.jar_format.lid_id if item.jar_format else None,
    )


def _check_stock(gesture: Gesture, facts: Facts) -> None:
    """Lock the stock rows that the gesture touches, in a fixed order, and see that there is enough."""
    taken: dict[tuple[int, int], int] = defaultdict(int)
    for move in gesture.moves:
        if isinstance(move.lot, int):
            if facts.places[move.source] in REAL:
                taken[move.lot, move.source] += move.quantity
            if facts.places[move.target] in REAL:
                taken[move.lot, move.target] -= move.quantity
    if not taken:
        return
    rows = Stock.objects.select_for_update().filter(lot__in={lot for lot, _ in taken}).order_by("lot_id", "place_id")
    there = {(row.lot_id, row.place_id): row.quantity for row in rows}
    for (lot, place), quantity in taken.items():
        if quantity > there.get((lot, place), 0):
            raise Refused("not_enough", lot=facts.lots[lot].code, wanted=quantity, there=there.get((lot, place), 0))
    _check_past(gesture, facts, set(taken))


def _check_past(gesture: Gesture, facts: Facts, touched: set[tuple[int, int]]) -> None:
    """A gesture dated in the past may not make any later day negative."""
    lots = {lot for lot, _ in touched}
    if not Movement.objects.filter(lot__in=lots, voucher__day__gt=gesture.day).exists():
        return
    steps: dict[tuple[int, int], list[tuple[date, int, int]]] = defaultdict(list)
    rows = Movement.objects.filter(lot__in=lots).values_list(
        "voucher__day", "pk", "lot_id", "source_id", "target_id", "quantity"
    )
    last = 0
    for day, pk, lot, source, target, quantity in rows:
        last = max(last, pk)
        steps[lot, source].append((day, pk, -quantity))
        steps[lot, target].append((day, pk, quantity))
    for order, move in enumerate(gesture.moves, start=last + 1):
        if isinstance(move.lot, int):
            steps[move.lot, move.source].append((gesture.day, order, -move.quantity))
            steps[move.lot, move.target].append((gesture.day, order, move.quantity))
    for lot, place in touched:
        if rules.running_minimum(steps[lot, place]) < 0:
            raise Refused("not_enough_then", lot=facts.lots[lot].code)


def _bear(gesture: Gesture, voucher: Voucher, items: Mapping[int, Item]) -> dict[str, Lot]:
    """Write the new lots with their codes, and the allergens and organic share that follow from their parents."""
    if not gesture.lots:
        return {}
    origins = _origins(gesture)
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


def next_number(name: str, count: int = 1) -> int:
    """Take the next `count` numbers of a series and return the last one; gapless, since it rolls back with the act."""
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


def reverse(voucher: Voucher, *, author: Person | None, now: datetime, note: str = "") -> Voucher:
    """Take a gesture back: one voucher with the opposite of every row, once.

    Raises rules.Refused: final, already_reversed, already_used (a lot it made has gone elsewhere since).
    """
    try:
        with transaction.atomic():
            return _reverse(voucher, author, now, note)
    except IntegrityError as error:
        if Voucher.objects.filter(reverses=voucher).exists():
            raise Refused("already_reversed") from error
        raise


def _reverse(voucher: Voucher, author: Person | None, now: datetime, note: str) -> Voucher:
    if voucher.kind in rules.FINAL:
        raise Refused("final")
    if Voucher.objects.filter(reverses=voucher).exists():
        raise Refused("already_reversed")
    moves = list(voucher.movements.select_related("lot", "source", "target").order_by("pk"))
    _check_still_there(moves)
    opposite = Voucher.objects.create(
        kind=Kind.REVERSE,
        day=timezone.localdate(now),
        written_at=now,
        author=author,
        party_id=voucher.party_id,
        key=f"reverse {voucher.pk}",
        note=note,
        reverses=voucher,
    )
    StatusLine.objects.bulk_create(
        [
            StatusLine(voucher=opposite, lot_id=lot, status=status, reason=voucher.get_kind_display())
            for lot, status in _statuses_before(voucher)
        ]
    )
    Movement.objects.bulk_create(
        [
            Movement(
                voucher=opposite,
                lot_id=m.lot_id,
                source_id=m.target_id,
                target_id=m.source_id,
                quantity=m.quantity,
                mass_mg=m.mass_mg,
            )
            for m in reversed(moves)
        ]
    )
    Lineage.objects.bulk_create(
        [
            Lineage(
                voucher=opposite,
                parent_id=k.parent_id,
                child_id=k.child_id,
                quantity=-k.quantity,
                mass_mg=-k.mass_mg,
            )
            for k in voucher.lineage.order_by("pk")
        ]
    )
    MoneyLine.objects.bulk_create(
        [
            MoneyLine(
                voucher=opposite,
                account=line.account,
                cents=-line.cents,
                party_id=line.party_id,
                label=line.label,
                lot_id=line.lot_id,
                item_id=line.item_id,
                quantity=-line.quantity,
                unit_price=line.unit_price,
                gross=line.gross,
                vat_bp=line.vat_bp,
            )
            for line in voucher.money.order_by("pk")
        ]
    )
    HoursLine.objects.bulk_create(
        [
            HoursLine(voucher=opposite, person_id=h.person_id, kind=h.kind, minutes=-h.minutes)
            for h in voucher.hours.order_by("pk")
        ]
    )
    return opposite


def _check_still_there(moves: Iterable[Movement]) -> None:
    """What the gesture brought somewhere must still be there to be taken back."""
    wanted: dict[tuple[int, int], int] = defaultdict(int)
    codes: dict[int, str] = {}
    for move in moves:
        codes[move.lot_id] = move.lot.code
        if move.target.real:
            wanted[move.lot_id, move.target_id] += move.quantity
        if move.source.real:
            wanted[move.lot_id, move.source_id] -= move.quantity
    rows = Stock.objects.select_for_update().filter(lot__in=codes).order_by("lot_id", "place_id")
    there = {(row.lot_id, row.place_id): row.quantity for row in rows}
    for (lot, place), quantity in wanted.items():
        if quantity > there.get((lot, place), 0):
            raise Refused("already_used", lot=codes[lot])


def _statuses_before(voucher: Voucher) -> list[tuple[int, Status]]:
    """The status each lot had before this voucher decided; a lot that it brought into the world is blocked."""
    decided = [line.lot_id for line in voucher.decisions.order_by("pk")]
    earlier = StatusLine.objects.filter(lot__in=decided, voucher__lt=voucher.pk).order_by("pk")
    before = {line.lot_id: Status(line.status) for line in earlier}
    latest = StatusLine.objects.filter(lot__in=decided, voucher__gt=voucher.pk).order_by("pk")
    overruled = {line.lot_id for line in latest}
    # A later decision (a recall, say) outlives the reversal of an earlier one.
    return [(lot, before.get(lot, Status.BLOCKED)) for lot in dict.fromkeys(decided) if lot not in overruled]


def decide(lots: Iterable[Lot], status: Status, *, reason: str, author: Person, key: str, now: datetime) -> Posted:
    """Hold, release or block lots, and say why. Whether a release is due is for the bench that made them to check."""
    decisions = [Decision(lot.pk, status, reason) for lot in lots]
    return post(
        Gesture(Kind.DECIDE, timezone.localdate(now), author.pk, key, note=reason, decisions=decisions),
        now=now,
    )


@transaction.atomic
def rebuild_caches() -> None:
    """Throw Stock and LotState away and make them again from the journals alone."""
    totals: dict[tuple[int, int], list[int]] = defaultdict(lambda: [0, 0])
    real = set(Place.objects.filter(real=True).values_list("pk", flat=True))
    rows = Movement.objects.values_list("lot_id", "source_id", "target_id", "quantity", "mass_mg")
    for lot, source, target, quantity, mass in rows.iterator():
        for place, sign in ((source, -1), (target, 1)):
            if place in real:
                totals[lot, place][0] += sign * quantity
                totals[lot, place][1] += sign * mass
    Stock.objects.all().delete()
    Stock.objects.bulk_create(
        [Stock(lot_id=lot, place_id=place, quantity=q, mass_mg=m) for (lot, place), (q, m) in sorted(totals.items())],
        batch_size=1000,
    )
    latest = dict(StatusLine.objects.order_by("pk").values_list("lot_id", "status"))
    LotState.objects.all().delete()
    LotState.objects.bulk_create(
        [LotState(lot_id=lot, status=status) for lot, status in latest.items()], batch_size=1000
    )
