"""Payments through a provider: ask for one, note what the provider says of it, give back, note its payouts.

The provider is never spoken to inside a transaction: it may be slow, and others wait. What it says is noted under the
lock of the payment's row: its announcement, said again, and the customer who comes back count once, in any order.
"""

import logging
from collections.abc import Callable
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.module_loading import import_string

from bocal.billing import reads
from bocal.billing.acts.prepaying import pay_prepaid, post_advance
from bocal.billing.models import (
    BankLine,
    Invoice,
    OnlinePayment,
    OnlineRefund,
    Payout,
    PayoutArrived,
)
from bocal.billing.rules import Means, prepaid
from bocal.billing.rules import online as rules
from bocal.billing.rules.online import Asked, Heard, OnlineState, Provider, Told, Unreachable
from bocal.directory.models import Organisation, Person
from bocal.journals import acts as journals
from bocal.journals.models import Voucher
from bocal.journals.rules import Gesture, Kind, Refused

log = logging.getLogger(__name__)


def provider() -> Provider | None:
    """Who takes payments online for the collective at hand; None when nobody does."""
    found: Provider | None = import_string(settings.PAYMENT_PROVIDER)()
    return found


def _provider() -> Provider:
    found = provider()
    if found is None:
        raise Refused("no_provider")
    return found


def ask(
    *,
    customer: Organisation,
    cents: int,
    label: str,
    person: Person,
    key: str,
    now: datetime,
    page: Callable[[int], str],
    invoice: Invoice | None = None,
    back: str = "",
) -> OnlinePayment:
    """Ask the provider for a page on which `cents` are paid; `page` says the address of ours that it leads back to,
    by the payment's key. The same key asks once.

    Raises Refused: no_provider, bad_online_amount, provider_down (what was ordered stays; it may be asked again).
    """
    found = _provider()
    rules.check_amount(cents)
    with transaction.atomic():
        made, _fresh = OnlinePayment.objects.get_or_create(
            key=key,
            defaults={
                "customer": customer,
                "person": person,
                "invoice": invoice,
                "label": label[:120],
                "back": back[:200],
                "cents": cents,
                "asked_at": now,
            },
        )
    if made.person_id != person.pk or made.customer_id != customer.pk:
        raise Refused("key_reused")
    if made.state not in (OnlineState.ASKED, OnlineState.FAILED):
        return made
    try:
        opened = found.ask(Asked(key, made.cents, made.label, person.email or "", page(made.pk)))
    except Unreachable:
        OnlinePayment.objects.filter(pk=made.pk, state=OnlineState.ASKED).update(state=OnlineState.FAILED)
        raise Refused("provider_down") from None
    waiting = OnlinePayment.objects.filter(pk=made.pk, state__in=[OnlineState.ASKED, OnlineState.FAILED])
    waiting.update(state=OnlineState.OPEN, reference=opened.reference, url=opened.url)
    made.refresh_from_db()
    return made


def look(*, online: OnlinePayment, now: datetime) -> OnlinePayment:
    """Ask the provider what became of a payment, when somebody comes back before it was announced. Harmless when it is
    repeated, and when the provider is silent."""
    found = provider()
    if online.state == OnlineState.OPEN and online.reference and found is not None:
        try:
            told = found.look(online.reference)
        except Unreachable:
            told = None
        if told is not None:
            note(told=told, now=now)
            online.refresh_from_db()
    return online


def hear(*, body: bytes, signature: str, now: datetime) -> None:
    """Note what the provider announces; said again, it changes nothing; what is not ours is left alone.

    Raises rules.online.NotSigned, Unreachable (it is to say it again), Refused: no_provider.
    """
    found = _provider()
    told = found.read(body, signature)
    if told is not None and told.news is Heard.PAYOUT:
        _note_payout(found.name, told, now)
    elif told is not None:
        note(told=told, now=now)


