"""Questions to the journals: what is where, where it came from, where it went, what is owed, and whether all holds."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Q, QuerySet, Sum

from bocal.catalog.rules import FOOD, ItemKind
from bocal.directory.models import Organisation
from bocal.directory.rules import PlaceKind
from bocal.journals.models import Lineage, Lot, MoneyLine, Stock, Voucher
from bocal.journals.rules import REVENUE, Account, Status

#: How far a lineage is followed: no jar has more ancestors in a row than this, and a broken graph ends.
DEPTH = 40


def standing(vouchers: QuerySet[Voucher]) -> QuerySet[Voucher]:
    """Those that still hold: neither taken back, nor themselves a taking back."""
    return vouchers.filter(reversal=None, reverses=None)


def stock(*kinds: ItemKind, place_kinds: Iterable[PlaceKind] = ()) -> QuerySet[Stock]:
    """What is on hand, lot by lot and place by place, first to expire first."""
    rows = Stock.objects.filter(quantity__gt=0, lot__item__kind__in=kinds or list(ItemKind))
    if chosen := list(place_kinds):
        rows = rows.filter(place__kind__in=chosen)
    return rows.select_related(
        "place", "lot__item__vat", "lot__item__jar_format", "lot__owner", "lot__origin", "lot__state"
    ).order_by("lot__good_until", "lot_id", "place_id")


def sellable(*kinds: ItemKind, owner: Organisation) -> QuerySet[Stock]:
    """What may be sold or given: released, on hand outside the sales' shelves, owned by the collective, in date order."""
    return (
        stock(*(kinds or FOOD))
        .filter(lot__state__status=Status.RELEASED, lot__owner=owner)
        .exclude(place__kind=PlaceKind.SHELF)
    )


def lots(*kinds: ItemKind) -> QuerySet[Lot]:
    """All lots of these kinds with their total on hand (`on_hand`, None for none), newest first."""
    found = Lot.objects.select_related("item", "owner", "origin", "state").annotate(on_hand=Sum("stock__quantity"))
    return found.filter(item__kind__in=kinds) if kinds else found


def lot(code: str) -> Lot | None:
    """The lot of this exact code."""
    return (
        Lot.objects.select_related("item__jar_format", "owner", "origin", "state", "voucher").filter(code=code).first()
    )


def vouchers() -> QuerySet[Voucher]:
    """The register, newest first, with who and for whom."""
    return Voucher.objects.select_related("author", "party", "reverses", "reversal")


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


_WALK = """
WITH RECURSIVE walk(lot, depth) AS (
    SELECT %s, 0
    UNION
    SELECT l.{there}, w.depth + 1 FROM walk w JOIN journals_lineage l ON l.{here} = w.lot WHERE w.depth < %s
)
SELECT l.parent_id, l.child_id, SUM(l.quantity), SUM(l.mass_mg)
FROM journals_lineage l JOIN (SELECT DISTINCT lot FROM walk) w ON l.{here} = w.lot
GROUP BY l.parent_id, l.child_id
HAVING SUM(l.quantity) > 0 OR SUM(l.mass_mg) > 0
ORDER BY l.parent_id, l.child_id
"""
_BACK = _WALK.format(here="child_id", there="parent_id")
_FORWARD = _WALK.format(here="parent_id", there="child_id")


def _edges(query: str, root: int) -> tuple[Edge, ...]:
    with connection.cursor() as cursor:
        cursor.execute(query, [root, DEPTH])
        return tuple(Edge(parent, child, int(q), int(m)) for parent, child, q, m in cursor.fetchall())


def trace(root: Lot) -> Trace:
    """Everything `root` was made of and everything made of it, as far as it goes, in a fixed number of queries.

    What was taken back nets to nothing and does not appear.
    """
    back, forward = _edges(_BACK, root.pk), _edges(_FORWARD, root.pk)
    keys = {root.pk} | {key for edge in (*back, *forward) for key in (edge.parent, edge.child)}
    found = Lot.objects.select_related("item", "owner", "origin", "state", "voucher").in_bulk(keys)
    reached = {root.pk} | {edge.child for edge in forward}
    rows = Stock.objects.filter(lot__in=reached, quantity__gt=0).values_list("lot_id").annotate(Sum("quantity"))
    return Trace(root, found, back, forward, handed(reached), dict(rows))


