"""What is in the pot while crates are still weighed in, and what lies beside the recipe that may be put in too."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, F, Q, When

from bocal.catalog.models import Item
from bocal.catalog.rules import DateKind, Dimension, ItemKind
from bocal.journals.models import Lot
from bocal.kitchen.models import ManufacturingOrder, Weighed
from bocal.kitchen.reads.book import mixture, whole
from bocal.kitchen.reads.mixing import MixLine, Permits, Standby, Stranger, allergen_names, permits, seen, stranger
from bocal.kitchen.reads.pantry import HandLot, at_hand, usable
from bocal.kitchen.reads.people import collective
from bocal.kitchen.rules.recipes import FULL_BP, INGREDIENTS
from bocal.kitchen.rules.substitution import Standing, brought, judge, to_come
from bocal.kitchen.words.mixing import NO_LONGER, NO_LONGER_BY_WEIGHT

#: Lots beside the recipe that a page lists; the others are found by their code.
MOST_LISTED = 60
#: How wide the mark of a share is drawn.
MARK_BP = 120


@dataclass(frozen=True)
class PotLine:
    """A line of the pot so far: its share beside what is covered, and how much must still come, at the least (mg)."""

    line: MixLine
    to_come: int

    @property
    def width_bp(self) -> int:
        """How wide what is covered is."""
        return self.line.share.high_bp - self.line.share.low_bp

    @property
    def at_bp(self) -> int:
        """Where the mark of its share is drawn, so that all of it is seen."""
        return min(max(self.line.share.share_bp - MARK_BP // 2, 0), FULL_BP - MARK_BP)

    @property
    def waits(self) -> bool:
        """It is not all in yet."""
        return self.line.share.standing is Standing.LOW

    @property
    def too_much(self) -> bool:
        """More of it is in than of the others, so far."""
        return self.line.share.standing is Standing.HIGH

    @property
    def out(self) -> bool:
        """No crate that is in the recipe brings it back: a stranger, or more of a substitute than is permitted."""
        return self.line.share.standing in (Standing.FOREIGN, Standing.REPLACED)


@dataclass(frozen=True)
class PotLot:
    """A lot that was weighed in, with what it is to the recipe: one of its lines, a substitute, or a stranger."""

    weighed: Weighed
    standby: Standby | None
    stranger: Stranger | None


@dataclass(frozen=True)
class Pot:
    """The pot so far."""

    lines: tuple[PotLine, ...]
    lots: tuple[PotLot, ...]
    total_mg: int
    water_mg: int
    # Names of all allergens that are in it, and of those that the recipe has not with the goods that brought them.
    allergens: tuple[str, ...]
    brings: tuple[tuple[str, tuple[str, ...]], ...]
    by_weight: bool
    permits: Permits

    @property
    def inside(self) -> bool:
        """Whether the pot as it stands is what is covered."""
        return all(not line.line.outside for line in self.lines)

    @property
    def no_longer(self) -> str:
        """What follows when it is not brought back."""
        return str(NO_LONGER_BY_WEIGHT if self.by_weight else NO_LONGER)

    @property
    def out(self) -> bool:
        """Whether it is what no crate of the recipe brings back."""
        return any(line.out for line in self.lines)


def pot(of: ManufacturingOrder, weighed: Sequence[Weighed], *, water_mg: int) -> Pot:
    """What was weighed in so far, peelings apart, judged as if it were all. Four queries at most."""
    version = whole(of.version)
    composition = mixture(version)
    portions: dict[int, int] = defaultdict(int)
    for row in weighed:
        portions[row.lot.item_id] += _mass(row.lot.item, row.quantity) - row.peel_mg
    mix = judge(composition, portions, water_mg=water_mg, tolerance_bp=collective().tolerance_bp)
    names = {line.item_id: line.item.name for line in version.lines.all()}
    names |= {row.lot.item_id: row.lot.item.name for row in weighed}
    told = seen(mix, names, by_weight=of.by_weight)
    known = permits(version, [(row.lot.item_id, row.lot.allergens) for row in weighed])
    lots = tuple(
        PotLot(
            row,
            known.standbys.get(row.lot.item_id),
            None if row.lot.item_id in known.items else strange(of, row.lot, known),
        )
        for row in weighed
    )
    carried = [(row.lot.item.name, (*row.lot.item.allergens, *row.lot.allergens)) for row in weighed]
    new = brought((code for _name, codes in carried for code in codes), known.allergens)
    return Pot(
        lines=tuple(PotLine(line, to_come(line.share, mix.total_mg)) for line in told.lines),
        lots=lots,
        total_mg=mix.total_mg,
        water_mg=water_mg,
        allergens=allergen_names(code for _name, codes in carried for code in codes),
        brings=tuple(
            (allergen_names([code])[0], tuple(dict.fromkeys(name for name, codes in carried if code in codes)))
            for code in new
            if allergen_names([code])
        ),
        by_weight=of.by_weight,
        permits=known,
    )


def _mass(item: Item, quantity: int) -> int:
    return quantity if item.dimension == Dimension.MASS else quantity * item.piece_mg


@dataclass(frozen=True)
class Beside:
    """A lot in a place of something that the recipe knows nothing of."""

    hand: HandLot
    stranger: Stranger


def _beside(of: ManufacturingOrder, known: Permits) -> Q:
    """What a person may put in that the recipe knows nothing of: food of the order's owner, or bought seasoning."""
    mine = Q(lot__owner=of.owner_id) | Q(lot__item__kind=ItemKind.ADDITIVE)
    return Q(lot__item__kind__in=INGREDIENTS) & ~Q(lot__item__in=known.items) & mine


