"""A kettle's account: what went in, what came out, what was lost, and the gesture that says so."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bocal.catalog.rules import DateKind, Dimension
from bocal.directory.rules import PlaceKind
from bocal.journals.rules import (
    Decision,
    Gesture,
    Hours,
    HoursKind,
    Kind,
    Link,
    Move,
    NewLot,
    Refused,
    Status,
    Way,
)
from bocal.kitchen.rules.recipes import Composition
from bocal.kitchen.rules.weighed import use_by

#: The finished lot's name inside its gesture.
JARS = "jars"


@dataclass(frozen=True)
class Used:
    """What was taken from a lot in a place: `quantity` in its own unit, peel included, `mass_mg` its mass.

    `peel_mg` of it went to the peelings; only lots that are weighed have any.
    """

    lot: int
    place: int
    dimension: Dimension
    quantity: int
    mass_mg: int
    peel_mg: int = 0
    code: str = ""

    @property
    def into_pot(self) -> int:
        """Milligrams that went into the pot."""
        return self.mass_mg - self.peel_mg


@dataclass(frozen=True)
class Pack:
    """A lot of jars or lids in a place, with so many pieces."""

    lot: int
    place: int
    quantity: int


@dataclass(frozen=True)
class Made:
    """What really happened at the kettle. Masses in mg; `evaporation_mg` None when nobody measured it.

    A prepared good has no pieces (`piece_mg` 0): `weighed_mg` of it came out.
    """

    used: tuple[Used, ...]
    water_mg: int
    jars_filled: int
    piece_mg: int
    jars_broken: int = 0
    lids_broken: int = 0
    tasting_jars: int = 0
    tasting_mg: int = 0
    spilled_mg: int = 0
    evaporation_mg: int | None = None
    minutes: tuple[tuple[int, int], ...] = ()
    weighed_mg: int = 0

    @property
    def by_weight(self) -> bool:
        """Whether it is weighed rather than put in jars."""
        return self.piece_mg == 0


@dataclass(frozen=True)
class Account:
    """The balance of a kettle, in mg: ingredients + water = jars + tasting + spilled + evaporation + unexplained.

    `jars` is what was kept, in jars or by weight.

    `remainder` is what is left for steam before anyone says how much it was. `unexplained` is negative when more came
    out than went in; `share_bp` is its share of what went in, as journals.rules counts it.
    """

    ingredients: int
    water: int
    jars: int
    tasting: int
    spilled: int
    remainder: int
    expected_evaporation: int
    evaporation: int
    unexplained: int
    tolerance_bp: int

    @property
    def mass_in(self) -> int:
        """What went into the pot."""
        return self.ingredients + self.water

    @property
    def missing(self) -> int:
        """What is missing without explanation; zero when there is too much."""
        return max(self.unexplained, 0)

    @property
    def excess(self) -> int:
        """What came out and never went in; zero when something is missing."""
        return max(-self.unexplained, 0)

    @property
    def share_bp(self) -> int:
        """The gap in basis points of what went in."""
        return abs(self.unexplained) * 10_000 // max(self.mass_in + self.excess, 1)

    @property
    def share(self) -> float:
        """The same as a ratio, to show."""
        return self.share_bp / 10_000

    @property
    def wants_reason(self) -> bool:
        """Whether the gap is beyond the collective's tolerance."""
        return abs(self.unexplained) * 10_000 > self.tolerance_bp * (self.mass_in + self.excess)


def account(made: Made, composition: Composition, tolerance_bp: int) -> Account:
    """Add up a kettle.

    Evaporation that nobody measured is what is left, but never more than the recipe expects of this mass: else any
    error of weighing would pass for steam. Raises Refused: nothing_used, too_much_peel, no_jars, no_weight,
    too_many_tasted, too_much_out, too_many_jars.
    """
    if not made.used:
        raise Refused("nothing_used")
    for used in made.used:
        if used.into_pot <= 0:
            raise Refused("too_much_peel", lot=used.code)
    if made.by_weight:
        if made.weighed_mg <= 0:
            raise Refused("no_weight")
    elif made.jars_filled <= 0:
        raise Refused("no_jars")
    if made.tasting_jars > made.jars_filled:
        raise Refused("too_many_tasted", tasted=made.tasting_jars, filled=made.jars_filled)
    ingredients = sum(used.into_pot for used in made.used)
    mass_in = ingredients + made.water_mg
    jars = (made.jars_filled - made.tasting_jars) * made.piece_mg + made.weighed_mg
    tasting = made.tasting_jars * made.piece_mg + made.tasting_mg
    remainder = mass_in - jars - tasting - made.spilled_mg
    expected = composition.evaporation_of(mass_in)
    evaporation = made.evaporation_mg
    if evaporation is None:
        evaporation = min(max(remainder, 0), expected)
    found = Account(
        ingredients=ingredients,
        water=made.water_mg,
        jars=jars,
        tasting=tasting,
        spilled=made.spilled_mg,
        remainder=remainder,
        expected_evaporation=expected,
        evaporation=evaporation,
        unexplained=remainder - evaporation,
        tolerance_bp=tolerance_bp,
    )
    # No reason makes food out of nothing: what is beyond the scales' error is a slip.
    filled = made.jars_filled * made.piece_mg
    if filled > mass_in and (filled - mass_in) * 10_000 > tolerance_bp * filled:
        raise Refused("too_many_jars", jars=made.jars_filled, mass=filled, mass_in=mass_in)
    if found.excess and found.wants_reason:
        raise Refused("too_much_out", mass=found.excess)
    return found


