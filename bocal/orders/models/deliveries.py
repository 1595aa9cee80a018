"""Deliveries to restaurants, canteens, shops, centres and food aid, outside the sale rounds."""

from datetime import time

from django.db import models
from django.db.models import F, Q

from bocal.catalog.models import Item, PriceList
from bocal.directory.models import Organisation, Person, Place
from bocal.journals.models import Voucher
from bocal.orders import words
from bocal.orders.rules.delivering import BayUse


def weekdays() -> list[int]:
    """Monday to Friday, as `date.weekday()` counts them."""
    return [0, 1, 2, 3, 4]


class CustomerTerms(models.Model):
    """What was agreed with a professional customer: when we deliver, from how much, until when they may order."""

    organisation = models.OneToOneField(Organisation, models.CASCADE, related_name="terms")
    # Their own prices; empty, those of their class of customers.
    price_list = models.ForeignKey(PriceList, models.SET_NULL, null=True, blank=True, related_name="+")
    # Days of the week (0 is Monday) on which we deliver there.
    weekdays = models.JSONField(default=weekdays)
    # Before VAT.
    minimum_cents = models.PositiveIntegerField(default=0)
    # Orders close so many days before the delivery, at this hour.
    lead_days = models.PositiveSmallIntegerField(default=1)
    closes_at = models.TimeField(default=time(12))
    # Where to put it, when that is not the organisation's own address.
    address = models.CharField(max_length=200, blank=True)
    # What the driver must know: the door, the hour, whom to ask.
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(lead_days__lte=30), name="lead_is_a_month_at_most"),
            models.CheckConstraint(condition=Q(minimum_cents__lte=1_000_000), name="minimum_is_reachable"),
        )

    def __str__(self) -> str:
        return f"{self.organisation_id}"


class StandingOrder(models.Model):
    """« Chaque mardi, 20 kg de carottes »: the rule from which deliveries are made ahead."""

    customer = models.ForeignKey(Organisation, models.PROTECT, related_name="standing_orders")
    # 0 is Monday.
    weekday = models.PositiveSmallIntegerField()
    # Every week, or every second one counted from the first.
    every_weeks = models.PositiveSmallIntegerField(default=1)
    first_on = models.DateField()
    last_on = models.DateField(null=True, blank=True)
    # School holidays, works: from a day to another, both within.
    paused_from = models.DateField(null=True, blank=True)
    paused_until = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    # Who changed it last, and whether they did it as the customer, on their own page.
    changed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    changed_at = models.DateTimeField(null=True, blank=True)
    changed_online = models.BooleanField(default=False)
    # How many times it was written: a form drawn before another change is told so.
    version = models.PositiveIntegerField(default=1)
    # The key of the form that last wrote it: sent twice, it counts once.
    key = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ("weekday", "id")
        constraints = (
            models.CheckConstraint(condition=Q(weekday__lte=6), name="a_day_of_the_week"),
            models.CheckConstraint(condition=Q(every_weeks__in=(1, 2)), name="every_week_or_second"),
            models.CheckConstraint(
                condition=Q(paused_from=None, paused_until=None)
                | Q(paused_from__isnull=False, paused_until__gte=F("paused_from")),
                name="pause_ends_after",
            ),
        )

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.weekday}"


class StandingLine(models.Model):
    """So much of an item each time, in its own unit."""

    standing = models.ForeignKey(StandingOrder, models.CASCADE, related_name="lines")
    item = models.ForeignKey(Item, models.PROTECT, related_name="+")
    quantity = models.BigIntegerField()

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=["standing", "item"], name="standing_item_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="standing_of_something"),
        )

    def __str__(self) -> str:
        return f"{self.standing_id}: {self.item_id}"


