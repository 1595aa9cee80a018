"""How what was delivered becomes an invoice, to the cent. Pure.

A document has one basis (docs/money.md): goods shown VAT included are billed apart from goods shown net. Deposits go
with the goods they were handed over with.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from bocal.directory.rules import VatProfile
from bocal.journals.rules import OUTSIDE_VAT, Account, Money, Refused
from bocal.measure.money import Basis, Line, Totals, invoice_totals, line_cents, net_of_gross, vat_of_net
from bocal.measure.quantity import PER, Dimension

#: Days to pay unless agreed otherwise (code de commerce, art. L. 441-10, I).
DUE_DAYS = 30
#: The longest that may be agreed (code de commerce, art. L. 441-10, I).
MAX_DUE_DAYS = 60


class InvoiceKind(StrEnum):
    """Type code of a document (BT-3, list UNTDID 1001)."""

    INVOICE = "380"
    CREDIT_NOTE = "381"


class Nature(StrEnum):
    """Nature of the operation, which an invoice must say (CGI ann. II art. 242 nonies A, I, 8° bis)."""

    GOODS = "goods"
    SERVICES = "services"
    MIXED = "mixed"


class Turn(StrEnum):
    """What a line of a document is: goods or jars handed over, or come back, or something that does not move."""

    GIVEN = "given"
    BACK = "back"
    NEITHER = "neither"

    @classmethod
    def of(cls, quantity: int, cents: int) -> "Turn":
        """By its quantity (none of what does not move) and its amount (negative when it came back)."""
        if not quantity:
            return cls.NEITHER
        return cls.BACK if cents < 0 else cls.GIVEN


@dataclass(frozen=True)
class Sold:
    """A line of a delivery as the journals hold it; `cents` is the signed revenue, credit negative.

    `label` to `lot` are what its customer reads; `quantity` is in the item's own unit.
    """

    key: int
    voucher: int
    day: date
    account: Account
    cents: int
    label: str = ""
    lot: str = ""
    quantity: int = 0
    dimension: Dimension = Dimension.COUNT
    unit_price: Decimal | None = None
    gross: bool = False
    vat_bp: int | None = None
    # With VAT, in cents, as the delivery put it on account 418 for this line; None when it did so in one sum.
    owed: int | None = None
    # The farm that sells it, on mandate; None when we do.
    farm: int | None = None

    @property
    def deposit(self) -> bool:
        """Whether this is a jar's deposit, taken or given back: no VAT, and owed to its holder."""
        return self.account is Account.DEPOSITS

    @property
    def outside(self) -> bool:
        """Whether this is outside the scope of VAT, whatever the basis: a jar's deposit, a membership's fee."""
        return self.account in OUTSIDE_VAT

    @property
    def net(self) -> int:
        """Before VAT, in cents, as the delivery counted it: positive for a sale."""
        return -self.cents

    @property
    def amount(self) -> int:
        """In the basis of its own price, in cents: what its customer was shown."""
        if self.outside or not self.gross:
            return self.net
        if self.owed is not None:
            return self.owed
        if self.unit_price is not None:
            shown = line_cents(self.unit_price, self.quantity, PER[self.dimension])
            if net_of_gross(shown, self.vat_bp or 0) == self.net:
                return shown
        return self.net + vat_of_net(self.net, self.vat_bp or 0)

    @property
    def due(self) -> int:
        """With VAT, in cents, as the delivery put it on account 418."""
        if self.owed is not None:
            return self.owed
        return self.amount if self.gross or not self.vat_bp else self.amount + vat_of_net(self.amount, self.vat_bp)


@dataclass(frozen=True)
class Draft:
    """An invoice before its number: its lines, its totals, and what it takes off the accounts of what was unbilled."""

    basis: Basis
    lines: tuple[Sold, ...]
    totals: Totals
    nature: Nature
    # The VAT of services is due when they are paid for, not yet.
    waits: bool = False

    @property
    def farm(self) -> int | None:
        """The farm that sells, on mandate; None when we do."""
        return self.lines[0].farm

    @property
    def kind(self) -> InvoiceKind:
        """A credit note when we owe the customer."""
        return InvoiceKind.CREDIT_NOTE if self.totals.payable < 0 else InvoiceKind.INVOICE

    @property
    def unbilled(self) -> int:
        """What the deliveries put on account 418, in cents."""
        return sum(line.due for line in self.lines)

    @property
    def vat_unbilled(self) -> int:
        """What the deliveries put on account 44587, in cents."""
        return sum(line.due - line.net for line in self.lines)

    def waiting(self, rate_bp: int | None) -> int:
        """What waits on account 44574 of the VAT at this rate, in cents: all of it when the row has services alone."""
        if not self.waits or not rate_bp:
            return 0
        nets = zip(self.lines, self.totals.line_nets, strict=True)
        services = [net for line, net in nets if line.account is Account.SERVICES and (line.vat_bp or 0) == rate_bp]
        return vat_of_net(sum(services), rate_bp)


