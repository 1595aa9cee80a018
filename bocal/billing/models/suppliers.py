"""What suppliers bill, and are paid."""

from django.db import models

from bocal.billing import words
from bocal.directory.models import Mandate, Organisation, Person
from bocal.journals.models import Voucher


class SelfBilling(models.Model):
    """A farm's written agreement that the collective makes its invoices for it (CGI art. 289, I, 2)."""

    organisation = models.OneToOneField(Organisation, models.PROTECT, related_name="self_billing")
    agreed_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    vat = models.CharField(max_length=10, choices=words.FARM_VAT)

    def __str__(self) -> str:
        return f"{self.organisation_id}: {self.agreed_on}"


class SupplierInvoice(models.Model):
    """An invoice that a supplier sent, or that was made in its name; or the account rendered to a farm on mandate, of
    what was sold for it. Whether it stands, its voucher says.

    `document` is frozen as an Invoice is, for one made in the farm's name; empty for one received.
    """

    supplier = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    number = models.CharField(max_length=40)
    # The mandate whose account is rendered: what is owed then stands on 467, not 401. None for an invoice.
    mandate = models.ForeignKey(Mandate, models.PROTECT, null=True, blank=True, related_name="accounts")
    voucher = models.OneToOneField(Voucher, models.PROTECT, related_name="supplier_invoice")
    issued_on = models.DateField()
    due_on = models.DateField()
    net = models.BigIntegerField()
    vat = models.BigIntegerField()
    payable = models.BigIntegerField()
    self_billed = models.BooleanField(default=False)
    document = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=["supplier", "issued_on"]),)

    def __str__(self) -> str:
        return self.number


class SupplierInvoiceDelivery(models.Model):
    """What was brought (on mandate: handed over) in one gesture, billed by an invoice: by one alone that stands, the
    act sees to it."""

    invoice = models.ForeignKey(SupplierInvoice, models.PROTECT, related_name="deliveries")
    voucher = models.ForeignKey(Voucher, models.PROTECT, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["invoice", "voucher"], name="delivery_once_an_invoice"),)

    def __str__(self) -> str:
        return f"{self.invoice_id}: {self.voucher_id}"


class SupplierPayment(models.Model):
    """Money that went to a supplier for an invoice. Whether it stands, its voucher says."""

    invoice = models.ForeignKey(SupplierInvoice, models.PROTECT, related_name="payments")
    voucher = models.OneToOneField(Voucher, models.PROTECT, related_name="supplier_payment")
    cents = models.BigIntegerField()
    means = models.CharField(max_length=10, choices=words.MEANS)
    reference = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (models.CheckConstraint(condition=models.Q(cents__gt=0), name="supplier_payment_of_something"),)

    def __str__(self) -> str:
        return f"{self.invoice_id}: {self.cents}"


class ReceivedFile(models.Model):
    """An electronic invoice that somebody brought, as it came; the same file is kept once. Never changed."""

    digest = models.CharField(max_length=64, unique=True)
    data = models.BinaryField()
    author = models.ForeignKey(Person, models.PROTECT, related_name="+")
    brought_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.digest[:12]
