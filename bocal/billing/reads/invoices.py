"""Questions about what was billed, and what is left to pay."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, Max, Min, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from bocal.billing import rules
from bocal.billing.models import Invoice, InvoiceLine, Payment, Reminder
from bocal.billing.rules import Bill, Draft, Pending, Settled, Turn
from bocal.directory.models import Organisation
from bocal.journals import reads as journals
from bocal.journals.models import MoneyLine
from bocal.journals.rules import Account
from bocal.measure.period import Period
from bocal.measure.quantity import Dimension

#: Invoices on a page of the list.
PAGE = 25


@dataclass(frozen=True)
class Row:
    """A line as its customer reads it; the fields of models.InvoiceLine."""

    day: date
    label: str
    lot: str
    deposit: bool
    quantity: int
    dimension: Dimension
    unit_price: Any
    vat_bp: int | None
    amount: int
    net: int

    @property
    def heading(self) -> tuple[date, Turn]:
        """Under which heading it stands: what was handed over that day, what came back, or neither."""
        return self.day, Turn.of(self.quantity, self.amount)


def rows(made: Draft) -> list[Row]:
    """The lines of a draft, in order, each with its share of the net."""
    return [
        Row(
            line.day,
            line.label,
            line.lot,
            line.deposit,
            line.quantity,
            line.dimension,
            line.unit_price,
            None if line.outside else line.vat_bp or 0,
            line.amount,
            net,
        )
        for line, net in zip(made.lines, made.totals.line_nets, strict=True)
    ]


def corrected(made: Draft) -> list[str]:
    """The numbers of the invoices whose deliveries this draft takes back."""
    vouchers = {line.voucher for line in made.lines}
    found = Invoice.objects.filter(lines__money_line__voucher__reversal__in=vouchers, mandate__organisation=made.farm)
    return list(found.order_by("pk").values_list("number", flat=True).distinct())


def invoices(customers: Iterable[int] | None = None) -> QuerySet[Invoice]:
    """Invoices, newest first; only these customers' when given."""
    found = Invoice.objects.select_related("customer", "voucher__author", "mandate__organisation")
    return found if customers is None else found.filter(customer__in=list(customers))


def payments() -> QuerySet[Payment]:
    """Payments that stand, oldest first."""
    return (
        Payment.objects.filter(voucher__reversal=None).select_related("voucher__author").order_by("voucher__day", "pk")
    )


def payment(pk: int) -> Payment | None:
    """A payment by its key, with its invoice."""
    return Payment.objects.select_related("voucher", "invoice").filter(pk=pk).first()


def settled(customers: Iterable[int]) -> dict[int, Settled]:
    """What is left to pay on the invoices of these customers, customer by customer, in one query.

    Only of those on which something is left or too much was paid: the database leaves out what was paid to the cent,
    which no credit covers and which gives none, however many years of it there are.
    """
    keys = set(customers)
    stands = Payment.objects.filter(invoice=OuterRef("pk"), voucher__reversal=None).order_by().values("invoice")
    found = Invoice.objects.filter(customer__in=keys).order_by("pk")
    found = found.annotate(paid=Coalesce(Subquery(stands.annotate(sum=Sum("cents")).values("sum")), 0))
    bills: dict[int, list[Bill]] = defaultdict(list)
    rows = found.exclude(paid=F("payable")).values_list("pk", "customer", "payable", "paid")
    for pk, customer, payable, paid in rows:
        bills[customer].append(Bill(pk, payable, paid))
    return {customer: rules.settle(bills[customer]) for customer in keys}


def credit_left(customers: Iterable[int]) -> dict[int, int]:
    """Of these customers' documents, by key, those of which something may be given back: how much, in cents.

    It sums to what each of them has in credit. Two queries.
    """
    parts = (rules.credit_parts(bills) for bills in _bills(customers).values())
    return {pk: cents for found in parts for pk, cents in found.items() if cents}


def _bills(customers: Iterable[int]) -> dict[int, list[Bill]]:
    keys = set(customers)
    paid = dict(
        Payment.objects.filter(invoice__customer__in=keys, voucher__reversal=None)
        .order_by()
        .values_list("invoice")
        .annotate(Sum("cents"))
    )
    bills: dict[int, list[Bill]] = defaultdict(list)
    found = Invoice.objects.filter(customer__in=keys).order_by("pk").values_list("pk", "customer", "payable")
    for pk, customer, payable in found:
        bills[customer].append(Bill(pk, payable, paid.get(pk, 0)))
    return {customer: bills[customer] for customer in keys}


def vat_waiting(customer: Organisation) -> tuple[list[Bill], list[Pending]]:
    """A customer's documents, and the VAT of services that each of them put on account 44574.

    The first line of a document and rate is all of it; later ones took some away, or brought it back.
    """
    lines: dict[tuple[str, int | None], list[int]] = defaultdict(list)
    found = MoneyLine.objects.filter(party=customer, account=Account.VAT_WAITING).order_by("pk")
    for number, rate_bp, cents in found.values_list("label", "vat_bp", "cents"):
        lines[number, rate_bp].append(-cents)
    keys = dict(Invoice.objects.filter(number__in={number for number, _ in lines}).values_list("number", "pk"))
    pending = [
        Pending(keys[number], number, rate_bp, moved[0], sum(moved)) for (number, rate_bp), moved in lines.items()
    ]
    return _bills([customer.pk])[customer.pk], pending


