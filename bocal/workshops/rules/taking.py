"""The money of glass: its deposit, taken or given back in cash. Pure."""

from decimal import Decimal

from bocal.journals.rules import Account, Money


def deposit(jar: int, count: int, cents: int, *, party: int, label: str) -> list[Money]:
    """The deposit (`cents` each) of `count` jars taken (positive) or brought back (negative), in cash; outside VAT.

    Paid on the spot, it is on no invoice (no account 418).
    """
    if not cents or not count:
        return []
    return [
        Money(Account.CASH, count * cents, label=label),
        Money(
            Account.DEPOSITS,
            -count * cents,
            party,
            label,
            item=jar,
            quantity=count,
            unit_price=Decimal(cents) / 100,
            gross=True,
        ),
    ]
