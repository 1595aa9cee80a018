"""Questions about what is to bill, what was billed, and what is left to pay."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, Max, Min, OuterRef, QuerySet, Sum

from bocal.billing import rules, words
from bocal.billing.models import Invoice, InvoiceLine, OpenDelivery, Payment, Reminder, Sweep
from bocal.billing.rules import Bill, Draft, Pending, Settled, Sold, Turn
from bocal.directory.models import Organisation
from bocal.directory.rules import VatProfile
from bocal.journals import reads as journals
from bocal.journals.models import MoneyLine
from bocal.journals.rules import REVENUE, Account
from bocal.measure.money import Basis
from bocal.measure.period import Period
from bocal.measure.quantity import Dimension

#: Invoices on a page of the list.
PAGE = 25


def open_lines(*, until: date, all_time: bool = False) -> QuerySet[MoneyLine]:
    """What deliveries up to `until` put on customers' accounts and no invoice has billed.

    Looks at what is new since the last night (acts.sweep) and at what it left open, however old the collective is;
    at everything with `all_time`.
    A delivery taken back before it was billed is left out with its reversal; taken back after, only its reversal is
    there: a credit note. What was paid on the spot (no account 418) is no affair of invoices.
    """
    unbilled = MoneyLine.objects.filter(voucher=OuterRef("voucher"), party=OuterRef("party"), account=Account.UNBILLED)
    # The lines of one account and one kind of price of a delivery are always billed together.
    billed = InvoiceLine.objects.filter(
        money_line__voucher=OuterRef("voucher__reverses"),
        money_line__party=OuterRef("party"),
        money_line__account=OuterRef("account"),
        money_line__gross=OuterRef("gross"),
    )
    lines = MoneyLine.objects.filter(
        account__in=REVENUE,
        party__isnull=False,
        voucher__day__lte=until,
        voucher__reversal=None,
        invoice_line=None,
    ).filter(Exists(unbilled))
    kept = lines.filter(voucher__reverses=None) | lines.filter(Exists(billed))
    if not all_time:
        # The mark first: should the night come in between, what it passed is looked at twice, and nothing is missed.
        mark = Sweep.objects.values_list("line", flat=True).first() or 0
        new = MoneyLine.objects.filter(pk__gt=mark, account=Account.UNBILLED).order_by().values("voucher")
        kept = kept.filter(voucher__in=new.union(OpenDelivery.objects.values("voucher")))
    return kept.select_related("voucher", "item", "lot").order_by("voucher__day", "voucher_id", "pk")


def _owed(lines: Iterable[MoneyLine]) -> dict[int, int]:
    """What a delivery put on account 418 for each of its lines, in cents: by contract, one such line before each sale
    or deposit, in the same order. Deliveries that did it otherwise are left out."""
    parts: dict[tuple[int, int | None], tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    found = MoneyLine.objects.filter(
        voucher__in={line.voucher_id for line in lines}, account__in=[*REVENUE, Account.UNBILLED], party__isnull=False
    )
    rows = found.order_by("pk").values_list("pk", "voucher", "party", "account", "cents")
    for pk, voucher, party, account, cents in rows:
        if account == Account.UNBILLED:
            parts[voucher, party][0].append(cents)
        else:
            parts[voucher, party][1].append(pk)
    return {
        pk: cents
        for owed, sold in parts.values()
        if len(owed) == len(sold)
        for pk, cents in zip(sold, owed, strict=True)
    }


def _sold(line: MoneyLine, owed: Mapping[int, int]) -> Sold:
    account = Account(line.account)
    label = line.label or (line.item.name if line.item else str(words.GOODS))
    if account is Account.DEPOSITS and not line.label:
        label = f"{words.DEPOSIT if line.cents < 0 else words.DEPOSIT_BACK} · {label}"
    return Sold(
        key=line.pk,
        voucher=line.voucher_id,
        day=line.voucher.day,
        account=account,
        cents=line.cents,
        label=label,
        lot=line.lot.code if line.lot else "",
        quantity=line.quantity,
        dimension=Dimension(line.item.dimension) if line.item else Dimension.COUNT,
        unit_price=line.unit_price,
        gross=line.gross,
        vat_bp=line.vat_bp,
        owed=owed.get(line.pk),
    )


def unbilled(customer: Organisation, *, until: date) -> list[Sold]:
    """The open lines of one customer. Raises rules' Refused("amounts_differ") when a delivery contradicts itself."""
    found = list(open_lines(until=until).filter(party=customer))
    owed = _owed(found)
    lines = [_sold(line, owed) for line in found]
    counted = Counter(line.voucher for line in lines)
    own = MoneyLine.objects.filter(party=customer, voucher__in=counted).order_by().values_list("voucher")
    sizes = dict(own.filter(account__in=REVENUE).annotate(Count("pk")))
    totals = dict(own.filter(account=Account.UNBILLED).annotate(Sum("cents")))
    # Of a delivery whose other part stands on another document, the total tells nothing.
    rules.check_owed(lines, {key: totals[key] for key in counted if counted[key] == sizes[key]})
    return lines


