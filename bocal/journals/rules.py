"""What a gesture is, and what must hold before it is written. Pure: facts come in, a refusal goes out.

Quantities are whole numbers in the item's own unit: milligrams (mass), microlitres (volume) or pieces (count).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from bocal.catalog.rules import FOOD, DateKind, Dimension, ItemKind, PackagingRole
from bocal.directory.rules import GUARDED, REAL, PlaceKind


class Kind(StrEnum):
    """What happened."""

    RECEIVE = "receive"
    MAKE = "make"
    MOVE = "move"
    SET_ASIDE = "set_aside"
    DELIVER = "deliver"
    GIVE = "give"
    RETURN = "return"
    LOSE = "lose"
    COUNT = "count"
    DECIDE = "decide"
    DEPOSIT = "deposit"
    INVOICE = "invoice"
    PAY = "pay"
    WORK = "work"
    REVERSE = "reverse"


#: An invoice is mended by a credit note, a reversal by doing the thing again.
FINAL = frozenset({Kind.INVOICE, Kind.REVERSE})


class Status(StrEnum):
    """What may be done with a lot: nothing on hold or blocked goes to a customer or a recipient."""

    HOLD = "hold"
    RELEASED = "released"
    BLOCKED = "blocked"


class Account(StrEnum):
    """Accounts of the French associations' chart (règlement ANC 2018-06, PCG 2025)."""

    SUPPLIER = "401"
    SUPPLIER_UNBILLED = "408"
    CUSTOMER = "411"
    UNBILLED = "418"
    DEPOSITS = "4196"
    VAT_COLLECTED = "44571"
    VAT_UNBILLED = "44587"
    BANK = "512"
    CASH = "530"
    PURCHASES = "601"
    ROUNDING_LOSS = "658"
    OWN_PRODUCTS = "701"
    SERVICES = "706"
    RESALE = "707"
    DONATED_SOLD = "7073"
    ROUNDING_GAIN = "758"
    GIFT_IN_KIND = "860"
    GIFT_RECEIVED = "870"


#: What an invoice bills.
REVENUE = frozenset({Account.OWN_PRODUCTS, Account.SERVICES, Account.RESALE, Account.DONATED_SOLD, Account.DEPOSITS})


class HoursKind(StrEnum):
    SHIFT = "shift"
    PRODUCTION = "production"
    WORKSHOP = "workshop"
    GLEANING = "gleaning"
    DISTRIBUTION = "distribution"
    INSERTION = "insertion"


class Way(StrEnum):
    """The three ways in (mission L2), and the kitchen's own return of glass."""

    BOUGHT = "bought"
    GIVEN = "given"
    TOLL = "toll"
    RETURNED = "returned"
    MADE = "made"


@dataclass(frozen=True)
class NewLot:
    """A lot that this gesture brings into the world; other parts of the gesture call it by `ref`."""

    ref: str
    item: int
    owner: int
    way: Way
    origin: int | None = None
    date_kind: DateKind = DateKind.NONE
    good_until: date | None = None
    # Share of organic agricultural ingredients in basis points; for what is made, post computes it from the parents.
    organic_bp: int = 0
    note: str = ""


LotRef = int | str


@dataclass(frozen=True)
class Move:
    """`quantity` (own unit) and `mass_mg` of a lot go from a place to another."""

    lot: LotRef
    source: int
    target: int
    quantity: int
    mass_mg: int


@dataclass(frozen=True)
class Link:
    """So much of the parent (own unit, and mass; mass 0 for packaging) went into the child."""

    parent: int
    child: str
    quantity: int
    mass_mg: int


@dataclass(frozen=True)
class Money:
    """Signed cents on an account: debit positive, credit negative. What is sold says item, quantity and price."""

    account: Account
    cents: int
    party: int | None = None
    label: str = ""
    lot: LotRef | None = None
    item: int | None = None
    quantity: int = 0
    unit_price: Decimal | None = None
    gross: bool = False
    vat_bp: int | None = None


@dataclass(frozen=True)
class Hours:
    person: int
    kind: HoursKind
    minutes: int


