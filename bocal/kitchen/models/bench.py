"""The work around an order: the stock one wants, steps at the kettle, what was weighed in, what work costs."""

from django.db import models
from django.db.models import Q

from bocal.catalog.models import Item
from bocal.directory.models import Person, Place
from bocal.journals.models import Lot, Voucher
from bocal.kitchen.models.making import ManufacturingOrder
from bocal.kitchen.words import bench as words


class StockTarget(models.Model):
    """How many jars of a product, or steps of 100 g of what is made by weight, one wants in stock in a month of any
    year."""

    product = models.ForeignKey(Item, models.CASCADE, related_name="targets")
    month = models.PositiveSmallIntegerField()
    jars = models.PositiveIntegerField()

    class Meta:
        ordering = ("product", "month")
        constraints = (
            models.UniqueConstraint(fields=["product", "month"], name="stock_target_once"),
            models.CheckConstraint(condition=Q(month__gte=1, month__lte=12), name="stock_target_month"),
        )

    def __str__(self) -> str:
        return f"{self.product_id}: {self.month}"


class Step(models.Model):
    """One run of a step of an order: who, from when to when. Its minutes are written once, with a voucher."""

    order = models.ForeignKey(ManufacturingOrder, models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=10, choices=words.STEPS)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    workers = models.ManyToManyField(Person, related_name="+")
    # Hands that are not named: counted, never paid.
    helpers = models.PositiveSmallIntegerField(default=0)
    author = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    # The making or the hours that its minutes went into; taken back, they count again.
    voucher = models.ForeignKey(Voucher, models.PROTECT, null=True, blank=True, related_name="+")
    key = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ("started_at", "pk")
        constraints = (
            models.UniqueConstraint(fields=["order", "kind"], condition=Q(ended_at=None), name="step_runs_once"),
        )

    def __str__(self) -> str:
        return f"{self.order_id}: {self.kind}"


class Weighed(models.Model):
    """What was weighed in of a lot for an order that is not made yet: nobody else may count on it."""

    order = models.ForeignKey(ManufacturingOrder, models.CASCADE, related_name="weighed")
    lot = models.ForeignKey(Lot, models.PROTECT, related_name="+")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    # In the lot's own unit, peel included.
    quantity = models.BigIntegerField()
    peel_mg = models.PositiveBigIntegerField(default=0)
    author = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    key = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ("at", "pk")
        constraints = (
            models.UniqueConstraint(fields=["order", "lot", "place"], name="weighed_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="weighed_some"),
        )

    def __str__(self) -> str:
        return f"{self.order_id}: {self.lot_id}"


class Filled(models.Model):
    """What the tablet noted of the kettle before it is written for good: nothing typed is lost."""

    order = models.OneToOneField(ManufacturingOrder, models.CASCADE, related_name="filled")
    water_mg = models.PositiveBigIntegerField(default=0)
    jars_filled = models.PositiveIntegerField(default=0)
    jars_broken = models.PositiveIntegerField(default=0)
    lids_broken = models.PositiveIntegerField(default=0)
    tasting_jars = models.PositiveIntegerField(default=0)
    spilled_mg = models.PositiveBigIntegerField(default=0)
    # A prepared good: what came out, by weight.
    weighed_mg = models.PositiveBigIntegerField(default=0)
    author = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.order_id}"


class Rates(models.Model):
    """What an hour of work, a kilowatt-hour and a label cost, from a day on."""

    since = models.DateField(unique=True)
    hour_cents = models.PositiveIntegerField()
    # Energy of one load of the autoclave with its kettle, in watt-hours; cents for a kilowatt-hour, to four decimals.
    load_wh = models.PositiveIntegerField(default=0)
    kwh_cents = models.DecimalField(max_digits=8, decimal_places=4, default=0)
    label_cents = models.DecimalField(max_digits=8, decimal_places=4, default=0)
    author = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("-since",)

    def __str__(self) -> str:
        return f"{self.since}"
