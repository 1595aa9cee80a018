"""Farms on mandate: note the mandate; render the account of what was sold in a farm's name."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from bocal.billing import reads, rules
from bocal.billing.acts.invoicing import issue, mail
from bocal.billing.models import Invoice, Payment, SupplierInvoice, SupplierInvoiceDelivery
from bocal.billing.rules import Means, mandates
from bocal.billing.rules.mandates import Collected
from bocal.directory import acts as directory
from bocal.directory import reads as directory_reads
from bocal.directory.models import Mandate, Organisation, Person
from bocal.directory.rules import FarmVat
from bocal.journals import acts as journals
from bocal.journals.models import MoneyLine, Voucher
from bocal.journals.rules import Account, Gesture, Kind, Refused
from bocal.measure.money import Basis


@transaction.atomic
def give_mandate(*, farm: Organisation, given_on: date, vat: FarmVat, person: Person, now: datetime) -> Mandate:
    """Note that a farm gave the collective its mandate in writing: what it offers from now on is sold in its name.

    Raises Refused: bad_mandate (a day to come), mandate_to_bill (its VAT changes while sales wait for their invoices).
    """
    today = timezone.localdate(now)
    if given_on > today:
        raise Refused("bad_mandate")
    before = directory_reads.last_mandates([farm.pk]).get(farm.pk)
    if before is not None and before.vat != vat:
        waiting = reads.open_lines(until=date.max).filter(account=Account.THIRD_PARTIES, party=farm)
        if waiting.exists():
            raise Refused("mandate_to_bill", name=farm.name)
    return directory.note_mandate(farm=farm, given_on=given_on, vat=vat, person=person, today=today)


def end_mandate(*, farm: Organisation, now: datetime) -> None:
    """Note that a mandate ended: what the farm offers from now on is bought from it. Twice is once."""
    directory.end_mandate(farm=farm, today=timezone.localdate(now))


def render(
    *,
    farm: Organisation,
    got: Collected,
    sales: Sequence[MoneyLine],
    share_label: str,
    title: str,
    author: Person,
    key: str,
    now: datetime,
) -> tuple[SupplierInvoice | None, Invoice | None]:
    """Render a farm on mandate the account of these sales, inside the transaction at hand (its row locked before): the
    group's share is billed and set off, the rest is to be paid. Nothing of nothing.

    An account rendered is final, as the invoice it sets off: what is taken back later is in the next one.
    """
    if not (got.sold or got.margin):
        return None, None
    share = _post_share(farm, got, share_label, title, author, key, now) if got.margin else None
    invoice = _bill_share(share, farm, got, author, key, now) if share else None
    today = timezone.localdate(now)
    number = f"R{today.year}-{journals.next_number(f'releve {today.year}'):04d}"
    money = mandates.account_entry(
        got, farm.pk, number=number, title=title, share_number=invoice.number if invoice else ""
    )
    if invoice:
        bills, waiting = reads.vat_waiting(farm)
        bills = [replace(one, paid=one.paid + got.margin) if one.key == invoice.pk else one for one in bills]
        money += rules.release(bills, waiting, farm.pk)
    gesture = Gesture(
        Kind.INVOICE,
        today,
        author.pk,
        f"{key} account",
        party=farm.pk,
        note=number,
        money=money,
        follows=share.pk if share else None,
    )
    voucher = journals.post(gesture, now=now).voucher
    account = SupplierInvoice.objects.create(
        supplier=farm,
        number=number,
        mandate=directory_reads.last_mandates([farm.pk])[farm.pk],
        voucher=voucher,
        issued_on=today,
        due_on=today,
        net=got.payable,
        vat=0,
        payable=got.payable,
    )
    SupplierInvoiceDelivery.objects.bulk_create(
        [SupplierInvoiceDelivery(invoice=account, voucher_id=pk) for pk in sorted({line.voucher_id for line in sales})]
    )
    if invoice:
        Payment.objects.create(
            invoice=invoice, voucher=voucher, cents=got.margin, means=Means.SET_OFF, reference=number
        )
        if farm.email:
            mail(invoice=invoice, now=now)
    return account, invoice


def _post_share(
    farm: Organisation, got: Collected, label: str, title: str, author: Person, key: str, now: datetime
) -> Voucher:
    gesture = Gesture(
        Kind.SETTLE,
        timezone.localdate(now),
        author.pk,
        f"{key} share",
        party=farm.pk,
        note=title,
        money=mandates.share_entry(got, farm.pk, label),
    )
    return journals.post(gesture, now=now).voucher


def _bill_share(share: Voucher, farm: Organisation, got: Collected, author: Person, key: str, now: datetime) -> Invoice:
    return issue(
        customer=farm,
        basis=Basis.NET,
        until=share.day,
        expected=got.margin,
        author=author,
        key=f"{key} invoice",
        now=now,
        only=share.pk,
    )
