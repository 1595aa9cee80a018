"""What farms at the flat rate (CGI art. 298 quater) were paid for: what their purchase slips and certificates say."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet, Sum

from bocal.billing.models import SupplierInvoice, SupplierInvoiceDelivery, SupplierPayment
from bocal.billing.rules.suppliers import FarmVat, goods_part
from bocal.directory.models import Organisation
from bocal.journals.rules import Account


@dataclass(frozen=True)
class FlatPaid:
    """A payment to a farm at the flat rate: what of it was for goods (cents), and which."""

    payment: SupplierPayment
    day: date
    number: str
    what: str
    cents: int


@dataclass(frozen=True)
class FlatYear:
    """What a farm at the flat rate was paid for its goods in a calendar year."""

    supplier: Organisation
    year: int
    rows: tuple[FlatPaid, ...]

    @property
    def cents(self) -> int:
        """In all."""
        return sum(row.cents for row in self.rows)


def _payments() -> QuerySet[SupplierPayment]:
    """Payments that stand of invoices made in the name of farms that were at the flat rate that day."""
    return (
        SupplierPayment.objects.filter(
            voucher__reversal=None, invoice__self_billed=True, invoice__document__seller__vat_profile=FarmVat.FLAT.value
        )
        .select_related("voucher", "invoice__supplier")
        .order_by("voucher__day", "pk")
    )


def flat_years(supplier: Organisation) -> list[FlatYear]:
    """Each year in which a farm was paid for goods at the flat rate, newest first."""
    years: dict[int, list[FlatPaid]] = defaultdict(list)
    for row in _rows(_payments().filter(invoice__supplier=supplier)):
        years[row.day.year].append(row)
    return [FlatYear(supplier, year, tuple(rows)) for year, rows in sorted(years.items(), reverse=True)]


def flat_year(supplier: Organisation, year: int) -> FlatYear | None:
    """What a farm was paid for goods at the flat rate in one year; None when nothing."""
    return next((one for one in flat_years(supplier) if one.year == year), None)


def flat_payment(pk: int) -> FlatPaid | None:
    """One payment of goods to a farm at the flat rate, by its key."""
    return next(iter(_rows(_payments().filter(pk=pk))), None)


def _rows(payments: Iterable[SupplierPayment]) -> list[FlatPaid]:
    found = list(payments)
    services = _services({one.invoice_id for one in found})
    rows = []
    for one in found:
        bill = one.invoice
        goods = goods_part(one.cents, payable=bill.payable, services=services.get(bill.pk, 0))
        if goods:
            rows.append(FlatPaid(one, one.voucher.day, bill.number, _what(bill), goods))
    return rows


def _services(bills: set[int]) -> dict[int, int]:
    """What each of these invoices has of services (the distribution): no product of the farm's."""
    billed = SupplierInvoiceDelivery.objects.filter(invoice__in=bills).order_by().values_list("invoice")
    sums = billed.annotate(sum=Sum("voucher__money__cents", filter=Q(voucher__money__account=Account.SUBCONTRACTING)))
    return {pk: cents or 0 for pk, cents in sums}


def _what(bill: SupplierInvoice) -> str:
    """The goods of an invoice made in a farm's name, each once."""
    return ", ".join(dict.fromkeys(line["label"] for line in bill.document["lines"] if line["quantity"]))
