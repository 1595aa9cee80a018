"""Shifts, and who comes."""

from django.db import models
from django.db.models import F, Q

from bocal.directory.models import Person, Place
from bocal.journals.models import Voucher
from bocal.shifts import words


class Shift(models.Model):
    """Hands are wanted somewhere from an hour to another. Hours noted = `work` that still holds."""

    kind = models.CharField(max_length=20, choices=words.KIND_NAMES)
    title = models.CharField(max_length=120)
    note = models.CharField(max_length=300, blank=True)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    needed = models.PositiveSmallIntegerField()
    # How many have said that they come: counted with each word, under the row's lock.
    coming = models.PositiveSmallIntegerField(default=0)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    work = models.ForeignKey(Voucher, models.PROTECT, null=True, blank=True, related_name="+")
    # The key of the form or of the gesture that asked for it: twice, it is one.
    key = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ("starts_at", "id")
        constraints = (
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="shift_ends_after"),
            models.CheckConstraint(condition=Q(coming__lte=F("needed")), name="shift_never_overfull"),
        )
        indexes = (models.Index(fields=["ends_at"]),)

    def __str__(self) -> str:
        return self.title


class Hand(models.Model):
    """A person said that they come; `withdrawn_at`: no more."""

    shift = models.ForeignKey(Shift, models.PROTECT, related_name="hands")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    said_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=["shift", "person"], name="hand_once"),)

    def __str__(self) -> str:
        return f"{self.shift_id}: {self.person_id}"
