from django.db import models
from django.db.models import F, Q

from bocal.directory.models import Person, Place
from bocal.orders import words
from bocal.orders.models.rounds import Order, SaleRound
from bocal.shifts.models import Shift


class PickupPoint(models.Model):
    """How a pickup point works, set once: the slots of each round are made from it."""

    place = models.OneToOneField(Place, models.PROTECT, related_name="pickup")
    # Its turn on the driver's route; 0 comes last.
    rank = models.PositiveSmallIntegerField(default=0)
    slot_minutes = models.PositiveSmallIntegerField(default=30)
    # So many orders at most in a slot.
    capacity = models.PositiveSmallIntegerField(default=8)
    # What fetching an order there costs, VAT within.
    fee_cents = models.PositiveIntegerField(default=0)
    # So many volunteers are asked for at each opening; 0 for none.
    helpers = models.PositiveSmallIntegerField(default=0, db_default=0)
    # On trial until that day: afterwards it gets no new slots until somebody decides.
    trial_until = models.DateField(null=True, blank=True)
    # Who holds it.
    crew = models.ManyToManyField(Person, related_name="+", blank=True)

    class Meta:
        ordering = ("rank", "id")
        constraints = (models.CheckConstraint(condition=Q(capacity__gt=0), name="point_receives_somebody"),)

    def __str__(self) -> str:
        return str(self.place)


class PointHours(models.Model):
    """When a pickup point is open, each week; by the clock on the wall."""

    point = models.ForeignKey(PickupPoint, models.CASCADE, related_name="hours")
    weekday = models.PositiveSmallIntegerField(choices=words.WEEKDAYS)
    first = models.TimeField()
    last = models.TimeField()

    class Meta:
        ordering = ("weekday", "first")
        constraints = (
            models.UniqueConstraint(fields=["point", "weekday", "first"], name="hours_once"),
            models.CheckConstraint(condition=Q(last__gt=F("first")), name="hours_end_after"),
        )

    def __str__(self) -> str:
        return f"{self.point_id} · {self.weekday} {self.first}"


class Helping(models.Model):
    """The volunteers that a round asks for at a point."""

    sale = models.ForeignKey(SaleRound, models.CASCADE, related_name="helpings")
    point = models.ForeignKey(Place, models.PROTECT, related_name="+")
    shift = models.OneToOneField(Shift, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.sale_id} @ {self.point_id}"


class PointClosing(models.Model):
    """A point of a round that could not open: who said so, when and why, where its orders went. It only grows."""

    sale = models.ForeignKey(SaleRound, models.PROTECT, related_name="point_closings")
    point = models.ForeignKey(Place, models.PROTECT, related_name="+")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    why = models.CharField(max_length=200)
    moved_to = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="+")
    refund = models.BooleanField(default=False)
    # Until then, those concerned may choose another slot themselves.
    choose_until = models.DateTimeField()
    # When their letters were written.
    told_at = models.DateTimeField(null=True, blank=True)
    key = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.sale_id} · {self.point_id}"


class Displaced(models.Model):
    """What became of an order whose point was cancelled, each time somebody decided; the last one holds.

    It only grows."""

    closing = models.ForeignKey(PointClosing, models.PROTECT, related_name="displaced")
    order = models.ForeignKey(Order, models.PROTECT, related_name="displaced")
    was_at = models.DateTimeField()
    fate = models.CharField(max_length=10, choices=words.FATES)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.order_id} · {self.fate}"
