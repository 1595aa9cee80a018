"""Payments through a provider, what went back of them, and what the provider paid out."""

from django.db import models

from bocal.billing import words
from bocal.billing.models.bank import BankLine
from bocal.billing.models.invoices import Invoice
from bocal.billing.models.prepaid import Advance
from bocal.billing.rules.online import OnlineState
from bocal.directory.models import Organisation, Person
from bocal.journals.models import Voucher


class OnlinePayment(models.Model):
    """What a customer was asked to pay on the provider's page, and what became of it."""

    # The key of the form that asked: sent twice, it asks once.
    key = models.CharField(max_length=64, unique=True)
    customer = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    # Paid with it as soon as the money is there.
    invoice = models.ForeignKey(Invoice, models.PROTECT, null=True, blank=True, related_name="+")
    label = models.CharField(max_length=120)
    # The page of ours that whoever pays came from.
    back = models.CharField(max_length=200, blank=True)
    cents = models.BigIntegerField()
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=words.ONLINE_STATES, default=OnlineState.ASKED)
    # What the provider calls its page, and the payment itself.
    reference = models.CharField(max_length=120, unique=True, null=True, blank=True)
    payment = models.CharField(max_length=120, blank=True, db_index=True)
    url = models.CharField(max_length=2000, blank=True)
    # What came, which may differ from what was asked; what went back so far, as the provider says.
    paid = models.BigIntegerField(default=0)
    refunded = models.BigIntegerField(default=0)
    advance = models.OneToOneField(Advance, models.PROTECT, null=True, blank=True, related_name="online")

    class Meta:
        ordering = ("-id",)
        constraints = (models.CheckConstraint(condition=models.Q(cents__gt=0), name="online_of_something"),)

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.cents}"


class OnlineRefund(models.Model):
    """What went back of an online payment, as it was noted."""

    online = models.ForeignKey(OnlinePayment, models.PROTECT, related_name="refunds")
    advance = models.OneToOneField(Advance, models.PROTECT, related_name="refund")

    def __str__(self) -> str:
        return f"{self.online_id}: {self.advance_id}"


class Payout(models.Model):
    """What the provider sent to the bank: many payments, less its fee."""

    provider = models.CharField(max_length=20)
    reference = models.CharField(max_length=120, unique=True)
    cents = models.BigIntegerField()
    fee = models.BigIntegerField()
    day = models.DateField()
    told_at = models.DateTimeField()

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return self.reference


class PayoutArrived(models.Model):
    """A payout that came to the bank: by which line, if one was read. Whether it stands, its voucher says."""

    payout = models.ForeignKey(Payout, models.PROTECT, related_name="arrivals")
    line = models.ForeignKey(BankLine, models.PROTECT, null=True, blank=True, related_name="payout_matches")
    voucher = models.OneToOneField(Voucher, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.payout_id}"
