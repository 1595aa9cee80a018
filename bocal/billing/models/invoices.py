"""Invoices to customers, what was paid of them, and reminders."""

from datetime import date

from django.db import models

from bocal.billing import words
from bocal.billing.rules import Turn
from bocal.directory.models import Mandate, Organisation, Person
from bocal.journals.models import MoneyLine, Voucher
from bocal.measure.money import Basis
from bocal.measure.quantity import Dimension


class Invoice(models.Model):
    """An invoice or a credit note, as it was sent: never changed (triggers of migration 0002), mended by another.

    `seller` and `buyer` are frozen copies of names and addresses, the one place outside the directory that holds any:
    the law wants the identity of both on the day of issue (CGI ann. II art. 242 nonies A) and the document kept ten
    years (code de commerce, art. L. 123-22), which outlasts a person's wish to be forgotten (GDPR art. 17, 3 b).
    """

    number = models.CharField(max_length=20, unique=True)
    kind = models.CharField(max_length=3, choices=words.KINDS)
    customer = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    # The mandate by which it was made in a farm's name; None for our own.
    mandate = models.ForeignKey(Mandate, models.PROTECT, null=True, blank=True, related_name="invoices")
    voucher = models.OneToOneField(Voucher, models.PROTECT, related_name="invoice")
    issued_on = models.DateField()
    due_on = models.DateField()
    delivered_from = models.DateField()
    delivered_to = models.DateField()
    basis = models.CharField(max_length=5, choices=[(b.value, b.value) for b in Basis])
    nature = models.CharField(max_length=10, choices=words.NATURES)
    net = models.BigIntegerField()
    vat = models.BigIntegerField()
    rounding = models.BigIntegerField()
    payable = models.BigIntegerField()
    # [{"rate_bp": 550 | null, "base": cents, "vat": cents}], by rising rate, deposits last.
    vat_rows = models.JSONField()
    seller = models.JSONField()
    buyer = models.JSONField()
    mentions = models.JSONField()
    # Numbers of the invoices whose deliveries were taken back since.
    corrects = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=["customer", "issued_on"]), models.Index(fields=["issued_on"]))

    def __str__(self) -> str:
        return self.number


class InvoiceLine(models.Model):
    """One line of a delivery, billed: the one-to-one key is what keeps it from ever being billed twice."""

    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="lines")
    position = models.PositiveIntegerField()
    money_line = models.OneToOneField(MoneyLine, models.PROTECT, related_name="invoice_line")
    day = models.DateField()
    label = models.CharField(max_length=200)
    lot = models.CharField(max_length=20, blank=True)
    deposit = models.BooleanField()
    quantity = models.BigIntegerField()
    dimension = models.CharField(max_length=10, choices=[(d.value, d.value) for d in Dimension])
    unit_price = models.DecimalField(max_digits=12, decimal_places=4, null=True, blank=True)
    vat_bp = models.PositiveIntegerField(null=True, blank=True)
    # In the invoice's basis, and before VAT.
    amount = models.BigIntegerField()
    net = models.BigIntegerField()

    class Meta:
        ordering = ("invoice", "position")
        constraints = (models.UniqueConstraint(fields=["invoice", "position"], name="invoice_line_position"),)

    def __str__(self) -> str:
        return f"{self.invoice_id}.{self.position} {self.label}"

    @property
    def heading(self) -> tuple[date, Turn]:
        """Under which heading it stands: what was handed over that day, what came back, or neither."""
        return self.day, Turn.of(self.quantity, self.amount)


class OpenDelivery(models.Model):
    """A gesture of which something was still to bill when the night looked: a cache that acts.sweep makes again."""

    voucher = models.OneToOneField(Voucher, models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return f"{self.voucher_id}"


class Sweep(models.Model):
    """Up to which line of money the night looked: of those before, OpenDelivery says what is to bill. One row."""

    line = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.line}"


class Payment(models.Model):
    """Money that came for an invoice, or went back to its customer (negative). Whether it stands, its voucher says."""

    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="payments")
    voucher = models.OneToOneField(Voucher, models.PROTECT, related_name="payment")
    cents = models.BigIntegerField()
    means = models.CharField(max_length=10, choices=words.MEANS)
    reference = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (models.CheckConstraint(condition=~models.Q(cents=0), name="payment_of_something"),)

    def __str__(self) -> str:
        return f"{self.invoice_id}: {self.cents}"


class Batch(models.Model):
    """Many invoices asked for in one gesture, and made one by one by the queue."""

    key = models.CharField(max_length=36, unique=True)
    until = models.DateField()
    due_on = models.DateField()
    mail = models.BooleanField()
    author = models.ForeignKey(Person, models.PROTECT, related_name="+")
    # What refusals are said in: the author's, since the queue has no reader.
    language = models.CharField(max_length=5)
    started_at = models.DateTimeField()

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.until}"


class BatchLine(models.Model):
    """One document of a batch: what it should come to, then the invoice, or why there is none."""

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="lines")
    customer = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    # The farm in whose name it is made; None for our own.
    farm = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    basis = models.CharField(max_length=5, choices=[(b.value, b.value) for b in Basis])
    expected = models.BigIntegerField()
    invoice = models.OneToOneField(Invoice, models.PROTECT, null=True, blank=True, related_name="+")
    # Said whole: its end is what there is to do.
    refusal = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=["batch", "customer", "basis"], condition=models.Q(farm=None), name="batch_bills_once"
            ),
            models.UniqueConstraint(fields=["batch", "customer", "farm", "basis"], name="batch_bills_each_farm_once"),
        )

    def __str__(self) -> str:
        return f"{self.batch_id}: {self.customer_id}"


class Reminder(models.Model):
    """A customer was written to about an overdue invoice; `left` cents were still to pay. Never changed."""

    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="reminders")
    level = models.PositiveIntegerField()
    left = models.BigIntegerField()
    day = models.DateField()
    author = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=["invoice", "day"], name="one_reminder_a_day"),)

    def __str__(self) -> str:
        return f"{self.invoice_id}: {self.level}"
