"""Which invoices a bank's line pays. Pure: a proposal only, which a person confirms."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from bocal.measure.table import fold

_NUMBER = re.compile(r"f ?([0-9]{4}) ?([0-9]{4,6})(?![0-9])")
#: One made in a farm's name: M12-2026-0001.
_MANDATE = re.compile(r"(?<![0-9a-z])m ?([0-9]{1,7}) ?([0-9]{4}) ?([0-9]{4,6})(?![0-9])")
#: A supplier's number that has fewer letters and digits says nothing by itself.
_TELLING = 5
#: Words of a text over which a number may be spread ("FA 2026 0118").
_SPREAD = 6
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
    #: The exact amount of what is left of one transfer.
    TRANSFER = "transfer"
    #: A payout of the provider that takes payments online.
    PAYOUT = "payout"
    #: The number of a customer's prepaid account.
    ACCOUNT = "account"
    NAME = "name"


@dataclass(frozen=True)
class Owed:
    """A customer's invoice, by its number, that has `left` cents to pay; or a document of which so many may go back."""

    number: str
    customer: int
    name: str
    left: int

    @property
    def named(self) -> str:
        """What a proposal calls it."""
        return self.number


@dataclass(frozen=True)
class Due:
    """A supplier's invoice on which we owe `left` cents, by its key: two suppliers may use the same number."""

    key: int
    number: str
    supplier: int
    name: str
    left: int

    @property
    def named(self) -> str:
        """What a proposal calls it."""
        return str(self.key)


@dataclass(frozen=True)
class Proposal:
    """A line pays so much (cents) of each of these invoices; what is over goes with the last, in advance.

    An invoice is named by its number, a supplier's by its key. `back`: the cents go back to a customer. `transfer`: the
    number of the transfer, made by us, that the line carries out. `prepaid`: the customer on whose prepaid account the
    money is put. `payout`: the payout, by its key, that the line is.
    """

    parts: tuple[tuple[str, int], ...]
    why: Clue
    back: bool = False
    transfer: str = ""
    prepaid: int = 0
    payout: int = 0


@dataclass(frozen=True)
class Sent:
    """What is left of a transfer that was sent to the bank: (end-to-end reference, key of an invoice, cents)."""

    number: str
    parts: tuple[tuple[str, int, int], ...]

    @property
    def cents(self) -> int:
        """All that is left."""
        return sum(cents for _reference, _key, cents in self.parts)


def seems(
    cents: int, *, end_to_end: str, name: str, text: str, owed: Sequence[Owed | Due], sent: Sequence[Sent] = ()
) -> Proposal | None:
    """What a line of the bank is, whichever way it went; None when it does not say, or says two things alike.

    `owed`: of what came in, customers' invoices; of what went out, suppliers' and what may be given back to customers.
    `sent`: our own transfers under way, which no amount is surer than.
    """
    customers = [one for one in owed if isinstance(one, Owed)]
    if cents > 0:
        return propose(cents, end_to_end=end_to_end, name=name, text=text, owed=customers)
    suppliers = [one for one in owed if isinstance(one, Due)]
    whole = propose_sent(cents, said=f"{end_to_end} {name} {text}", sent=sent, due=suppliers)
    if whole and whole.why is Clue.END_TO_END:
        return whole
    paid = propose_due(cents, end_to_end=end_to_end, name=name, text=text, due=suppliers)
    back = propose_back(cents, end_to_end=end_to_end, name=name, text=text, credit=customers)
    found = [one for one in (whole, paid, back) if one]
    surest = min((one.why for one in found), key=list(Clue).index, default=None)
    sure = [one for one in found if one.why is surest]
    return sure[0] if len(sure) == 1 else None


def propose_sent(cents: int, *, said: str, sent: Sequence[Sent], due: Sequence[Due]) -> Proposal | None:
    """Which transfer of ours, or which line of one, a line of `cents` that went out (negative) carries out.

    By its reference and its amount; else by the amount of just one whole transfer. An invoice on which less is due than
    the transfer pays (a credit note came since) makes it nobody's but a person's affair.
    """
    left = {one.key: one.left for one in due}
    sound = [one for one in sent if all(left.get(key, 0) >= part for _reference, key, part in one.parts)]
    spoken = _runs(said)
    for one in sound:
        lines = dict.fromkeys(reference for reference, _key, _part in one.parts)
        for reference in (*lines, one.number):
            parts = [part for part in one.parts if reference in (part[0], one.number)]
            if _bare(reference) in spoken and -cents == sum(part[2] for part in parts):
                return _carries(one, parts, Clue.END_TO_END)
    exact = [one for one in sound if one.cents == -cents]
    return _carries(exact[0], exact[0].parts, Clue.TRANSFER) if len(exact) == 1 else None


