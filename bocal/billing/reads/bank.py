"""Questions about the bank's lines: which wait to be recorded, and what each of them seems to pay."""

from dataclasses import dataclass, replace

from django.db.models import Count, Exists, OuterRef, QuerySet, Sum

from bocal.billing.models import BankLine, BankMatch, Invoice
from bocal.billing.reads.invoices import settled
from bocal.billing.rules.matching import Owed, Proposal, propose
from bocal.journals import reads as journals
from bocal.journals.rules import Account

#: Lines shown, and confirmed, at once.
BANK_SHOWN = 100


@dataclass(frozen=True)
class BankWaiting:
    """A line that came in and is not recorded yet; what it seems to pay, and whose that is."""

    line: BankLine
    proposal: Proposal | None
    customer: str

    @property
    def sign(self) -> str:
        """The proposal in short, by which one knows that it has not changed."""
        return " ".join(f"{number}={cents}" for number, cents in self.proposal.parts) if self.proposal else ""


@dataclass(frozen=True)
class BankCounter:
    """The oldest lines that wait, how many wait in all, and their total (cents)."""

    lines: list[BankWaiting]
    count: int
    cents: int


def open_bank_lines() -> QuerySet[BankLine]:
    """Lines that came in, and that neither a standing payment nor a word has dealt with."""
    standing = BankMatch.objects.filter(line=OuterRef("pk"), payment__voucher__reversal=None)
    return BankLine.objects.filter(cents__gt=0, aside=None).exclude(Exists(standing)).order_by("day", "pk")


def bank_is_open(line: BankLine) -> bool:
    """Whether nothing has been decided about a line."""
    return open_bank_lines().filter(pk=line.pk).exists()


def bank_line(pk: int) -> BankLine | None:
    """A line that waits, by its key."""
    return open_bank_lines().filter(pk=pk).first()


def owed_invoices() -> list[Owed]:
    """Every invoice with something left to pay, oldest first."""
    owing = [party.pk for party, cents in journals.owed(Account.CUSTOMER) if cents > 0]
    left = {pk: cents for one in settled(owing).values() for pk, cents in one.left.items() if cents}
    found = Invoice.objects.filter(customer__in=owing, pk__in=left).select_related("customer").order_by("pk")
    return [Owed(one.number, one.customer_id, one.customer.name, left[one.pk]) for one in found]


def bank_waiting() -> BankCounter:
    """What waits, each line with its proposal: an invoice that one line pays is not proposed to the next."""
    owed = owed_invoices()
    lines = []
    for line in open_bank_lines()[:BANK_SHOWN]:
        found = propose(line.cents, end_to_end=line.end_to_end, name=line.name, text=line.text, owed=owed)
        customer = ""
        if found:
            paid = dict(found.parts)
            customer = next(one.name for one in owed if one.number in paid)
            owed = [replace(one, left=max(0, one.left - paid.get(one.number, 0))) for one in owed]
            owed = [one for one in owed if one.left]
        lines.append(BankWaiting(line, found, customer))
    sums = open_bank_lines().order_by().aggregate(count=Count("pk"), cents=Sum("cents"))
    return BankCounter(lines, sums["count"], sums["cents"] or 0)
