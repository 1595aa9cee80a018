"""When there is less than was ordered: who gets what, by the group's own rule. Pure.

Two things make a shortage: the field gave less than the farm had hoped, or a farm only brings whole crates and what
was ordered does not fill the last one. Everything is counted in the unit sold by (« la botte », « le bocal »).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bocal.journals.rules import Refused


class Rule(StrEnum):
    """How what there is gets shared. The group chooses; buyers read it before they order."""

    #: Who ordered first is served whole, then the next one.
    FIRST_COME = "first_come"
    #: Nobody gets more than the same ceiling; small orders are served whole.
    CEILING = "ceiling"


@dataclass(frozen=True)
class Ask:
    """One buyer's line: so many units, and whether its buyer takes one more so that a crate is full. Lines come oldest
    first."""

    line: int
    quantity: int
    one_more: bool = False


@dataclass(frozen=True)
class Shared:
    """What each line gets, and how it was worked out.

    `supply` is what there is to share, `asked` what was asked for; `ceiling` the most that anyone gets under the
    ceiling rule (one more for the first `lucky` of those who asked for more), None when it did not bite.
    """

    given: dict[int, int]
    asked: int
    supply: int
    ceiling: int | None = None
    lucky: int = 0


def to_bring(asked: int, *, crate: int = 1, minimum: int = 0) -> int:
    """How many units a farm is asked to bring of so many ordered: whole crates of `crate` (1 or more), none at all
    below its `minimum`."""
    whole = asked // crate * crate
    return whole if whole >= minimum else 0


def fill(asks: Sequence[Ask], *, crate: int, minimum: int, available: int) -> tuple[int, ...]:
    """The lines, oldest first, that take one unit more so that the farm's last crate is full and its `minimum` reached;
    none when too few accept, or when the farm has no more than `available`: nobody then takes more than they asked."""
    asked = sum(ask.quantity for ask in asks)
    whole = -(-max(asked, minimum) // crate) * crate
    willing = [ask.line for ask in asks if ask.one_more]
    wanted = whole - asked
    return tuple(willing[:wanted]) if asked and wanted <= len(willing) and whole <= available else ()


def check_crates(available: int, *, crate: int, minimum: int) -> None:
    """Refuse crates or a minimum that what is offered could never fill. Raises Refused: bad_crate."""
    if not 0 < crate <= max(available, 1) or not 0 <= minimum <= available:
        raise Refused("bad_crate", available=available)


def share(rule: Rule, asks: Sequence[Ask], supply: int) -> Shared:
    """Share `supply` units (0 or more) between lines, oldest first. Nobody gets more than they asked for, and nothing
    is left that somebody asked for."""
    asked = sum(ask.quantity for ask in asks)
    if rule is Rule.FIRST_COME or supply >= asked:
        given, left = {}, supply
        for ask in asks:
            given[ask.line] = min(ask.quantity, left)
            left -= given[ask.line]
        return Shared(given, asked, supply)
    ceiling, lucky = _ceiling([ask.quantity for ask in asks], supply)
    given, ones = {}, lucky
    for ask in asks:
        more = ask.quantity > ceiling and ones > 0
        ones -= more
        given[ask.line] = min(ask.quantity, ceiling + more)
    return Shared(given, asked, supply, ceiling, lucky)


def _ceiling(wants: Sequence[int], supply: int) -> tuple[int, int]:
    """The highest ceiling that `supply`, less than all that is wanted, allows; and how many units are left under it."""
    left = supply
    ordered = sorted(wants)
    for rank, want in enumerate(ordered):
        still = len(ordered) - rank
        if want * still > left:
            return divmod(left, still)
        left -= want
    raise ValueError("all that is wanted is there")
