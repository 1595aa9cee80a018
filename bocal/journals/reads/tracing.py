"""Where a lot came from and where it went: one recursive walk up, one down, over the lineage that gestures wrote."""

# Only constants of ours, and whole numbers, are written into these queries.
# ruff: noqa: S608

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet, Sum

from bocal.directory.models import Organisation, Place
from bocal.directory.rules import OrganisationKind, PlaceKind
from bocal.journals.models import Lineage, Lot, Stock

#: More lots than this on one side are told by counts: no screen shows them, and nobody would look.
MOST = 240


@dataclass(frozen=True)
class Edge:
    """So much of `parent` stands in `child`."""

    parent: int
    child: int
    quantity: int
    mass_mg: int


@dataclass(frozen=True)
class Handed:
    """A lot's quantity at one party: what was sent there, what came back."""

    lot: int
    party: Organisation | None
    place_kind: PlaceKind
    sent: int
    returned: int

    @property
    def kept(self) -> int:
        """Sent and not returned."""
        return self.sent - self.returned


@dataclass(frozen=True)
class Trace:
    """A lot with all its ancestors and descendants, and who received any of it."""

    root: Lot
    lots: dict[int, Lot]
    back: tuple[Edge, ...]
    forward: tuple[Edge, ...]
    handed: tuple[Handed, ...]
    in_stock: dict[int, int]

    @property
    def origins(self) -> list[Lot]:
        """The ancestors that came from outside: crates with their farms, salt, jars, lids."""
        keys = {edge.parent for edge in self.back} or {self.root.pk}
        return [self.lots[key] for key in sorted(keys) if self.lots[key].origin_id]


# The graph ends: a child is always younger than its parents (a check constraint), and UNION meets a lot once.
_DOWN = """
WITH RECURSIVE walk(lot) AS (
    SELECT CAST(%s AS bigint)
    UNION
    SELECT l.child_id FROM walk w JOIN journals_lineage l ON l.parent_id = w.lot
)
"""
# Asked for a few rows only, both databases stop walking as soon as they have them.
_FEW = """
WITH RECURSIVE up(lot) AS (
    SELECT CAST(%(root)s AS bigint) UNION SELECT l.parent_id FROM up JOIN journals_lineage l ON l.child_id = up.lot
), down(lot) AS (
    SELECT CAST(%(root)s AS bigint) UNION SELECT l.child_id FROM down JOIN journals_lineage l ON l.parent_id = down.lot
)
SELECT 0, lot FROM (SELECT lot FROM up LIMIT %(most)s) above
UNION ALL SELECT 1, lot FROM (SELECT lot FROM down LIMIT %(most)s) below
"""
_ALL = 1_000_000_000


def _walk(root: int, most: int) -> tuple[list[int], list[int]]:
    """Keys of the lots above and of those below, the root among both; not more than `most` of each."""
    with connection.cursor() as cursor:
        cursor.execute(_FEW, {"root": root, "most": most})
        rows = cursor.fetchall()
    return [lot for down, lot in rows if not down], [lot for down, lot in rows if down]


def _edges(end: str, lots: Iterable[int]) -> tuple[Edge, ...]:
    """The edges whose `end` (parent or child) is among these lots; what was taken back nets to nothing.

    The lots are named in the query: joined to a walk, whose length no planner knows, PostgreSQL reads all the lineage.
    """
    found = []
    for some in _batches(lots):
        rows = Lineage.objects.filter(**{f"{end}__in": some}).values_list("parent_id", "child_id")
        sums = rows.annotate(q=Sum("quantity"), m=Sum("mass_mg")).order_by()
        found += [Edge(parent, child, int(q), int(m)) for parent, child, q, m in sums if q > 0 or m > 0]
    return tuple(sorted(found, key=lambda edge: (edge.parent, edge.child)))


def trace(root: Lot) -> Trace:
    """Everything `root` was made of and everything made of it, as far as it goes, in a fixed number of queries.

    What was taken back nets to nothing and does not appear. A lot that is in everything (salt, lids) has everything
    below it: a page asks `chain` instead.
    """
    above, reached = _walk(root.pk, _ALL)
    back, forward = _edges("child", above), _edges("parent", reached)
    keys = {root.pk} | {key for edge in (*back, *forward) for key in (edge.parent, edge.child)}
    in_stock = {lot: total for lot, _place, total in _in_stock(reached)}
    return Trace(root, _lots(keys), back, forward, handed(reached), in_stock)


