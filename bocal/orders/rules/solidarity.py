"""« Vente solidaire »: who buys chooses, on trust, to pay less or more than the plain price. Pure.

A level is said in basis points of the plain price: below 0 for the « prix solidaire », above 0 for the « prix de
soutien », 0 for the plain price itself.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from bocal.journals.rules import Refused

#: At most so much less, or more, than the plain price (basis points): beyond it a finger slipped.
MOST_BP = 5_000
#: Of fewer households nothing is told, which might name one of them.
FEWEST = 5


def check_levels(solidarity_bp: int, support_bp: int) -> None:
    """What a round may offer: so much less and so much more (basis points, 0: neither). Raises Refused: bad_level."""
    if not (0 <= solidarity_bp <= MOST_BP and 0 <= support_bp <= MOST_BP):
        raise Refused("bad_level", most=MOST_BP // 100)


def levels(solidarity_bp: int, support_bp: int) -> tuple[int, ...]:
    """The levels that a buyer chooses among, from the lowest price up; none where the round has only the plain one."""
    found = (*(bp for bp in (-solidarity_bp, support_bp) if bp), 0)
    return tuple(sorted(found)) if len(found) > 1 else ()


def same_side(level_bp: int, offered: Iterable[int]) -> int:
    """The level offered that stands where another one stood: less, more, or the plain price (0)."""
    return next((bp for bp in offered if bp * level_bp > 0), 0)


def paid(price: Decimal, level_bp: int) -> Decimal:
    """What is paid for a plain price (euros) at a level: to four decimals, half away from zero (docs/money.md)."""
    if not level_bp:
        return price
    return (price * (10_000 + level_bp) / 10_000).quantize(Decimal("0.0001"), ROUND_HALF_UP)


def difference(cents: int, level_bp: int) -> int:
    """How much an order's goods, which came to so many cents (0 or more) at a level, exceed what they would have come
    to at the plain price (below 0: fall short of it), rounded once, half away from zero."""
    share = 10_000 + level_bp
    plain = (2 * cents * 10_000 + share) // (2 * share)
    return cents - plain


@dataclass(frozen=True)
class Pot:
    """« La cagnotte » of a round, in cents with VAT: what support `brought`, what solidarity `took`, what is left of
    it; None where fewer than FEWEST households chose that price."""

    brought: int | None
    took: int | None
    net: int | None


def pot(orders: Iterable[tuple[int, int]], offered: Iterable[int]) -> Pot:
    """The pot of orders (level, what their goods came to in cents), of a round with these levels. The net is told
    with both its parts only: otherwise it would tell the one that is kept back."""
    parts: dict[bool, list[int]] = {True: [], False: []}
    for level_bp, cents in orders:
        if level_bp:
            parts[level_bp > 0].append(difference(cents, level_bp))
    brought, took = (sum(parts[more]) if len(parts[more]) >= FEWEST else None for more in (True, False))
    sides = {bp > 0 for bp in offered if bp}
    shown = {True: brought, False: took}
    told = [shown[side] for side in sides]
    net = None if None in told or not told else sum(cents for cents in told if cents is not None)
    return Pot(brought, None if took is None else -took, net)