_HANDED = """
SELECT m.lot_id, v.party_id, t.kind, SUM(m.quantity), 0
FROM journals_movement m JOIN journals_voucher v ON v.id = m.voucher_id
JOIN directory_place t ON t.id = m.target_id AND t.kind IN ('customer', 'recipient')
WHERE m.lot_id IN ({lots}) GROUP BY m.lot_id, v.party_id, t.kind
UNION ALL
SELECT m.lot_id, v.party_id, s.kind, 0, SUM(m.quantity)
FROM journals_movement m JOIN journals_voucher v ON v.id = m.voucher_id
JOIN directory_place s ON s.id = m.source_id AND s.kind IN ('customer', 'recipient')
WHERE m.lot_id IN ({lots}) GROUP BY m.lot_id, v.party_id, s.kind
"""


def handed(lots: Iterable[int]) -> tuple[Handed, ...]:
    """Who received how much of these lots, lot by lot; parties that gave all back are left out."""
    keys = sorted(lots)
    query = _HANDED.format(lots=", ".join(str(int(key)) for key in keys))
    totals: dict[tuple[int, int | None, str], list[int]] = defaultdict(lambda: [0, 0])
    with connection.cursor() as cursor:
        cursor.execute(query)
        for lot_key, party, kind, sent, returned in cursor.fetchall():
            totals[lot_key, party, kind][0] += int(sent)
            totals[lot_key, party, kind][1] += int(returned)
    parties = Organisation.objects.in_bulk({party for _, party, _ in totals if party is not None})
    return tuple(
        Handed(lot_key, parties.get(party) if party else None, PlaceKind(kind), sent, returned)
        for (lot_key, party, kind), (sent, returned) in sorted(
            totals.items(), key=lambda row: (row[0][0], row[0][1] or 0)
        )
        if sent > returned
    )


def cook_mates(lots: Iterable[Lot]) -> QuerySet[Lot]:
    """The lots that were born in the same gestures as these: the same kettle, the same day."""
    return Lot.objects.filter(voucher__in={lot.voucher_id for lot in lots}).select_related("item", "state")


def owed(account: Account) -> list[tuple[Organisation, int]]:
    """The balance of each party on an account, in cents, those at zero left out, by name."""
    rows = (
        MoneyLine.objects.filter(account=account, party__isnull=False)
        .values_list("party")
        .annotate(total=Sum("cents"))
        .exclude(total=0)
    )
    totals = dict(rows)
    return [(party, totals[party.pk]) for party in Organisation.objects.filter(pk__in=totals).order_by("name", "pk")]


def deposits_held(party: Organisation) -> dict[int, int]:
    """How many jars of each item this party holds against a deposit."""
    rows = (
        MoneyLine.objects.filter(account=Account.DEPOSITS, party=party, item__isnull=False)
        .values_list("item")
        .annotate(total=Sum("quantity"))
    )
    return {item: total for item, total in rows if total}


def billable(party: Organisation, *, until: date) -> QuerySet[MoneyLine]:
    """What may be billed to `party` for the days up to `until`: sales and deposits of gestures that still hold.

    A gesture taken back and its reversal both appear once one of them has been billed; see billing.reads.
    """
    return (
        MoneyLine.objects.filter(account__in=REVENUE, party=party, voucher__day__lte=until)
        .select_related("voucher", "item__vat", "lot")
        .order_by("voucher__day", "voucher_id", "pk")
    )


@dataclass(frozen=True)
class Checked:
    """What `bocal check` counted, and what does not hold."""

    counts: dict[str, int]
    broken: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Whether every invariant holds."""
        return not self.broken


def lineage_of(lots: Iterable[int]) -> QuerySet[Lineage]:
    """Lineage rows that touch any of these lots."""
    keys = list(lots)
    return Lineage.objects.filter(Q(parent__in=keys) | Q(child__in=keys))