def _lots(keys: Iterable[int]) -> dict[int, Lot]:
    return Lot.objects.select_related("item", "owner", "origin", "state", "voucher").in_bulk(keys)


def _in_stock(lots: Iterable[int]) -> Iterator[tuple[int, int, int]]:
    """Lot, place, quantity on hand."""
    for some in _batches(lots):
        rows = Stock.objects.filter(lot__in=some, quantity__gt=0).order_by("lot", "place")
        yield from rows.values_list("lot_id", "place_id", "quantity")


def _batches(keys: Iterable[int]) -> Iterator[list[int]]:
    """A list of keys in a query has its limits."""
    rest = iter(sorted(keys))
    while some := list(islice(rest, 10_000)):
        yield some


# CROSS JOIN keeps SQLite's order: first the lots, which are few; it would begin with the vouchers that reverse nothing,
# which are nearly all. PostgreSQL reads it as any other join.
# What left for somebody, and what came back. Gestures taken back, and the taking back, are no news of the goods.
# A farm's own jars go back to it as to any customer; its crates are received from there, which is no return.
_HANDED = """
SELECT m.lot_id, v.party_id, o.kind, CASE WHEN o.id = m.target_id THEN 1 ELSE 0 END, SUM(m.quantity)
FROM journals_movement m CROSS JOIN journals_voucher v
JOIN directory_place o ON o.id IN (m.source_id, m.target_id)
    AND (o.kind IN ('customer', 'recipient') OR (v.kind = 'return' AND NOT o.real))
LEFT JOIN journals_voucher r ON r.reverses_id = v.id
WHERE v.id = m.voucher_id AND v.reverses_id IS NULL AND r.id IS NULL AND m.lot_id IN ({lots})
GROUP BY 1, 2, 3, 4
"""


def handed(lots: Iterable[int]) -> tuple[Handed, ...]:
    """Who received how much of these lots, lot by lot; parties that gave all back are left out."""
    return tuple(row for row in sent(lots) if row.kept > 0)


def sent(lots: Iterable[int]) -> tuple[Handed, ...]:
    """All that left of these lots, lot by lot and party by party, with what came back."""
    totals: dict[tuple[int, int | None, str], list[int]] = defaultdict(lambda: [0, 0])
    for some in _batches(lots):
        with connection.cursor() as cursor:
            cursor.execute(_HANDED.format(lots=", ".join(str(int(key)) for key in some)))
            for lot_key, party, kind, out, quantity in cursor.fetchall():
                totals[lot_key, party, kind][0 if out else 1] += int(quantity)
    parties = Organisation.objects.in_bulk({party for _, party, _ in totals if party is not None}) if totals else {}
    return tuple(
        Handed(lot_key, parties.get(party) if party else None, PlaceKind(kind), out, returned)
        for (lot_key, party, kind), (out, returned) in sorted(
            totals.items(), key=lambda row: (row[0][0], row[0][1] or 0, row[0][2])
        )
        if out
    )


@dataclass(frozen=True)
class Crowd:
    """What is below a lot that is in everything: how many lots of each item, how many parties of each kind."""

    items: tuple[tuple[str, int], ...]
    parties: tuple[tuple[OrganisationKind, int], ...]

    @property
    def lots(self) -> int:
        """How many lots it went into."""
        return sum(count for _, count in self.items)


_CROWD = (
    _DOWN
    + """
SELECT i.name, '', COUNT(*) FROM walk w CROSS JOIN journals_lot l JOIN catalog_item i ON i.id = l.item_id
WHERE l.id = w.lot AND w.lot <> %s GROUP BY i.name
UNION ALL
SELECT '', o.kind, COUNT(DISTINCT o.id) FROM walk w CROSS JOIN journals_movement m CROSS JOIN journals_voucher v
JOIN directory_place p ON p.id = m.target_id AND p.kind IN ('customer', 'recipient')
JOIN directory_organisation o ON o.id = v.party_id
WHERE m.lot_id = w.lot AND v.id = m.voucher_id AND v.reverses_id IS NULL
    AND v.id NOT IN (SELECT reverses_id FROM journals_voucher WHERE reverses_id IS NOT NULL)
GROUP BY o.kind
"""
)


