"""Farms on mandate: what was sold in a farm's name is owed to it (account 467); the group bills its share. Pure.

Docs/money.md, “Sellers on mandate”, says why nothing of it is a sale, a purchase or VAT of the group.
"""

from dataclasses import dataclass
from decimal import Decimal

from bocal.journals.rules import Account, Money
from bocal.measure.money import round_half_away, vat_of_net


@dataclass(frozen=True)
class Collected:
    """What customers owe a farm on mandate (cents, before VAT and with it), what the group keeps of it (basis points of
    what is before VAT) at its own rate of VAT, and what the farm gave to the distribution (hundredths of a `per`)."""

    net: int
    sold: int
    margin_bp: int = 0
    vat_bp: int = 0
    given: int = 0
    rate_cents: int = 0

    @property
    def share(self) -> int:
        """What the group bills for its service, in cents before VAT; rounded once."""
        return round_half_away(self.net * self.margin_bp, 10_000)

    @property
    def margin(self) -> int:
        """The same with its VAT, in cents: what is set off."""
        return self.share + vat_of_net(self.share, self.vat_bp)

    @property
    def compensation(self) -> int:
        """What the distribution is worth, in cents before VAT; rounded once. It is owed on 408, as to any farm."""
        return round_half_away(self.given * self.rate_cents, 100)

    @property
    def payable(self) -> int:
        """What the account rendered leaves to be paid, in cents."""
        return self.sold - self.margin

    @property
    def owed(self) -> int:
        """All that is owed to the farm for the round, in cents."""
        return self.payable + self.compensation


def share_entry(got: Collected, farm: int, label: str) -> list[Money]:
    """The money of the group's share: a service to the farm, which is billed at once (418 and 706, as any delivery)."""
    vat = got.margin - got.share
    lines = [
        Money(Account.UNBILLED, got.margin, farm, label, vat_bp=got.vat_bp),
        Money(
            Account.SERVICES,
            -got.share,
            farm,
            label,
            quantity=1 if got.share > 0 else -1,
            unit_price=Decimal(abs(got.share)) / 100,
            vat_bp=got.vat_bp,
        ),
        Money(Account.VAT_UNBILLED, -vat, farm, label, vat_bp=got.vat_bp),
    ]
    return [line for place, line in enumerate(lines) if place < 2 or line.cents]


def account_entry(got: Collected, farm: int, *, number: str, title: str, share_number: str) -> list[Money]:
    """The money of an account rendered: what was sold leaves 467 for what is to be paid, our invoice set off."""
    lines = [
        Money(Account.THIRD_PARTIES, got.sold, farm, title[:200]),
        Money(Account.THIRD_PARTIES, -got.payable, farm, number),
    ]
    if got.margin:
        lines.append(Money(Account.CUSTOMER, -got.margin, farm, share_number))
    return lines
