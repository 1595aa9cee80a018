"""Paying online through a provider: what is asked of it, what it answers, and what that comes to. Pure.

A provider is whatever does what `Provider` says; acts and pages know nothing else of it. It takes the card, which we
never see: what it tells us is the only thing that counts as paid.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from bocal.journals.rules import Account, Money, Refused
from bocal.measure.table import fold

#: In cents: below, the provider's fee would be most of it; above, a transfer is the way.
LEAST, MOST = 100, 200_000


class OnlineState(StrEnum):
    """Where an online payment is."""

    ASKED = "asked"
    OPEN = "open"
    PAID = "paid"
    ABANDONED = "abandoned"
    FAILED = "failed"


class Heard(StrEnum):
    """What a provider tells."""

    PAID = "paid"
    ABANDONED = "abandoned"
    REFUNDED = "refunded"
    PAYOUT = "payout"


class Unreachable(Exception):
    """The provider does not answer, or answers that it cannot."""


class NotSigned(Exception):
    """What came is not signed by the provider, or too long ago."""


@dataclass(frozen=True)
class Asked:
    """What somebody is to pay: our key, cents, what for, where to write to, the address to come back to."""

    key: str
    cents: int
    label: str
    email: str
    back: str


@dataclass(frozen=True)
class PayPage:
    """The provider's page for it, and the name that it has there."""

    reference: str
    url: str


@dataclass(frozen=True)
class Told:
    """What the provider says. `reference` names the page (paid, abandoned), the payment (refunded; `cents` is all that
    went back of it so far) or the payout (its net in `cents`, with its `fee`, on `day`); `payment` the payment itself,
    `key` what we called it."""

    news: Heard
    reference: str
    cents: int = 0
    currency: str = "eur"
    payment: str = ""
    key: str = ""
    fee: int = 0
    day: date | None = None


class Provider(Protocol):
    """A payment provider. Each may raise Unreachable."""

    name: str

    def ask(self, asked: Asked) -> PayPage:
        """Open a page for a payment; the same key opens one."""

    def look(self, reference: str) -> Told | None:
        """What became of a page: paid, abandoned, or nothing yet."""

    def give_back(self, payment: str, cents: int, key: str) -> None:
        """Send cents of a payment back to whoever paid; the same key sends once."""

    def read(self, body: bytes, signature: str) -> Told | None:
        """What an announcement says; None for what is no affair of ours. Raises NotSigned."""


def check_amount(cents: int) -> None:
    """Raises Refused: bad_online_amount."""
    if not LEAST <= cents <= MOST:
        raise Refused("bad_online_amount")


def payout_entry(net: int, fee: int, label: str) -> list[Money]:
    """The provider paid out: the bank has the net, its fee is ours, and so much less waits on 5115."""
    lines = [
        Money(Account.BANK, net, label=label),
        Money(Account.BANK_FEES, fee, label=label),
        Money(Account.ONLINE, -(net + fee), label=label),
    ]
    return [line for line in lines if line.cents]


@dataclass(frozen=True)
class Due:
    """A payout that the bank has not shown yet, by its key."""

    key: int
    reference: str
    cents: int
    provider: str


def payout_of(cents: int, text: str, payouts: Iterable[Due]) -> Due | None:
    """The payout that a line of the bank is: its very amount, with the provider named, or its reference."""
    said = fold(text)
    found = [one for one in payouts if one.cents == cents and (one.provider in said or fold(one.reference) in said)]
    return found[0] if len(found) == 1 else None
