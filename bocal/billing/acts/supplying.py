"""Record what suppliers bill, pay them, and bill in the name of the farms that agreed."""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone, translation

from bocal.billing import notices, reads, rules, words
from bocal.billing.acts.invoicing import farm_seller, identity
from bocal.billing.models import (
    ReceivedFile,
    SelfBilling,
    SupplierInvoice,
    SupplierInvoiceDelivery,
    SupplierPayment,
    TransferPaid,
    TransferPart,
)
from bocal.billing.rules import InvoiceKind, Means, Nature, received
from bocal.billing.rules import suppliers as owing
from bocal.billing.rules.payments import treasury
from bocal.billing.rules.suppliers import Bought, FarmVat
from bocal.directory.models import Collective, Organisation, Person
from bocal.directory.rules import VatProfile
from bocal.journals import acts as journals
from bocal.journals.rules import Gesture, Kind, Refused
from bocal.look.templatetags.look import euros
from bocal.measure.money import Basis


@transaction.atomic
def note_supplier_invoice(
    *,
    supplier: Organisation,
    number: str,
    issued_on: date,
    payable: int,
    vat: int,
    deliveries: Collection[int],
    author: Person,
    key: str,
    now: datetime,
    due_on: date | None = None,
    gap_is_right: bool = False,
) -> SupplierInvoice:
    """Record the invoice that a supplier sent for these gestures: total with VAT and VAT in cents, both negative on a
    credit note.

    The same key records once. Raises Refused: supplier_number_known, purchases_changed, amounts_apart (unless
    `gap_is_right`), no_amount, bad_vat, future, too_old.
    """
    supplier = Organisation.objects.select_for_update().get(pk=supplier.pk)
    if done := SupplierInvoice.objects.filter(voucher__key=key, voucher__author=author).first():
        return done
    today = timezone.localdate(now)
    owing.check_supplier_invoice(payable, vat, issued_on, today)
    known = reads.supplier_invoices(supplier).values_list("number", flat=True)
    if owing.same_number(number, known):
        raise Refused("supplier_number_known", number=number, name=supplier.name)
    waiting = {one.voucher: one for one in reads.expected(supplier)}
    if not set(deliveries) <= waiting.keys():
        raise Refused("purchases_changed")
    purchases = sum(waiting[pk].cents for pk in set(deliveries))
    gap = payable - vat - purchases
    if deliveries and gap and not gap_is_right:
        raise Refused("amounts_apart", gap=euros(gap))
    collective = Collective.objects.get()
    gesture = Gesture(
        kind=Kind.SUPPLIER_INVOICE,
        day=today,
        author=author.pk,
        key=key,
        party=supplier.pk,
        note=number,
        money=owing.supplier_entry(
            payable,
            vat,
            purchases,
            supplier=supplier.pk,
            label=number,
            deducts=VatProfile(collective.vat_profile).bills_vat,
        ),
    )
    invoice = SupplierInvoice.objects.create(
        supplier=supplier,
        number=number,
        voucher=journals.post(gesture, now=now).voucher,
        issued_on=issued_on,
        due_on=due_on or issued_on + timedelta(days=rules.DUE_DAYS),
        net=payable - vat,
        vat=vat,
        payable=payable,
    )
    _bind(invoice, set(deliveries))
    return invoice


def _bind(invoice: SupplierInvoice, deliveries: Collection[int]) -> None:
    SupplierInvoiceDelivery.objects.bulk_create(
        [SupplierInvoiceDelivery(invoice=invoice, voucher_id=pk) for pk in sorted(deliveries)]
    )