@transaction.atomic
def note(*, told: Told, now: datetime) -> None:
    """Note that a payment was paid, abandoned, or went back: once, whoever says it and however often."""
    # Should we have died between the provider's answer and its note, our own key is known there.
    named = Q(payment=told.payment) if told.news is Heard.REFUNDED else Q(reference=told.reference) | Q(key=told.key)
    if told.news is Heard.REFUNDED and not told.payment:
        return
    online = OnlinePayment.objects.select_for_update().filter(named).first()
    if online is None:
        return
    if told.news is Heard.ABANDONED:
        if online.state == OnlineState.OPEN:
            OnlinePayment.objects.filter(pk=online.pk).update(state=OnlineState.ABANDONED)
        return
    if told.currency != "eur":
        log.warning("online payment %s came in %s: nothing is noted", online.pk, told.currency)
        return
    if told.news is Heard.PAID:
        _note_paid(online, told, now)
    else:
        _note_refunded(online, told.cents, now)


def _note_paid(online: OnlinePayment, told: Told, now: datetime) -> None:
    """What came is the customer's, whatever was asked; it pays the invoice that it was for, as far as it reaches."""
    if online.advance_id is not None or told.cents <= 0:
        return
    online.paid, online.payment, online.state = told.cents, told.payment, OnlineState.PAID
    online.advance = post_advance(
        customer=online.customer,
        cents=told.cents,
        means=Means.ONLINE,
        day=timezone.localdate(now),
        author=online.person,
        key=f"online {online.pk}",
        now=now,
        reference=online.label[:60],
    )
    online.save(update_fields=["paid", "payment", "state", "advance"])
    if online.invoice is not None and reads.shown(online.invoice).left > 0:
        day = timezone.localdate(now)
        key = f"online {online.pk} invoice"
        pay_prepaid(invoice=online.invoice, author=online.person, key=key, now=now, day=day)


def _note_refunded(online: OnlinePayment, total: int, now: datetime) -> None:
    """`total` went back so far. What the account no longer holds stays to be settled by a person (reads.unsettled)."""
    noted = -sum(one.advance.cents for one in online.refunds.select_related("advance"))
    if total > online.refunded:
        online.refunded = total
        online.save(update_fields=["refunded"])
    more = min(total - noted, reads.prepaid_cents(online.customer_id))
    if more <= 0:
        return
    advance = post_advance(
        customer=online.customer,
        cents=-more,
        means=Means.ONLINE,
        day=timezone.localdate(now),
        author=online.person,
        key=f"online {online.pk} back {noted + more}",
        now=now,
        reference=online.label[:60],
    )
    OnlineRefund.objects.create(online=online, advance=advance)


def give_back(*, online: OnlinePayment, cents: int, now: datetime) -> None:
    """Send money of an online payment back to the card it came from, and note it. Asked again for the same sum before
    it is noted, it goes back once.

    Raises Refused: no_provider, no_amount, advance_short, advance_owed, over_refund, provider_down.
    """
    found = _provider()
    if cents > online.paid - online.refunded:
        raise Refused("over_refund", cents=online.paid - online.refunded)
    there, owed = reads.prepaid_cents(online.customer_id), reads.owed_by(online.customer_id)
    prepaid.check_back(cents, balance=there, owed=owed)
    total = online.refunded + cents
    try:
        found.give_back(online.payment, cents, f"{online.key} back {total}")
    except Unreachable:
        raise Refused("provider_down_refund") from None
    note(told=Told(Heard.REFUNDED, online.payment, total, payment=online.payment), now=now)


def _note_payout(name: str, told: Told, now: datetime) -> None:
    if told.currency != "eur" or told.day is None:
        return
    values = {"provider": name, "cents": told.cents, "fee": told.fee, "day": told.day, "told_at": now}
    Payout.objects.get_or_create(reference=told.reference, defaults=values)


@transaction.atomic
def payout_arrived(
    *, payout: Payout, day: date, author: Person, now: datetime, line: BankLine | None = None
) -> PayoutArrived:
    """A payout came to the bank: its net on 512, its fee on 627. Twice is once. Raises Refused: payout_done, future."""
    locked = Payout.objects.select_for_update().get(pk=payout.pk)
    if PayoutArrived.objects.filter(payout=locked, voucher__reversal=None).exists():
        raise Refused("payout_done")
    gesture = Gesture(
        kind=Kind.PAYOUT,
        day=day,
        author=author.pk,
        key=f"payout {locked.pk} {locked.arrivals.count()}",
        note=locked.reference,
        money=rules.payout_entry(locked.cents, locked.fee, locked.reference),
    )
    voucher: Voucher = journals.post(gesture, now=now).voucher
    return PayoutArrived.objects.create(payout=locked, line=line, voucher=voucher)
