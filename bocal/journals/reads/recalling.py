"""A recall as a whole: all lots that it reaches, where each gram went, and what each party has to account for."""

# Only constants of ours, and whole numbers, are written into these queries.
# ruff: noqa: S608

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Q, QuerySet

from bocal.catalog.models import Item, JarFormat
from bocal.catalog.rules import Dimension, ItemKind
from bocal.directory import reads as directory
from bocal.directory.models import Organisation
from bocal.directory.rules import PlaceKind
from bocal.journals.models import Lineage, Lot, LotState, RecallStep
from bocal.journals.rules import Doubt, Kind, Status, StepKind, Way
from bocal.journals.rules.recalls import (
    GONE,
    TOLD,
    Accounted,
    Flow,
    LotBalance,
    Passed,
    balance,
    flow,
    share_found,
)

# The graph ends: a child is always younger than its parents, and UNION meets a lot once.
_REACHED = """
WITH RECURSIVE walk(lot) AS (
    SELECT id FROM journals_lot WHERE id IN ({seeds})
    UNION
    SELECT l.child_id FROM walk w JOIN journals_lineage l ON l.parent_id = w.lot
)
SELECT lot FROM walk
"""
# What crossed the walls of the house. Gestures taken back, and the taking back, are no news of the goods.
_PASSED = """
SELECT m.lot_id, v.kind, o.kind, s.real, v.party_id, SUM(m.quantity), SUM(m.mass_mg)
FROM journals_movement m
JOIN directory_place s ON s.id = m.source_id
JOIN directory_place t ON t.id = m.target_id AND t.real <> s.real
JOIN directory_place o ON o.id IN (s.id, t.id) AND NOT o.real
JOIN journals_voucher v ON v.id = m.voucher_id AND v.reverses_id IS NULL
WHERE m.lot_id IN ({lots}) AND v.id NOT IN (SELECT reverses_id FROM journals_voucher WHERE reverses_id IS NOT NULL)
GROUP BY m.lot_id, v.kind, o.kind, s.real, v.party_id
UNION ALL
SELECT k.lot_id, '', p.name, p.real, NULL, k.quantity, k.mass_mg
FROM journals_stock k JOIN directory_place p ON p.id = k.place_id
WHERE k.lot_id IN ({lots}) AND k.quantity > 0
ORDER BY 1, 3
"""
_TOLD = {"id", "name", "kind", "dimension", "storage", "piece_mg", "jar_format_id"}
#: What is told of an item, in the model's order; what else somebody may ask of it is read then.
_ITEM = [one.attname for one in Item._meta.concrete_fields if one.attname in _TOLD]
_LOTS = """
SELECT l.*, s.status, f.name AS jar, {item}
FROM journals_lot l JOIN journals_lotstate s ON s.lot_id = l.id
JOIN catalog_item i ON i.id = l.item_id LEFT JOIN catalog_jarformat f ON f.id = i.jar_format_id
WHERE l.id IN ({walk}) ORDER BY l.id
"""
_BATCH = 10_000


@dataclass(frozen=True)
class LotLine:
    """A lot that the recall reaches: in its own unit, where all of it went, and where the rest of it lies."""

    lot: Lot
    balance: LotBalance
    places: tuple[tuple[str, int], ...]
    # What of it the house knows no place for, in mg of mass.
    mass: LotBalance
    nameless_mg: int = 0

    @property
    def blocked(self) -> bool:
        """Whether nobody may sell or give it any more."""
        return self.lot.state.status == Status.BLOCKED


@dataclass(frozen=True)
class PartyLot:
    """One lot at one party."""

    lot: Lot
    account: Accounted


