"""Pay many suppliers by one file for the bank: their accounts, the file, and what becomes of it.

A transfer owes nothing and pays nothing by itself: the money leaves when the bank carries it out, and only then, by its
statement or by a person's word, are payments posted (docs/money.md).
"""

import hashlib
from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from bocal.billing import reads
from bocal.billing.acts.supplying import pay_supplier
from bocal.billing.models import PayeeAccount, SupplierPayment, Transfer, TransferDropped, TransferLine, TransferPart
from bocal.billing.rules import Means
from bocal.billing.rules import transfers as rules
from bocal.directory.models import Collective, Organisation, Person
from bocal.directory.reads import seal_keys
from bocal.directory.rules.contact import Mistaken, iban_holds, read_iban
from bocal.directory.rules.sealing import seal
from bocal.journals import acts as journals
from bocal.journals.rules import Refused


@transaction.atomic
def note_account(*, supplier: Organisation, iban: str, author: Person, now: datetime) -> None:
    """Note the account that a supplier is paid on; an empty IBAN forgets it. Raises Refused: bad_iban."""
    if not iban.strip():
        PayeeAccount.objects.filter(organisation=supplier).delete()
        return
    try:
        said = read_iban(iban).replace(" ", "")
    except Mistaken:
        raise Refused("bad_iban") from None
    values = {
        "sealed": seal(said.encode(), seal_keys(), purpose=rules.SEALED_FOR),
        "ending": said[-4:],
        "noted_by": author,
        "noted_at": now,
    }
    PayeeAccount.objects.update_or_create(organisation=supplier, defaults=values)


@transaction.atomic
def make_transfer(*, expected: Mapping[int, int], day: date, author: Person, key: str, now: datetime) -> Transfer:
    """Make the file that pays all that is due to these suppliers: their key → the cents that the author has read.

    The same key makes one. Raises Refused: nothing_to_transfer, transfer_changed, no_payee_account, no_own_iban,
    bad_transfer_day.
    """
    # Two treasurers at once: the second finds the first's transfer under way.
    collective = Collective.objects.select_for_update().select_related("organisation").get()
    if done := Transfer.objects.filter(key=key).first():
        return done
    rules.check_day(day, timezone.localdate(now))
    if not expected:
        raise Refused("nothing_to_transfer")
    if not iban_holds(collective.iban):
        raise Refused("no_own_iban")
    # Whoever pays one of them by hand meanwhile waits, then is told that a transfer is under way.
    list(Organisation.objects.select_for_update().filter(pk__in=expected).order_by("pk").values_list("pk"))
    there = {one.party: one for one in reads.payables()}
    if {pk: there[pk].cents for pk in expected if pk in there} != dict(expected):
        raise Refused("transfer_changed")
    accounts = reads.ibans_of(expected)
    chosen = [one for pk, one in there.items() if pk in expected]
    for one in chosen:
        if one.party not in accounts:
            raise Refused("no_payee_account", name=one.name)
    year = timezone.localdate(now).year
    number = f"V{year}-{journals.next_number(f'virement {year}'):04d}"
    payees = [
        rules.Payee(
            f"{number}-{place}",
            one.name,
            accounts[one.party],
            one.cents,
            f"{collective.organisation.name} {' '.join(due.number for due in one.invoices)}",
        )
        for place, one in enumerate(chosen, start=1)
    ]
    data = rules.credit_transfer(
        number,
        name=collective.organisation.name,
        iban=collective.iban,
        payees=payees,
        day=day,
        made_at=timezone.localtime(now),
    )
    made = Transfer.objects.create(
        number=number,
        key=key,
        day=day,
        cents=sum(one.cents for one in payees),
        sealed=seal(data, seal_keys(), purpose=rules.SEALED_FOR),
        digest=hashlib.sha256(data).hexdigest(),
        author=author,
        made_at=now,
    )
    for payee, one in zip(payees, chosen, strict=True):
        line = TransferLine.objects.create(
            transfer=made,
            supplier_id=one.party,
            end_to_end=payee.end_to_end,
            cents=payee.cents,
            ending=payee.iban.replace(" ", "")[-4:],
        )
        TransferPart.objects.bulk_create(
            [TransferPart(line=line, invoice_id=due.key, cents=due.left) for due in one.invoices]
        )
    return made


@transaction.atomic
def carried_out(*, transfer: Transfer, day: date, author: Person, now: datetime) -> list[SupplierPayment]:
    """Record that the bank has carried out what is left of a transfer, when no statement will say so. Twice is once.

    Raises Refused: transfer_dropped, and what acts.pay_supplier raises.
    """
    list(Collective.objects.select_for_update().values_list("pk"))
    if TransferDropped.objects.filter(transfer=transfer).exists():
        raise Refused("transfer_dropped")
    left = reads.open_parts().filter(line__transfer=transfer).select_related("invoice", "line").order_by("pk")
    return [
        pay_supplier(
            invoice=part.invoice,
            cents=part.cents,
            means=Means.TRANSFER,
            day=day,
            author=author,
            # Taken back, the same part may be recorded again.
            key=f"transfer {part.pk} {part.paid.count()}",
            now=now,
            reference=part.line.end_to_end,
            part=part,
        )
        for part in left
    ]


@transaction.atomic
def drop_transfer(*, transfer: Transfer, author: Person, now: datetime) -> None:
    """Say that the bank will not carry out what is left of a transfer. Twice is once.

    Raises Refused: transfer_done (nothing is left of it).
    """
    list(Collective.objects.select_for_update().values_list("pk"))
    if TransferDropped.objects.filter(transfer=transfer).exists():
        return
    if not reads.open_parts().filter(line__transfer=transfer).exists():
        raise Refused("transfer_done")
    TransferDropped.objects.create(transfer=transfer, author=author, at=now)
