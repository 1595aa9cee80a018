from django.db import models
from django.db.models import Q

from bocal.catalog.models import Item
from bocal.directory.models import Organisation, Person
from bocal.journals.models import Lot, Voucher
from bocal.journals.words import WAYS


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
