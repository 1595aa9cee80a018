"""Questions about the bank's lines: which wait to be recorded, and what each of them seems to pay."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from bocal.billing.models import (
    BankAdvanceMatch,
    BankLine,
    BankMatch,
    BankSupplierMatch,
    Invoice,
    PayoutArrived,
    SupplierInvoice,
)
from bocal.billing.reads.invoices import credit_left, settled
from bocal.billing.reads.online import open_payouts
from bocal.billing.reads.sent import sent
from bocal.billing.reads.suppliers import supplier_settled
from bocal.billing.rules import online, prepaid
from bocal.billing.rules.matching import Clue, Due, Owed, Proposal, Sent, seems
from bocal.billing.rules.online import payout_of
from bocal.directory.models import Organisation
from bocal.journals import reads as journals
from bocal.journals.rules import Account

#: Lines shown, and confirmed, at once.
BANK_SHOWN = 100


@dataclass(frozen=True)
class BankWaiting:
    """A line that is not recorded yet; what it seems to pay, and whose that is."""

    line: BankLine
    proposal: Proposal | None
    party: str
    #: The invoices of the proposal: what a page needs to name each, in the proposal's order.
    invoices: tuple[Owed | Due, ...] = ()

    @property
    def over(self) -> int:
        """Of what came in, the cents beyond what is left of these invoices: an advance on the customer's next ones."""
        return max(0, self.line.cents - self.left) if self.invoices else 0

    @property
    def left(self) -> int:
        """What is left to pay of these invoices, in cents."""
        return sum(one.left for one in self.invoices)

    @property
    def sign(self) -> str:
        """The proposal in short, by which one knows that it has not changed."""
        return " ".join(f"{key}={cents}" for key, cents in self.proposal.parts) if self.proposal else ""


@dataclass(frozen=True)
class BankCounter:
    """The oldest lines that wait, of one direction, how many wait in all, and their total (cents, never negative);
    and how many wait of the other direction."""

    lines: list[BankWaiting]
    count: int
    cents: int
    across: int


def open_bank_lines() -> QuerySet[BankLine]:
    """Lines that neither a standing payment nor a word has dealt with, oldest first."""
    came = BankMatch.objects.filter(line=OuterRef("pk"), payment__voucher__reversal=None)
    went = BankSupplierMatch.objects.filter(line=OuterRef("pk"), payment__voucher__reversal=None)
    kept = BankAdvanceMatch.objects.filter(line=OuterRef("pk"), advance__voucher__reversal=None)
    paid_out = PayoutArrived.objects.filter(line=OuterRef("pk"), voucher__reversal=None)
    found = BankLine.objects.filter(aside=None).exclude(Exists(came)).exclude(Exists(went))
    found = found.exclude(Exists(kept)).exclude(Exists(paid_out))
    return found.order_by("day", "pk")


def bank_accounts() -> list[str]:
    """The accounts whose lines were brought, by name; the one that was never named is left out."""
    named = BankLine.objects.exclude(account="").order_by("account")
    return list(named.values_list("account", flat=True).distinct())


def bank_counts() -> tuple[int, int]:
    """How many lines that came in wait, and how many that went out."""
    sums = (
        open_bank_lines()
        .order_by()
        .aggregate(came=Count("pk", filter=Q(cents__gt=0)), went=Count("pk", filter=Q(cents__lt=0)))
    )
    return sums["came"], sums["went"]


def bank_is_open(line: BankLine) -> bool:
    """Whether nothing has been decided about a line."""
    return open_bank_lines().filter(pk=line.pk).exists()


def bank_line(pk: int) -> BankLine | None:
    """A line that waits, by its key."""
    return open_bank_lines().filter(pk=pk).first()


def owed_invoices() -> list[Owed]:
    """Every invoice with something left to pay, oldest first."""
    owing = [party for party, cents in journals.owed_by_party(Account.CUSTOMER).items() if cents > 0]
    left = {pk: cents for one in settled(owing).values() for pk, cents in one.left.items() if cents}
    found = Invoice.objects.filter(customer__in=owing, pk__in=left).select_related("customer").order_by("pk")
    return [Owed(one.number, one.customer_id, one.customer.name, left[one.pk]) for one in found]


