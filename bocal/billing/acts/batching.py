"""Bill many customers in one gesture: kept first, then done by the queue, each invoice in a transaction of its own."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone, translation
from django_tasks import task

from bocal.billing import reads, words
from bocal.billing.acts.invoicing import check_days, issue
from bocal.billing.models import Batch, BatchLine
from bocal.directory.models import Organisation, Person
from bocal.journals.rules import Refused
from bocal.journals.words import say
from bocal.measure.money import Basis

#: Invoices of one turn of the queue: a turn ends well before a job counts as lost (house.worker.LOST_AFTER).
TURN = 200


@dataclass(frozen=True)
class Choice:
    """A document to make: the customer's key, its basis, and the total (cents) that the author has read; the key of the
    farm in whose name it is made, on mandate."""

    customer: int
    basis: Basis
    expected: int
    farm: int | None = None


@transaction.atomic
def start_batch(
    *, choices: Iterable[Choice], until: date, due_on: date, mail: bool, author: Person, key: str, now: datetime
) -> Batch:
    """Keep what is to be billed and hand it to the queue. The same key starts once.

    Raises Refused: nothing_chosen, future, bad_due.
    """
    if done := Batch.objects.filter(key=key).first():
        return done
    wished = list(dict.fromkeys(choices))
    asked = {pk for one in wished for pk in (one.customer, one.farm) if pk}
    known = set(Organisation.objects.filter(pk__in=asked).values_list("pk", flat=True))
    chosen = [one for one in wished if one.customer in known and (one.farm is None or one.farm in known)]
    if not chosen:
        raise Refused("nothing_chosen")
    check_days(until, due_on, timezone.localdate(now))
    batch = Batch.objects.create(
        key=key,
        until=until,
        due_on=due_on,
        mail=mail,
        author=author,
        started_at=now,
        language=translation.get_language(),
    )
    BatchLine.objects.bulk_create(
        [
            BatchLine(batch=batch, customer_id=one.customer, basis=one.basis, expected=one.expected, farm_id=one.farm)
            for one in chosen
        ]
    )
    run_batch.enqueue(batch.pk)
    return batch


@task()  # type: ignore[untyped-decorator]
def run_batch(batch_pk: int) -> None:
    """Issue what is left of a batch, one by one; safe to run twice, and to be cut short."""
    batch = Batch.objects.select_related("author").get(pk=batch_pk)
    waiting = reads.batch_lines(batch).filter(invoice=None, refusal="")
    for line in waiting[:TURN]:
        _issue(batch, line)
    if waiting.exists():
        run_batch.enqueue(batch.pk)


def _issue(batch: Batch, line: BatchLine) -> None:
    # Asked of the clock for each: midnight may pass while the queue works.
    now = timezone.now()
    try:
        with transaction.atomic():
            invoice = issue(
                customer=line.customer,
                basis=Basis(line.basis),
                until=batch.until,
                expected=line.expected,
                author=batch.author,
                key=f"{batch.key}:{line.pk}",
                now=now,
                due_on=max(batch.due_on, timezone.localdate(now)),
                mail=batch.mail and bool(line.customer.email),
                farm=line.farm_id,
            )
            BatchLine.objects.filter(pk=line.pk).update(invoice=invoice)
    except Refused as refused:
        with translation.override(batch.language):
            BatchLine.objects.filter(pk=line.pk).update(refusal=say(refused, words.REFUSALS)[:1000])