def _carries(one: Sent, parts: Sequence[tuple[str, int, int]], why: Clue) -> Proposal:
    return Proposal(tuple((str(key), cents) for _reference, key, cents in parts), why, transfer=one.number)


def propose(cents: int, *, end_to_end: str, name: str, text: str, owed: Sequence[Owed]) -> Proposal | None:
    """What a line of `cents` that came in pays, or None when it does not say."""
    if cents <= 0:
        return None
    return _of_one_customer(cents, end_to_end, name, text, owed, more=True)


def propose_back(cents: int, *, end_to_end: str, name: str, text: str, credit: Sequence[Owed]) -> Proposal | None:
    """What a line of `cents` that went out (negative) gives back to a customer, or None when it does not say.

    No more goes back than is owed: a line larger than what may be given back of the documents that it names says
    nothing.
    """
    if cents >= 0:
        return None
    found = _of_one_customer(-cents, end_to_end, name, text, credit, more=False)
    return replace(found, back=True) if found else None


def _of_one_customer(
    cents: int, end_to_end: str, name: str, text: str, owed: Sequence[Owed], *, more: bool
) -> Proposal | None:
    """By the numbers said, else by the name and the exact amount; `more`: what is over may go with the last."""
    for why, said in ((Clue.END_TO_END, end_to_end), (Clue.NUMBER, f"{name} {text}")):
        numbers = numbers_in(said)
        if named := [one for one in owed if one.number in numbers]:
            # One payment, one customer: numbers of several say nothing sure.
            if len({one.customer for one in named}) == 1 and (more or cents <= sum(one.left for one in named)):
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


def propose_due(cents: int, *, end_to_end: str, name: str, text: str, due: Sequence[Due]) -> Proposal | None:
    """What a line of `cents` that went out (negative) pays to a supplier, or None when it does not say.

    A supplier cannot be paid in advance: a line larger than what is due on the invoices that it names says nothing.
    """
    if cents >= 0:
        return None
    words = set(fold(f"{name} {text}").split())
    for why, said in ((Clue.END_TO_END, end_to_end), (Clue.NUMBER, f"{name} {text}")):
        spoken = _runs(said)
        named = [one for one in due if _bare(one.number) in spoken and _is_told(one, words)]
        # Other suppliers use the same numbers: the name then decides.
        if len({one.supplier for one in named}) > 1:
            named = [one for one in named if _same(one.name, words)]
        if named:
            return _proposed(-cents, named, why)
    alike = [one for one in due if _same(one.name, words)]
    exact = [one for one in alike if one.left == -cents]
    if len(exact) == 1:
        return _proposed(-cents, exact, Clue.NAME)
    if len(alike) > 1 and sum(one.left for one in alike) == -cents:
        return _proposed(-cents, alike, Clue.NAME)
    return None


def _proposed(cents: int, named: Sequence[Due], why: Clue) -> Proposal | None:
    """One supplier’s invoices that so many cents pay, oldest first; None for several, or when the cents are more."""
    if len({one.supplier for one in named}) != 1 or cents > sum(one.left for one in named):
        return None
    parts, rest = [], cents
    for one in named:
        if taken := min(rest, one.left):
            parts.append((str(one.key), taken))
            rest -= taken
    return Proposal(tuple(parts), why)


def _is_told(one: Due, words: set[str]) -> bool:
    """Whether a number can be believed: "12" is in many texts, so a short one wants its supplier's name beside it."""
    return len(_bare(one.number)) >= _TELLING or _same(one.name, words)


def _bare(number: str) -> str:
    return fold(number).replace(" ", "")


def _runs(text: str) -> set[str]:
    """The words of a text, and what neighbours make when they are put together."""
    words = fold(text).split()
    return {"".join(words[i:j]) for i in range(len(words)) for j in range(i + 1, min(i + _SPREAD, len(words)) + 1)}


def numbers_in(text: str) -> set[str]:
    """The invoice numbers in a text, ours and farms', however they are spaced: "f 2026 0012" is F2026-0012."""
    said = fold(text)
    theirs = {f"M{farm}-{year}-{number}" for farm, year, number in _MANDATE.findall(said)}
    return {f"F{year}-{number}" for year, number in _NUMBER.findall(said)} | theirs


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
