"""Lines of the bank's files, and the payments they are."""

from django.db import models

from bocal.billing.models.invoices import Payment
from bocal.billing.models.suppliers import SupplierPayment
from bocal.directory.models import Person


class BankLine(models.Model):
    """A line of the bank's file, as it came; the same file brought twice changes nothing. Never changed."""

    account = models.CharField(max_length=40, blank=True)
    bank_id = models.CharField(max_length=100)
    day = models.DateField()
    cents = models.BigIntegerField()
    name = models.CharField(max_length=140, blank=True)
    text = models.CharField(max_length=300, blank=True)
    end_to_end = models.CharField(max_length=80, blank=True)
    # Empty when a command brought it.
    author = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    brought_at = models.DateTimeField()

    class Meta:
        ordering = ("-day", "-id")
        constraints = (models.UniqueConstraint(fields=["account", "bank_id"], name="bank_line_once"),)

    def __str__(self) -> str:
        return f"{self.day}: {self.cents}"


class BankMatch(models.Model):
    """A payment that a line of the bank is (or part of it)."""

    line = models.ForeignKey(BankLine, models.PROTECT, related_name="matches")
    payment = models.OneToOneField(Payment, models.PROTECT, related_name="bank")

    def __str__(self) -> str:
        return f"{self.line_id}: {self.payment_id}"


class BankSetAside(models.Model):
    """A line that somebody said is no invoice's payment."""

    line = models.OneToOneField(BankLine, models.PROTECT, related_name="aside")
    author = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.line_id}"


class BankSupplierMatch(models.Model):
    """A payment to a supplier that a line of the bank is (or part of it)."""

    line = models.ForeignKey(BankLine, models.PROTECT, related_name="supplier_matches")
    payment = models.OneToOneField(SupplierPayment, models.PROTECT, related_name="bank")

    def __str__(self) -> str:
        return f"{self.line_id}: {self.payment_id}"
