"""Record a payment or a refund, take a payment back."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from django.db import transaction

from bocal.billing import reads, rules
from bocal.billing.models import Invoice, Payment
from bocal.billing.rules import Means
from bocal.directory.models import Organisation, Person
from bocal.journals import acts as journals
from bocal.journals.models import Voucher
from bocal.journals.rules import Gesture, Kind, Refused


@transaction.atomic
def pay(
    *,
    invoice: Invoice,
    cents: int,
    means: Means,
    day: date,
    author: Person,
    key: str,
    now: datetime,
    reference: str = "",
    more_is_credit: bool = False,
    back: bool = False,
) -> Payment:
    """Record what came for an invoice; `back`, and on a credit note, what went back to the customer.

    The same key records once. What goes back is at most what was paid too much on this invoice and not used since.

    Raises Refused: no_amount, over_payment, refund_too_large, before_invoice, future.
    """
    Organisation.objects.select_for_update().get(pk=invoice.customer_id)
    if done := Payment.objects.filter(voucher__key=key, voucher__author=author).first():
        return done
    shown = reads.shown(invoice)
    back = back or shown.credit_note
    if back:
        rules.check_refund(cents, credit=shown.refundable)
    else:
        rules.check_payment(cents, left=shown.left, more_is_credit=more_is_credit)
    if day < invoice.issued_on - timedelta(days=365):
        raise Refused("before_invoice")
    signed = -cents if back else cents
    bills, waiting = reads.vat_waiting(invoice.customer)
    bills = [replace(one, paid=one.paid + signed) if one.key == invoice.pk else one for one in bills]
    money = rules.payment_entry(signed, means, invoice.customer_id, invoice.number)
    # The VAT of services that waited for this payment becomes due with it, and is taken back with it.
    money += rules.release(bills, waiting, invoice.customer_id)
    gesture = Gesture(
        kind=Kind.PAY,
        day=day,
        author=author.pk,
        key=key,
        party=invoice.customer_id,
        note=f"{invoice.number} {reference}".strip(),
        money=money,
    )
    voucher = journals.post(gesture, now=now).voucher
    return Payment.objects.create(invoice=invoice, voucher=voucher, cents=signed, means=means, reference=reference)


def take_back(*, payment: Payment, author: Person, now: datetime) -> Voucher:
    """Undo a payment that was a mistake. Raises Refused: already_reversed."""
    return journals.reverse(payment.voucher, author=author, now=now)