def due_invoices() -> list[Due]:
    """Every supplier's invoice on which we owe something, oldest first."""
    sums = journals.balances_of([Account.SUPPLIER, Account.THIRD_PARTIES])
    owing = {party for (party, _account), cents in sums.items() if cents < 0}
    left = {pk: cents for one in supplier_settled(owing).values() for pk, cents in one.left.items() if cents > 0}
    found = SupplierInvoice.objects.filter(pk__in=left).select_related("supplier").order_by("issued_on", "pk")
    return [Due(one.pk, one.number, one.supplier_id, one.supplier.name, left[one.pk]) for one in found]


def refundable_invoices() -> list[Owed]:
    """Every document of which something may be given back to its customer, oldest first."""
    left = credit_left([party for party, cents in journals.owed_by_party(Account.CUSTOMER).items() if cents < 0])
    found = Invoice.objects.filter(pk__in=left).select_related("customer").order_by("pk")
    return [Owed(one.number, one.customer_id, one.customer.name, left[one.pk]) for one in found]


def bank_waiting() -> BankCounter:
    """What came in and waits, each line with its proposal: what one line pays is not proposed to the next."""
    return _read(Q(cents__gt=0), owed_invoices(), payouts=open_payouts())


def bank_spent() -> BankCounter:
    """What went out and waits, to suppliers or back to customers, each line with its proposal, as bank_waiting."""
    return _read(Q(cents__lt=0), [*due_invoices(), *refundable_invoices()], sent())


def _read(
    its_way: Q, owed: Sequence[Owed | Due], under_way: Sequence[Sent] = (), payouts: Sequence[online.Due] = ()
) -> BankCounter:
    lines = []
    waiting = list(open_bank_lines().filter(its_way)[:BANK_SHOWN])
    accounts, payouts = _accounts(waiting), list(payouts)
    for line in waiting:
        said = {"end_to_end": line.end_to_end, "name": line.name, "text": line.text}
        found = seems(line.cents, **said, owed=owed, sent=under_way)
        payout = payout_of(line.cents, f"{line.end_to_end} {line.name} {line.text}", payouts)
        if payout:
            payouts = [one for one in payouts if one is not payout]
            found = Proposal(((payout.reference, line.cents),), Clue.PAYOUT, payout=payout.key)
            lines.append(BankWaiting(line, found, payout.reference))
            continue
        account = accounts.get(line.pk)
        if account and line.cents > 0 and (found is None or found.why is Clue.NAME):
            found = Proposal(((prepaid.code(account.pk), line.cents),), Clue.ACCOUNT, prepaid=account.pk)
            lines.append(BankWaiting(line, found, account.name))
            continue
        paid = dict(found.parts) if found else {}
        its = tuple(one for one in owed if one.named in paid)
        lines.append(BankWaiting(line, found, its[0].name if its else "", its))
        owed = [replace(one, left=max(0, one.left - paid.get(one.named, 0))) for one in owed]
        owed = [one for one in owed if one.left]
    mine = {"count": Count("pk", filter=its_way), "cents": Sum("cents", filter=its_way)}
    sums = open_bank_lines().order_by().aggregate(**mine, every=Count("pk"))
    return BankCounter(lines, sums["count"], abs(sums["cents"] or 0), sums["every"] - sums["count"])


def _accounts(lines: Sequence[BankLine]) -> dict[int, Organisation]:
    """Whose prepaid account each line names, by the line's key."""
    said = {line.pk: prepaid.code_in(f"{line.end_to_end} {line.name} {line.text}") for line in lines}
    keys = {key for key in said.values() if key}
    found = Organisation.objects.in_bulk(keys) if keys else {}
    return {pk: found[key] for pk, key in said.items() if key in found}
