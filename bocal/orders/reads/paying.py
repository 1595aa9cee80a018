"""How an order will be paid: what its household has put in before, and what it lacks."""

from dataclasses import dataclass

from bocal.journals import reads as journals
from bocal.journals.rules import Account
from bocal.orders.reads.placed import Sheet


@dataclass(frozen=True)
class Paying:
    """In cents: what is on the household's prepaid account, and of it what nothing handed over or billed is paid with;
    what the order may cost at most."""

    there: int
    free: int
    total: int

    @property
    def lacking(self) -> int:
        """What the account does not cover of the order."""
        return max(0, self.total - self.free)


def paying(sheet: Sheet) -> Paying:
    """How an order will be paid, in two queries."""
    sums = journals.balances_of([Account.ADVANCES, Account.CUSTOMER, Account.UNBILLED], [sheet.customer.pk])
    there = -sums.pop((sheet.customer.pk, str(Account.ADVANCES)), 0)
    owed = sum(sums.values())
    return Paying(there, max(0, there - max(0, owed)), sheet.total)
