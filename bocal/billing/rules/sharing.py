"""What a group keeps of what its farms brought to a round, and what it pays to those who ran the distribution. Pure.

The group buys and sells again: what it keeps is a reduction of the purchase price, so it takes the rate of VAT of the
goods; running the distribution is a service that the farm sells to the group, at the normal rate (docs/money.md).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from bocal.journals.rules import Account, Money, Refused
from bocal.measure.money import round_half_away
from bocal.measure.quantity import split

#: A group that keeps more than half is a mistake of typing.
MOST_MARGIN_BP = 5_000
MOST_RATE_CENTS = 100_000
#: Hours, orders or kilometres of one farm in one round.
MOST_GIVEN = 9_999
#: VAT of a service, where the farm bills some.
SERVICE_VAT_BP = 2_000


class Per(StrEnum):
    """What running a distribution is paid by."""

    HOUR = "hour"
    ORDER = "order"
    KILOMETRE = "km"


@dataclass(frozen=True)
class Terms:
    """The group's rule: what it keeps (basis points), what it pays by what (cents for one)."""

    margin_bp: int = 0
    per: Per = Per.HOUR
    rate_cents: int = 0


@dataclass(frozen=True)
class Share:
    """What a farm brought by rate of VAT (cents before VAT), what is kept, what it gave (hundredths of a `per`)."""

    brought: Mapping[int, int]
    margin_bp: int = 0
    given: int = 0
    rate_cents: int = 0

    @property
    def sold(self) -> int:
        """What it brought, in cents before VAT."""
        return sum(self.brought.values())

    @property
    def margin(self) -> int:
        """What the group keeps, in cents before VAT; rounded once."""
        return round_half_away(self.sold * self.margin_bp, 10_000)

    @property
    def compensation(self) -> int:
        """What the distribution is worth, in cents before VAT; rounded once."""
        return round_half_away(self.given * self.rate_cents, 100)

    @property
    def owed(self) -> int:
        """What is owed to the farm for the round, in cents before VAT."""
        return self.sold - self.margin + self.compensation

    def margins(self) -> dict[int, int]:
        """What the group keeps, by rate of VAT: parts of `margin` by largest remainder."""
        rates = sorted(self.brought)
        if not self.margin:
            return {}
        parts = split(self.margin, [self.brought[rate] for rate in rates])
        return {rate: part for rate, part in zip(rates, parts, strict=True) if part}


class Part(Protocol):
    """What a round comes to for one farm, in cents before VAT."""

    @property
    def sold(self) -> int: ...

    @property
    def margin(self) -> int: ...

    @property
    def compensation(self) -> int: ...

    @property
    def owed(self) -> int: ...


@dataclass(frozen=True)
class Sums:
    """What a round comes to for all its farms, in cents before VAT."""

    sold: int
    kept: int
    paid: int
    owed: int


def sums(parts: Collection[Part]) -> Sums:
    """Farm by farm added up."""
    return Sums(
        sum(one.sold for one in parts),
        sum(one.margin for one in parts),
        sum(one.compensation for one in parts),
        sum(one.owed for one in parts),
    )


def check_terms(terms: Terms) -> None:
    """Raises Refused: bad_margin, bad_rate."""
    if not 0 <= terms.margin_bp <= MOST_MARGIN_BP:
        raise Refused("bad_margin", most=MOST_MARGIN_BP // 100)
    if not 0 <= terms.rate_cents <= MOST_RATE_CENTS:
        raise Refused("bad_rate")


def check_given(given: int, terms: Terms) -> None:
    """Raises Refused: bad_given, no_rate (something was given and the group pays nothing for it)."""
    if not 0 <= given <= MOST_GIVEN * 100:
        raise Refused("bad_given", most=MOST_GIVEN)
    if given and not terms.rate_cents:
        raise Refused("no_rate")


def entry(share: Share, supplier: int, *, margin_label: str, given_label: str) -> list[Money]:
    """The money of a settlement: purchases cost less, what is owed (408) with them; the distribution is a cost, owed.

    One purchase stands before each debt, as at a reception: the farm's invoice reads them in pairs.
    """
    lines = []
    for rate, cents in share.margins().items():
        lines.append(Money(Account.PURCHASES, -cents, label=margin_label, vat_bp=rate))
        lines.append(Money(Account.SUPPLIER_UNBILLED, cents, supplier, margin_label))
    if share.compensation:
        lines.append(Money(Account.SUBCONTRACTING, share.compensation, label=given_label, vat_bp=SERVICE_VAT_BP))
        lines.append(Money(Account.SUPPLIER_UNBILLED, -share.compensation, supplier, given_label))
    return lines
