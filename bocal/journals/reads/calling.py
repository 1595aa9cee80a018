"""Whom to call: who holds any of what a lot went into, and what is left of it in the house."""

from dataclasses import dataclass
from typing import Any

from django.db import connection

from bocal.journals.models import Lot
from bocal.journals.reads.tracing import ALL, DOWN, MOST, walk


@dataclass(frozen=True)
class Recalled:
    """One line of a recall: who got how much of which lot, what came back, and how to reach them."""

    party: str
    kind: str
    contact: str
    phone: str
    email: str
    town: str
    code: str
    item: str
    dimension: str
    sent: int
    returned: int
    # None for who was handed something; the place where it still is, for what was not.
    place: str = ""

    @property
    def kept(self) -> int:
        """Sent and not returned."""
        return self.sent - self.returned


_RECALL = """
SELECT COALESCE(o.name, ''), COALESCE(o.kind, ''), COALESCE(o.contact, ''), COALESCE(o.phone, ''),
    COALESCE(o.email, ''), COALESCE(o.town, ''), l.code, i.name, i.dimension, gone.sent, gone.returned
FROM (
    SELECT v.party_id, m.lot_id,
        CAST(SUM(CASE WHEN p.id = m.target_id THEN m.quantity ELSE 0 END) AS bigint) AS sent,
        CAST(SUM(CASE WHEN p.id = m.source_id THEN m.quantity ELSE 0 END) AS bigint) AS returned
    FROM walk w CROSS JOIN journals_movement m CROSS JOIN journals_voucher v
    JOIN directory_place p ON p.id IN (m.source_id, m.target_id)
        AND (p.kind IN ('customer', 'recipient') OR (v.kind = 'return' AND NOT p.real))
    WHERE m.lot_id = w.lot AND v.id = m.voucher_id AND v.reverses_id IS NULL AND {stands}
    GROUP BY v.party_id, m.lot_id
) gone
JOIN journals_lot l ON l.id = gone.lot_id
JOIN catalog_item i ON i.id = l.item_id
LEFT JOIN directory_organisation o ON o.id = gone.party_id
WHERE gone.sent > 0
ORDER BY 1, gone.party_id, gone.lot_id
LIMIT %s OFFSET %s
"""
_STILL_HERE = """
SELECT l.code, i.name, i.dimension, SUM(s.quantity), p.name
FROM walk w CROSS JOIN journals_stock s
JOIN directory_place p ON p.id = s.place_id
JOIN journals_lot l ON l.id = w.lot JOIN catalog_item i ON i.id = l.item_id
WHERE s.lot_id = w.lot AND s.quantity > 0
GROUP BY l.id, l.code, i.name, i.dimension, p.id, p.name
ORDER BY l.id, p.id
LIMIT %s OFFSET %s
"""
# A gesture that was not taken back. Among few lots, looked up one by one. Among many, NOT IN: PostgreSQL believes that
# the other form leaves a single row, begins with it, and walks the graph again for each voucher (minutes, among
# 100 000 lots).
_STANDS_FEW = "NOT EXISTS (SELECT 1 FROM journals_voucher r WHERE r.reverses_id = v.id)"
_STANDS_MANY = "v.id NOT IN (SELECT reverses_id FROM journals_voucher WHERE reverses_id IS NOT NULL)"


def _below(query: str, root: Lot, limit: int, offset: int) -> list[tuple[Any, ...]]:
    """What `query` says of all that is below a lot. When that is little its keys are named, so that the database knows
    how little it is and reads nothing else; no planner guesses how far a recursive walk goes."""
    _above, down = walk(root.pk, MOST + 1)
    with connection.cursor() as cursor:
        if len(down) > MOST:
            cursor.execute(DOWN + query.format(stands=_STANDS_MANY), [root.pk, limit, offset])
        else:
            named = ", ".join(f"({int(key)})" for key in down)
            few = f"WITH walk(lot) AS (VALUES {named})" + query.format(stands=_STANDS_FEW)
            cursor.execute(few, [limit, offset])
        return list(cursor.fetchall())


def recall(root: Lot, *, limit: int = ALL, offset: int = 0) -> list[Recalled]:
    """Who holds any of what `root` went into, by name: sent, returned, kept, and how to reach them."""
    return [Recalled(*row) for row in _below(_RECALL, root, limit, offset)]


def still_here(root: Lot, *, limit: int = ALL, offset: int = 0) -> list[Recalled]:
    """What is left in the house of all that `root` went into, and where."""
    return [
        Recalled("", "", "", "", "", "", code, item, dimension, int(quantity), 0, place)
        for code, item, dimension, quantity, place in _below(_STILL_HERE, root, limit, offset)
    ]
