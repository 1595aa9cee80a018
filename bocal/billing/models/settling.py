"""What a round comes to for each of its farms."""

from decimal import Decimal

from django.db import models

from bocal.billing import words
from bocal.billing.models.invoices import Invoice
from bocal.billing.models.suppliers import SupplierInvoice
from bocal.billing.rules.sharing import Per
from bocal.directory.models import Organisation, Person
from bocal.journals.models import Voucher


class GroupShare(models.Model):
    """What the group keeps of what its farms bring, and pays to who runs a distribution. One row, or none: nothing."""

    margin_bp = models.PositiveIntegerField(default=0)
    per = models.CharField(max_length=5, choices=words.PER_WHAT, default=Per.HOUR)
    rate_cents = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.margin_bp}"


class FarmMargin(models.Model):
    """What the group keeps of what one farm brings, when it is not what it keeps of the others."""

    organisation = models.OneToOneField(Organisation, models.PROTECT, related_name="farm_margin")
    margin_bp = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.organisation_id}: {self.margin_bp}"


class Settlement(models.Model):
    """A round settled with its farms, once: `key` says which round. Never changed."""

    key = models.CharField(max_length=64, unique=True)
    title = models.CharField(max_length=120)
    per = models.CharField(max_length=5, choices=words.PER_WHAT)
    rate_cents = models.PositiveIntegerField()
    author = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return self.title


class SettlementLine(models.Model):
    """What a round came to for one farm, in cents before VAT; without a voucher when nothing was kept nor added.

    Of a farm on mandate (it has an `account`), `sold` is what customers owe it and `margin` what the group bills it for
    its service, both VAT within.
    """

    settlement = models.ForeignKey(Settlement, models.PROTECT, related_name="lines")
    supplier = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    sold = models.BigIntegerField()
    margin_bp = models.PositiveIntegerField()
    margin = models.BigIntegerField()
    # Hundredths of an hour, an order or a kilometre.
    given = models.PositiveIntegerField()
    compensation = models.BigIntegerField()
    # As they were that day: {"brought": [[label, cents]], "missing": [[label, units]]}.
    document = models.JSONField()
    voucher = models.OneToOneField(Voucher, models.PROTECT, null=True, blank=True, related_name="+")
    # What was rendered to a farm on mandate, and the invoice of the group's share.
    account = models.ForeignKey(SupplierInvoice, models.PROTECT, null=True, blank=True, related_name="+")
    share_invoice = models.ForeignKey(Invoice, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=["settlement", "supplier"], name="settled_once"),)

    def __str__(self) -> str:
        return f"{self.settlement_id}: {self.supplier_id}"

    @property
    def amount(self) -> Decimal:
        """Hours, orders or kilometres given."""
        return Decimal(self.given) / 100

    @property
    def owed(self) -> int:
        """In cents before VAT; of a farm on mandate, what was sold less the group's share VAT within."""
        return self.sold - self.margin + self.compensation
