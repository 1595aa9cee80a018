"""What comes from tablets that work without network."""

from django.db import models

from bocal.directory.models import Person
from bocal.journals.models import Noted
from bocal.workshops import words
from bocal.workshops.models.people import Attendance
from bocal.workshops.models.sessions import Session


class Unresolved(Noted):
    """What was noted at a session without network, could not be written as it was, and waits for a person."""

    what = models.CharField(max_length=10, choices=words.ERRANDS)
    session = models.ForeignKey(Session, models.PROTECT, related_name="unresolved")

    def __str__(self) -> str:
        return f"{self.what} {self.key}"


class Added(models.Model):
    """The key of a form that put somebody on a list: sent twice, it is once; and a tablet without network knows by it
    whom it has just written down."""

    attendance = models.ForeignKey(Attendance, models.CASCADE, related_name="added")
    key = models.CharField(max_length=64, unique=True)

    def __str__(self) -> str:
        return f"{self.attendance_id}: {self.key}"


class HeadCount(models.Model):
    """So many people more, or fewer, who gave no name: `Session.heads` counts them."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="head_counts")
    more = models.SmallIntegerField()
    # The key of the form: sent twice, it counts once.
    key = models.CharField(max_length=64, unique=True)

    def __str__(self) -> str:
        return f"{self.session_id}: {self.more:+d}"


class Tablet(models.Model):
    """A phone or a tablet that took a session's pages along, and what it last said of itself."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="tablets")
    # A number that the browser drew for itself: it says nothing of the machine.
    device = models.CharField(max_length=36)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    heard_at = models.DateTimeField()
    # How many gestures it had still to send.
    waiting = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("heard_at",)
        constraints = (models.UniqueConstraint(fields=["session", "device"], name="tablet_once"),)

    def __str__(self) -> str:
        return f"{self.session_id}: {self.device}"
