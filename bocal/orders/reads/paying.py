"""How an order will be paid: what its household has put in before, and what it lacks."""

from dataclasses import dataclass

from django.db.models import Q, Sum

from bocal.journals.models import MoneyLine
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
    """How an order will be paid, in one query."""
    sums = MoneyLine.objects.filter(party=sheet.customer).aggregate(
        there=Sum("cents", filter=Q(account=Account.ADVANCES)),
        owed=Sum("cents", filter=Q(account__in=[Account.CUSTOMER, Account.UNBILLED])),
    )
    there, owed = -(sums["there"] or 0), sums["owed"] or 0
    return Paying(there, max(0, there - max(0, owed)), sheet.total)
