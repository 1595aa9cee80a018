"""Where a lot came from and where it went: one recursive walk up, one down, over the lineage that gestures wrote."""

# Only constants of ours, and whole numbers, are written into these queries.
# ruff: noqa: S608

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from bocal.directory.rules import Desk, OrganisationKind, PlaceKind
from bocal.journals.models import Lineage, Lot

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
class Named:
    """A party or a place, by its key and its name; of a party that was served, its kind too."""

    pk: int
    name: str
    kind: str = ""


@dataclass(frozen=True)
class TracedItem:
    """What a traced lot is of."""

    name: str
    kind: str
    dimension: str
    gtin: str


@dataclass(frozen=True)
class TracedLot:
    """What a trace tells of a lot: no more is read, for there may be a hundred of them on one screen."""

    pk: int
    code: str
    item: TracedItem
    # The farm, donor or supplier it came from.
    origin: Named | None
    # The gesture it was born in, and its day.
    voucher_id: int
    day: date
    good_until: date | None
    # Where some of it still is.
    places: list[tuple[Named, int]] = field(default_factory=list)


@dataclass(frozen=True)
class Handed:
    """A lot's quantity at one party: what was sent there, what came back."""

    lot: int
    party: Named | None
    place_kind: PlaceKind
    sent: int
    returned: int
    # How many parties that is, where they are counted instead of named.
    parties: int = 1

    @property
    def kept(self) -> int:
        """Sent and not returned."""
        return self.sent - self.returned


@dataclass(frozen=True)
class Trace:
    """A lot with all its ancestors and descendants, and who received any of it."""

    root: Lot
    lots: dict[int, TracedLot]
    back: tuple[Edge, ...]
    forward: tuple[Edge, ...]
    handed: tuple[Handed, ...]
    in_stock: dict[int, int]

    @property
    def origins(self) -> list[TracedLot]:
        """The ancestors that came from outside: crates with their farms, salt, jars, lids."""
        keys = {edge.parent for edge in self.back} or {self.root.pk}
        return [self.lots[key] for key in sorted(keys) if self.lots[key].origin]


# The graph ends: a child is always younger than its parents (a check constraint), and UNION meets a lot once.
DOWN = """
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
ALL = 1_000_000_000


# Written out rather than put together by the ORM, which takes longer over these five questions than the database does:
# a trace of an ordinary lot took three times what bare SQL takes (docs/bench.md).
# The lots are named in each: joined to a walk, whose length no planner knows, PostgreSQL reads all the lineage.
_EDGES = """
SELECT parent_id, child_id, CAST(SUM(quantity) AS bigint), CAST(SUM(mass_mg) AS bigint)
FROM journals_lineage WHERE {ends} GROUP BY parent_id, child_id
HAVING SUM(quantity) > 0 OR SUM(mass_mg) > 0 ORDER BY parent_id, child_id
"""
_LOTS = """
SELECT l.id, l.code, i.name, i.kind, i.dimension, i.gtin, l.origin_id, o.name, l.voucher_id, v.day, l.good_until,
    s.place_id, p.name, s.quantity
FROM journals_lot l JOIN catalog_item i ON i.id = l.item_id JOIN journals_voucher v ON v.id = l.voucher_id
LEFT JOIN directory_organisation o ON o.id = l.origin_id
LEFT JOIN journals_stock s ON s.lot_id = l.id AND s.quantity > 0 LEFT JOIN directory_place p ON p.id = s.place_id
WHERE l.id IN ({lots}) ORDER BY l.id, s.place_id
"""


def _ask(query: str, parameters: dict[str, int] | None = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return list(cursor.fetchall())


def _named(lots: Iterable[int]) -> str:
    """Keys as they are written into a query; none finds nothing."""
    return ", ".join(str(int(key)) for key in lots) or "NULL"


def walk(root: int, most: int) -> tuple[list[int], list[int]]:
    """Keys of the lots above and of those below, the root among both; not more than `most` of each."""
    rows = _ask(_FEW, {"root": root, "most": most})
    return [lot for down, lot in rows if not down], [lot for down, lot in rows if down]


def _edges(end: str, lots: Iterable[int]) -> tuple[Edge, ...]:
    """The edges whose `end` (parent or child) is among these lots; what was taken back nets to nothing."""
    found = [Edge(*row) for some in _batches(lots) for row in _ask(_EDGES.format(ends=f"{end}_id IN ({_named(some)})"))]
    return tuple(sorted(found, key=lambda edge: (edge.parent, edge.child)))


def trace(root: Lot) -> Trace:
    """Everything `root` was made of and everything made of it, as far as it goes, in a fixed number of queries.

    What was taken back nets to nothing and does not appear. A lot that is in everything (salt, lids) has everything
    below it: a page asks `chain` instead.
    """
    back, forward, reached = _both_ways(root)
    return _told(root, back, forward, reached, handed)


def lineage(root: Lot) -> Trace:
    """A trace that does not ask who received any of it."""
    back, forward, reached = _both_ways(root)
    return _told(root, back, forward, reached, lambda _lots: ())


def _both_ways(root: Lot) -> tuple[tuple[Edge, ...], tuple[Edge, ...], list[int]]:
    """The edges above, those below, and the lots below."""
    above, reached = walk(root.pk, ALL)
    if len(above) + len(reached) > MOST:
        return _edges("child", above), _edges("parent", reached), reached
    ends = f"child_id IN ({_named(above)}) OR parent_id IN ({_named(reached)})"
    edges = [Edge(*row) for row in _ask(_EDGES.format(ends=ends))]
    up, down = set(above), set(reached)
    return tuple(e for e in edges if e.child in up), tuple(e for e in edges if e.parent in down), reached


def _told(
    root: Lot,
    back: tuple[Edge, ...],
    forward: tuple[Edge, ...],
    reached: Iterable[int],
    gone: Callable[[Iterable[int]], tuple[Handed, ...]],
) -> Trace:
    lots = _lots({root.pk} | {key for edge in (*back, *forward) for key in (edge.parent, edge.child)})
    # What was made and taken back is nowhere and went to nobody.
    there = {key: lots[key] for key in reached if key in lots}
    in_stock = {key: sum(quantity for _, quantity in lot.places) for key, lot in there.items() if lot.places}
    return Trace(root, lots, back, forward, gone(there), in_stock)


def _lots(keys: Iterable[int]) -> dict[int, TracedLot]:
    found: dict[int, TracedLot] = {}
    for some in _batches(keys):
        for key, code, *item, origin, farm, voucher, day, until, place, shelf, quantity in _ask(
            _LOTS.format(lots=_named(some))
        ):
            if key not in found:
                of = Named(origin, farm) if origin else None
                found[key] = TracedLot(key, code, TracedItem(*item), of, voucher, _day(day), until and _day(until))
            if place:
                found[key].places.append((Named(place, shelf), quantity))
    return found


def _day(stored: date | str) -> date:
    """SQLite may give a day as its text."""
    return date.fromisoformat(stored) if isinstance(stored, str) else stored


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
SELECT m.lot_id, v.party_id, q.name, q.kind, o.kind,
    CAST(SUM(CASE WHEN o.id = m.target_id THEN m.quantity ELSE 0 END) AS bigint),
    CAST(SUM(CASE WHEN o.id = m.source_id THEN m.quantity ELSE 0 END) AS bigint)
FROM journals_movement m CROSS JOIN journals_voucher v
JOIN directory_place o ON o.id IN (m.source_id, m.target_id)
    AND (o.kind IN ('customer', 'recipient') OR (v.kind = 'return' AND NOT o.real))
LEFT JOIN journals_voucher r ON r.reverses_id = v.id
LEFT JOIN directory_organisation q ON q.id = v.party_id
WHERE v.id = m.voucher_id AND v.reverses_id IS NULL AND r.id IS NULL AND m.lot_id IN ({lots})
GROUP BY m.lot_id, v.party_id, q.name, q.kind, o.kind
ORDER BY m.lot_id, COALESCE(v.party_id, 0), o.kind
"""


