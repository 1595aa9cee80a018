"""The plan and its papers: equipment and what was done to it, who was trained, the lines of the plan.

These tables were born in the kitchen and keep their names there, with the triggers that guard upkeep and training.
"""

from django.db import models
from django.db.models import F, Q

from bocal.directory.models import Person, Place
from bocal.directory.words import DESKS
from bocal.safety import words
from bocal.safety.rules import MEASURES_HEAT, Goods


class Equipment(models.Model):
    """A thing that measures, heats, cools or closes, and until when its papers hold."""

    kind = models.CharField(max_length=12, choices=words.EQUIPMENT_KINDS)
    name = models.CharField(max_length=80, unique=True)
    serial = models.CharField(max_length=80, blank=True)
    place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="+")
    calibrated_until = models.DateField(null=True, blank=True)
    inspected_until = models.DateField(null=True, blank=True)
    requalified_until = models.DateField(null=True, blank=True)
    # °C; the greatest error that its last certificate names, its uncertainty with it. Empty: nobody knows.
    error = models.DecimalField(max_digits=4, decimal_places=2, null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)
    active = models.BooleanField(default=True)

    class Meta:
        db_table = "kitchen_equipment"
        ordering = ("kind", "name")

    def __str__(self) -> str:
        return self.name

    @property
    def reads_heat(self) -> bool:
        """Whether its certificate names an error in °C."""
        return self.kind in MEASURES_HEAT


class Upkeep(models.Model):
    """A calibration, an inspection, a requalification, a repair: who did it, on what paper, until when it holds."""

    equipment = models.ForeignKey(Equipment, models.PROTECT, related_name="upkeeps")
    kind = models.CharField(max_length=15, choices=words.UPKEEPS)
    done_on = models.DateField()
    until = models.DateField(null=True, blank=True)
    # °C; of a calibration alone.
    error = models.DecimalField(max_digits=4, decimal_places=2, null=True, blank=True)
    by = models.CharField(max_length=120)
    reference = models.CharField(max_length=120, blank=True)
    author = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()
    key = models.CharField(max_length=64, unique=True)

    class Meta:
        db_table = "kitchen_upkeep"
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
        db_table = "kitchen_training"
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
        db_table = "kitchen_controlpoint"
        ordering = ("rank", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(low=None) | Q(high=None) | Q(low__lte=F("high")), name="control_point_possible"
            ),
        )

    def __str__(self) -> str:
        return self.what
