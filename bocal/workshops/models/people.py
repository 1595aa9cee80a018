"""Who comes to sessions, and what they said of themselves, kept apart from their names."""

from django.db import models

from bocal.directory.models import Person
from bocal.workshops import words
from bocal.workshops.models.sessions import Dish, Session


class Attendance(models.Model):
    """One person at one session, from the moment they are on its list until they have come."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="attendances")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    signed_by = models.CharField(max_length=10, choices=words.SIGNED_BY)
    said_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    # Ticked as there.
    came_at = models.DateTimeField(null=True, blank=True)
    # Who last said that they are there, or are not, and when they said so: of two words the later one holds.
    ticked_at = models.DateTimeField(null=True, blank=True)
    ticked_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    # A minor, and the adult on the same list who answers for them.
    minor = models.BooleanField(default=False)
    guardian = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    note = models.CharField(max_length=200, blank=True)
    # The sequence of the session as they know it: when they signed up, or by the telephone since.
    knows = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=["session", "person"], name="attendance_once"),)
        indexes = (models.Index(fields=["person"]),)

    def __str__(self) -> str:
        return f"{self.session_id}: {self.person_id}"


class Profile(models.Model):
    """What somebody said of themselves for the funders, sealed, under a key that only this server can make from who
    they are (rules.profile): without its secret no row leads to a name, and no name to a row."""

    key = models.CharField(max_length=64, unique=True)
    sealed = models.TextField()
    asked_on = models.DateField()

    def __str__(self) -> str:
        return self.key[:8]


class SheetPhoto(models.Model):
    """A photo of the sheet that people signed: for the team, and the annexes of a funder."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="sheets")
    data = models.BinaryField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.session_id}: {self.pk}"


class Taste(models.Model):
    """What somebody thought of a dish, in one tap: nobody keeps who."""

    dish = models.ForeignKey(Dish, models.CASCADE, related_name="tastes")
    face = models.CharField(max_length=6, choices=words.FACES)
    word = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()
    # The key of the form: the same one sent twice is one.
    key = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.dish_id}: {self.face}"
