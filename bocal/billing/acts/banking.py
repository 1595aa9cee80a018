"""Take in a bank's file, and record the payments that its lines are."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TypedDict

from django.db import transaction

from bocal.billing import reads
from bocal.billing.acts.online import payout_arrived
from bocal.billing.acts.paying import pay
from bocal.billing.acts.prepaying import put_in
from bocal.billing.acts.supplying import pay_supplier
from bocal.billing.models import (
    Advance,
    BankAdvanceMatch,
    BankLine,
    BankMatch,
    BankSetAside,
    BankSupplierMatch,
    Invoice,
    Payment,
    Payout,
    PayoutArrived,
    SupplierInvoice,
    SupplierPayment,
)
from bocal.billing.rules import InvoiceKind, Means, bankfiles
from bocal.directory.models import Collective, Organisation, Person
from bocal.journals.rules import Refused
from bocal.measure import table

#: What a line of the bank was noted as.
Noted = Payment | SupplierPayment | Advance | PayoutArrived


@dataclass(frozen=True)
class Brought:
    """How many lines of a file were new, how many were there already; how many of the new ones another account has,
    word for word."""

    new: int
    known: int
    twins: int = 0


@transaction.atomic
def bring_bank(*, data: bytes, author: Person | None, now: datetime, account: str = "") -> Brought:
    """Keep the lines of a bank's file; those that were brought before change nothing.

    `account`: whose lines they are when the file does not say (a spreadsheet); a name that was given before is known
    again however it is typed. The same words on two accounts are two movements.
    Raises Refused: bank_unreadable, bank_unknown, bank_too_large, bank_empty.
    """
    rows = bankfiles.read(data)
    if not rows:
        raise Refused("bank_empty")
    # Two who bring the same file: the second finds what the first has kept.
    list(Collective.objects.select_for_update().values_list("pk"))
    named = {table.fold(one): one for one in reads.bank_accounts()}
    said = " ".join(account.split())[: bankfiles.ACCOUNT_LENGTH]
    rows = [replace(row, account=row.account or named.get(table.fold(said), said)) for row in rows]
    accounts = {row.account for row in rows}
    known = set(BankLine.objects.filter(account__in=accounts).values_list("account", "bank_id"))
    new = [row for row in rows if (row.account, row.bank_id) not in known]
    # Only a spreadsheet may be another account's by mistake; what the bank numbers tells its account.
    made = {row.bank_id for row in new if row.bank_id.startswith(bankfiles.MADE)}
    twins = set(BankLine.objects.filter(bank_id__in=made).values_list("bank_id", flat=True)) if made else set()
    BankLine.objects.bulk_create(
        [
            BankLine(
                account=row.account,
                bank_id=row.bank_id,
                day=row.day,
                cents=row.cents,
                name=row.name,
                text=row.text,
                end_to_end=row.end_to_end,
                author=author,
                brought_at=now,
            )
            for row in new
        ],
        batch_size=500,
    )
    return Brought(len(new), len(rows) - len(new), len(twins))


@transaction.atomic
def confirm(*, lines: Collection[tuple[int, str]], author: Person, now: datetime) -> list[Noted]:
    """Record the payments proposed for these lines: (key of the line, the proposal's sign that the author has read).

    All or none, customers' and suppliers' alike. A line already recorded is left alone.
    Raises Refused: bank_changed, and what acts.pay and acts.pay_supplier raise.
    """
    list(Collective.objects.select_for_update().values_list("pk"))
    waiting = {one.line.pk: one for one in (*reads.bank_waiting().lines, *reads.bank_spent().lines)}
    done: list[Noted] = []
    for pk, sign in lines:
        one = waiting.get(pk)
        if one is None:
            continue
        if one.proposal is None or one.sign != sign:
            raise Refused("bank_changed")
        if one.proposal.payout:
            payout = Payout.objects.get(pk=one.proposal.payout)
            done.append(payout_arrived(payout=payout, day=one.line.day, author=author, now=now, line=one.line))
            continue
        if one.proposal.prepaid:
            done.append(_put_in(one.line, one.proposal.prepaid, author, now))
            continue
        for named, cents in one.proposal.parts:
            if one.line.cents > 0 or one.proposal.back:
                done.append(_pay(one.line, named, cents, author, now))
            else:
                done.append(_pay_supplier(one.line, int(named), cents, author, now))
    return done


@transaction.atomic
def assign(*, line: BankLine, number: str, author: Person, now: datetime) -> Payment:
    """Record a whole line as the payment of the customer's invoice that a person names.

    What came in and is over stays in advance; what went out is given back on the invoice or credit note.
    Raises Refused: bank_done, no_invoice, and what acts.pay raises.
    """
    list(Collective.objects.select_for_update().values_list("pk"))
    if not reads.bank_is_open(line):
        raise Refused("bank_done")
    return _pay(line, number, abs(line.cents), author, now)


@transaction.atomic
def assign_supplier(*, line: BankLine, invoice: int, author: Person, now: datetime) -> SupplierPayment:
    """Record a whole line that went out as the payment of the supplier's invoice, by its key, that a person names.

    Raises Refused: bank_done, no_supplier_invoice, and what acts.pay_supplier raises.
    """
    list(Collective.objects.select_for_update().values_list("pk"))
    if line.cents >= 0 or not reads.bank_is_open(line):
        raise Refused("bank_done")
    return _pay_supplier(line, invoice, -line.cents, author, now)


@transaction.atomic
def assign_prepaid(*, line: BankLine, customer: int, author: Person, now: datetime) -> Advance:
    """Record a whole line as money put on the prepaid account of a customer that a person names, by its key; one that
    went out, as given back.

    Raises Refused: bank_done, no_customer, and what acts.put_in raises.
    """
    list(Collective.objects.select_for_update().values_list("pk"))
    if not reads.bank_is_open(line):
        raise Refused("bank_done")
    return _put_in(line, customer, author, now)


class _Said(TypedDict):
    means: Means
    day: date
    key: str
    reference: str


def _said(line: BankLine) -> _Said:
    """What a line says of each payment that it is."""
    # Once taken back, the same line may be recorded again.
    before = line.matches.count() + line.supplier_matches.count() + line.advance_matches.count()
    return {
        "means": Means.TRANSFER,
        "day": line.day,
        "key": f"bank {line.pk} {before}",
        "reference": (line.text or line.name)[:80],
    }


def _pay(line: BankLine, number: str, cents: int, author: Person, now: datetime) -> Payment:
    back = line.cents < 0
    invoice = Invoice.objects.filter(number=number).first()
    # What came in pays no credit note.
    if invoice is None or (invoice.kind == InvoiceKind.CREDIT_NOTE and not back):
        raise Refused("no_invoice", number=number)
    payment = pay(
        invoice=invoice, cents=cents, author=author, now=now, more_is_credit=not back, back=back, **_said(line)
    )
    BankMatch.objects.create(line=line, payment=payment)
    return payment


def _put_in(line: BankLine, customer: int, author: Person, now: datetime) -> Advance:
    found = Organisation.objects.filter(pk=customer).first()
    if found is None:
        raise Refused("no_customer")
    advance = put_in(customer=found, cents=abs(line.cents), author=author, now=now, back=line.cents < 0, **_said(line))
    BankAdvanceMatch.objects.create(line=line, advance=advance)
    return advance


def _pay_supplier(line: BankLine, invoice: int, cents: int, author: Person, now: datetime) -> SupplierPayment:
    found = SupplierInvoice.objects.filter(pk=invoice, voucher__reversal=None).first()
    if found is None:
        raise Refused("no_supplier_invoice")
    part = reads.under_way(found)
    payment = pay_supplier(invoice=found, cents=cents, author=author, now=now, part=part, **_said(line))
    BankSupplierMatch.objects.create(line=line, payment=payment)
    return payment


@transaction.atomic
def set_aside(*, lines: Collection[int], author: Person, now: datetime) -> int:
    """Say that lines, by their keys, are no invoice's payment: they are not asked about again. Returns how many were.

    Twice is once; a line recorded meanwhile is left alone.
    """
    list(Collective.objects.select_for_update().values_list("pk"))
    waiting = list(reads.open_bank_lines().filter(pk__in=list(lines)))
    BankSetAside.objects.bulk_create([BankSetAside(line=line, author=author, at=now) for line in waiting])
    return len(waiting)
