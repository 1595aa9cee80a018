"""What is owed, held against a deposit, or may be billed."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Q, QuerySet, Sum

from bocal.directory.models import Organisation
from bocal.journals import words
from bocal.journals.models import Closing, MoneyLine, Voucher
from bocal.journals.rules import REVENUE, Account

# What the night summed up, and what came since: one statement, so that a night that comes meanwhile changes nothing.
# Each row of the cache says the same line; without any, all lines are summed.
_BALANCES = """
SELECT party_id, account, cents FROM journals_balance WHERE account IN ({accounts}){parties}
UNION ALL
SELECT {party}, {account}, SUM(cents) FROM journals_moneyline
WHERE id > (SELECT COALESCE(MAX(line), 0) FROM journals_balance) AND {party} IS NOT NULL
AND {account} IN ({accounts}){parties}
GROUP BY {party}, {account}
"""


def balances_of(accounts: Collection[Account], parties: Collection[int] | None = None) -> dict[tuple[int, str], int]:
    """(party, account) → its balance in cents, those at zero left out; of these parties or of all. One query.

    Adds what came since the last night to what it summed up (acts.keep_balances), however old the collective is.
    """
    if not accounts or (parties is not None and not parties):
        return {}
    asked, theirs = [str(account) for account in accounts], list(parties or ())
    query = _BALANCES.format(
        accounts=", ".join(["%s"] * len(asked)),
        parties=f" AND party_id IN ({', '.join(['%s'] * len(theirs))})" if theirs else "",
        # By the index of an account or a party, SQLite would walk all that was ever on it.
        account="account" if theirs else "account || ''",
        party="party_id" if theirs else "party_id + 0",
    )
    sums: dict[tuple[int, str], int] = defaultdict(int)
    with connection.cursor() as cursor:
        cursor.execute(query, [*asked, *theirs, *asked, *theirs])
        for party, account, cents in cursor.fetchall():
            sums[party, account] += int(cents)
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


def deposits_by_name(party: Organisation) -> list[tuple[str, int]]:
    """The same by the names of the jars. One query."""
    rows = MoneyLine.objects.filter(account=Account.DEPOSITS, party=party, item__isnull=False).order_by("item__name")
    return [(name, total) for name, total in rows.values_list("item__name").annotate(total=Sum("quantity")) if total]


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
