"""Questions about prepaid accounts: what is there, what came and went."""

from dataclasses import dataclass
from datetime import date

from bocal.billing.models import Advance, Payment
from bocal.billing.rules import prepaid
from bocal.directory.models import Organisation
from bocal.journals import reads as journals
from bocal.journals.models import MoneyLine, Voucher
from bocal.journals.rules import Account

#: Lines of an account that are shown, the latest.
PREPAID_SHOWN = 100
#: Customers found at once.
FOUND = 20


@dataclass(frozen=True)
class PrepaidEntry:
    """What came on the account (positive) or was used, in cents, and the balance after it.

    It was put in or given back (`advance`), or it paid an invoice (`payment`); `back`: it took another gesture back.
    """

    day: date
    cents: int
    balance: int
    voucher: Voucher
    advance: Advance | None
    payment: Payment | None
    back: bool


@dataclass(frozen=True)
class Prepaid:
    """A customer's prepaid account in cents: what is there, what they owe besides (billed or not), its latest lines,
    newest first; `older` says that there are more."""

    customer: Organisation
    cents: int
    owed: int
    entries: list[PrepaidEntry]
    older: bool

    @property
    def free(self) -> int:
        """What nothing already handed over or billed has to be paid with."""
        return prepaid.free(self.cents, self.owed)

    @property
    def code(self) -> str:
        """What the customer writes on a transfer to it."""
        return prepaid.code(self.customer.pk)


def prepaid_cents(customer: int) -> int:
    """What is on a customer's prepaid account."""
    return -journals.balances_of([Account.ADVANCES], [customer]).get((customer, Account.ADVANCES), 0)


def owed_by(customer: int) -> int:
    """What a customer owes, billed or not yet, in cents; negative when we owe them."""
    return sum(journals.balances_of([Account.CUSTOMER, Account.UNBILLED], [customer]).values())


def prepaid_account(customer: Organisation) -> Prepaid:
    """A customer's prepaid account whole, in five queries."""
    lines = (
        MoneyLine.objects.filter(account=Account.ADVANCES, party=customer)
        .select_related("voucher__advance", "voucher__payment__invoice", "voucher__reverses")
        .select_related("voucher__reverses__advance", "voucher__reverses__payment__invoice")
        .order_by("-voucher_id", "-pk")[: PREPAID_SHOWN + 1]
    )
    found = list(lines)
    balance = total = prepaid_cents(customer.pk)
    entries = []
    for line in found[:PREPAID_SHOWN]:
        voucher = line.voucher
        said = voucher.reverses or voucher
        entries.append(
            PrepaidEntry(
                voucher.day,
                line.credit,
                balance,
                voucher,
                getattr(said, "advance", None),
                getattr(said, "payment", None),
                voucher.reverses is not None,
            )
        )
        balance -= line.credit
    return Prepaid(customer, total, owed_by(customer.pk), entries, len(found) > PREPAID_SHOWN)


def prepaid_accounts() -> list[tuple[Organisation, int]]:
    """The accounts with money on them, by name, and how much (cents)."""
    return [(party, -cents) for party, cents in journals.owed(Account.ADVANCES) if cents < 0]


def prepaid_of(customers: list[int]) -> list[tuple[Organisation, int]]:
    """These customers by name, each with what is on their prepaid account, in cents. Three queries."""
    sums = journals.balances_of([Account.ADVANCES], customers)
    found = Organisation.objects.filter(pk__in=customers).order_by("name", "pk")
    return [(party, -sums.get((party.pk, Account.ADVANCES), 0)) for party in found]


def find_customers(text: str) -> list[Organisation]:
    """The first organisations whose name has this text, by name; none for an empty one."""
    found = Organisation.objects.filter(active=True, name__icontains=text.strip()).order_by("name", "pk")
    return list(found[:FOUND]) if text.strip() else []