def check_owed(lines: Iterable[Sold], owed: Mapping[int, int]) -> None:
    """Raises Refused("amounts_differ") when the lines of a voucher do not come to what it `owed` on account 418."""
    sums: dict[int, int] = {}
    days: dict[int, date] = {}
    for line in lines:
        sums[line.voucher] = sums.get(line.voucher, 0) + line.due
        days[line.voucher] = line.day
    for voucher, cents in owed.items():
        if sums.get(voucher, 0) != cents:
            raise Refused("amounts_differ", day=f"{days[voucher]:%d/%m/%Y}")


def by_seller(lines: Iterable[Sold]) -> dict[int | None, tuple[Sold, ...]]:
    """The lines of each seller: ours first (None), then farms' on mandate, each with its own invoices."""
    parts: dict[int | None, list[Sold]] = {}
    for line in lines:
        parts.setdefault(line.farm, []).append(line)
    return {farm: tuple(parts[farm]) for farm in sorted(parts, key=lambda one: one or 0)}


def by_basis(lines: Iterable[Sold], alone: Basis = Basis.GROSS) -> dict[Basis, tuple[Sold, ...]]:
    """The lines of each document to make. A deposit follows its delivery's goods.

    One that moved without goods (jars that came back), or a fee, goes with all the goods when they have one basis, else
    `alone`.
    """
    lines = tuple(lines)
    shown = {line.gross for line in lines if not line.outside}
    if len(shown) == 1:
        alone = Basis.GROSS if shown == {True} else Basis.NET
    net_only: dict[int, bool] = {}
    for line in lines:
        if not line.outside:
            net_only[line.voucher] = net_only.get(line.voucher, True) and not line.gross
    parts: dict[Basis, list[Sold]] = {}
    for line in lines:
        net = net_only.get(line.voucher, alone is Basis.NET) if line.outside else not line.gross
        parts.setdefault(Basis.NET if net else Basis.GROSS, []).append(line)
    return {basis: tuple(parts[basis]) for basis in Basis if basis in parts}


def misfit(lines: Iterable[Sold], profile: VatProfile) -> Refused | None:
    """Why these lines cannot be billed by a collective of this profile: vat_in_franchise, vat_missing; None when they
    can.

    One that bills no VAT (franchise, exempt) may not bill what was delivered with VAT, nor one that is liable what was
    delivered without a rate. The VAT of a delivery arises on its day (CGI art. 269, 1, a), and whoever writes VAT
    on an invoice owes it (art. 283, 3). A person decides which of the two is right, never the invoice; how sure each
    of these is: docs/money.md.
    """
    for line in lines:
        if not profile.bills_vat and line.vat_bp:
            return Refused("vat_in_franchise", day=f"{line.day:%d/%m/%Y}", label=line.label)
        if profile.bills_vat and line.vat_bp is None and not line.outside:
            return Refused("vat_missing", day=f"{line.day:%d/%m/%Y}", label=line.label)
    return None


def draft(lines: Sequence[Sold], basis: Basis, profile: VatProfile) -> Draft:
    """The document that bills these lines. Raises Refused: nothing_to_bill, and what misfit says."""
    if not lines:
        raise Refused("nothing_to_bill")
    if refused := misfit(lines, profile):
        raise refused
    services = {line.account is Account.SERVICES for line in lines if not line.outside}
    if not services and any(line.account is Account.DUES for line in lines):
        # A fee alone is no goods.
        services = {True}
    nature = Nature.MIXED if len(services) == 2 else Nature.SERVICES if services == {True} else Nature.GOODS
    return Draft(basis, tuple(lines), totals(lines, basis), nature, waits=profile is VatProfile.RECEIPTS)


def totals(lines: Sequence[Sold], basis: Basis) -> Totals:
    """What these lines come to on one document; what is outside VAT has no rate, other goods without one bear none."""
    rates = [None if line.outside else line.vat_bp or 0 for line in lines]
    return invoice_totals([Line(one.amount, rate) for one, rate in zip(lines, rates, strict=True)], basis)


def entry(made: Draft, customer: int, label: str) -> list[Money]:
    """The money of the gesture INVOICE: from unbilled to owed, VAT from pending to collected, rounding apart.

    In a farm's name, its VAT is none of our accounts' affair, and the cents of rounding are owed to it.
    """
    lines = [
        Money(Account.CUSTOMER, made.totals.payable, party=customer, label=label),
        Money(Account.UNBILLED, -made.unbilled, party=customer, label=label),
    ]
    if made.farm is not None:
        gap = made.unbilled - made.totals.payable
        return [*lines, Money(Account.THIRD_PARTIES, gap, party=made.farm, label=label)] if gap else lines
    lines.append(Money(Account.VAT_UNBILLED, made.vat_unbilled, label=label))
    for row in made.totals.rows:
        waiting = made.waiting(row.rate_bp)
        lines.append(Money(Account.VAT_COLLECTED, waiting - row.vat, label=label, vat_bp=row.rate_bp))
        lines.append(Money(Account.VAT_WAITING, -waiting, party=customer, label=label, vat_bp=row.rate_bp))
    gap = -sum(line.cents for line in lines)
    lines.append(Money(Account.ROUNDING_LOSS if gap > 0 else Account.ROUNDING_GAIN, gap, label=label))
    # The first two stay even at zero: a delivery paid by returned jars is billed too.
    return [line for place, line in enumerate(lines) if place < 2 or line.cents]
