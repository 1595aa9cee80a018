"""What to make next, and of which lots: from what customers ordered, from the stock one wants, from what came in. Pure.

Jars are pieces, masses milligrams. A lot that an order already counts on is not proposed twice.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from bocal.catalog.rules import FOOD, Dimension
from bocal.kitchen.rules.recipes import AtHand, Composition, LineRole, allot, scale

#: Fewer jars than these are not worth lighting the kettle.
LEAST_JARS = 6
#: How many batches are proposed from what came in.
MOST_PROPOSED = 8


class Why(StrEnum):
    """What asks for a batch."""

    ORDERED = "ordered"
    TARGET = "target"
    SURPLUS = "surplus"


@dataclass(frozen=True)
class Dish:
    """A recipe's version in one of its jars. `least`: fewer at once are not worth making; prepared vegetables are cut
    for whoever ordered them, however few."""

    version: int
    product: int
    piece_mg: int
    composition: Composition
    least: int = LEAST_JARS


@dataclass(frozen=True)
class Want:
    """So many jars of a product lack, and why; `whole`: the stock that one wants of it, when that is why."""

    product: int
    jars: int
    why: Why
    whole: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Proposal:
    """A batch that can be ordered as it stands: `jars` of `wanted`, of these lots (each with its own unit's quantity).

    `jars` is 0 when nothing of it can be made now, or `few` that are not worth the kettle: then `limiting` says what
    lacks. `used_mg` is the raw food it takes. `asked`: what was asked, when more is wanted so that it is worth it.
    """

    why: Why
    dish: Dish
    wanted: int
    jars: int
    lots: tuple[tuple[AtHand, int], ...]
    limiting: tuple[int, ...]
    used_mg: int
    few: int = 0
    asked: int = 0

    @property
    def short(self) -> int:
        """Jars that the lots at hand do not give."""
        return max(self.wanted - self.jars, 0)


def lacking(
    *,
    ordered: Mapping[int, int],
    targets: Mapping[int, int],
    on_hand: Mapping[int, int],
    planned: Mapping[int, int],
) -> list[Want]:
    """What lacks of each product: first for customers, then up to the stock one wants once they are served.

    Law: for customers max(0, ordered − on hand − planned); for stock what then lacks to (ordered + target).
    """
    wants = []
    for product in sorted(ordered.keys() | targets.keys()):
        there = on_hand.get(product, 0) + planned.get(product, 0)
        asked = max(ordered.get(product, 0), 0)
        for_customers = max(asked - there, 0)
        for_stock = max(asked + max(targets.get(product, 0), 0) - there, 0) - for_customers
        if for_customers:
            wants.append(Want(product, for_customers, Why.ORDERED))
        if for_stock:
            wants.append(Want(product, for_stock, Why.TARGET, whole=targets[product]))
    return sorted(wants, key=lambda want: (want.why is not Why.ORDERED, -want.jars, want.product))


def free(lots: Iterable[AtHand], reserved: Mapping[tuple[int, int], int]) -> list[AtHand]:
    """What is left of each lot once the orders that count on it have theirs (own unit, by lot and place)."""
    found = []
    for lot in lots:
        left = lot.quantity - reserved.get((lot.lot, lot.place), 0)
        if left > 0:
            found.append(_with(lot, left))
    return found


def _with(lot: AtHand, quantity: int) -> AtHand:
    mass = quantity if lot.dimension is Dimension.MASS else quantity * lot.piece_mg
    return replace(lot, quantity=quantity, mass_mg=mass)


def propose(
    wants: Sequence[Want], dishes: Sequence[Dish], lots: Sequence[AtHand]
) -> tuple[list[Proposal], list[AtHand]]:
    """A batch for each want, in their order, each of what the ones before left; and what is left after all of them.

    What no recipe makes is left out. Law: never fewer than a dish's least. A customer's order for fewer makes the
    least, the rest is stock; a stock that lacks fewer waits until it lacks the least, or all of what is wanted of it.
    """
    left = _by_item(lots)
    found = []
    for want in wants:
        fitting = [
            _worth(dish, left, want)
            for dish in dishes
            if dish.product == want.product
            and (want.why is Why.ORDERED or want.jars >= min(dish.least, want.whole or dish.least))
        ]
        if fitting:
            best = max(fitting, key=lambda one: one.jars)
            left = _after(left, best)
            found.append(best)
    return found, [lot for of_item in left.values() for lot in of_item]


def from_surplus(dishes: Sequence[Dish], lots: Sequence[AtHand], urgent: Collection[int]) -> list[Proposal]:
    """The batches that use most of the `urgent` lots (by key), one after the other, until too little is left."""
    left = _by_item(lots)
    found: list[Proposal] = []
    tried = [_batch(dish, left, None, Why.SURPLUS) for dish in dishes]
    while len(found) < MOST_PROPOSED:
        worth = [(_uses(one, urgent), one.jars, -one.dish.product, one) for one in tried if one.jars >= one.dish.least]
        uses, _jars, _product, best = max(worth, key=lambda row: row[:3], default=(0, 0, 0, None))
        if best is None or uses == 0:
            break
        found.append(best)
        left = _after(left, best)
        took = {lot.item for lot, _quantity in best.lots}
        # A dish of which nothing was taken gives what it gave.
        tried = [_batch(one.dish, left, None, Why.SURPLUS) if took & _items(one.dish) else one for one in tried]
    return found


#: Lots by what they are, so that a dish looks at its own alone.
_Shelves = Mapping[int, Sequence[AtHand]]


def _by_item(lots: Iterable[AtHand]) -> _Shelves:
    shelves: dict[int, list[AtHand]] = {}
    for lot in lots:
        shelves.setdefault(lot.item, []).append(lot)
    return shelves


def _items(dish: Dish) -> set[int]:
    return {part.item for part in dish.composition.parts}


def _worth(dish: Dish, lots: _Shelves, want: Want) -> Proposal:
    least = dish.least if want.why is Why.ORDERED else min(dish.least, want.jars)
    made = _batch(dish, lots, max(want.jars, least), want.why)
    if made.jars < least:
        return replace(made, jars=0, few=made.jars, lots=(), used_mg=0)
    return replace(made, asked=want.jars) if want.jars < least else made


def _batch(dish: Dish, lots: _Shelves, wished: int | None, why: Why) -> Proposal:
    raw = {part.item for part in dish.composition.parts if part.role is LineRole.RAW}
    at_hand = [lot for item in _items(dish) for lot in lots.get(item, ())]
    scaled = scale(dish.composition, at_hand, piece_mg=dish.piece_mg, wished=wished)
    taken: list[tuple[AtHand, int]] = []
    if scaled.jars:
        for need in scaled.needs:
            taken += allot(lots.get(need.item, ()), need.gross)
    used = sum(need.gross for need in scaled.needs if need.item in raw) if scaled.jars else 0
    limiting = scaled.limiting if wished is None or scaled.jars < wished else ()
    return Proposal(why, dish, wished or scaled.jars, scaled.jars, tuple(taken), limiting, used)


def packs_short(
    proposals: Iterable[tuple[int, Collection[int]]], there: Mapping[int, int]
) -> list[tuple[tuple[int, int], ...]]:
    """What each batch lacks of its jars and lids, as (item, pieces): those before it are served first.

    `proposals`: how many jars, and the items that each of them wants one of; `there`: pieces that no order counts on.
    """
    left = dict(there)
    found = []
    for jars, items in proposals:
        short = {item: min(jars, jars - left.get(item, 0)) for item in items}
        found.append(tuple((item, pieces) for item, pieces in short.items() if pieces > 0))
        for item in items:
            left[item] = left.get(item, 0) - jars
    return found


def _uses(one: Proposal, urgent: Collection[int]) -> int:
    return sum(_with(lot, quantity).mass_mg for lot, quantity in one.lots if lot.lot in urgent and lot.kind in FOOD)


def _after(lots: _Shelves, made: Proposal) -> _Shelves:
    taken = {(lot.lot, lot.place): quantity for lot, quantity in made.lots}
    touched = {lot.item for lot, _quantity in made.lots}
    return {item: free(there, taken) if item in touched else there for item, there in lots.items()}


def urgent_lots(
    lots: Iterable[AtHand], came: Mapping[int, date], *, today: date, fresh_days: int, near_days: int
) -> set[int]:
    """Food that should not wait: a date within `near_days`, or none and it came in within `fresh_days`."""
    found = set()
    for lot in lots:
        if lot.kind not in FOOD:
            continue
        if lot.good_until is not None:
            if (lot.good_until - today).days <= near_days:
                found.add(lot.lot)
        elif (arrived := came.get(lot.lot)) is not None and (today - arrived).days <= fresh_days:
            found.add(lot.lot)
    return found
