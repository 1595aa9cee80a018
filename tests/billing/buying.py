"""What farms brought and billed, made in one line; what the accounts say of it."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

from django.db.models import Sum

from bocal.billing import acts, reads
from bocal.billing.rules import Means
from bocal.billing.rules.suppliers import FarmVat
from bocal.journals import acts as journals
from bocal.journals.models import MoneyLine
from bocal.journals.rules import Account, Gesture, Kind, Money
from bocal.measure.money import line_cents
from tests.world import KG, NOW, TODAY

WEEK = timedelta(days=7)


def bring(world, item="Tomates", kg=10.0, price="1.5000", *, farm=None, day=TODAY, vat_bp=None):
    """What a reception posts for crates that were bought."""
    thing, party, quantity = world.items[item], farm or world.farm, round(kg * KG)
    cents = line_cents(Decimal(price), quantity, KG)
    money = [
        Money(Account.PURCHASES, cents, party.pk, item, None, thing.pk, quantity, Decimal(price), vat_bp=vat_bp),
        Money(Account.SUPPLIER_UNBILLED, -cents, party.pk, item, None, thing.pk),
    ]
    gesture = Gesture(Kind.RECEIVE, day, world.reception.pk, uuid4().hex, party=party.pk, money=money)
    return journals.post(gesture, now=NOW).voucher


def note(world, *vouchers, number="FA 12", payable=1500, vat=0, key="note", farm=None, day=TODAY, **more):
    return acts.note_supplier_invoice(
        supplier=farm or world.farm,
        number=number,
        issued_on=day,
        payable=payable,
        vat=vat,
        deliveries=[one.pk for one in vouchers],
        author=world.accounts,
        key=key,
        now=NOW,
        **more,
    )


def pay(world, invoice, cents, key="pay", day=TODAY, means=Means.TRANSFER):
    return acts.pay_supplier(
        invoice=invoice, cents=cents, means=means, day=day, author=world.accounts, key=key, now=NOW
    )


def agree(world, vat=FarmVat.LIABLE, farm=None):
    return acts.agree(supplier=farm or world.farm, agreed_on=TODAY - WEEK, vat=vat, now=NOW)


def bill(world, expected, key="self", farm=None):
    return acts.self_bill(supplier=farm or world.farm, expected=expected, author=world.accounts, key=key, now=NOW)


def sums():
    rows = MoneyLine.objects.values_list("account").annotate(Sum("cents"))
    return {account: cents for account, cents in rows if cents}


def sound():
    return reads.check_invoices().broken == ()
