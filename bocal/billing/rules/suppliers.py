"""What producers are owed: their invoices, and those that the collective makes in their name. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from bocal.directory.rules import FarmVat as FarmVat
from bocal.journals.rules import Account, Money, Refused
from bocal.measure.money import Basis, Line, Totals, invoice_totals, round_half_away
from bocal.measure.quantity import Dimension

#: An older invoice is a mistake of typing.
OLDEST_DAYS = 3 * 366


@dataclass(frozen=True)
class Bought:
    """A line of what a supplier brought: cents before VAT, positive when we owe them; `quantity` in the item's unit."""

    day: date
    label: str
    cents: int
    lot: str = ""
    quantity: int = 0
    dimension: Dimension = Dimension.COUNT
    unit_price: Decimal | None = None
    vat_bp: int | None = None
    service: bool = False


def self_billed_totals(lines: Sequence[Bought], vat: FarmVat) -> Totals:
    """What an invoice in the farm's name comes to. Raises Refused: vat_of_item_missing, nothing_to_bill."""
    if not lines:
        raise Refused("nothing_to_bill")
    if vat is FarmVat.LIABLE:
        for line in lines:
            if line.vat_bp is None:
                raise Refused("vat_of_item_missing", label=line.label)
    rates = [(line.vat_bp or 0) if vat is FarmVat.LIABLE else 0 for line in lines]
    return invoice_totals([Line(one.cents, rate) for one, rate in zip(lines, rates, strict=True)], Basis.NET)


def check_supplier_invoice(payable: int, vat: int, issued_on: date, today: date) -> None:
    """Raises Refused: no_amount, bad_vat, future, too_old. Both amounts in cents, negative on a credit note."""
    if not payable:
        raise Refused("no_amount")
    # No French rate is above 20 %, which is a sixth of the total with VAT.
    if vat * payable < 0 or abs(vat) * 6 > abs(payable) + 6:
        raise Refused("bad_vat")
    if issued_on > today:
        raise Refused("future", day=f"{issued_on:%d/%m/%Y}")
    if issued_on < today - timedelta(days=OLDEST_DAYS):
        raise Refused("too_old", day=f"{issued_on:%d/%m/%Y}")


def supplier_entry(payable: int, vat: int, purchases: int, *, supplier: int, label: str, deducts: bool) -> list[Money]:
    """The money of a supplier's invoice: what was expected (408) becomes owed (401), in cents.

    VAT is deducted by who bills some, else it is part of the cost; so is what the invoice says beyond the purchases.
    """
    deducted = vat if deducts else 0
    lines = [
        Money(Account.SUPPLIER, -payable, party=supplier, label=label),
        Money(Account.SUPPLIER_UNBILLED, purchases, party=supplier, label=label),
        Money(Account.VAT_DEDUCTIBLE, deducted, label=label),
        Money(Account.PURCHASES, payable - purchases - deducted, party=supplier, label=label),
    ]
    return [line for place, line in enumerate(lines) if place == 0 or line.cents]


def supplier_payment(
    cents: int, account: Account, supplier: int, label: str, *, on_mandate: bool = False
) -> list[Money]:
    """The money of a payment to a supplier, in cents; `on_mandate`: of an account rendered, which stands on 467."""
    owed = Account.THIRD_PARTIES if on_mandate else Account.SUPPLIER
    return [Money(owed, cents, party=supplier, label=label), Money(account, -cents, label=label)]


def same_number(number: str, known: Iterable[str]) -> bool:
    """Whether a supplier's number is one of these, however it was typed."""
    return folded(number) in {folded(one) for one in known}


def folded(number: str) -> str:
    """An invoice number without its spaces, in capitals."""
    return "".join(number.split()).upper()


def goods_part(paid: int, *, payable: int, services: int) -> int:
    """What of a payment was for goods (cents), of an invoice without VAT that has services among them."""
    return round_half_away(paid * (payable - services), payable) if payable > services else 0
