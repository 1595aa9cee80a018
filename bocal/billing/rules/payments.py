"""How payments settle invoices. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from bocal.journals.rules import Account, Money, Refused
from bocal.measure.money import round_half_away


class Means(StrEnum):
    """How a payment came. A card payment is noted here; the terminal took it. `prepaid`: from the customer's prepaid
    account; `online`: a provider has it, until it pays out; `set_off`: against what is owed to a farm on mandate."""

    TRANSFER = "transfer"
    CHEQUE = "cheque"
    CARD = "card"
    CASH = "cash"
    PREPAID = "prepaid"
    ONLINE = "online"
    SET_OFF = "set_off"


@dataclass(frozen=True)
class Bill:
    """An invoice as far as payments go; what was paid on it, in cents (a refund is negative)."""

    key: int
    payable: int
    paid: int


@dataclass(frozen=True)
class Settled:
    """What is left to pay on each invoice and what the customer's credit covered of it; the credit that remains."""

    left: Mapping[int, int]
    covered: Mapping[int, int]
    credit: int


def settle(bills: Iterable[Bill]) -> Settled:
    """One customer's invoices by rising key. What is too much on one, and credit notes, pay the oldest others first.

    Σ left − credit = Σ payable − Σ paid, always; no invoice is unpaid while credit remains.
    """
    bills = list(bills)
    open_ = {bill.key: bill.payable - bill.paid for bill in bills}
    credit = -sum(min(0, cents) for cents in open_.values())
    left, covered = {}, {}
    for bill in bills:
        due = max(0, open_[bill.key])
        covered[bill.key] = min(due, credit)
        credit -= covered[bill.key]
        left[bill.key] = due - covered[bill.key]
    return Settled(left, covered, credit)


def check_payment(cents: int, *, left: int, more_is_credit: bool) -> None:
    """Raises Refused: no_amount, over_payment (unless `more_is_credit`)."""
    if cents <= 0:
        raise Refused("no_amount")
    if cents > left and not more_is_credit:
        raise Refused("over_payment", more=cents - left)


def check_refund(cents: int, *, credit: int) -> None:
    """Raises Refused: no_amount, refund_too_large."""
    if cents <= 0:
        raise Refused("no_amount")
    if cents > credit:
        raise Refused("refund_too_large", credit=credit)


def treasury(means: Means) -> Account:
    """The account on which money is that came by these means."""
    return {Means.CASH: Account.CASH, Means.PREPAID: Account.ADVANCES, Means.ONLINE: Account.ONLINE}.get(
        means, Account.BANK
    )


def payment_entry(cents: int, means: Means, customer: int, label: str) -> list[Money]:
    """The money of the gesture PAY; a refund has negative cents."""
    whose = customer if means is Means.PREPAID else None
    return [
        Money(treasury(means), cents, party=whose, label=label),
        Money(Account.CUSTOMER, -cents, party=customer, label=label),
    ]


@dataclass(frozen=True)
class Pending:
    """VAT of services on an invoice (its key and number), at one rate: all of it, and what still waits, in cents."""

    key: int
    number: str
    rate_bp: int | None
    cents: int
    left: int


def credit_parts(bills: Iterable[Bill]) -> dict[int, int]:
    """Which of one customer's documents the credit that remains is of: the youngest; in cents, never negative."""
    bills = list(bills)
    credit = settle(bills).credit
    found = {}
    for bill in reversed(bills):
        found[bill.key] = min(credit, max(0, bill.paid - bill.payable))
        credit -= found[bill.key]
    return found


def settled_parts(bills: Iterable[Bill]) -> dict[int, int]:
    """How much of each of one customer's documents is settled, in cents with the sign of its payable.

    An invoice by what was paid and what credit covered; a credit note by what was given back and what it covered.
    """
    bills = list(bills)
    left, kept = settle(bills).left, credit_parts(bills)
    return {
        bill.key: max(0, bill.payable - left[bill.key]) if bill.payable >= 0 else min(0, bill.payable + kept[bill.key])
        for bill in bills
    }


def release(bills: Iterable[Bill], pending: Iterable[Pending], customer: int) -> list[Money]:
    """The VAT that becomes due (44574 to 44571) as these documents stand: its share of what is settled, to the cent.

    Of a document settled whole, all of it; what became due and is no longer settled goes back to waiting.
    """
    bills = list(bills)
    payables = {bill.key: bill.payable for bill in bills}
    parts = settled_parts(bills)
    lines = []
    for one in pending:
        payable, part = abs(payables[one.key]), abs(parts[one.key])
        due = round_half_away(one.cents * part, payable) if payable else one.cents
        if moved := due - (one.cents - one.left):
            lines.append(Money(Account.VAT_WAITING, moved, party=customer, label=one.number, vat_bp=one.rate_bp))
            lines.append(Money(Account.VAT_COLLECTED, -moved, label=one.number, vat_bp=one.rate_bp))
    return lines