def handed(lots: Iterable[int]) -> tuple[Handed, ...]:
    """Who received how much of these lots, lot by lot; parties that gave all back are left out."""
    return tuple(row for row in sent(lots) if row.kept > 0)


def sent(lots: Iterable[int]) -> tuple[Handed, ...]:
    """All that left of these lots, lot by lot and party by party, with what came back."""
    return tuple(
        Handed(lot, Named(party, name, of) if party else None, PlaceKind(kind), out, back)
        for some in _batches(lots)
        for lot, party, name, of, kind, out, back in _ask(_HANDED.format(lots=_named(some)))
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
    DOWN
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
    places: dict[int, list[tuple[Named, int]]]
    crowd: Crowd | None = None
    # How many households were served and are counted instead of named; None where they are named.
    households: int | None = None


def chain(root: Lot) -> Chain:
    """The way of a lot as far as a screen can show it; its cost does not grow with what cannot be shown."""
    up, down = walk(root.pk, MOST + 1)
    many = crowd(root) if len(down) > MOST else None
    reached = {root.pk} if many else set(down)
    # An ancestry is cut at the nearest: no jar of this house has as many.
    above = set(up[:MOST])
    ends = f"child_id IN ({_named(above)})" + ("" if many else f" OR parent_id IN ({_named(reached)})")
    edges = [Edge(*row) for row in _ask(_EDGES.format(ends=ends))]
    back = tuple(edge for edge in edges if edge.child in above and edge.parent < root.pk)
    forward = tuple(edge for edge in edges if edge.parent in reached and edge.child > root.pk)
    found = _told(root, back, forward, reached, sent)
    return Chain(found, {key: found.lots[key].places for key in found.in_stock}, many)


#: Who would carry a recall out, and is told the names of the people who were served.
RECALLERS = frozenset({Desk.QUALITY, Desk.DIRECTION, Desk.SALES})
#: In the place of a household's key, where households are counted.
HOUSEHOLDS = Named(-1, "", OrganisationKind.HOUSEHOLD)


def without_names(chain: Chain) -> Chain:
    """The same way for the desks that would call nobody: organisations keep their names, households become one party,
    a line for each lot."""
    named: list[Handed] = []
    homes: dict[tuple[int, PlaceKind], list[Handed]] = {}
    for row in chain.trace.handed:
        if row.party is not None and row.party.kind == OrganisationKind.HOUSEHOLD:
            homes.setdefault((row.lot, row.place_kind), []).append(row)
        else:
            named.append(row)
    counted = [
        Handed(lot, HOUSEHOLDS, kind, sum(r.sent for r in rows), sum(r.returned for r in rows), len(rows))
        for (lot, kind), rows in homes.items()
    ]
    many = len({row.party for rows in homes.values() for row in rows})
    handed = tuple(sorted([*named, *counted], key=lambda row: row.lot))
    return replace(chain, trace=replace(chain.trace, handed=handed), households=many)


def cook_mates(lots: Iterable[Lot]) -> QuerySet[Lot]:
    """The lots that were born in the same gestures as these: the same kettle, the same day."""
    return Lot.objects.filter(voucher__in={lot.voucher_id for lot in lots}).select_related("item", "state")


def lineage_of(lots: Iterable[int]) -> QuerySet[Lineage]:
    """Lineage rows that touch any of these lots."""
    keys = list(lots)
    return Lineage.objects.filter(Q(parent__in=keys) | Q(child__in=keys))