def crowd(root: Lot) -> Crowd:
    """What is below `root`, counted by the database."""
    with connection.cursor() as cursor:
        cursor.execute(_CROWD, [root.pk, root.pk])
        rows = sorted(cursor.fetchall(), key=lambda row: (-row[2], row[0]))
    items = tuple((name, count) for name, kind, count in rows if name)
    return Crowd(items, tuple((OrganisationKind(kind), count) for name, kind, count in rows if kind))


@dataclass(frozen=True)
class Chain:
    """What one screen shows of a lot's way: the trace, or, of a lot that is in everything, its way in and counts."""

    trace: Trace
    places: dict[int, list[tuple[Place, int]]]
    crowd: Crowd | None = None


def chain(root: Lot) -> Chain:
    """The way of a lot as far as a screen can show it; its cost does not grow with what cannot be shown."""
    up, down = _walk(root.pk, MOST + 1)
    many = crowd(root) if len(down) > MOST else None
    reached = {root.pk} if many else set(down)
    # An ancestry is cut at the nearest: no jar of this house has as many.
    above = set(up[:MOST])
    links = Lineage.objects.filter(Q(child__in=above) | Q(parent__in=[] if many else reached)).values_list(
        "parent_id", "child_id"
    )
    rows = links.annotate(q=Sum("quantity"), m=Sum("mass_mg")).order_by("parent_id", "child_id")
    edges = [Edge(parent, child, q, m) for parent, child, q, m in rows if q > 0 or m > 0]
    back = tuple(edge for edge in edges if edge.child in above and edge.parent < root.pk)
    forward = tuple(edge for edge in edges if edge.parent in reached and edge.child > root.pk)
    keys = {root.pk} | {key for edge in (*back, *forward) for key in (edge.parent, edge.child)}
    stock = Stock.objects.filter(lot__in=reached, quantity__gt=0).select_related("place").order_by("lot", "place")
    places: dict[int, list[tuple[Place, int]]] = defaultdict(list)
    for row in stock:
        places[row.lot_id].append((row.place, row.quantity))
    on_hand = {key: sum(quantity for _, quantity in there) for key, there in places.items()}
    gone = sent(reached)
    return Chain(Trace(root, _lots(keys), back, forward, gone, on_hand), dict(places), many)


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
    _above, down = _walk(root.pk, MOST + 1)
    with connection.cursor() as cursor:
        if len(down) > MOST:
            cursor.execute(_DOWN + query.format(stands=_STANDS_MANY), [root.pk, limit, offset])
        else:
            named = ", ".join(f"({int(key)})" for key in down)
            few = f"WITH walk(lot) AS (VALUES {named})" + query.format(stands=_STANDS_FEW)
            cursor.execute(few, [limit, offset])
        return list(cursor.fetchall())


def recall(root: Lot, *, limit: int = _ALL, offset: int = 0) -> list[Recalled]:
    """Who holds any of what `root` went into, by name: sent, returned, kept, and how to reach them."""
    return [Recalled(*row) for row in _below(_RECALL, root, limit, offset)]


def still_here(root: Lot, *, limit: int = _ALL, offset: int = 0) -> list[Recalled]:
    """What is left in the house of all that `root` went into, and where."""
    return [
        Recalled("", "", "", "", "", "", code, item, dimension, int(quantity), 0, place)
        for code, item, dimension, quantity, place in _below(_STILL_HERE, root, limit, offset)
    ]


def cook_mates(lots: Iterable[Lot]) -> QuerySet[Lot]:
    """The lots that were born in the same gestures as these: the same kettle, the same day."""
    return Lot.objects.filter(voucher__in={lot.voucher_id for lot in lots}).select_related("item", "state")


def lineage_of(lots: Iterable[int]) -> QuerySet[Lineage]:
    """Lineage rows that touch any of these lots."""
    keys = list(lots)
    return Lineage.objects.filter(Q(parent__in=keys) | Q(child__in=keys))
