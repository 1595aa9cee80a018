"""What comes back is credited as it was sold: the mirror of the sale's own lines, for so much of it. Pure."""

from dataclasses import dataclass
from decimal import Decimal

from bocal.journals.rules.gestures import Money
from bocal.journals.rules.kinds import Account
from bocal.measure.money import line_cents, net_of_gross, round_half_away, vat_of_net


@dataclass(frozen=True)
class Sold:
    """A line that a gesture sold: cents before VAT (`net`) and owed for it (`due`), for `quantity` in the item's own
    unit (its price is for `per` of it); `whose`: the customer, or the farm in whose name it was sold (account 467)."""

    account: Account
    whose: int | None
    net: int
    due: int
    item: int
    quantity: int
    per: int
    label: str = ""
    lot: int | None = None
    unit_price: Decimal | None = None
    gross: bool = False
    vat_bp: int | None = None

    def cost(self, quantity: int) -> tuple[int, int]:
        """Of so much of it: cents before VAT, and owed. All of it comes to what was owed; a part, to its own price,
        rounded as a line of an invoice (docs/money.md), or to its share where no price explains the line."""
        if quantity >= self.quantity:
            return self.net, self.due
        whole = self.due if self.gross else self.net
        if self.unit_price is not None and line_cents(self.unit_price, self.quantity, self.per) == whole:
            part = line_cents(self.unit_price, quantity, self.per)
        else:
            part = round_half_away(whole * quantity, self.quantity)
        if self.gross:
            return (net_of_gross(part, self.vat_bp) if self.vat_bp else part), part
        return part, part + (vat_of_net(part, self.vat_bp) if self.vat_bp else 0)


def credit(sold: Sold, quantity: int, *, party: int) -> list[Money]:
    """The lines that take off what `party` owes for so much (own unit) of what was sold, in the order of a sale: what
    was owed, the sale, its VAT."""
    net, due = sold.cost(quantity)
    if not due:
        return []
    tag = (sold.label, sold.lot, sold.item, -quantity)
    lines = [
        Money(Account.UNBILLED, -due, party, *tag, vat_bp=sold.vat_bp),
        Money(sold.account, net, sold.whose, *tag, sold.unit_price, sold.gross, sold.vat_bp),
    ]
    if due != net:
        theirs = sold.account is Account.THIRD_PARTIES
        vat_on = Account.THIRD_PARTIES if theirs else Account.VAT_UNBILLED
        lines.append(Money(vat_on, due - net, sold.whose, sold.label, vat_bp=sold.vat_bp))
    return lines
