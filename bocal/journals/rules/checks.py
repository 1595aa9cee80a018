"""What must hold before a gesture is written. The order goes from the malformed to the forbidden."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from bocal.catalog.rules import FOOD, Dimension, ItemKind, PackagingRole
from bocal.directory.rules import GUARDED, LOSSES, REAL, PlaceKind
from bocal.journals.rules.gestures import Facts, Gesture, LotFacts, LotRef, Move, Refused
from bocal.journals.rules.kinds import Account, Kind, Status, Way
from bocal.measure.money import MAX_CENTS

#: A thousand tonnes in mg, or as many pieces: beyond it a unit was mistaken, and sums still fit 64 bits.
MOST = 1_000_000_000_000
#: The first day that a lot's code can hold.
FIRST_DAY = date(2000, 1, 1)

P = PlaceKind
_POT = frozenset({P.TRANSFORM})
_LOST = frozenset(LOSSES)
_OUT_AND_BACK = frozenset({P.SUPPLIER, P.DONOR, P.CUSTOMER, P.RECIPIENT})

#: Where each kind of gesture may take things from, and where to. A kind that is not here moves nothing.
ROUTES: Mapping[Kind, tuple[tuple[frozenset[PlaceKind], frozenset[PlaceKind]], ...]] = {
    Kind.RECEIVE: ((frozenset({P.SUPPLIER, P.DONOR, P.CUSTOMER, P.RECIPIENT}), REAL), (REAL, _LOST)),
    Kind.MAKE: (
        (REAL | {P.WATER, P.UNEXPLAINED}, _POT),
        (_POT, REAL | _LOST | {P.UNEXPLAINED}),
        (REAL, _LOST),
    ),
    Kind.MOVE: ((REAL, REAL),),
    Kind.SET_ASIDE: ((REAL, REAL),),
    # From shelf to shelf: what was blocked since it was picked is put back, and never was at the customer's.
    Kind.DELIVER: (
        (REAL, frozenset({P.CUSTOMER})),
        (frozenset({P.CUSTOMER}), REAL),
        (frozenset({P.SHELF}), frozenset({P.SHELF})),
    ),
    Kind.GIVE: ((REAL, frozenset({P.RECIPIENT})), (frozenset({P.RECIPIENT}), REAL)),
    # A farm's goods go back to it; what somebody received comes back here.
    Kind.RETURN: ((REAL, frozenset({P.SUPPLIER, P.DONOR, P.CUSTOMER})), (_OUT_AND_BACK, REAL)),
    Kind.LOSE: ((REAL, _LOST),),
    Kind.COUNT: ((frozenset({P.COUNT}), REAL), (REAL, frozenset({P.COUNT}))),
    Kind.DEPOSIT: ((frozenset({P.CUSTOMER}), REAL),),
}
#: Gestures that concern somebody outside: without them nobody can be called when something is wrong.
WITH_PARTY = frozenset(
    {
        Kind.RECEIVE,
        Kind.DELIVER,
        Kind.GIVE,
        Kind.RETURN,
        Kind.DEPOSIT,
        Kind.JOIN,
        Kind.INVOICE,
        Kind.SUPPLIER_INVOICE,
        Kind.SETTLE,
        Kind.PAY,
        Kind.PREPAY,
    },
)
#: Gestures that change what the books say without anything being handed over: they say why.
WITH_REASON = frozenset({Kind.LOSE, Kind.COUNT})
#: Ways out of the house for somebody's use.
_OUT = GUARDED | {P.SUPPLIER, P.DONOR}


def check(gesture: Gesture, facts: Facts) -> None:
    """Refuse what would break a journal.

    Raises Refused: nothing, too_early, too_long, no_party, no_reason, lot_gone, unknown_lot, bad_move, bad_way,
    too_much, unit_mismatch, lot_without_move, lot_without_parent, bad_organic, bad_hours, money_balance, no_product,
    mass_balance, unexplained, pieces_balance, lineage_balance, owner_changed, not_usable, not_released, not_ours,
    past_use_by.
    """
    _check_shape(gesture, facts)
    for move in gesture.moves:
        _check_move(move, facts)
        _check_route(gesture, move, facts)
    _check_births(gesture)
    for hours in gesture.hours:
        if not 0 < hours.minutes <= 24 * 60:
            raise Refused("bad_hours", minutes=hours.minutes)
    if any(abs(line.cents) > MAX_CENTS or abs(line.quantity) > MOST for line in gesture.money):
        raise Refused("too_much")
    if total := sum(line.cents for line in gesture.money):
        raise Refused("money_balance", cents=total)
    if gesture.kind is Kind.MAKE:
        _check_making(gesture, facts)
    elif gesture.links:
        raise Refused("lot_without_parent")
    _check_release(gesture, facts)


def _check_shape(gesture: Gesture, facts: Facts) -> None:
    if not (gesture.moves or gesture.money or gesture.hours or gesture.decisions):
        raise Refused("nothing")
    if gesture.day < FIRST_DAY:
        raise Refused("too_early", day=gesture.day)
    too_long = len(gesture.note) > 500 or any(len(lot.note) > 200 for lot in gesture.lots)
    if (
        too_long
        or any(len(d.reason) > 300 for d in gesture.decisions)
        or any(len(m.label) > 200 for m in gesture.money)
    ):
        raise Refused("too_long")
    if gesture.kind in WITH_PARTY and gesture.party is None:
        raise Refused("no_party")
    if gesture.kind in WITH_REASON and not gesture.note.strip():
        raise Refused("no_reason")
    for decision in gesture.decisions:
        if decision.status is not Status.RELEASED and not (decision.reason.strip() or gesture.note.strip()):
            raise Refused("no_reason")
    for lot in facts.lots.values():
        if lot.gone:
            raise Refused("lot_gone", lot=lot.code)


def _check_move(move: Move, facts: Facts) -> None:
    lot = facts.lots.get(move.lot)
    if lot is None:
        raise Refused("unknown_lot", lot=move.lot)
    if move.source == move.target or move.quantity < 0 or move.mass_mg < 0 or not (move.quantity or move.mass_mg):
        raise Refused("bad_move", lot=lot.code)
    if max(move.quantity, move.mass_mg) > MOST:
        raise Refused("too_much")
    pair = {facts.places[move.source], facts.places[move.target]}
    # Only the mix itself (its water, steam, spillage) has a mass and no pieces yet, and it is in no store.
    if move.quantity == 0 and (pair & REAL or P.TRANSFORM not in pair):
        raise Refused("bad_move", lot=lot.code)
    if move.quantity and move.mass_mg != mass_of(lot, move.quantity) and lot.dimension is not Dimension.VOLUME:
        raise Refused("unit_mismatch", lot=lot.code)


def _check_route(gesture: Gesture, move: Move, facts: Facts) -> None:
    source, target = facts.places[move.source], facts.places[move.target]
    known = any(source in sources and target in targets for sources, targets in ROUTES.get(gesture.kind, ()))
    born = isinstance(move.lot, str)
    # What leaves the pot is born there; what enters it from a store is older than the gesture.
    through_pot = (source is P.TRANSFORM and not born) or (target is P.TRANSFORM and born is (source in REAL))
    if not known or through_pot:
        raise Refused("bad_way", lot=facts.lots[move.lot].code)


def mass_of(lot: LotFacts, quantity: int) -> int:
    """Net mass in mg of `quantity` of a lot; packaging weighs nothing in the food's balance."""
    if lot.kind is ItemKind.PACKAGING:
        return 0
    return quantity if lot.dimension is Dimension.MASS else quantity * lot.piece_mg


