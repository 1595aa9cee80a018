"""What is remembered of a year beside the journals: events, press, photos, and who can be recognised on them."""

from django.db import models
from django.db.models import Q

from bocal.directory.models import Person
from bocal.funding.models import Project
from bocal.impact.models.flower import Petal
from bocal.impact.rules.album import MemoryKind
from bocal.impact.words import album as words
from bocal.workshops.models import Session


class Memory(models.Model):
    """Something that took place: an event, what was written about it, or a photo of it.

    Whether its picture may be shown is worked out each time from who agreed (reads.album): nothing of it is kept.
    """

    kind = models.CharField(max_length=10, choices=words.MEMORY_KINDS)
    day = models.DateField()
    title = models.CharField(max_length=120)
    text = models.TextField(max_length=2000, blank=True)
    # Of the press: who wrote it, and where it can be read.
    outlet = models.CharField(max_length=80, blank=True)
    address = models.CharField(max_length=300, blank=True)
    # JPEGs of our own making, large and small; lists never load them.
    picture = models.BinaryField(null=True, blank=True)
    small = models.BinaryField(null=True, blank=True)
    # Somebody can be recognised on the picture: said to be so until somebody looked and says no.
    recognisable = models.BooleanField(default=True)
    session = models.ForeignKey(Session, models.PROTECT, null=True, blank=True, related_name="+")
    project = models.ForeignKey(Project, models.PROTECT, null=True, blank=True, related_name="+")
    # The petal that it is evidence of, in the first version that had it: it is the same one under another name.
    petal = models.ForeignKey(Petal, models.SET_NULL, null=True, blank=True, related_name="+")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    # The key of the form: twice, it is one.
    key = models.CharField(max_length=64, unique=True)

    #: Said by reads.album of each row that it gives: whether it has a picture, and whether that one may be shown.
    has_picture: bool
    shown: bool

    class Meta:
        ordering = ("day", "id")
        indexes = (models.Index(fields=["day"]),)
        constraints = (
            models.CheckConstraint(
                condition=~Q(kind=MemoryKind.PHOTO) | Q(picture__isnull=False), name="memory_photo_has_picture"
            ),
            models.CheckConstraint(
                condition=Q(picture__isnull=True, small__isnull=True) | Q(picture__isnull=False, small__isnull=False),
                name="memory_picture_both_sizes",
            ),
        )

    def __str__(self) -> str:
        return self.title


class Pictured(models.Model):
    """Somebody who can be recognised on a picture. What they agreed to is their own `Consent`, not this row's."""

    memory = models.ForeignKey(Memory, models.CASCADE, related_name="pictured")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["memory", "person"], name="pictured_once"),)

    def __str__(self) -> str:
        return f"{self.memory_id}: {self.person_id}"
