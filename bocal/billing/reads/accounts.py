"""Questions about what customers owe us, since when."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max

from bocal.billing.models import Invoice, Payment, Reminder
from bocal.billing.reads.invoices import payments, settled
from bocal.billing.reads.unbilled import to_bill_cents
from bocal.directory.models import Organisation
from bocal.journals import reads as journals
from bocal.journals.rules import Account


@dataclass(frozen=True)
class Entry:
    """A line of a customer's account: an invoice (cents owed) or a payment (negative), and the balance after it."""

    day: date
    invoice: Invoice
    payment: Payment | None
    cents: int
    balance: int


@dataclass(frozen=True)
class Statement:
    """A customer's account: entries since a day, oldest first, balance and unbilled in cents, jars held by name.

    `since` is None when nothing came before: then the account opens with nothing.
    """

    customer: Organisation
    since: date | None
    # The balance before the first entry, in cents.
    opening: int
    entries: list[Entry]
    balance: int
    unbilled: int
    jars: list[tuple[str, int]]
    # On their prepaid account.
    prepaid: int

    @property
    def credit(self) -> int:
        """What we owe the customer, in cents."""
        return max(0, -self.balance)


def year_back(today: date) -> date:
    """From when a statement is shown unless all of it is asked: the first day of the month, a year ago."""
    return date(today.year - 1, today.month, 1)


def statement(customer: Organisation, *, since: date | None = None) -> Statement:
    """What is between a customer and us: line by line since a day, in one sum before it; all of it without a day."""
    found, paid = Invoice.objects.filter(customer=customer), payments().filter(invoice__customer=customer)
    older = since is not None and found.filter(issued_on__lt=since).exists()
    if since is not None:
        found, paid = found.filter(issued_on__gte=since), paid.filter(voucher__day__gte=since)
    lines: list[tuple[date, int, Invoice, Payment | None, int]] = [
        (one.issued_on, one.voucher_id, one, None, one.payable) for one in found
    ]
    for payment in paid.select_related("voucher", "invoice"):
        lines.append((payment.voucher.day, payment.voucher_id, payment.invoice, payment, -payment.cents))
    sums = journals.balances_of([Account.CUSTOMER, Account.ADVANCES], [customer.pk])
    now, prepaid = (sums.get((customer.pk, account), 0) for account in (Account.CUSTOMER, Account.ADVANCES))
    opening = balance = now - sum(cents for *_, cents in lines)
    entries = []
    for day, _voucher, one, pay, cents in sorted(lines, key=lambda line: line[:2]):
        balance += cents
        entries.append(Entry(day, one, pay, cents, balance))
    jars = journals.deposits_by_name(customer)
    # Not the balance of account 418, on which each line has its own rounded VAT: what the invoices will say.
    waits = to_bill_cents(customer)
    return Statement(customer, since if older or opening else None, opening, entries, now, waits, jars, -prepaid)


def customer(pk: int) -> Organisation | None:
    """An organisation by its key."""
    return Organisation.objects.filter(pk=pk).first()


@dataclass(frozen=True)
class Late:
    """An overdue invoice: what is left of it (cents), for how many days, how often and when last it was recalled."""

    invoice: Invoice
    left: int
    days: int
    reminders: int
    reminded_on: date | None


@dataclass(frozen=True)
class Overdue:
    """A customer with overdue invoices, oldest first."""

    customer: Organisation
    invoices: list[Late]

    @property
    def cents(self) -> int:
        """All that is overdue."""
        return sum(one.left for one in self.invoices)

    @property
    def days(self) -> int:
        """How long the oldest has been overdue."""
        return self.invoices[0].days

    @property
    def reminded_on(self) -> date | None:
        """The last day on which any of it was recalled."""
        return max((one.reminded_on for one in self.invoices if one.reminded_on), default=None)


def overdue(today: date) -> list[Overdue]:
    """Who should have paid before `today`, the longest overdue first."""
    owing = [party.pk for party, cents in journals.owed(Account.CUSTOMER) if cents > 0]
    left = {pk: cents for one in settled(owing).values() for pk, cents in one.left.items() if cents}
    found = (
        Invoice.objects.filter(customer__in=owing, due_on__lt=today).select_related("customer").order_by("due_on", "pk")
    )
    told = {
        pk: (count, last)
        for pk, count, last in Reminder.objects.filter(invoice__customer__in=owing)
        .order_by()
        .values_list("invoice")
        .annotate(Count("pk"), Max("day"))
    }
    by_customer: dict[Organisation, list[Late]] = defaultdict(list)
    for one in found:
        if one.pk in left:
            count, last = told.get(one.pk, (0, None))
            by_customer[one.customer].append(Late(one, left[one.pk], (today - one.due_on).days, count, last))
    return [Overdue(customer, late) for customer, late in by_customer.items()]
