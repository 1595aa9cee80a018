"""When there is less than was ordered: who gets what, by the group's own rule. Pure.

Two things make a shortage: the field gave less than the farm had hoped, or a farm only brings whole crates and what
was ordered does not fill the last one. Everything is counted in the unit sold by (« la botte », « le bocal »).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Rule(StrEnum):
    """How what there is gets shared. The group chooses; buyers read it before they order."""

    #: Who ordered first is served whole, then the next one.
    FIRST_COME = "first_come"
    #: Nobody gets more than the same ceiling; small orders are served whole.
    CEILING = "ceiling"


@dataclass(frozen=True)
class Ask:
    """One buyer's line: so many units, and up to `extra` more if that completes a crate. Lines come oldest first."""

    line: int
    quantity: int
    extra: int = 0


@dataclass(frozen=True)
class Shared:
    """What each line gets, and how it was worked out.

    `supply` is what there is to share; `asked` what was asked for without the extras; `ceiling` the most that anyone
    gets under the ceiling rule (one more for the first `lucky` of those who asked for more), None when it did not bite.
    """

    given: dict[int, int]
    asked: int
    supply: int
    ceiling: int | None = None
    lucky: int = 0

    @property
    def short(self) -> int:
        """How many units lack; 0 when all that was asked for is there."""
        return max(0, self.asked - self.supply)


def crates(asks: Sequence[Ask], *, crate: int = 1, minimum: int = 0, most: int | None = None) -> int:
    """How many units to have a farm bring: whole crates of `crate` (1 or more), none at all below its `minimum`.

    A last crate is opened only if what is asked for and the extras people agreed to fill it. `most`: what the farm
    can bring, None when it did not say. Never more than asked for with the extras.
    """
    asked = sum(ask.quantity for ask in asks)
    willing = asked + sum(ask.extra for ask in asks)
    there = willing if most is None else min(most, willing)
    whole = min(asked, there) // crate * crate
    if whole < asked and whole + crate <= there:
        whole += crate
    return whole if whole >= minimum else 0


def share(rule: Rule, asks: Sequence[Ask], supply: int) -> Shared:
    """Share `supply` units (0 or more) between lines, oldest first.

    Nobody gets more than they asked for, unless it is beyond what all asked for: then the extras they agreed to are
    filled by the same rule. Nothing is left that somebody asked for.
    """
    asked = sum(ask.quantity for ask in asks)
    if supply >= asked:
        beyond, _, _ = _cut(rule, [(ask.line, ask.extra) for ask in asks], supply - asked)
        return Shared({ask.line: ask.quantity + beyond[ask.line] for ask in asks}, asked, supply)
    given, ceiling, lucky = _cut(rule, [(ask.line, ask.quantity) for ask in asks], supply)
    return Shared(given, asked, supply, ceiling, lucky)


def _cut(rule: Rule, wants: Sequence[tuple[int, int]], supply: int) -> tuple[dict[int, int], int | None, int]:
    if rule is Rule.FIRST_COME:
        given, left = {}, supply
        for line, want in wants:
            given[line] = min(want, left)
            left -= given[line]
        return given, None, 0
    ceiling, lucky = _ceiling([want for _, want in wants], supply)
    if ceiling is None:
        return dict(wants), None, 0
    given, ones = {}, lucky
    for line, want in wants:
        more = want > ceiling and ones > 0
        ones -= more
        given[line] = min(want, ceiling + more)
    return given, ceiling, lucky


def _ceiling(wants: Sequence[int], supply: int) -> tuple[int | None, int]:
    """The highest ceiling that `supply` allows, and how many units are left under it; None when nobody is cut."""
    left = supply
    ordered = sorted(wants)
    for rank, want in enumerate(ordered):
        still = len(ordered) - rank
        if want * still > left:
            return divmod(left, still)
        left -= want
    return None, 0