@dataclass(frozen=True)
class Decision:
    """A lot becomes held, released or blocked, and why."""

    lot: LotRef
    status: Status
    reason: str = ""


@dataclass(frozen=True)
class Gesture:
    """All that one act does, whole: it is written in one transaction under one key, or not at all."""

    kind: Kind
    day: date
    author: int | None
    key: str
    party: int | None = None
    note: str = ""
    lots: Sequence[NewLot] = ()
    moves: Sequence[Move] = ()
    links: Sequence[Link] = ()
    money: Sequence[Money] = ()
    hours: Sequence[Hours] = ()
    decisions: Sequence[Decision] = ()


@dataclass(frozen=True)
class LotFacts:
    """What the rules need to know of a lot, old or new."""

    code: str
    item: int
    kind: ItemKind
    dimension: Dimension
    piece_mg: int
    owner: int
    status: Status
    role: PackagingRole = PackagingRole.NONE
    jar: int | None = None
    lid: int | None = None


@dataclass(frozen=True)
class Facts:
    """The world as far as a gesture touches it."""

    lots: Mapping[LotRef, LotFacts]
    places: Mapping[int, PlaceKind]
    tolerance_bp: int = 200


class Refused(Exception):
    """A gesture that must not be written: a code that words.py says in French, with its details."""

    def __init__(self, code: str, **details: object) -> None:
        super().__init__(code, details)
        self.code = code
        self.details = details


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
        if places[move.target] is PlaceKind.TRANSFORM:
            mass_in += move.mass_mg
        if places[move.source] is PlaceKind.TRANSFORM:
            mass_out += move.mass_mg
    return Balance(mass_in, mass_out)


def check(gesture: Gesture, facts: Facts) -> None:
    """Refuse what would break a journal; the order goes from the malformed to the forbidden.

    Raises Refused: nothing, bad_move, unit_mismatch, unknown_lot, lot_without_move, lot_without_parent, money_balance,
    mass_balance, unexplained, pieces_balance, lineage_balance, owner_changed, not_released, bad_hours.
    """
    if not (gesture.moves or gesture.money or gesture.hours or gesture.decisions):
        raise Refused("nothing")
    for move in gesture.moves:
        _check_move(move, facts)
    _check_births(gesture)
    for hours in gesture.hours:
        if not 0 < hours.minutes <= 24 * 60:
            raise Refused("bad_hours", minutes=hours.minutes)
    if total := sum(line.cents for line in gesture.money):
        raise Refused("money_balance", cents=total)
    if any(facts.places[move.target] is PlaceKind.TRANSFORM for move in gesture.moves) or gesture.links:
        _check_making(gesture, facts)
    _check_release(gesture, facts)


def _check_move(move: Move, facts: Facts) -> None:
    lot = facts.lots.get(move.lot)
    if lot is None:
        raise Refused("unknown_lot", lot=move.lot)
    if move.source == move.target or move.quantity < 0 or move.mass_mg < 0 or not (move.quantity or move.mass_mg):
        raise Refused("bad_move", lot=lot.code)
    pair = {facts.places[move.source], facts.places[move.target]}
    if move.quantity == 0 and not pair & {PlaceKind.TRANSFORM}:
        # Only the mix itself (its water, steam, spillage) has a mass and no pieces yet.
        raise Refused("bad_move", lot=lot.code)
    if move.quantity and move.mass_mg != mass_of(lot, move.quantity) and lot.dimension is not Dimension.VOLUME:
        raise Refused("unit_mismatch", lot=lot.code)
    if not pair & REAL and PlaceKind.TRANSFORM not in pair:
        raise Refused("bad_move", lot=lot.code)


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
        if (lot.way is Way.MADE) != (lot.ref in children):
            raise Refused("lot_without_parent", lot=lot.ref)