@dataclass(frozen=True)
class Besides:
    """The lots beside the recipe: those that were named, in the order they were, and some to choose from."""

    named: list[Beside]
    listed: list[HandLot]


def besides(of: ManufacturingOrder, known: Permits, refs: Iterable[tuple[int, int]], *, today: date) -> Besides:
    """What the recipe of an order knows nothing of: these (lot, place), and `MOST_LISTED` more at most, nearest date
    first, none past its date. One query."""
    wanted = list(dict.fromkeys(refs))
    first = Case(When(lot__in={lot for lot, _place in wanted}, then=0), default=1)
    rows = (
        usable()
        .filter(_beside(of, known))
        .order_by(first, F("lot__good_until").asc(nulls_last=True), "lot_id", "place_id")
    )
    found = {(row.lot_id, row.place_id): HandLot(row, at_hand(row)) for row in rows[: MOST_LISTED + len(wanted)]}
    named = [Beside(found[ref], strange(of, found[ref].stock.lot, known)) for ref in wanted if ref in found]
    return Besides(named, [hand for ref, hand in found.items() if ref not in wanted and not _past(hand, today)])


def _past(hand: HandLot, today: date) -> bool:
    lot = hand.stock.lot
    return lot.date_kind == DateKind.USE_BY and lot.good_until is not None and lot.good_until < today


def lot_beside(of: ManufacturingOrder, known: Permits, code: str, *, today: date) -> tuple[int, int] | None:
    """The lot of this code where most of it lies, when it may be put in and the recipe knows nothing of it."""
    rows = usable().filter(_beside(of, known), lot__code=code)
    hands = [hand for row in rows if not _past(hand := HandLot(row, at_hand(row)), today)]
    best = max((hand.stock for hand in hands), key=lambda row: (row.quantity, -row.place_id), default=None)
    return (best.lot_id, best.place_id) if best else None


def strange(of: ManufacturingOrder, lot: Lot, known: Permits) -> Stranger:
    """What a lot that the recipe of an order knows nothing of means for it."""
    return stranger((*lot.item.allergens, *lot.allergens), known.allergens, by_weight=of.by_weight)


def stranger_to(of: ManufacturingOrder, lot: Lot) -> Stranger | None:
    """The same; None when the recipe knows the lot, or when it is nothing that a pot takes."""
    known = permits(of.version)
    return None if lot.item_id in known.items or lot.item.kind not in INGREDIENTS else strange(of, lot, known)
