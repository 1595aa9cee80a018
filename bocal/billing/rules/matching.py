"""Which invoices a bank's line pays. Pure: a proposal only, which a person confirms."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bocal.measure.table import fold

_NUMBER = re.compile(r"f ?([0-9]{4}) ?([0-9]{4,6})(?![0-9])")
#: Words that tell nobody from another.
_COMMON = frozenset(
    (
        *("foyer", "de", "du", "des", "la", "le", "les", "et", "m", "mme", "madame", "monsieur"),
        *("association", "ferme", "sarl", "sas", "earl", "scea", "gaec"),
    )
)


class Clue(StrEnum):
    """What a proposal rests on, the surest first."""

    END_TO_END = "end_to_end"
    NUMBER = "number"
    NAME = "name"


@dataclass(frozen=True)
class Owed:
    """An invoice that has `left` cents to pay, by its number, and its customer."""

    number: str
    customer: int
    name: str
    left: int


@dataclass(frozen=True)
class Proposal:
    """A line pays so much (cents) of each of these invoices; what is over goes with the last, in advance."""

    parts: tuple[tuple[str, int], ...]
    why: Clue


def propose(cents: int, *, end_to_end: str, name: str, text: str, owed: Sequence[Owed]) -> Proposal | None:
    """What a line of `cents` that came in pays, or None when it does not say."""
    if cents <= 0:
        return None
    for why, said in ((Clue.END_TO_END, end_to_end), (Clue.NUMBER, f"{name} {text}")):
        numbers = numbers_in(said)
        if named := [one for one in owed if one.number in numbers]:
            # One payment, one customer: numbers of several say nothing sure.
            if len({one.customer for one in named}) == 1:
                return Proposal(_share(cents, named), why)
            return None
    words = set(fold(f"{name} {text}").split())
    alike = [one for one in owed if _same(one.name, words)]
    exact = [one for one in alike if one.left == cents]
    if len(exact) == 1:
        return Proposal(((exact[0].number, cents),), Clue.NAME)
    whole = [one for one in alike if one.customer == alike[0].customer]
    if len(whole) > 1 and len(whole) == len(alike) and sum(one.left for one in whole) == cents:
        return Proposal(_share(cents, whole), Clue.NAME)
    return None


def numbers_in(text: str) -> set[str]:
    """The invoice numbers in a text, however they are spaced: "f 2026 0012" is F2026-0012."""
    return {f"F{year}-{number}" for year, number in _NUMBER.findall(fold(text))}


def _same(name: str, words: set[str]) -> bool:
    own = set(fold(name).split()) - _COMMON
    return bool(own) and own <= words


def _share(cents: int, named: Iterable[Owed]) -> tuple[tuple[str, int], ...]:
    parts, rest = [], cents
    for one in named:
        if taken := min(rest, one.left):
            parts.append((one.number, taken))
            rest -= taken
    if rest and parts:
        number, taken = parts[-1]
        parts[-1] = (number, taken + rest)
    return tuple(parts)
