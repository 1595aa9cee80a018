"""The same rows in bare SQL: what the machine and PostgreSQL can do, whatever is written above them."""

from datetime import UTC, datetime
from uuid import uuid4

import psycopg

from bocal.orders.rules import Missing, NotPlaced

LOCK = (
    "SELECT id, price, available - ordered FROM orders_offer WHERE id = ANY(%s) AND sale_id = %s ORDER BY id FOR UPDATE"
)
TAKE = """UPDATE orders_offer o SET ordered = o.ordered + v.n FROM (VALUES {rows}) v(id, n)
WHERE o.id = v.id AND o.ordered + v.n <= o.available"""
SEAT = "UPDATE orders_slot SET taken = taken + 1 WHERE id = %s AND taken < capacity"
ORDER = """INSERT INTO orders_order (sale_id, customer_id, person_id, slot_id, key, version, placed_at, changed_at)
VALUES (%s, %s, %s, %s, %s, 1, %s, %s) RETURNING id"""
LINES = "INSERT INTO orders_orderline (order_id, offer_id, quantity, price) VALUES {rows}"


def place(
    bare: psycopg.Connection[tuple[int, ...]], sale: int, customer: int, person: int, slot: int, wanted: dict[int, int]
) -> None:
    """One order in one transaction: offers locked in the order of their keys, one conditional update for its lines and
    one for its slot, then its rows. Raises NotPlaced, with nothing written."""
    keys = sorted(wanted)
    with bare.transaction(), bare.cursor() as cursor:
        rows = cursor.execute(LOCK, [keys, sale]).fetchall()
        short = tuple(Missing(pk, wanted[pk], left) for pk, _, left in rows if left < wanted[pk])
        if short:
            raise NotPlaced(short, slot_full=False)
        values = ", ".join(["(%s::bigint, %s::integer)"] * len(keys))
        cursor.execute(TAKE.format(rows=values), [part for pk in keys for part in (pk, wanted[pk])])
        if cursor.rowcount != len(keys):
            raise NotPlaced(short, slot_full=False)
        if not cursor.execute(SEAT, [slot]).rowcount:
            raise NotPlaced((), slot_full=True)
        now = datetime.now(UTC)
        order = cursor.execute(ORDER, [sale, customer, person, slot, uuid4().hex, now, now]).fetchone()
        assert order is not None
        lines = ", ".join(["(%s, %s, %s, %s)"] * len(keys))
        cursor.execute(
            LINES.format(rows=lines), [part for pk, price, _ in rows for part in (order[0], pk, wanted[pk], price)]
        )
