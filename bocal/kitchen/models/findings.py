"""What was found: readings, incubations, deviations and what was decided upon them, seals.

Whatever was read, found, decided or sealed is only ever added: migration 0003 has the database refuse anything else.
"""

from django.db import models
from django.db.models import Q

from bocal.directory.models import Person
from bocal.journals.models import Lot
from bocal.kitchen.models.making import Check, Cook, Making, ManufacturingOrder
from bocal.kitchen.rules.deviations import germ_ratio
from bocal.kitchen.words import deviations as words
from bocal.safety.models import ControlPoint, Equipment


class Reading(models.Model):
    """One answer to a control point, with the limits that counted then."""

    point = models.ForeignKey(ControlPoint, models.PROTECT, related_name="readings")
    equipment = models.ForeignKey(Equipment, models.PROTECT, null=True, blank=True, related_name="readings")
    order = models.ForeignKey(ManufacturingOrder, models.PROTECT, null=True, blank=True, related_name="readings")
    day = models.DateField(db_index=True)
    value = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    sound = models.BooleanField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)
    what = models.CharField(max_length=120)
    low = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    high = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    unit = models.CharField(max_length=20, blank=True)
    conform = models.BooleanField()
    author = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()
    key = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ("-pk",)
        indexes = (models.Index(fields=["equipment", "day"]),)

    def __str__(self) -> str:
        return f"{self.what}: {self.value if self.value is not None else self.sound}"


class Incubation(models.Model):
    """Jars of a lot kept warm, to see whether they hold: at how many °C, for how many days."""

    making = models.ForeignKey(Making, models.PROTECT, related_name="incubations")
    point = models.ForeignKey(ControlPoint, models.PROTECT, null=True, blank=True, related_name="incubations")
    celsius = models.DecimalField(max_digits=4, decimal_places=1)
    started_on = models.DateField()
    due_on = models.DateField(db_index=True)
    jars = models.PositiveIntegerField()
    # Largest difference of pH with the jar kept at room temperature.
    threshold = models.DecimalField(max_digits=4, decimal_places=2, null=True, blank=True)
    ratio_most = models.PositiveIntegerField(null=True, blank=True)
    author = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()
    key = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ("due_on", "pk")

    def __str__(self) -> str:
        return f"{self.making_id}: {self.celsius}"


class IncubationResult(models.Model):
    """What the warm jars looked like on their day, beside those kept at room temperature."""

    incubation = models.OneToOneField(Incubation, models.PROTECT, related_name="result")
    read_on = models.DateField()
    ph = models.DecimalField(max_digits=4, decimal_places=2, null=True, blank=True)
    ph_control = models.DecimalField(max_digits=4, decimal_places=2, null=True, blank=True)
    # Germs seen under the microscope in as many fields of each; empty when nobody counted.
    germs = models.PositiveIntegerField(null=True, blank=True)
    germs_control = models.PositiveIntegerField(null=True, blank=True)
    # Neither bulging nor leaking, smell and look as they should be.
    sound = models.BooleanField()
    note = models.CharField(max_length=300, blank=True)
    conform = models.BooleanField()
    author = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()
    key = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.incubation_id}: {self.conform}"

    @property
    def ratio(self) -> float | None:
        """The microscopic ratio; None when nobody counted."""
        return germ_ratio(self.germs, self.germs_control)


class Deviation(models.Model):
    """Something was not as the plan or the schedule wants it. It stays; a named person decides once what follows."""

    cause = models.CharField(max_length=12, choices=words.CAUSES)
    found = models.CharField(max_length=400)
    day = models.DateField(db_index=True)
    # Where, and what was done at once (the codes of rules.deviations.GlassStep for a breakage).
    place = models.CharField(max_length=120, blank=True)
    steps = models.JSONField(default=list)
    making = models.ForeignKey(Making, models.PROTECT, null=True, blank=True, related_name="deviations")
    cook = models.ForeignKey(Cook, models.PROTECT, null=True, blank=True, related_name="deviations")
    looked = models.ForeignKey(Check, models.PROTECT, null=True, blank=True, related_name="deviations")
    reading = models.ForeignKey(Reading, models.PROTECT, null=True, blank=True, related_name="deviations")
    tested = models.ForeignKey(IncubationResult, models.PROTECT, null=True, blank=True, related_name="deviations")
    # Whatever may be touched by it; a list of keys would not hold the lots in place.
    lots = models.ManyToManyField(Lot, related_name="deviations")
    author = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()
    key = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.found


class Ruling(models.Model):
    """What a named person decided upon a deviation, and why."""

    deviation = models.OneToOneField(Deviation, models.PROTECT, related_name="ruling")
    decision = models.CharField(max_length=12, choices=words.DECISIONS)
    reason = models.CharField(max_length=400)
    document = models.CharField(max_length=200, blank=True)
    author = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()
    key = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(condition=~Q(decision="opinion", document=""), name="ruling_opinion_has_paper"),
        )

    def __str__(self) -> str:
        return f"{self.deviation_id}: {self.decision}"


class SealKey(models.Model):
    """A public key that seals are checked with; its private half is made anew from the server's secret and the salt."""

    salt = models.CharField(max_length=64)
    public_key = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.public_key[:16]


class Seal(models.Model):
    """A record as it was handed to somebody: its data in one canonical text, the print of it, and a signature."""

    kind = models.CharField(max_length=6, choices=words.SEALED)
    making = models.ForeignKey(Making, models.PROTECT, null=True, blank=True, related_name="seals")
    day = models.DateField()
    text = models.TextField()
    sha256 = models.CharField(max_length=64, db_index=True)
    signature = models.CharField(max_length=128)
    key_used = models.ForeignKey(SealKey, models.PROTECT, related_name="seals")
    author = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()
    key = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.sha256[:16]