def allot_pieces(stock: Sequence[Pack], wanted: int) -> list[Pack]:
    """Take `wanted` jars or lids, first in first out, from as many lots as it needs.

    Raises Refused: not_enough_pieces.
    """
    taken: list[Pack] = []
    left = wanted
    for pack in sorted(stock, key=lambda pack: (pack.lot, pack.place)):
        if left <= 0:
            break
        quantity = min(pack.quantity, left)
        if quantity > 0:
            taken.append(Pack(pack.lot, pack.place, quantity))
            left -= quantity
    if left > 0:
        raise Refused("not_enough_pieces", wanted=wanted, there=wanted - left)
    return taken


def after(stock: Sequence[Pack], taken: Iterable[Pack]) -> list[Pack]:
    """What is left of a stock of jars or lids once some are taken."""
    gone = {(pack.lot, pack.place): pack.quantity for pack in taken}
    return [Pack(p.lot, p.place, p.quantity - gone.get((p.lot, p.place), 0)) for p in stock]


@dataclass(frozen=True)
class Product:
    """What is made: its item, whose it is, where it goes, until when it keeps.

    `not_after`: the nearest use-by day of what went into a prepared good. `held`: why it waits, even when its item does
    not ask for it.
    """

    item: int
    owner: int
    store: int
    date_kind: DateKind
    shelf_days: int
    not_after: date | None = None
    held: str = ""

    def good_until(self, day: date) -> date | None:
        """The best-before or use-by day of what is made on `day`; None for what bears no date."""
        if self.date_kind is DateKind.NONE:
            return None
        return use_by(day, self.shelf_days, [self.not_after])


def gesture(
    made: Made,
    found: Account,
    product: Product,
    *,
    jars: Sequence[Pack],
    lids: Sequence[Pack],
    outside: Mapping[PlaceKind, int],
    day: date,
    author: int,
    key: str,
    note: str = "",
    bags: Sequence[Pack] = (),
) -> Gesture:
    """The making, whole: one finished lot, its parents, its losses, its hours. `jars` and `lids` are first in first;
    `bags` are the lots that a prepared good was packed in, already allotted.

    Raises Refused: reason_needed, not_enough_jars, not_enough_lids.
    """
    if found.wants_reason and not note.strip():
        raise Refused("reason_needed", mass=abs(found.unexplained), share_bp=found.share_bp)
    pot = outside[PlaceKind.TRANSFORM]
    moves: list[Move] = []
    links: list[Link] = []
    for used in made.used:
        peeled = used.peel_mg if used.dimension is Dimension.MASS else 0
        quantity = used.quantity - peeled
        moves.append(Move(used.lot, used.place, pot, quantity, used.into_pot))
        if peeled:
            moves.append(Move(used.lot, used.place, outside[PlaceKind.PEEL], peeled, peeled))
        links.append(Link(used.lot, JARS, quantity, used.into_pot))
    for stock, broken, code in (
        (jars, made.jars_broken, "not_enough_jars"),
        (lids, made.lids_broken, "not_enough_lids"),
    ):
        try:
            filled = allot_pieces(stock, made.jars_filled)
            smashed = allot_pieces(after(stock, filled), broken)
        except Refused as refused:
            there = sum(pack.quantity for pack in stock)
            raise Refused(code, wanted=made.jars_filled + broken, there=there) from refused
        for pack in filled:
            moves.append(Move(pack.lot, pack.place, pot, pack.quantity, 0))
            links.append(Link(pack.lot, JARS, pack.quantity, 0))
        moves += [Move(pack.lot, pack.place, outside[PlaceKind.BREAKAGE], pack.quantity, 0) for pack in smashed]
    for pack in bags:
        moves.append(Move(pack.lot, pack.place, pot, pack.quantity, 0))
        links.append(Link(pack.lot, JARS, pack.quantity, 0))
    kept = made.weighed_mg if made.by_weight else made.jars_filled - made.tasting_jars
    if kept:
        moves.append(Move(JARS, pot, product.store, kept, found.jars))
    if made.tasting_jars:
        tasted = made.tasting_jars * made.piece_mg
        moves.append(Move(JARS, pot, outside[PlaceKind.TASTING], made.tasting_jars, tasted))
    if found.excess:
        moves.append(Move(JARS, outside[PlaceKind.UNEXPLAINED], pot, 0, found.excess))
    if made.water_mg:
        moves.append(Move(JARS, outside[PlaceKind.WATER], pot, 0, made.water_mg))
    moves += [
        Move(JARS, pot, outside[place], 0, mass)
        for place, mass in (
            (PlaceKind.EVAPORATION, found.evaporation),
            (PlaceKind.SPILL, made.spilled_mg),
            (PlaceKind.TASTING, made.tasting_mg),
            (PlaceKind.UNEXPLAINED, found.missing),
        )
        if mass
    ]
    return Gesture(
        kind=Kind.MAKE,
        day=day,
        author=author,
        key=key,
        note=note.strip(),
        lots=[
            NewLot(
                JARS,
                product.item,
                product.owner,
                Way.MADE,
                date_kind=product.date_kind,
                good_until=product.good_until(day),
            )
        ],
        moves=moves,
        links=links,
        hours=[Hours(person, HoursKind.PRODUCTION, minutes) for person, minutes in made.minutes if minutes],
        decisions=[Decision(JARS, Status.HOLD, product.held)] if product.held else [],
    )