@transaction.atomic
def pay_supplier(
    *,
    invoice: SupplierInvoice,
    cents: int,
    means: Means,
    day: date,
    author: Person,
    key: str,
    now: datetime,
    reference: str = "",
    part: TransferPart | None = None,
) -> SupplierPayment:
    """Record what went to a supplier; `part`: what it is of a transfer that the bank carried out. A key records once.

    Raises Refused: no_amount, over_supplier_payment, before_invoice, future, in_transfer (a transfer that is under way
    will pay it).
    """
    Organisation.objects.select_for_update().get(pk=invoice.supplier_id)
    if done := SupplierPayment.objects.filter(voucher__key=key, voucher__author=author).first():
        return done
    if cents <= 0:
        raise Refused("no_amount")
    if cents > reads.supplier_left(invoice):
        raise Refused("over_supplier_payment")
    if part is None and (busy := reads.under_way(invoice)):
        raise Refused("in_transfer", number=busy.line.transfer.number)
    if day < invoice.issued_on - timedelta(days=365):
        raise Refused("before_invoice")
    account = treasury(means)
    gesture = Gesture(
        kind=Kind.PAY,
        day=day,
        author=author.pk,
        key=key,
        party=invoice.supplier_id,
        note=f"{invoice.number} {reference}".strip(),
        money=owing.supplier_payment(
            cents, account, invoice.supplier_id, invoice.number, on_mandate=invoice.mandate_id is not None
        ),
    )
    voucher = journals.post(gesture, now=now).voucher
    paid = SupplierPayment.objects.create(
        invoice=invoice, voucher=voucher, cents=cents, means=means, reference=reference
    )
    if part is not None:
        TransferPaid.objects.create(part=part, payment=paid)
    return paid


@transaction.atomic
def agree(*, supplier: Organisation, agreed_on: date, vat: FarmVat, now: datetime) -> SelfBilling:
    """Note that a farm agreed in writing to self-billing, and how it stands towards VAT.

    Raises Refused: bad_agreement.
    """
    if agreed_on > timezone.localdate(now):
        raise Refused("bad_agreement")
    values = {"agreed_on": agreed_on, "vat": vat, "ended_on": None}
    return SelfBilling.objects.update_or_create(organisation=supplier, defaults=values)[0]


def end_agreement(*, supplier: Organisation, now: datetime) -> None:
    """Note that a farm makes its own invoices again. Twice is once."""
    SelfBilling.objects.filter(organisation=supplier, ended_on=None).update(ended_on=timezone.localdate(now))


@transaction.atomic
def self_bill(*, supplier: Organisation, expected: int, author: Person, key: str, now: datetime) -> SupplierInvoice:
    """Bill in a farm's name all that it brought; `expected` is what the author has read, in cents before VAT.

    Numbered in a series of the farm's own, sent to it when it has an e-mail. The same key bills once.
    Raises Refused: no_agreement, nothing_to_bill, purchases_changed, vat_of_item_missing.
    """
    supplier = Organisation.objects.select_for_update().get(pk=supplier.pk)
    if done := SupplierInvoice.objects.filter(voucher__key=key, voucher__author=author).first():
        return done
    agreed = reads.agreement(supplier)
    if agreed is None:
        raise Refused("no_agreement", name=supplier.name)
    deliveries = reads.expected(supplier)
    lines = [line for one in deliveries for line in one.lines]
    vat = FarmVat(agreed.vat)
    totals = owing.self_billed_totals(lines, vat)
    if totals.net != expected:
        raise Refused("purchases_changed")
    today = timezone.localdate(now)
    collective = Collective.objects.select_related("organisation").get()
    series = f"AF{supplier.pk}-{today.year}"
    number = f"{series}-{journals.next_number(f'autofacture {series}'):04d}"
    gesture = Gesture(
        kind=Kind.INVOICE,
        day=today,
        author=author.pk,
        key=key,
        party=supplier.pk,
        note=number,
        money=owing.supplier_entry(
            totals.payable,
            totals.vat,
            totals.net,
            supplier=supplier.pk,
            label=number,
            deducts=VatProfile(collective.vat_profile).bills_vat,
        ),
    )
    credit = totals.payable < 0
    earlier = reads.supplier_invoices(supplier).filter(self_billed=True, payable__gt=0).first() if credit else None
    due = today + timedelta(days=rules.DUE_DAYS)
    days = [line.day for line in lines]
    document: dict[str, Any] = {
        "kind": InvoiceKind.CREDIT_NOTE if credit else InvoiceKind.INVOICE,
        "nature": _nature(lines),
        "basis": Basis.NET,
        "delivered": [min(days).isoformat(), max(days).isoformat()],
        "vat_rows": [asdict(row) for row in totals.rows],
        "seller": _farm(supplier, vat),
        "buyer": identity(collective.organisation) | {"mailbox": collective.organisation.email},
        "mentions": _mentions(vat, agreed, credit),
        "references": [[earlier.number, earlier.issued_on.isoformat()]] if earlier else [],
        "lines": [
            {
                "day": line.day.isoformat(),
                "label": line.label,
                "lot": line.lot,
                "quantity": line.quantity,
                "dimension": line.dimension,
                "unit_price": None if line.unit_price is None else str(line.unit_price),
                "vat_bp": line.vat_bp if vat is FarmVat.LIABLE else 0,
                "net": net,
            }
            for line, net in zip(lines, totals.line_nets, strict=True)
        ],
    }
    invoice = SupplierInvoice.objects.create(
        supplier=supplier,
        number=number,
        voucher=journals.post(gesture, now=now).voucher,
        issued_on=today,
        due_on=due,
        net=totals.net,
        vat=totals.vat,
        payable=totals.payable,
        self_billed=True,
        document=document,
    )
    _bind(invoice, {one.voucher for one in deliveries})
    if supplier.email:
        notices.send_self_billed(reads.self_billed(invoice), email=supplier.email, supplier=supplier, now=now)
    return invoice


