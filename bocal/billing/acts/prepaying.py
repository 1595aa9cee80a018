"""The prepaid account of a customer: put money on it, give it back, pay an invoice with it."""

from datetime import date, datetime

from django.db import transaction

from bocal.billing import reads, rules
from bocal.billing.acts.paying import pay
from bocal.billing.models import Advance, Invoice, Payment
from bocal.billing.rules import Means, prepaid
from bocal.directory.models import Organisation, Person
from bocal.journals import acts as journals
from bocal.journals.rules import Gesture, Kind, Refused


@transaction.atomic
def put_in(
    *,
    customer: Organisation,
    cents: int,
    means: Means,
    day: date,
    author: Person,
    key: str,
    now: datetime,
    reference: str = "",
    back: bool = False,
) -> Advance:
    """Note what came for a customer's prepaid account; `back`, what went back to them: never what they owe already.

    The same key notes once. Raises Refused: no_amount, advance_short, advance_owed, future, closed.
    """
    # Whoever pays with this account, or gives it back, waits here.
    Organisation.objects.select_for_update().get(pk=customer.pk)
    if done := Advance.objects.filter(voucher__key=key, voucher__author=author).first():
        return done
    if back:
        prepaid.check_back(cents, balance=reads.prepaid_cents(customer.pk), owed=reads.owed_by(customer.pk))
    else:
        rules.check_payment(cents, left=cents, more_is_credit=True)
    return post_advance(
        customer=customer,
        cents=-cents if back else cents,
        means=means,
        day=day,
        author=author,
        key=key,
        now=now,
        reference=reference,
    )


def post_advance(
    *,
    customer: Organisation,
    cents: int,
    means: Means,
    day: date,
    author: Person,
    key: str,
    now: datetime,
    reference: str = "",
) -> Advance:
    """Write what came on a prepaid account, or went back (negative), inside the transaction at hand.

    Raises Refused: advance_short, future, closed.
    """
    number = prepaid.code(customer.pk)
    gesture = Gesture(
        kind=Kind.PREPAY,
        day=day,
        author=author.pk,
        key=key,
        party=customer.pk,
        note=f"{number} {reference}".strip(),
        money=prepaid.advance_entry(cents, means, customer.pk, number),
    )
    voucher = journals.post(gesture, now=now).voucher
    return Advance.objects.create(customer=customer, voucher=voucher, cents=cents, means=means, reference=reference)


@transaction.atomic
def pay_prepaid(*, invoice: Invoice, author: Person, key: str, now: datetime, day: date) -> Payment:
    """Pay what is left of an invoice with its customer's prepaid account, as far as that goes. A key pays once.

    Raises Refused: nothing_prepaid, no_amount (nothing is left to pay).
    """
    Organisation.objects.select_for_update().get(pk=invoice.customer_id)
    if done := Payment.objects.filter(voucher__key=key, voucher__author=author).first():
        return done
    there = reads.prepaid_cents(invoice.customer_id)
    if there <= 0:
        raise Refused("nothing_prepaid")
    cents = min(there, reads.shown(invoice).left)
    return pay(invoice=invoice, cents=cents, means=Means.PREPAID, day=day, author=author, key=key, now=now)
