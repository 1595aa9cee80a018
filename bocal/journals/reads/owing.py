"""What is owed, held against a deposit, or may be billed."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet, Sum

from bocal.directory.models import Organisation
from bocal.journals import words
from bocal.journals.models import Balance, Closing, MoneyLine, Voucher
from bocal.journals.rules import REVENUE, Account


def balances_of(accounts: Collection[Account], parties: Collection[int] | None = None) -> dict[tuple[int, str], int]:
    """(party, account) → its balance in cents, those at zero left out; of these parties or of all. Two queries.

    Adds what came since the last night to what it summed up (acts.keep_balances), however old the collective is.
    """
    kept = Balance.objects.filter(account__in=accounts)
    new = MoneyLine.objects.filter(party__isnull=False).order_by()
    if parties is not None:
        kept, new = kept.filter(party__in=parties), new.filter(party__in=parties)
    sums: dict[tuple[int, str], int] = defaultdict(int)
    # Each row says up to which line it goes, so that a night that comes between both questions changes nothing. Without
    # a row these accounts had nothing yet when the night looked.
    mark = 0
    for party, account, cents, mark in kept.values_list("party", "account", "cents", "line"):  # noqa: B007
        sums[party, account] = cents
    if mark and parties is None:
        # Chosen here: asked for an account, SQLite would walk all that was ever on it.
        rows = new.filter(pk__gt=mark).values_list("party", "account", "cents")
    else:
        found = new.filter(pk__gt=mark, account__in=accounts)
        rows = found.values_list("party", "account").annotate(Sum("cents"))
    wanted = set(accounts)
    for party, account, cents in rows:
        if account in wanted:
            sums[party, account] += cents
    return {key: cents for key, cents in sums.items() if cents}


def owed_by_party(account: Account) -> dict[int, int]:
    """Party → its balance on an account, in cents, those at zero left out."""
    return {party: cents for (party, _account), cents in balances_of([account]).items()}


def owed(account: Account) -> list[tuple[Organisation, int]]:
    """The balance of each party on an account, in cents, those at zero left out, by name."""
    totals = owed_by_party(account)
    return [(party, totals[party.pk]) for party in Organisation.objects.filter(pk__in=totals).order_by("name", "pk")]


def left_to_pay(charge: Voucher, party: int) -> int:
    """Of what a gesture put on a party's account, the cents left to pay, when whatever came pays the oldest first.

    What was put in before it was asked for (account 4191) counts as come. What was taken back counts for nothing. Two
    queries.
    """
    lines = MoneyLine.objects.filter(
        party=party, account__in=[Account.CUSTOMER, Account.UNBILLED, Account.ADVANCES], voucher__reversal=None
    ).filter(voucher__reverses=None)
    balance: int = lines.aggregate(total=Sum("cents"))["total"] or 0
    # An invoice moves what is owed from 418 to 411 and comes to nothing here.
    since = lines.filter(voucher__gte=charge).order_by().values_list("voucher").annotate(Sum("cents"))
    sums: dict[int, int] = dict(since)
    later = sum(cents for voucher, cents in sums.items() if voucher != charge.pk and cents > 0)
    return max(0, min(balance - later, sums.get(charge.pk, 0)))


def deposits_held(party: Organisation) -> dict[int, int]:
    """How many jars of each item this party holds against a deposit."""
    rows = (
        MoneyLine.objects.filter(account=Account.DEPOSITS, party=party, item__isnull=False)
        .values_list("item")
        .annotate(total=Sum("quantity"))
    )
    return {item: total for item, total in rows if total}


def billable(party: Organisation, *, until: date) -> QuerySet[MoneyLine]:
    """What may be billed to `party` for the days up to `until`: sales and deposits of gestures that still hold.

    A gesture taken back and its reversal both appear once one of them has been billed; see billing.reads.
    """
    return (
        MoneyLine.objects.filter(account__in=REVENUE, party=party, voucher__day__lte=until)
        .select_related("voucher", "item__vat", "lot")
        .order_by("voucher__day", "voucher_id", "pk")
    )


def money_lines(*, account: str = "", since: date | None = None, until: date | None = None) -> QuerySet[MoneyLine]:
    """Lines of money of an account and of some days, newest first."""
    rows = MoneyLine.objects.select_related("voucher", "party").order_by("-pk")
    if account:
        rows = rows.filter(account=account)
    if since is not None:
        rows = rows.filter(voucher__day__gte=since)
    return rows if until is None else rows.filter(voucher__day__lte=until)


@dataclass(frozen=True)
class AccountBalance:
    """What an account was debited and credited, in cents (both positive)."""

    account: str
    label: str
    debit: int
    credit: int

    @property
    def cents(self) -> int:
        """Debit minus credit."""
        return self.debit - self.credit


def balances(lines: QuerySet[MoneyLine]) -> list[AccountBalance]:
    """The balance of each account over these lines, in the order of the chart."""
    labels = {str(account): str(label) for account, label in words.ACCOUNTS}
    rows = (
        lines.order_by()
        .values("account")
        .annotate(debits=Sum("cents", filter=Q(cents__gt=0)), credits=Sum("cents", filter=Q(cents__lt=0)))
        .order_by("account")
    )
    return [
        AccountBalance(
            account=row["account"],
            label=labels.get(row["account"], ""),
            debit=row["debits"] or 0,
            credit=-(row["credits"] or 0),
        )
        for row in rows
    ]


def closings() -> QuerySet[Closing]:
    """Up to which days the books were closed, the latest first."""
    return Closing.objects.select_related("author")