def _check_births(gesture: Gesture) -> None:
    moved = {move.lot for move in gesture.moves}
    children = {link.child for link in gesture.links}
    for lot in gesture.lots:
        if lot.ref not in moved:
            raise Refused("lot_without_move", lot=lot.ref)
        made = lot.way is Way.MADE
        if made != (lot.ref in children) or made != (gesture.kind is Kind.MAKE):
            raise Refused("lot_without_parent", lot=lot.ref)
        if not 0 <= lot.organic_bp <= 10_000:
            raise Refused("bad_organic")


@dataclass(frozen=True)
class Balance:
    """What went into the pot and what came out of it, in mg; positive `gap` is missing, negative is too much."""

    mass_in: int
    mass_out: int

    @property
    def gap(self) -> int:
        """Mass in minus mass out."""
        return self.mass_in - self.mass_out


def mass_balance(moves: Iterable[Move], places: Mapping[int, PlaceKind]) -> Balance:
    """Sum what enters and leaves the transformation."""
    mass_in = mass_out = 0
    for move in moves:
        if places[move.target] is P.TRANSFORM:
            mass_in += move.mass_mg
        if places[move.source] is P.TRANSFORM:
            mass_out += move.mass_mg
    return Balance(mass_in, mass_out)


def _check_making(gesture: Gesture, facts: Facts) -> None:
    if not any(facts.places[move.source] is P.TRANSFORM and move.quantity for move in gesture.moves):
        raise Refused("no_product")
    balance = mass_balance(gesture.moves, facts.places)
    if balance.gap:
        raise Refused("mass_balance", mass_in=balance.mass_in, mass_out=balance.mass_out, gap=balance.gap)
    unexplained = sum(
        move.mass_mg
        for move in gesture.moves
        if P.UNEXPLAINED in (facts.places[move.source], facts.places[move.target])
    )
    if unexplained * 10_000 > facts.tolerance_bp * balance.mass_in and not gesture.note.strip():
        raise Refused("unexplained", mass=unexplained, share_bp=unexplained * 10_000 // max(balance.mass_in, 1))
    _check_pieces(gesture, facts)
    _check_lineage(gesture, facts)
    for link in gesture.links:
        parent, child = facts.lots[link.parent], facts.lots[link.child]
        if parent.kind in FOOD and parent.owner != child.owner:
            raise Refused("owner_changed", parent=parent.code, child=child.code)
        if parent.status is not Status.RELEASED:
            raise Refused("not_usable", lot=parent.code, status=parent.status)
        if parent.use_by is not None and parent.use_by < gesture.day:
            raise Refused("past_use_by", lot=parent.code, day=parent.use_by)


def _check_pieces(gesture: Gesture, facts: Facts) -> None:
    """Each filled jar took one jar and one lid of its format, no more and no less."""
    wanted: dict[int, int] = defaultdict(int)
    taken: dict[int, int] = defaultdict(int)
    for move in gesture.moves:
        lot = facts.lots[move.lot]
        if facts.places[move.source] is P.TRANSFORM:
            for part in (lot.jar, lot.lid):
                if part is not None:
                    wanted[part] += move.quantity
        elif facts.places[move.target] is P.TRANSFORM and lot.role is not PackagingRole.NONE:
            taken[lot.item] += move.quantity
    for item in wanted.keys() | taken.keys():
        if wanted[item] != taken[item]:
            raise Refused("pieces_balance", item=item, taken=taken[item], filled=wanted[item])


def _check_lineage(gesture: Gesture, facts: Facts) -> None:
    """Whatever went into the pot is written as parent of what came out, to the milligram and the piece."""
    born = {lot.ref for lot in gesture.lots}
    consumed: dict[LotRef, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for move in gesture.moves:
        if facts.places[move.target] is P.TRANSFORM and move.lot not in born:
            quantity, mass = consumed[move.lot]
            consumed[move.lot] = (quantity + move.quantity, mass + move.mass_mg)
    linked: dict[LotRef, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for link in gesture.links:
        if link.child not in born or link.parent not in facts.lots:
            raise Refused("unknown_lot", lot=link.child)
        if link.quantity < 0 or link.mass_mg < 0 or not (link.quantity or link.mass_mg):
            # A negative share would let another one lie by as much.
            raise Refused("lineage_balance", lot=facts.lots[link.parent].code)
        quantity, mass = linked[link.parent]
        linked[link.parent] = (quantity + link.quantity, mass + link.mass_mg)
    for lot in consumed.keys() | linked.keys():
        if consumed[lot] != linked[lot]:
            raise Refused("lineage_balance", lot=facts.lots[lot].code)


def _check_release(gesture: Gesture, facts: Facts) -> None:
    """Nothing leaves that is not released, past its use-by date, or somebody else's (unless sold for its owner, to whom
    the same gesture owes it)."""
    mandated = {line.party for line in gesture.money if line.account is Account.THIRD_PARTIES}
    for move in gesture.moves:
        lot = facts.lots[move.lot]
        source, target = facts.places[move.source], facts.places[move.target]
        if source not in REAL:
            continue
        for_use = target in GUARDED or gesture.kind is Kind.SET_ASIDE
        # What was made here for a farm goes back to it as any jar goes out; its own crate may go back as it came.
        if lot.status is not Status.RELEASED and (for_use or (lot.made and target in _OUT)):
            raise Refused("not_released", lot=lot.code, status=lot.status)
        if for_use and lot.use_by is not None and lot.use_by < gesture.day:
            raise Refused("past_use_by", lot=lot.code, day=lot.use_by)
        if for_use and facts.us is not None and lot.owner not in {facts.us, gesture.party, *mandated}:
            raise Refused("not_ours", lot=lot.code)


def opposite(moves: Iterable[Move]) -> list[Move]:
    """The same moves, backwards."""
    return [Move(m.lot, m.target, m.source, m.quantity, m.mass_mg) for m in moves]


@dataclass(frozen=True)
class Draw:
    """What a run of moves does to a lot in a real place: `net` in the end, `lowest` on the way (never above 0)."""

    net: int = 0
    lowest: int = 0
    net_mass: int = 0
    lowest_mass: int = 0

    def then(self, quantity: int, mass_mg: int) -> "Draw":
        """After one more signed step."""
        net, mass = self.net + quantity, self.net_mass + mass_mg
        return Draw(net, min(self.lowest, net), mass, min(self.lowest_mass, mass))


def draws(moves: Iterable[tuple[LotRef, int, int, int, int]], real: Collection[int]) -> dict[tuple[LotRef, int], Draw]:
    """What moves (lot, source, target, quantity, mass) do to each lot in each of the `real` places, in their order."""
    found: dict[tuple[LotRef, int], Draw] = defaultdict(Draw)
    for lot, source, target, quantity, mass in moves:
        if source in real:
            found[lot, source] = found[lot, source].then(-quantity, -mass)
        if target in real:
            found[lot, target] = found[lot, target].then(quantity, mass)
    return dict(found)