class Bay(models.Model):
    """The two shelves of deliveries: what is picked and waits to leave, what came back and waits to be looked at."""

    use = models.CharField(max_length=10, choices=words.BAYS, unique=True)
    place = models.OneToOneField(Place, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.use

    @property
    def returned(self) -> bool:
        return self.use == BayUse.RETURNED


class Delivery(models.Model):
    """What a professional customer gets on a day. Picked and delivered = vouchers that still hold."""

    number = models.CharField(max_length=20, unique=True)
    customer = models.ForeignKey(Organisation, models.PROTECT, related_name="deliveries")
    day = models.DateField(db_index=True)
    # Who placed it: the sales desk on the phone, or the customer themselves (`online`).
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    online = models.BooleanField(default=False)
    standing = models.ForeignKey(StandingOrder, models.SET_NULL, null=True, blank=True, related_name="deliveries")
    note = models.CharField(max_length=300, blank=True)
    key = models.CharField(max_length=64, unique=True)
    # How many times it was written: a form drawn before another change is told so.
    version = models.PositiveIntegerField(default=1)
    placed_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True, blank=True)
    picking = models.ForeignKey(Voucher, models.PROTECT, null=True, blank=True, related_name="+")
    handover = models.ForeignKey(Voucher, models.PROTECT, null=True, blank=True, related_name="+")
    # Nothing of it was taken at the door.
    refused = models.BooleanField(default=False)
    # Its turn in the day's round of deliveries; 0 while nobody has said.
    stop = models.PositiveSmallIntegerField(default=0)
    # Who received it: a name, and the strokes of a finger on a screen (rules.delivering.strokes).
    signer = models.CharField(max_length=80, blank=True)
    signature = models.TextField(blank=True)
    # The handover whose signed note was sent to the customer.
    noted = models.ForeignKey(Voucher, models.PROTECT, null=True, blank=True, related_name="+")
    # Where what could not be had was carried over to.
    carried = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("-day", "-id")
        indexes = (
            models.Index(fields=["customer", "day"]),
            models.Index(fields=["day"], condition=Q(cancelled_at=None, picking=None), name="delivery_to_pick"),
        )
        constraints = (models.UniqueConstraint(fields=["standing", "day"], name="standing_once_a_day"),)

    def __str__(self) -> str:
        return self.number


class DeliveryLine(models.Model):
    """So much of an item promised, and so much that waits because it could not be (its own unit)."""

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="lines")
    item = models.ForeignKey(Item, models.PROTECT, related_name="+")
    quantity = models.BigIntegerField()
    waiting = models.BigIntegerField(default=0)
    # What was asked for and is replaced by this line; `replacing` of its quantity is that, the rest was ordered of it.
    instead_of = models.ForeignKey(Item, models.PROTECT, null=True, blank=True, related_name="+")
    replacing = models.BigIntegerField(default=0)
    # Euros for a kilo, a litre or a piece, at the moment it was ordered; with VAT (`gross`) only on lines
    # of long ago: they keep it once they are delivered.
    unit_price = models.DecimalField(max_digits=12, decimal_places=4)
    gross = models.BooleanField(default=False)
    vat_bp = models.PositiveIntegerField()

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=["delivery"], condition=Q(waiting__gt=0), name="delivery_line_waits"),)
        constraints = (
            models.UniqueConstraint(fields=["delivery", "item"], name="delivery_item_once"),
            models.CheckConstraint(
                condition=Q(quantity__gte=0, waiting__gte=0) & (Q(quantity__gt=0) | Q(waiting__gt=0)),
                name="delivery_of_something",
            ),
        )

    def __str__(self) -> str:
        return f"{self.delivery_id}: {self.item_id}"


class GoodsBack(models.Model):
    """Goods that a customer sent back after a delivery; it holds as long as its voucher is not taken back."""

    delivery = models.ForeignKey(Delivery, models.PROTECT, related_name="backs")
    voucher = models.OneToOneField(Voucher, models.PROTECT, related_name="+")
    broken = models.BooleanField(default=False)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.delivery_id}: {self.voucher_id}"