@dataclass(frozen=True)
class SelfBilled:
    """What came of billing in many farms' names: how many invoices, and who was refused why."""

    made: int
    refused: list[tuple[Organisation, Refused]]


def self_bill_all(*, read: Mapping[int, int], author: Person, key: str, now: datetime) -> SelfBilled:
    """Bill in the name of all the farms that agreed, as the author read it: farm → cents before VAT.

    Each in a transaction of its own: a farm that is refused does not hold back the others. A farm whose crates came in
    since it was read is left for the next time. The same key bills once.
    """
    made, refused = 0, []
    for one in reads.producers_owed().agreed:
        if read.get(one.party.pk) != one.expected:
            continue
        try:
            self_bill(supplier=one.party, expected=one.expected, author=author, key=f"{key}:{one.party.pk}", now=now)
            made += 1
        except Refused as refusal:
            refused.append((one.party, refusal))
    return SelfBilled(made, refused)


def _nature(lines: Collection[Bought]) -> Nature:
    kinds = {line.service for line in lines}
    return Nature.MIXED if len(kinds) > 1 else Nature.SERVICES if True in kinds else Nature.GOODS


def _farm(supplier: Organisation, vat: FarmVat) -> dict[str, Any]:
    return farm_seller(supplier, vat) | {"self_billed": True}


def _mentions(vat: FarmVat, agreed: SelfBilling, credit: bool) -> list[str]:
    """In French whatever the author's language: the law's words."""
    with translation.override("fr"):
        said = [str(words.SELF_BILLED)]
        if vat in words.FARM_NO_VAT:
            said.append(str(words.FARM_NO_VAT[vat]))
        if not credit:
            said += [str(sentence) for sentence in words.TO_PROFESSIONALS.values()]
        return [*said, str(words.SELF_BILLED_BY_AGREEMENT) % {"day": f"{agreed.agreed_on:%d/%m/%Y}"}]


@transaction.atomic
def bring_received(*, data: bytes, author: Person, now: datetime) -> ReceivedFile:
    """Keep a supplier's electronic invoice, once read; the same file is kept once.

    Raises Refused: einvoice_too_large, einvoice_none, einvoice_unreadable, einvoice_not_ours.
    """
    said = received.read(data)
    collective = Collective.objects.select_for_update().select_related("organisation").get()
    ours = rules.siren(collective.organisation.siret)
    if ours and said.buyer_siren and said.buyer_siren != ours:
        raise Refused("einvoice_not_ours", siren=said.buyer_siren)
    values = {"data": data, "author": author, "brought_at": now}
    return ReceivedFile.objects.get_or_create(digest=hashlib.sha256(data).hexdigest(), defaults=values)[0]


@transaction.atomic
def note_received(*, file: ReceivedFile, author: Person, key: str, now: datetime) -> SupplierInvoice:
    """Record an electronic invoice as its file says, for the receptions that come to its amount, if any do.

    Raises Refused: einvoice_from_nobody, and what note_supplier_invoice raises.
    """
    shown = reads.received(file)
    if shown.supplier is None:
        raise Refused("einvoice_from_nobody", name=shown.said.seller)
    return note_supplier_invoice(
        supplier=shown.supplier,
        number=shown.said.number,
        issued_on=shown.said.issued_on,
        due_on=shown.said.due_on,
        payable=shown.said.payable,
        vat=shown.said.vat,
        deliveries=shown.deliveries,
        author=author,
        key=key,
        now=now,
    )