@dataclass(frozen=True)
class Listed:
    """An invoice in a list, with what is left to pay on it."""

    invoice: Invoice
    left: int


@dataclass(frozen=True)
class Listing:
    """A page of the list, and the whole's count and total (cents)."""

    invoices: list[Listed]
    count: int
    total: int
    page: int
    pages: int


def listing(
    *, period: Period | None = None, customers: Sequence[int] | None = None, unpaid: bool = False, page: int = 1
) -> Listing:
    """Invoices issued in a period, of these customers, unpaid only if asked; a page beyond the end is the last one."""
    found = invoices(customers)
    if period is not None:
        found = found.filter(issued_on__gte=period.start, issued_on__lt=period.end)
    if unpaid:
        # Who owes nothing on account 411 has no unpaid invoice, since credit pays invoices.
        owing = [party.pk for party, cents in journals.owed(Account.CUSTOMER) if cents > 0]
        left = [pk for one in settled(owing).values() for pk, cents in one.left.items() if cents]
        found = found.filter(pk__in=left)
    totals = found.order_by().aggregate(count=Count("pk"), total=Sum("payable"))
    pages = max(1, -(-totals["count"] // PAGE))
    page = min(max(1, page), pages)
    shown = list(found[(page - 1) * PAGE : page * PAGE])
    by_customer = settled({one.customer_id for one in shown})
    listed = [Listed(one, by_customer[one.customer_id].left.get(one.pk, 0)) for one in shown]
    return Listing(listed, totals["count"], totals["total"] or 0, page, pages)


def months() -> list[date]:
    """The first days of the months that may have invoices, newest first."""
    ends = Invoice.objects.aggregate(first=Min("issued_on"), last=Max("issued_on"))
    if ends["first"] is None:
        return []
    period = Period(ends["first"], ends["last"] + timedelta(days=1))
    return [month.start for month in period.months()][::-1]


def customers() -> QuerySet[Organisation]:
    """Those who have had an invoice, by name."""
    return Organisation.objects.filter(pk__in=Invoice.objects.order_by().values("customer")).order_by("name", "pk")


@dataclass(frozen=True)
class Shown:
    """An invoice whole: its lines, payments that stand, what credit covered and what is left, in cents."""

    invoice: Invoice
    lines: list[InvoiceLine]
    payments: list[Payment]
    covered: int
    left: int
    credit: int
    # Of a credit note: the invoices that it gives something back of, and their days.
    references: list[tuple[str, date]]
    reminders: list[Reminder]

    @property
    def credit_note(self) -> bool:
        """Whether we owe the customer."""
        return self.invoice.kind == rules.InvoiceKind.CREDIT_NOTE

    @property
    def corrected(self) -> list[str]:
        """The numbers of the invoices that it corrects, as the paper, the page and the XML say them."""
        return self.invoice.corrects or [number for number, _day in self.references]

    @property
    def refundable(self) -> int:
        """What may still be paid back on this credit note, or of what was paid too much, in cents."""
        over = sum(payment.cents for payment in self.payments) - self.invoice.payable
        return max(0, min(self.credit, over))


def invoice(number: str, customers: Iterable[int] | None = None, farms: Iterable[int] = ()) -> Shown | None:
    """The invoice of this number, or None when there is none or it is neither one of `customers`' nor made in the
    name of one of `farms`."""
    theirs = Q() if customers is None else Q(customer__in=list(customers)) | Q(mandate__organisation__in=list(farms))
    found = invoices().filter(theirs, number=number).first()
    return shown(found) if found else None


def shown(found: Invoice) -> Shown:
    """An invoice with all that its page says."""
    state = settled([found.customer_id])[found.customer_id]
    return Shown(
        found,
        list(found.lines.order_by("position")),
        list(payments().filter(invoice=found)),
        state.covered.get(found.pk, 0),
        state.left.get(found.pk, 0),
        state.credit,
        _references(found) if found.kind == rules.InvoiceKind.CREDIT_NOTE else [],
        list(found.reminders.select_related("author")),
    )


def _references(note: Invoice) -> list[tuple[str, date]]:
    """What a credit note corrects; of jars that came back alone, the last invoice before it that lent some."""
    earlier = Invoice.objects.filter(customer=note.customer_id, pk__lt=note.pk, kind=rules.InvoiceKind.INVOICE)
    earlier = earlier.filter(mandate__organisation=note.mandate.organisation_id if note.mandate else None)
    if note.corrects:
        found = earlier.filter(number__in=note.corrects).order_by("pk")
    else:
        found = earlier.filter(lines__deposit=True, lines__net__gt=0).order_by("-pk").distinct()[:1]
    return list(found.values_list("number", "issued_on"))