def _check_making(gesture: Gesture, facts: Facts) -> None:
    balance = mass_balance(gesture.moves, facts.places)
    if balance.gap:
        raise Refused("mass_balance", mass_in=balance.mass_in, mass_out=balance.mass_out, gap=balance.gap)
    unexplained = sum(
        move.mass_mg
        for move in gesture.moves
        if PlaceKind.UNEXPLAINED in (facts.places[move.source], facts.places[move.target])
    )
    if unexplained * 10_000 > facts.tolerance_bp * balance.mass_in and not gesture.note.strip():
        raise Refused("unexplained", mass=unexplained, share_bp=unexplained * 10_000 // max(balance.mass_in, 1))
    _check_pieces(gesture, facts)
    _check_lineage(gesture, facts)
    for link in gesture.links:
        parent, child = facts.lots[link.parent], facts.lots[link.child]
        if parent.kind in FOOD and parent.owner != child.owner:
            raise Refused("owner_changed", parent=parent.code, child=child.code)


def _check_pieces(gesture: Gesture, facts: Facts) -> None:
    """Each filled jar took one jar and one lid of its format, no more and no less."""
    wanted: dict[int, int] = defaultdict(int)
    taken: dict[int, int] = defaultdict(int)
    for move in gesture.moves:
        lot = facts.lots[move.lot]
        if facts.places[move.source] is PlaceKind.TRANSFORM:
            for part in (lot.jar, lot.lid):
                if part is not None:
                    wanted[part] += move.quantity
        elif facts.places[move.target] is PlaceKind.TRANSFORM and lot.role is not PackagingRole.NONE:
            taken[lot.item] += move.quantity
    for item in wanted.keys() | taken.keys():
        if wanted[item] != taken[item]:
            raise Refused("pieces_balance", item=item, taken=taken[item], filled=wanted[item])


def _check_lineage(gesture: Gesture, facts: Facts) -> None:
    """Whatever went into the pot is written as parent of what came out, to the milligram and the piece."""
    born = {lot.ref for lot in gesture.lots}
    consumed: dict[LotRef, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for move in gesture.moves:
        if facts.places[move.target] is PlaceKind.TRANSFORM and move.lot not in born:
            quantity, mass = consumed[move.lot]
            consumed[move.lot] = (quantity + move.quantity, mass + move.mass_mg)
    linked: dict[LotRef, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for link in gesture.links:
        if link.child not in born or link.parent not in facts.lots:
            raise Refused("unknown_lot", lot=link.child)
        quantity, mass = linked[link.parent]
        linked[link.parent] = (quantity + link.quantity, mass + link.mass_mg)
    for lot in consumed.keys() | linked.keys():
        if consumed[lot] != linked[lot]:
            raise Refused("lineage_balance", lot=facts.lots[lot].code)


def _check_release(gesture: Gesture, facts: Facts) -> None:
    for move in gesture.moves:
        lot = facts.lots[move.lot]
        going_out = facts.places[move.target] in GUARDED and facts.places[move.source] in REAL
        if lot.status is not Status.RELEASED and (going_out or gesture.kind is Kind.SET_ASIDE):
            raise Refused("not_released", lot=lot.code, status=lot.status)


def opposite(moves: Iterable[Move]) -> list[Move]:
    """The same moves, backwards."""
    return [Move(m.lot, m.target, m.source, m.quantity, m.mass_mg) for m in moves]


def running_minimum(steps: Iterable[tuple[date, int, int]]) -> int:
    """The lowest level ever reached by (day, order, signed quantity) steps, taken in the order of days."""
    level = lowest = 0
    for _day, _order, change in sorted(steps):
        level += change
        lowest = min(lowest, level)
    return lowest


@dataclass(frozen=True)
class Origin:
    """A parent as far as allergens and organic share go."""

    mass_mg: int
    agricultural: bool
    organic_bp: int
    allergens: frozenset[str] = field(default_factory=frozenset)


def allergens_of(parents: Iterable[Origin]) -> list[str]:
    """The union of the parents' allergens: never typed in."""
    return sorted(set().union(*(parent.allergens for parent in parents)))


def organic_share(parents: Iterable[Origin]) -> int:
    """Organic share in basis points of agricultural mass, water and salt left out (Reg. (EU) 2018/848 art. 30)."""
    total = organic = 0
    for parent in parents:
        if parent.agricultural:
            total += parent.mass_mg
            organic += parent.mass_mg * parent.organic_bp
    return organic // total if total else 0
