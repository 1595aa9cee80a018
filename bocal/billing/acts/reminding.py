"""Remind customers of what is overdue."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from bocal.billing import notices, reads
from bocal.billing.models import Reminder
from bocal.directory.models import Organisation, Person
from bocal.journals.rules import Refused


@dataclass(frozen=True)
class Reminded:
    """How many customers were written to, and of how many invoices."""

    customers: int
    invoices: int


@transaction.atomic
def remind(*, customers: Collection[int], author: Person, now: datetime) -> Reminded:
    """Write to each of these customers about all that is overdue, with their statement; each invoice keeps the trace.

    At most one a day for an invoice, so that a double click reminds once. Raises Refused: nothing_chosen,
    no_address.
    """
    today = timezone.localdate(now)
    # Whoever cashes for one of them waits, or has been seen: a paid invoice is not reminded.
    list(Organisation.objects.select_for_update().filter(pk__in=customers).order_by("pk"))
    overdue = [one for one in reads.overdue(today) if one.customer.pk in customers]
    if not overdue:
        raise Refused("nothing_chosen")
    count = written = 0
    for late in overdue:
        if not late.customer.email:
            raise Refused("no_address", name=late.customer.name)
        due = [one for one in late.invoices if one.reminded_on != today]
        if not due:
            continue
        rows = [
            Reminder(invoice=one.invoice, level=one.reminders + 1, left=one.left, day=today, author=author)
            for one in due
        ]
        Reminder.objects.bulk_create(rows)
        # Back to the oldest that is recalled, however long ago.
        oldest = min(one.invoice.issued_on for one in late.invoices)
        account = reads.statement(late.customer, since=min(oldest, reads.year_back(today)))
        # What was recalled this morning is not recalled again with another this afternoon.
        notices.remind(replace(late, invoices=due), account, level=max(row.level for row in rows), now=now)
        count += len(rows)
        written += 1
    return Reminded(written, count)