@dataclass(frozen=True)
class PartyLine:
    """One party of a recall: what it was sent, how to reach it, what was done so far. `party` None: nobody named."""

    party: Organisation | None
    lots: tuple[PartyLot, ...]
    steps: tuple[RecallStep, ...] = ()

    @property
    def told(self) -> bool:
        """A letter left or somebody called, or the party answered by itself."""
        return any(step.kind in TOLD or step.by_id is None for step in self.steps)

    @property
    def missing(self) -> bool:
        """Whether something is still to be accounted for."""
        return any(line.account.missing for line in self.lots)

    @property
    def reachable(self) -> bool:
        """Whether there is an address or a number."""
        return bool(self.party and (self.party.email or self.party.phone))

    @property
    def contact(self) -> str:
        """How to reach it: who, number, address; as far as the directory knows."""
        if self.party is None:
            return ""
        known = (self.party.contact, self.party.phone, self.party.email)
        return " · ".join(one for one in known if one)


@dataclass(frozen=True)
class Survey:
    """All that a set of lots reaches, with its totals by mass."""

    lots: tuple[LotLine, ...]
    parties: tuple[PartyLine, ...]
    total: LotBalance
    share: float

    @property
    def made_mg(self) -> int:
        """The mass to be found: what came, less what went into another lot of the recall."""
        return self.total.came - self.total.used

    @property
    def unblocked(self) -> tuple[Lot, ...]:
        """The lots that may still leave."""
        return tuple(line.lot for line in self.lots if not line.blocked)


def reached(seeds: Iterable[int]) -> list[int]:
    """The lots that these went into, themselves included, in the order of their birth."""
    keys = sorted(set(seeds))
    if not keys:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_REACHED.format(seeds=_numbers(keys)))
        return sorted(lot for (lot,) in cursor.fetchall())


def survey(seeds: Iterable[int], steps: Sequence[RecallStep] = ()) -> Survey:
    """Everything that these lots reach, in a fixed number of queries; `steps` tell what parties answered."""
    lots = _reached_lots(seeds)
    keys = sorted(lots)
    places: dict[int, list[tuple[str, int]]] = defaultdict(list)
    stock_mg: dict[int, int] = defaultdict(int)
    passed: dict[int, list[Passed]] = defaultdict(list)
    for key, kind, place, out, party, quantity, mass in _rows(_PASSED, keys):
        if not kind:
            places[key].append((place, int(quantity)))
            stock_mg[key] += int(mass)
            continue
        sense = _sense(kind, place, bool(out))
        # What an inventory found again is a gap the other way.
        sign = -1 if sense is Flow.GAP and not out else 1
        passed[key].append(Passed(key, sense, party, sign * int(quantity), sign * int(mass)))
    lines = tuple(
        LotLine(
            lot=lots[key],
            balance=balance(passed[key], sum(quantity for _, quantity in places[key])),
            places=tuple(places[key]),
            mass=balance(passed[key], stock_mg[key], mass=True),
            nameless_mg=_held(passed[key], None),
        )
        for key in keys
        # A lot whose birth was taken back never was.
        if passed[key] or places[key]
    )
    total = LotBalance()
    for line in lines:
        total = total.plus(line.mass)
    share = share_found((line.mass, line.nameless_mg) for line in lines)
    if total.came == total.used and any(line.balance.gap > 0 for line in lines):
        # Packaging weighs nothing in the balance of food: its pieces say whether all was found.
        share = share_found((line.balance, 0) for line in lines)
    return Survey(lines, _parties(lots, passed, steps), total, share)


@cache
def _sense(kind: str, place: str, out: bool) -> Flow:
    return flow(Kind(kind), PlaceKind(place), out=out)


def _held(passed: Iterable[Passed], party: int | None) -> int:
    return sum(
        (row.mass_mg if row.flow is Flow.SENT else -row.mass_mg)
        for row in passed
        if row.flow in (Flow.SENT, Flow.RETURNED) and row.party == party
    )


