"""The safety plan and what was found: equipment, control points, readings, deviations, incubations, seals.

Whatever was read, found, decided or sealed is only ever added: migration 0003 has the database refuse anything else.
"""

from django.db import models
from django.db.models import F, Q

from bocal.directory.models import Person, Place
from bocal.directory.words import DESKS
from bocal.journals.models import Lot
from bocal.kitchen.models.making import Check, Cook, Making, ManufacturingOrder
from bocal.kitchen.rules.plan import Goods, germ_ratio
from bocal.kitchen.words import plan as words


class Equipment(models.Model):
    """A thing that measures, heats, cools or closes, and until when its papers hold."""

    kind = models.CharField(max_length=12, choices=words.EQUIPMENT_KINDS)
    name = models.CharField(max_length=80, unique=True)
    serial = models.CharField(max_length=80, blank=True)
    place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="+")
    calibrated_until = models.DateField(null=True, blank=True)
    inspected_until = models.DateField(null=True, blank=True)
    requalified_until = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ("kind", "name")

    def __str__(self) -> str:
        return self.name


class Upkeep(models.Model):
    """A calibration, an inspection, a requalification, a repair: who did it, on what paper, until when it holds."""

    equipment = models.ForeignKey(Equipment, models.PROTECT, related_name="upkeeps")
    kind = models.CharField(max_length=15, choices=words.UPKEEPS)
    done_on = models.DateField()
    until = models.DateField(null=True, blank=True)
    by = models.CharField(max_length=120)
    reference = models.CharField(max_length=120, blank=True)
    author = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()
    key = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ("-done_on", "-pk")

    def __str__(self) -> str:
        return f"{self.equipment_id}: {self.kind}"


class Training(models.Model):
    """Who was trained to what, by whom, until when; with an equipment: who may operate it."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="trainings")
    topic = models.CharField(max_length=12, choices=words.TRAINING_TOPICS)
    equipment = models.ForeignKey(Equipment, models.PROTECT, null=True, blank=True, related_name="trainings")
    done_on = models.DateField()
    until = models.DateField(null=True, blank=True)
    by = models.CharField(max_length=120)
    reference = models.CharField(max_length=120, blank=True)
    author = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()
    key = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ("-done_on", "-pk")

    def __str__(self) -> str:
        return f"{self.person_id}: {self.topic}"


class ControlPoint(models.Model):
    """A line of the plan: what is checked, when, within which limits, by whom, and what to do when it fails."""

    rank = models.PositiveIntegerField(default=100)
    topic = models.CharField(max_length=12, choices=words.TOPICS)
    what = models.CharField(max_length=120)
    every = models.CharField(max_length=10, choices=words.EVERY)
    # Of what is made, what a line about each batch is asked of.
    goods = models.CharField(max_length=10, choices=words.GOODS, default=Goods.ALL)
    # Both empty: answered by yes or no.
    low = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    high = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    unit = models.CharField(max_length=20, blank=True)
    desk = models.CharField(max_length=20, choices=DESKS)
    corrective = models.CharField(max_length=400)
    source = models.CharField(max_length=200, blank=True)
    equipment = models.ForeignKey(Equipment, models.PROTECT, null=True, blank=True, related_name="points")
    # Keeps a lot from being released until it is answered, or its failure decided upon.
    blocks = models.BooleanField(default=False)
    # An incubation: °C and days.
    celsius = models.DecimalField(max_digits=4, decimal_places=1, null=True, blank=True)
    days = models.PositiveIntegerField(null=True, blank=True)
    # And the largest microscopic ratio (germs of the warm jar ÷ germs of the control), where one counts them.
    ratio_most = models.PositiveIntegerField(null=True, blank=True)
    # From this day on: what was made before is not asked.
    since = models.DateField()
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ("rank", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(low=None) | Q(high=None) | Q(low__lte=F("high")), name="control_point_possible"
            ),
        )

    def __str__(self) -> str:
        return self.what


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
    # Where, and what was done at once (the codes of rules.plan.GLASS_STEPS for a breakage).
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
