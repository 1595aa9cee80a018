"""What batches cost, from the money lines of their lots, the hours written and the rates of the day."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, Q, QuerySet, Subquery, Sum

from bocal.catalog.rules import Dimension, ItemKind, PackagingRole
from bocal.directory.rules import PlaceKind
from bocal.journals.models import HoursLine, MoneyLine, Movement
from bocal.journals.rules import Account, Kind, Way
from bocal.kitchen.models import Cook, Making, Rates, Step
from bocal.kitchen.reads.standing import live_makings
from bocal.kitchen.rules import bench, cost
from bocal.kitchen.rules.bench import Span
from bocal.kitchen.rules.cost import Cost, CostKind, Part, Tariff

#: How many batches a list shows.
PAGE = 40
_ROLES = {PackagingRole.JAR: CostKind.JARS, PackagingRole.LID: CostKind.LIDS}


@dataclass(frozen=True)
class Priced:
    """A batch with what it cost, and what is not known of it."""

    making: Making
    cost: Cost
    # No rates were written for that day: labour, energy and labels count for nothing.
    no_rates: bool
    # What was neither bought at a price nor given: its lots' codes.
    unpriced: tuple[str, ...]
    minutes: int
    # Minutes of those who lent a hand: told, never paid.
    helpers_minutes: int

    @property
    def released(self) -> bool:
        """Whether its jars may go; before that, what each costs may still change."""
        return str(self.making.lot.state.status) == "released"


def rates() -> QuerySet[Rates]:
    """All rates ever written, the newest first."""
    return Rates.objects.select_related("author")


def makings() -> list[Making]:
    """The latest batches that stand, newest day first."""
    rows = live_makings().select_related("order__product", "order__version__recipe", "order__owner")
    return list(rows.order_by("-voucher__day", "-pk")[:PAGE])


def cost_of(order: int) -> Priced | None:
    """What an order's batch cost; None while it is not made."""
    making = live_makings().select_related("order__product", "order__owner").filter(order=order).first()
    return costs([making])[0] if making else None


def costs(of: Sequence[Making]) -> list[Priced]:
    """What these batches cost: a fixed number of queries for each level of recipes inside recipes.

    A lot that was made here costs what its own batch did, share by share.
    """
    return _costs(of, {})


def _costs(of: Sequence[Making], known: dict[int, Cost]) -> list[Priced]:
    vouchers = [making.voucher_id for making in of]
    moves = list(
        Movement.objects.filter(voucher__in=vouchers).select_related("lot__item", "source", "target").order_by("pk")
    )
    taken = [move for move in moves if move.source.real]
    inside = {move.lot_id for move in taken if move.lot.way == Way.MADE} - known.keys()
    if inside:
        nested = live_makings().select_related("order__product", "order__owner").filter(lot__in=inside)
        known |= {found.making.lot_id: found.cost for found in _costs(list(nested), known)}
    worth = _worth({move.lot_id for move in taken}, known)
    out = [move for move in moves if move.source.kind == PlaceKind.TRANSFORM and move.target.real]
    kept = {move.voucher_id: move.quantity for move in out if move.lot.item.dimension == Dimension.COUNT}
    weighed = {move.voucher_id: move.quantity for move in out if move.lot.item.dimension == Dimension.MASS}
    minutes, helpers = _minutes(of)
    loads = _loads(of, kept)
    written = list(Rates.objects.order_by("-since"))
    found = []
    for making in of:
        mine = [move for move in taken if move.voucher_id == making.voucher_id]
        tariff = _tariff(written, making.voucher.day)
        jars = kept.get(making.voucher_id, 0)
        parts, unpriced = _goods(mine, worth)
        if tariff is not None:
            parts += [
                # A label a jar; of what is made by weight, one a bag that was counted.
                Part(CostKind.LABELS, cost.labels(jars or _bags(mine), tariff)),
                Part(CostKind.ENERGY, cost.energy(tariff, loads.get(making.pk, []))),
                Part(CostKind.LABOUR, cost.labour(minutes.get(making.pk, 0), tariff)),
            ]
        found.append(
            Priced(
                making,
                Cost(tuple(parts), jars, weighed.get(making.voucher_id, 0)),
                tariff is None,
                unpriced,
                minutes.get(making.pk, 0),
                helpers.get(making.order_id, 0),
            )
        )
    return found


def _bags(mine: Sequence[Movement]) -> int:
    return sum(move.quantity for move in mine if _kind(move) is CostKind.BAGS)


def _kind(move: Movement) -> CostKind:
    item = move.lot.item
    if item.kind == ItemKind.PACKAGING and item.role == PackagingRole.NONE:
        return CostKind.BAGS
    return _ROLES.get(PackagingRole(item.role), CostKind.FOOD)


def _tariff(written: Sequence[Rates], day: date) -> Tariff | None:
    row = next((row for row in written if row.since <= day), None)
    return Tariff(row.hour_cents, row.load_wh, row.kwh_cents, row.label_cents) if row else None


@dataclass(frozen=True)
class _Worth:
    """What a lot came to: its quantity, what was paid for it, what it was worth as a gift; what left it."""

    whole: int
    paid: int
    fair: int
    priced: bool
    gone: tuple[tuple[int, int], ...]

    def before(self, movement: int) -> int:
        return sum(quantity for key, quantity in self.gone if key < movement)


