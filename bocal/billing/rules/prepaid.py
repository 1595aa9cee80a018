"""The prepaid account of a customer: money put in before anything is bought (account 4191), used once. Pure."""

import re

from bocal.billing.rules.payments import Means, treasury
from bocal.journals.rules import Account, Money, Refused
from bocal.measure.table import fold

#: Means by which money comes in or goes back at a desk.
BY_HAND = (Means.TRANSFER, Means.CHEQUE, Means.CARD, Means.CASH)
_CODE = re.compile(r"\bcp ?([0-9]{5,9})\b")


def code(customer: int) -> str:
    """What a customer writes on a transfer to their prepaid account: "CP00012"."""
    return f"CP{customer:05d}"


def code_in(text: str) -> int | None:
    """The customer whose prepaid account a text names; None for none, or for two."""
    found = {int(number) for number in _CODE.findall(fold(text))}
    return found.pop() if len(found) == 1 else None


def free(balance: int, owed: int) -> int:
    """Of a balance, the cents that nothing already handed over or billed has to be paid with."""
    return max(0, balance - max(0, owed))


def check_back(cents: int, *, balance: int, owed: int) -> None:
    """Whether so much may go back to a customer. Raises Refused: no_amount, advance_short, advance_owed."""
    if cents <= 0:
        raise Refused("no_amount")
    if cents > balance:
        raise Refused("advance_short", cents=max(0, balance))
    if cents > (left := free(balance, owed)):
        raise Refused("advance_owed", cents=left)


def advance_entry(cents: int, means: Means, customer: int, label: str) -> list[Money]:
    """The money of the gesture PREPAY; what goes back has negative cents."""
    return [
        Money(treasury(means), cents, label=label),
        Money(Account.ADVANCES, -cents, party=customer, label=label),
    ]