def _parties(
    lots: dict[int, Lot], passed: dict[int, list[Passed]], steps: Sequence[RecallStep]
) -> tuple[PartyLine, ...]:
    gone: dict[tuple[int | None, int], list[int]] = defaultdict(lambda: [0, 0])
    for rows in passed.values():
        for row in rows:
            if row.flow in (Flow.SENT, Flow.RETURNED):
                gone[row.party, row.lot][row.flow is Flow.RETURNED] += row.quantity
    said: dict[tuple[int | None, int | None, str], int] = defaultdict(int)
    of_party: dict[int | None, list[RecallStep]] = defaultdict(list)
    cancelled = {step.cancels_id for step in steps if step.cancels_id}
    for step in steps:
        if step.party_id and step.kind != StepKind.CANCEL and step.pk not in cancelled:
            said[step.party_id, step.lot_id, step.kind] += step.quantity
            of_party[step.party_id].append(step)
    by_party: dict[int | None, list[PartyLot]] = defaultdict(list)
    for (party, lot), (sent, returned) in sorted(gone.items(), key=lambda row: (row[0][0] or 0, row[0][1])):
        if not sent:
            continue
        account = Accounted(sent, returned)
        if party in of_party:
            told = {kind: said[party, lot, kind] for kind in GONE}
            left = sent - returned - sum(told.values())
            aside = max(0, min(said[party, lot, StepKind.ASIDE] - _came_back(steps, party, lot), left))
            account = Accounted(sent, returned, told[StepKind.DESTROYED], told[StepKind.EATEN], aside)
        by_party[party].append(PartyLot(lots[lot], account))
    names = _organisations(lots, passed)
    lines = [
        PartyLine(names.get(key) if key else None, tuple(rows), tuple(of_party[key])) for key, rows in by_party.items()
    ]
    return tuple(sorted(lines, key=lambda line: (line.party is None, str(line.party or "").casefold())))


def _came_back(steps: Sequence[RecallStep], party: int | None, lot: int) -> int:
    """What came back in this recall: first of all what had been put aside."""
    return sum(
        step.quantity
        for step in steps
        if step.kind == StepKind.RETURNED
        and step.party_id == party
        and step.lot_id == lot
        and not (step.voucher and hasattr(step.voucher, "reversal"))
    )


def _rows(query: str, keys: Sequence[int]) -> Iterator[tuple[Any, ...]]:
    for first in range(0, len(keys), _BATCH):
        with connection.cursor() as cursor:
            cursor.execute(query.format(lots=_numbers(keys[first : first + _BATCH])))
            yield from cursor.fetchall()


def _reached_lots(seeds: Iterable[int]) -> dict[int, Lot]:
    """The lots with all that is told of them. Plain queries, and one object for each item and farm: joined by the ORM,
    ten thousand lots of three items were thirty thousand items, and few lots took longer to ask for than to find."""
    keys = sorted(set(seeds))
    if not keys:
        return {}
    told = ", ".join(f"i.{name} AS of_{name}" for name in _ITEM)
    found = {
        lot.pk: lot for lot in Lot.objects.raw(_LOTS.format(item=told, walk=_REACHED.format(seeds=_numbers(keys))))
    }
    items: dict[int, Item] = {}
    for lot in found.values():
        if lot.item_id not in items:
            items[lot.item_id] = _item(lot)
        lot.item = items[lot.item_id]
        lot.state = LotState(lot.pk, lot.status)  # type: ignore[attr-defined]
    return found


def _item(lot: Lot) -> Item:
    """The item that `_LOTS` told beside a lot."""
    item = Item.from_db(DEFAULT_DB_ALIAS, _ITEM, [getattr(lot, f"of_{name}") for name in _ITEM])
    if item.jar_format_id:
        item.jar_format = JarFormat.from_db(DEFAULT_DB_ALIAS, ("id", "name"), (item.jar_format_id, lot.jar))  # type: ignore[attr-defined]
    return item


def _organisations(lots: dict[int, Lot], passed: dict[int, list[Passed]]) -> dict[int, Organisation]:
    """Every party, and every farm, which the lots are told."""
    keys = {lot.origin_id for lot in lots.values()} | {row.party for rows in passed.values() for row in rows}
    wanted = sorted(key for key in keys if key)
    found: dict[int, Organisation] = {}
    if wanted:
        query = f"SELECT * FROM directory_organisation WHERE id IN ({_numbers(wanted)})"
        found = {one.pk: one for one in Organisation.objects.raw(query)}
    for lot in lots.values():
        lot.origin = found.get(lot.origin_id or 0)
    return found


