from decimal import Decimal

from django.db import models

from bocal.billing import words
from bocal.billing.rules.sharing import Per
from bocal.directory.models import Organisation, Person
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
    basis = models.CharField(max_length=5, choices=[(b.value, b.value) for b in Basis])
    expected = models.BigIntegerField()
    invoice = models.OneToOneField(Invoice, models.PROTECT, null=True, blank=True, related_name="+")
    refusal = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=["batch", "customer", "basis"], name="batch_bills_once"),)

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


class SelfBilling(models.Model):
    """A farm's written agreement that the collective makes its invoices for it (CGI art. 289, I, 2)."""

    organisation = models.OneToOneField(Organisation, models.PROTECT, related_name="self_billing")
    agreed_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    vat = models.CharField(max_length=10, choices=words.FARM_VAT)

    def __str__(self) -> str:
        return f"{self.organisation_id}: {self.agreed_on}"


class SupplierInvoice(models.Model):
    """An invoice that a supplier sent, or that was made in its name. Whether it stands, its voucher says.

    `document` is frozen as an Invoice is, for one made in the farm's name; empty for one received.
    """

    supplier = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    number = models.CharField(max_length=40)
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
    """What was brought in one gesture, billed by an invoice: by one alone that stands, the act sees to it."""

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


class BankSupplierMatch(models.Model):
    """A payment to a supplier that a line of the bank is (or part of it)."""

    line = models.ForeignKey(BankLine, models.PROTECT, related_name="supplier_matches")
    payment = models.OneToOneField(SupplierPayment, models.PROTECT, related_name="bank")

    def __str__(self) -> str:
        return f"{self.line_id}: {self.payment_id}"


class ReceivedFile(models.Model):
    """An electronic invoice that somebody brought, as it came; the same file is kept once. Never changed."""

    digest = models.CharField(max_length=64, unique=True)
    data = models.BinaryField()
    author = models.ForeignKey(Person, models.PROTECT, related_name="+")
    brought_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.digest[:12]


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
    """What a round came to for one farm, in cents before VAT; without a voucher when nothing was kept nor added."""

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
        """In cents before VAT."""
        return self.sold - self.margin + self.compensation
