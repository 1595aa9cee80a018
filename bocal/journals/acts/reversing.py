"""Taking a gesture back: the opposite of every row, once. What came between keeps its place in history."""

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from bocal.directory.models import Person
from bocal.directory.rules import PlaceKind
from bocal.journals import rules
from bocal.journals.acts.advances import check_advances
from bocal.journals.acts.levels import check_held, check_levels, lock, lock_voucher
from bocal.journals.models import HoursLine, Lineage, Lot, MoneyLine, Movement, StatusLine, Voucher
from bocal.journals.rules import Kind, Refused, Status


def reverse(voucher: Voucher, *, author: Person | None, now: datetime, note: str = "") -> Voucher:
    """Take a gesture back: one voucher with the opposite of every row, once.

    Raises rules.Refused: final, already_reversed, already_used (a lot it made has gone elsewhere since), came_back
    (what it handed over was sent back since), advance_spent (an advance that paid something since), followed
    (another gesture rests on it: that one is taken back first).
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
    moves = list(voucher.movements.select_related("lot", "source", "target").order_by("-pk"))
    decided = list(voucher.decisions.order_by("pk").values_list("lot_id", flat=True))
    lock({m.lot_id for m in moves} | set(decided))
    lock_voucher(voucher.pk)
    if Voucher.objects.filter(reverses=voucher).exists():
        raise Refused("already_reversed")
    if (later := Voucher.objects.filter(follows=voucher, reversal=None).order_by("pk").first()) is not None:
        said = f"{later.get_kind_display()} {later.pk}"
        raise Refused("followed", what=f"{said} ({later.note})" if later.note else said)
    check_held(voucher, moves)
    # Never before the gesture itself, whatever the clock says.
    day = max(timezone.localdate(now), voucher.day)
    check_levels(
        [(m.lot_id, m.target_id, m.source_id, m.quantity, m.mass_mg) for m in moves],
        places={p.pk: PlaceKind(p.kind) for m in moves for p in (m.source, m.target)},
        day=day,
        codes={m.lot_id: m.lot.code for m in moves},
        refusal="already_used",
    )
    money = list(voucher.money.order_by("pk"))
    check_advances([(line.account, line.party_id, -line.cents) for line in money], refusal="advance_spent")
    opposite = Voucher.objects.create(
        kind=Kind.REVERSE,
        day=day,
        written_at=now,
        author=author,
        party_id=voucher.party_id,
        key=f"reverse {voucher.pk}",
        note=note[:500],
        reverses=voucher,
    )
    StatusLine.objects.bulk_create(
        [
            StatusLine(voucher=opposite, lot_id=lot, status=status, reason=note[:300])
            for lot, status in _statuses_without(voucher, decided)
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
            for m in moves
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
            for line in money
        ]
    )
    HoursLine.objects.bulk_create(
        [
            HoursLine(voucher=opposite, person_id=h.person_id, kind=h.kind, minutes=-h.minutes)
            for h in voucher.hours.order_by("pk")
        ]
    )
    return opposite


def _statuses_without(voucher: Voucher, decided: Iterable[int]) -> list[tuple[int, Status]]:
    """What the lots that `voucher` decided on are without it: the latest decision that still stands.

    A later decision (a recall, say) outlives the reversal of an earlier one, and one taken back does not come to life
    again. A lot that `voucher` itself brought into the world is blocked: it was never there.
    """
    lots = list(dict.fromkeys(decided))
    standing = StatusLine.objects.filter(lot__in=lots, voucher__reversal=None, voucher__reverses=None)
    rows = standing.exclude(voucher=voucher).order_by("pk").values_list("lot_id", "status")
    latest = {lot: Status(status) for lot, status in rows}
    unborn = set(Lot.objects.filter(voucher=voucher, pk__in=lots).values_list("pk", flat=True))
    return [(lot, Status.BLOCKED if lot in unborn else latest.get(lot, Status.BLOCKED)) for lot in lots]