@dataclass(frozen=True)
class Waiting:
    """A document that may be made: for whom, how many deliveries, from when to when, how much (cents, with VAT)."""

    customer: Organisation
    basis: Basis
    deliveries: int
    first: date
    last: date
    cents: int


def _alone(customer: Organisation) -> Basis:
    """What jars that came back without goods are read in: as a household reads prices, or as a professional does."""
    return Basis.GROSS if customer.kind in words.PRIVATE else Basis.NET


def waiting(*, until: date) -> list[Waiting]:
    """Customers with something to bill, by name."""
    by_customer: dict[int, list[Sold]] = defaultdict(list)
    lines = list(open_lines(until=until))
    owed = _owed(lines)
    for line in lines:
        if line.party_id is not None:
            by_customer[line.party_id].append(_sold(line, owed))
    found = []
    for customer in Organisation.objects.filter(pk__in=by_customer).order_by("name", "pk"):
        for basis, part in rules.by_basis(by_customer[customer.pk], _alone(customer)).items():
            days = [line.day for line in part]
            vouchers = {line.voucher for line in part}
            total = rules.totals(part, basis).payable
            found.append(Waiting(customer, basis, len(vouchers), min(days), max(days), total))
    return found


def how_many_wait(*, until: date) -> int:
    """How many customers have something to bill."""
    # Counted here: asked for distinct parties, SQLite would walk the index of all parties there ever were.
    return len(set(open_lines(until=until).order_by().values_list("party", flat=True)))


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


def draft(customer: Organisation, basis: Basis, profile: VatProfile, *, until: date) -> Draft:
    """What an invoice would be now. Raises Refused: nothing_to_bill, vat_in_franchise, vat_missing, amounts_differ."""
    lines = rules.by_basis(unbilled(customer, until=until), _alone(customer)).get(basis, ())
    return rules.draft(lines, basis, profile)


def corrected(made: Draft) -> list[str]:
    """The numbers of the invoices whose deliveries this draft takes back."""
    vouchers = {line.voucher for line in made.lines}
    found = Invoice.objects.filter(lines__money_line__voucher__reversal__in=vouchers)
    return list(found.order_by("pk").values_list("number", flat=True).distinct())


def invoices(customers: Iterable[int] | None = None) -> QuerySet[Invoice]:
    """Invoices, newest first; only these customers' when given."""
    found = Invoice.objects.select_related("customer", "voucher__author")
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
    """What is left to pay on the invoices of these customers, customer by customer, in two queries."""
    bills = _bills(customers)
    return {customer: rules.settle(found) for customer, found in bills.items()}


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
    listed = [Listed(one, by_customer[one.customer_id].left[one.pk]) for one in shown]
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
    def refundable(self) -> int:
        """What may still be paid back on this credit note, or of what was paid too much, in cents."""
        over = sum(payment.cents for payment in self.payments) - self.invoice.payable
        return max(0, min(self.credit, over))


def invoice(number: str, customers: Iterable[int] | None = None) -> Shown | None:
    """The invoice of this number, or None when there is none or it belongs to none of `customers`."""
    found = invoices(customers).filter(number=number).first()
    return shown(found) if found else None


def shown(found: Invoice) -> Shown:
    """An invoice with all that its page says."""
    state = settled([found.customer_id])[found.customer_id]
    return Shown(
        found,
        list(found.lines.order_by("position")),
        list(payments().filter(invoice=found)),
        state.covered[found.pk],
        state.left[found.pk],
        state.credit,
        _references(found) if found.kind == rules.InvoiceKind.CREDIT_NOTE else [],
        list(found.reminders.select_related("author")),
    )


def _references(note: Invoice) -> list[tuple[str, date]]:
    """What a credit note corrects; of jars that came back alone, the last invoice before it that lent some."""
    earlier = Invoice.objects.filter(customer=note.customer_id, pk__lt=note.pk, kind=rules.InvoiceKind.INVOICE)
    if note.corrects:
        found = earlier.filter(number__in=note.corrects).order_by("pk")
    else:
        found = earlier.filter(lines__deposit=True, lines__net__gt=0).order_by("-pk").distinct()[:1]
    return list(found.values_list("number", "issued_on"))
