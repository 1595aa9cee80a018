from django.db import models
from django.db.models import Q

from bocal.catalog.models import Item
from bocal.directory.models import Organisation, Person
from bocal.journals.models import Lot, Voucher
from bocal.journals.words import WAYS
from bocal.supply import words


class SurplusOffer(models.Model):
    """A farm says what it has too much of. Where it stands follows from what happened: see rules.offer_state."""

    farm = models.ForeignKey(Organisation, models.CASCADE, related_name="offers")
    # What the farm wrote, and the catalogue's item when it is one.
    what = models.CharField(max_length=120)
    item = models.ForeignKey(Item, models.PROTECT, null=True, blank=True, related_name="+")
    mass_mg = models.BigIntegerField()
    # How the farm counted it, when not in kilos: « 12 cagettes, comptées 10 kg chacune ».
    counted = models.CharField(max_length=80, blank=True)
    ready_on = models.DateField()
    until = models.DateField()
    way = models.CharField(max_length=10, choices=WAYS)
    # Euros per kilo that the farm would like.
    price = models.DecimalField(max_digits=12, decimal_places=4, null=True, blank=True)
    note = models.CharField(max_length=500, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    key = models.UUIDField(unique=True)
    made_at = models.DateTimeField()
    # Empty when it came by the farm's personal link.
    author = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    pickup_on = models.DateField(null=True, blank=True)
    declined = models.BooleanField(default=False)
    answer = models.CharField(max_length=300, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("until", "id")
        indexes = (models.Index(fields=["farm", "until"]),)
        constraints = (
            models.CheckConstraint(condition=Q(until__gte=models.F("ready_on")), name="offer_ends_after_it_begins"),
            models.CheckConstraint(condition=Q(mass_mg__gt=0), name="offer_weighs_something"),
            models.CheckConstraint(condition=Q(declined=False) | Q(pickup_on=None), name="offer_taken_or_declined"),
        )

    def __str__(self) -> str:
        return self.what


class Reception(models.Model):
    """What was looked at when goods came in. What came is in the journals; whether it still holds is the voucher's."""

    voucher = models.OneToOneField(Voucher, models.PROTECT, related_name="reception")
    offer = models.ForeignKey(SurplusOffer, models.PROTECT, null=True, blank=True, related_name="receptions")
    way = models.CharField(max_length=10, choices=WAYS)
    clean_ok = models.BooleanField()
    aspect_ok = models.BooleanField()
    transport_ok = models.BooleanField()
    # What was wrong; the lots wait with this reason.
    fault = models.CharField(max_length=300, blank=True)
    # Degrees Celsius.
    temperature = models.DecimalField(max_digits=4, decimal_places=1, null=True, blank=True)

    class Meta:
        ordering = ("-voucher__day", "-id")

    def __str__(self) -> str:
        return f"R{self.pk:05d}"

    @property
    def passed(self) -> bool:
        return self.clean_ok and self.aspect_ok and self.transport_ok


class ReceptionLine(models.Model):
    """How a lot was weighed: its crates, what the scales said, the weight of an empty crate."""

    reception = models.ForeignKey(Reception, models.CASCADE, related_name="lines")
    lot = models.OneToOneField(Lot, models.PROTECT, related_name="reception_line")
    crates = models.PositiveIntegerField()
    # In the item's own unit, crates included.
    gross = models.BigIntegerField()
    tare_mg = models.BigIntegerField(default=0)
    # Euros before VAT per kilo, litre or piece.
    price = models.DecimalField(max_digits=12, decimal_places=4, null=True, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (models.CheckConstraint(condition=Q(crates__gte=1, tare_mg__gte=0), name="line_has_crates"),)

    def __str__(self) -> str:
        return f"{self.lot_id} × {self.crates}"


class Entitlement(models.Model):
    """The collective says that it may issue tax receipts for gifts: by what, who said so and when. One at a time."""

    standing = models.CharField(max_length=10, choices=words.STANDINGS)
    # What the collective is for, as the receipt says it.
    purpose = models.CharField(max_length=200)
    # Its number in the register of associations, when it has one.
    rna = models.CharField(max_length=10, blank=True)
    declared_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    declared_at = models.DateTimeField()
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(models.Value(1), condition=Q(ended_on=None), name="one_entitlement_at_a_time"),
        )

    def __str__(self) -> str:
        return self.purpose


class GiftValue(models.Model):
    """What the donor says that a line of a gift is worth, at cost: the donor values it, never the collective."""

    line = models.OneToOneField(ReceptionLine, models.CASCADE, related_name="gift_value")
    cents = models.PositiveBigIntegerField()
    # Three days left, or no longer fit for sale: it counts for half.
    half = models.BooleanField(default=False)
    said = models.CharField(max_length=5, choices=words.VALUES_SAID)
    said_at = models.DateTimeField()
    # Who keyed in what the paper says; empty when the donor typed it behind its own link.
    noted_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(cents__gt=0), name="gift_is_worth_something"),)

    def __str__(self) -> str:
        return f"{self.line_id}: {self.cents}"


class DonationAgreement(models.Model):
    """A grower gives through a processor: the three agree, before the goods leave, who is given what is made."""

    grower = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    processor = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    beneficiary = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    signed_on = models.DateField()
    noted_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()

    class Meta:
        ordering = ("-signed_on", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=["grower", "processor", "beneficiary", "signed_on"], name="donation_agreement_once"
            ),
            models.CheckConstraint(
                condition=~Q(grower=models.F("processor"))
                & ~Q(grower=models.F("beneficiary"))
                & ~Q(processor=models.F("beneficiary")),
                name="donation_agreement_of_three",
            ),
        )

    def __str__(self) -> str:
        return f"{self.grower_id} → {self.processor_id} → {self.beneficiary_id}"


class TaxReceipt(models.Model):
    """A tax receipt as it was issued, frozen with its file. Its number leaves no gap; cancelled, never deleted."""

    kind = models.CharField(max_length=6, choices=words.TAX_KINDS)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    donor = models.ForeignKey(Organisation, models.PROTECT, related_name="tax_receipts")
    from_day = models.DateField()
    until_day = models.DateField()
    cents = models.PositiveBigIntegerField()
    # The goods went through a processor, under this agreement.
    agreement = models.ForeignKey(DonationAgreement, models.PROTECT, null=True, blank=True, related_name="tax_receipts")
    # All that is printed on it.
    frozen = models.JSONField()
    pdf = models.BinaryField()
    issued_on = models.DateField()
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    key = models.CharField(max_length=64, unique=True)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="replaced_by")
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    cancelled_why = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("-year", "-number")
        constraints = (models.UniqueConstraint(fields=["year", "number"], name="tax_receipt_number_once"),)

    def __str__(self) -> str:
        return f"RF {self.year}-{self.number:04d}"


class TaxReceiptLine(models.Model):
    """A line of a gift on a receipt. `live` until the receipt is cancelled: no gift is on two receipts that hold."""

    receipt = models.ForeignKey(TaxReceipt, models.PROTECT, related_name="lines")
    line = models.ForeignKey(ReceptionLine, models.PROTECT, related_name="tax_lines")
    live = models.BooleanField(default=True)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=["line"], condition=Q(live=True), name="gift_receipted_once"),)

    def __str__(self) -> str:
        return f"{self.receipt_id}: {self.line_id}"
