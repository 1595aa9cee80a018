"""What customers put on their prepaid accounts, and took back."""

from django.db import models

from bocal.billing import words
from bocal.billing.models.bank import BankLine
from bocal.directory.models import Organisation
from bocal.journals.models import Voucher


class Advance(models.Model):
    """Money that a customer put on their prepaid account, or that went back (negative). Whether it stands, its voucher
    says; what it paid since are payments. Never changed."""

    customer = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    voucher = models.OneToOneField(Voucher, models.PROTECT, related_name="advance")
    cents = models.BigIntegerField()
    means = models.CharField(max_length=10, choices=words.MEANS)
    reference = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (models.CheckConstraint(condition=~models.Q(cents=0), name="advance_of_something"),)

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.cents}"


class BankAdvanceMatch(models.Model):
    """What a line of the bank put on a prepaid account, or gave back of it."""

    line = models.ForeignKey(BankLine, models.PROTECT, related_name="advance_matches")
    advance = models.OneToOneField(Advance, models.PROTECT, related_name="bank")

    def __str__(self) -> str:
        return f"{self.line_id}: {self.advance_id}"
