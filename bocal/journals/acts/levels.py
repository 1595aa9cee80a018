"""What is where, while a gesture is being written: locks, and levels that never go below nothing, then or now."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date

from django.db import connection

from bocal.directory.rules import REAL, PlaceKind
from bocal.journals import rules
from bocal.journals.models import Lot, Movement, Stock, Voucher
from bocal.journals.rules import Draw, LotRef, Refused

#: Places outside that stand for whoever a gesture names: each party has its own share of what lies there.
THEIRS = frozenset({PlaceKind.CUSTOMER, PlaceKind.RECIPIENT})


def lock(lots: Collection[int]) -> None:
    """Make these lots ours until the transaction ends, always in the same order, so that no two gestures wait for
    each other. On SQLite the whole database already is."""
    if lots:
        rows = Lot.objects.filter(pk__in=lots).order_by("pk").select_for_update(no_key=True)
        list(rows.values_list("pk", flat=True))


def check_levels(
    moves: Sequence[tuple[LotRef, int, int, int, int]],
    *,
    places: Mapping[int, PlaceKind],
    day: date,
    codes: Mapping[LotRef, str],
    refusal: str,
) -> None:
    """See that no step of `moves` (lot, source, target, quantity, mass; in order) takes what is not there, neither now
    nor, when `day` is past, on any day since.

    Raises Refused: `refusal` (with lot, wanted, there), not_enough_then.
    """
    draws = rules.draws(moves, {pk for pk, kind in places.items() if kind in REAL})
    takes = {key: draw for key, draw in draws.items() if draw.lowest < 0 or draw.lowest_mass < 0}
    if not takes:
        return
    old = {lot for lot, _ in takes if isinstance(lot, int)}
    rows = Stock.objects.filter(lot__in=old).values_list("lot_id", "place_id", "quantity", "mass_mg") if old else ()
    there: dict[tuple[LotRef, int], tuple[int, int]] = {(lot, place): (q, m) for lot, place, q, m in rows}
    for (lot, place), draw in takes.items():
        quantity, mass = there.get((lot, place), (0, 0))
        if quantity + draw.lowest < 0 or mass + draw.lowest_mass < 0:
            raise Refused(refusal, lot=codes[lot], wanted=-draw.lowest, there=quantity)
    if old and Movement.objects.filter(lot__in=old, voucher__day__gt=day).exists():
        _check_since(takes, day, codes)


def check_held(voucher: Voucher, moves: Sequence[Movement]) -> None:
    """See that its party still has what this gesture brought them: what came back since would be counted twice, were
    the gesture taken back.

    Raises Refused: came_back (with lot).
    """
    if voucher.party_id is None:
        return
    brought: dict[tuple[int, int], int] = defaultdict(int)
    for move in moves:
        for place, quantity in ((move.target, move.quantity), (move.source, -move.quantity)):
            if place.kind in THEIRS:
                brought[move.lot_id, place.pk] += quantity
    brought = {key: quantity for key, quantity in brought.items() if quantity > 0}
    if not brought:
        return
    has = dict.fromkeys(brought, 0)
    rows = Movement.objects.filter(voucher__party=voucher.party_id, lot__in={lot for lot, _place in brought})
    for lot, source, target, quantity in rows.values_list("lot_id", "source_id", "target_id", "quantity"):
        for place_pk, signed in ((target, quantity), (source, -quantity)):
            if (lot, place_pk) in has:
                has[lot, place_pk] += signed
    for (lot, place_pk), quantity in brought.items():
        if has[lot, place_pk] < quantity:
            raise Refused("came_back", lot=next(move.lot.code for move in moves if move.lot_id == lot))


def lock_voucher(pk: int) -> None:
    """Hold a gesture until the transaction ends: it is either taken back or followed, never both at once."""
    list(Voucher.objects.filter(pk=pk).select_for_update(no_key=True).values_list("pk", flat=True))


# The level at the end of the day, then after each later step: the day's gestures come before those of later days.
_SINCE = """
SELECT MIN(CASE WHEN is_end THEN quantity END), MIN(CASE WHEN is_end THEN mass END),
       MIN(CASE WHEN is_later THEN quantity END), MIN(CASE WHEN is_later THEN mass END)
FROM (
    SELECT SUM(s.quantity) OVER w AS quantity, SUM(s.mass) OVER w AS mass, s.day > %(day)s AS is_later,
           s.day <= %(day)s AND COALESCE(LEAD(s.day) OVER (ORDER BY s.day, s.id), %(after)s) > %(day)s AS is_end
    FROM (
        SELECT m.id, v.day, m.quantity * d.sign AS quantity, m.mass_mg * d.sign AS mass
        FROM (SELECT -1 AS sign UNION ALL SELECT 1) d
        JOIN journals_movement m ON m.lot_id = %(lot)s
            AND ((d.sign = -1 AND m.source_id = %(place)s) OR (d.sign = 1 AND m.target_id = %(place)s))
        JOIN journals_voucher v ON v.id = m.voucher_id
    ) s
    WINDOW w AS (ORDER BY s.day, s.id ROWS UNBOUNDED PRECEDING)
) levels
"""


def _check_since(takes: Mapping[tuple[LotRef, int], Draw], day: date, codes: Mapping[LotRef, str]) -> None:
    for (lot, place), draw in takes.items():
        if isinstance(lot, str):
            continue
        with connection.cursor() as cursor:
            cursor.execute(_SINCE, {"lot": lot, "place": place, "day": day, "after": date.max})
            end, end_mass, later, later_mass = cursor.fetchone()
        short_then = int(end or 0) + draw.lowest < 0 or int(end_mass or 0) + draw.lowest_mass < 0
        # No later step, no later level: what is there now has been seen to be enough.
        short_since = later is not None and (int(later) + draw.net < 0 or int(later_mass) + draw.net_mass < 0)
        if short_then or short_since:
            raise Refused("not_enough_then", lot=codes[lot])
