"""Suppliers paid many at once, by a file that the bank carries out."""

from django.db import models

from bocal.billing.models.suppliers import SupplierInvoice, SupplierPayment
from bocal.directory.models import Organisation, Person


class PayeeAccount(models.Model):
    """The bank account that a supplier is paid on; its IBAN is sealed (rules.transfers), only its end is in clear."""

    organisation = models.OneToOneField(Organisation, models.PROTECT, related_name="payee_account")
    sealed = models.TextField()
    ending = models.CharField(max_length=4)
    noted_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.organisation_id}: …{self.ending}"


class Transfer(models.Model):
    """Many suppliers paid by one file that the bank carries out. Never changed: `sealed` is the file as it was made."""

    number = models.CharField(max_length=20, unique=True)
    key = models.CharField(max_length=64, unique=True)
    # When the bank is asked to pay.
    day = models.DateField()
    cents = models.BigIntegerField()
    sealed = models.TextField()
    # SHA-256 of the file.
    digest = models.CharField(max_length=64)
    author = models.ForeignKey(Person, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("-id",)
        constraints = (models.CheckConstraint(condition=models.Q(cents__gt=0), name="transfer_of_something"),)

    def __str__(self) -> str:
        return self.number


class TransferLine(models.Model):
    """What one supplier is sent in a transfer; `end_to_end` travels with the money."""

    transfer = models.ForeignKey(Transfer, models.PROTECT, related_name="lines")
    supplier = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    end_to_end = models.CharField(max_length=35, unique=True)
    cents = models.BigIntegerField()
    ending = models.CharField(max_length=4)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=["transfer", "supplier"], name="transfer_line_once"),)

    def __str__(self) -> str:
        return self.end_to_end


class TransferPart(models.Model):
    """What a line of a transfer pays of one invoice."""

    line = models.ForeignKey(TransferLine, models.PROTECT, related_name="parts")
    invoice = models.ForeignKey(SupplierInvoice, models.PROTECT, related_name="transfers")
    cents = models.BigIntegerField()

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=["line", "invoice"], name="transfer_part_once"),)

    def __str__(self) -> str:
        return f"{self.line_id}: {self.invoice_id}"


class TransferPaid(models.Model):
    """The payment that a part of a transfer became, once the bank had carried it out."""

    part = models.ForeignKey(TransferPart, models.PROTECT, related_name="paid")
    payment = models.OneToOneField(SupplierPayment, models.PROTECT, related_name="transfer")

    def __str__(self) -> str:
        return f"{self.part_id}: {self.payment_id}"


class TransferDropped(models.Model):
    """A person said that the bank will not carry out what is left of a transfer: it may be paid again."""

    transfer = models.OneToOneField(Transfer, models.PROTECT, related_name="dropped")
    author = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.transfer_id}"