def _worth(lots: set[int], made: Mapping[int, Cost]) -> dict[int, _Worth]:
    """Of each lot; `made`: what those that were made here cost."""
    moved = Movement.objects.filter(lot__in=lots, voucher__reversal=None, voucher__reverses=None).order_by("pk")
    whole: dict[int, int] = defaultdict(int)
    gone: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for key, lot, quantity, from_real, to_real, kind in moved.values_list(
        "pk", "lot", "quantity", "source__real", "target__real", "voucher__kind"
    ):
        if kind in (Kind.RECEIVE, Kind.MAKE) and to_real and not from_real:
            whole[lot] += quantity
        elif from_real and not to_real:
            gone[lot].append((key, quantity))
    money = (
        MoneyLine.objects.filter(lot__in=lots, account__in=(Account.PURCHASES, Account.GIFT_IN_KIND))
        .order_by()
        .values_list("lot", "account")
        .annotate(Sum("cents"))
    )
    paid: dict[tuple[int, str], int] = {(lot, account): cents for lot, account, cents in money}
    return {
        lot: _Worth(
            whole[lot],
            made[lot].total if lot in made else paid.get((lot, Account.PURCHASES), 0),
            made[lot].fair if lot in made else paid.get((lot, Account.GIFT_IN_KIND), 0),
            (lot, Account.PURCHASES) in paid or (lot, Account.GIFT_IN_KIND) in paid,
            tuple(gone[lot]),
        )
        for lot in lots
    }


def _goods(moves: Sequence[Movement], worth: dict[int, _Worth]) -> tuple[list[Part], tuple[str, ...]]:
    cents: dict[CostKind, int] = dict.fromkeys((CostKind.FOOD, CostKind.JARS, CostKind.LIDS), 0)
    if any(_kind(move) is CostKind.BAGS for move in moves):
        cents[CostKind.BAGS] = 0
    fair = 0
    unpriced: dict[str, None] = {}
    for move in moves:
        kind = _kind(move)
        lot = worth[move.lot_id]
        before = lot.before(move.pk)
        cents[kind] += cost.share_taken(lot.paid, lot.whole, before, move.quantity)
        fair += cost.share_taken(lot.fair, lot.whole, before, move.quantity)
        # A farm's own goods and glass that came back cost nothing, as one knows.
        if not lot.priced and move.lot.way in (Way.BOUGHT, Way.GIVEN):
            unpriced[move.lot.code] = None
    parts = [Part(kind, spent, fair if kind is CostKind.FOOD else 0) for kind, spent in cents.items()]
    return parts, tuple(unpriced)


def _minutes(of: Sequence[Making]) -> tuple[dict[int, int], dict[int, int]]:
    """Minutes written for each making, and minutes lent for each order."""
    by_order = {making.order_id: making.pk for making in of}
    steps = list(Step.objects.filter(order__in=by_order, ended_at__isnull=False).order_by("pk"))
    by_voucher = {making.voucher_id: making.pk for making in of}
    lent: dict[int, list[Span]] = defaultdict(list)
    for step in steps:
        if step.helpers and step.ended_at:
            lent[step.order_id].append(Span(step.started_at, step.ended_at, (), step.helpers))
        if step.voucher_id and step.voucher_id not in by_voucher:
            by_voucher[step.voucher_id] = by_order[step.order_id]
    spent: dict[int, int] = defaultdict(int)
    rows = HoursLine.objects.filter(voucher__in=by_voucher, voucher__reversal=None).order_by()
    for voucher, minutes in rows.values_list("voucher").annotate(Sum("minutes")):
        spent[by_voucher[voucher]] += minutes
    return spent, {order: bench.helpers_minutes(spans) for order, spans in lent.items()}


def _loads(of: Sequence[Making], kept: dict[int, int]) -> dict[int, list[tuple[list[int], int]]]:
    """The loads each making was cooked in: the jars of all that was in it, and which of them are its own."""
    keys = {making.pk: making for making in of}
    own = Cook.objects.filter(making__in=keys)
    shared = Cook.objects.filter(
        Q(load__in=own.exclude(load="").values("load")) | Q(load="", sha256__in=own.filter(load="").values("sha256")),
        making__voucher__reversal=None,
    ).order_by()
    mine: dict[int, set[tuple[str, str]]] = defaultdict(set)
    together: dict[tuple[str, str], set[tuple[int, int]]] = defaultdict(set)
    born = Movement.objects.filter(
        voucher=OuterRef("making__voucher"), source__kind=PlaceKind.TRANSFORM, target__real=True
    ).values("quantity")[:1]
    jars = dict(kept)
    rows = shared.values_list("making", "making__voucher", "load", "sha256", Subquery(born)).distinct()
    for making, voucher, load, sha, made in rows:
        jars.setdefault(voucher, made or 0)
        name = ("load", load) if load else ("file", sha)
        together[name].add((making, voucher))
        if making in keys:
            mine[making].add(name)
    found: dict[int, list[tuple[list[int], int]]] = {}
    for making, loads in mine.items():
        for name in sorted(loads):
            mates = sorted(together[name])
            place = [other for other, _voucher in mates].index(making)
            found.setdefault(making, []).append(([jars.get(voucher, 0) for _other, voucher in mates], place))
    return found