def _numbers(keys: Iterable[int]) -> str:
    return ", ".join(str(int(key)) for key in keys)


# ── What a recall starts from ────────────────────────────────────────────────────────────────────────────────────────


def doubted(
    doubt: Doubt,
    *,
    lot: Lot | None = None,
    origin: Organisation | None = None,
    since: date | None = None,
    until: date | None = None,
) -> QuerySet[Lot]:
    """The lots that a doubt names: a lot, its making, what came from a farm between two days, what a day made."""
    standing = Lot.objects.filter(voucher__reversal=None).select_related("item")
    if doubt is Doubt.LOT:
        return standing.filter(pk=lot.pk if lot else 0)
    if doubt is Doubt.MAKING:
        return standing.filter(voucher=lot.voucher_id if lot else 0)
    if doubt is Doubt.ORIGIN:
        found = standing.filter(origin=origin.pk if origin else 0)
        found = found.filter(voucher__day__gte=since) if since else found
        return found.filter(voucher__day__lte=until) if until else found
    return standing.filter(way=Way.MADE, voucher__day=since) if since else standing.none()


@dataclass(frozen=True)
class Wider:
    """A way to widen a recall: lots of the same making, or a lot of jars or lids that its jars took from."""

    doubt: Doubt
    lot: Lot


def wider(found: Survey) -> list[Wider]:
    """Ways to widen: what was born with a reached lot, and the jars, lids and crates that went into it; ten at most."""
    keys = sorted(line.lot.pk for line in found.lots)
    vouchers = sorted({line.lot.voucher_id for line in found.lots if line.lot.way == Way.MADE})[:200]
    above = Lineage.objects.filter(child__in=keys[:200]).values("parent")
    near = Lot.objects.filter(Q(voucher__in=vouchers) | Q(pk__in=above)).exclude(pk__in=keys[:_BATCH])
    lots = near.exclude(item__kind=ItemKind.ADDITIVE).select_related("item").order_by("-pk")[:10]
    ways = [Wider(Doubt.MAKING if lot.voucher_id in vouchers else Doubt.LOT, lot) for lot in lots]
    return sorted(ways, key=lambda way: (way.doubt != Doubt.MAKING, way.lot.pk))


# ── The command's answer ─────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class PartyTotal:
    """One party's line of a recall list: all lots together, in `unit`: "count" when all is in pieces, else kg."""

    party: str
    contact: str
    unit: str
    sent: float
    returned: float
    in_stock: float
    missing: float


def totals(found: Survey) -> list[PartyTotal]:
    """Each party with all its lots together; the house itself comes last, with what it still has in stock."""
    rows = [
        _total(
            line.party.name if line.party else "",
            line.contact,
            [(one.lot, one.account.sent, one.account.returned, 0, one.account.missing) for one in line.lots],
        )
        for line in found.parties
    ]
    here = [(line.lot, 0, 0, line.balance.stock, 0) for line in found.lots if line.balance.stock]
    collective = directory.collective()
    if here and collective:
        rows.append(_total(collective.name, collective.organisation.phone or collective.organisation.email, here))
    return rows


def _total(name: str, contact: str, lines: Sequence[tuple[Lot, int, int, int, int]]) -> PartyTotal:
    counted = all(lot.item.dimension == Dimension.COUNT for lot, *_ in lines)
    sums = [sum(_in(lot, numbers[column], counted) for lot, *numbers in lines) for column in range(4)]
    return PartyTotal(name, contact, "count" if counted else "kg", *sums)


def _in(lot: Lot, quantity: int, counted: bool) -> float:
    """Pieces, or kilos (litres for a kilo of what is measured by volume: a list to call by, not a balance)."""
    if counted:
        return quantity
    if lot.item.dimension == Dimension.COUNT:
        return quantity * lot.item.piece_mg / 1_000_000
    return quantity / 1_000_000
