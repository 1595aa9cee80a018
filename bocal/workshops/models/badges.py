"""Skills that the collective recognises, who was given which, and the keys that its badges are signed with."""

from django.db import models
from django.db.models import Q

from bocal.directory.models import Person
from bocal.workshops import words
from bocal.workshops.models.sessions import Session
from bocal.workshops.rules.badges import Emblem, Tie


class Badge(models.Model):
    """A skill that the collective recognises, and what one must have shown to be given it."""

    uuid = models.UUIDField(unique=True)
    name = models.CharField(max_length=80, unique=True)
    description = models.CharField(max_length=300)
    # One a line.
    criteria = models.TextField(max_length=2000)
    emblem = models.CharField(max_length=10, choices=words.EMBLEMS, default=Emblem.JAR)
    # Given no more, though those who have it keep it.
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class BadgeKey(models.Model):
    """A key that badges are signed with: the last one signs, all of them are served so that old badges still hold."""

    # 1, 2, 3…: two that make the next one at the same time make one.
    turn = models.PositiveSmallIntegerField(unique=True)
    # The key's thumbprint (RFC 7638) and its public part (RFC 8037, base64url).
    kid = models.CharField(max_length=64, unique=True)
    public = models.CharField(max_length=64)
    # The private part, sealed; thrown away when another key takes its place.
    sealed = models.TextField(blank=True)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("-turn",)

    def __str__(self) -> str:
        return self.kid


class BadgeLink(models.Model):
    """The secret address at which a person finds their own badges, without an account."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="badge_link")
    # Raised to close the address there was: the secret is made again from it (acts), and kept nowhere.
    turn = models.PositiveIntegerField(default=1)
    token_hash = models.CharField(max_length=64, unique=True)

    def __str__(self) -> str:
        return str(self.person_id)


class Award(models.Model):
    """A badge given to somebody, signed; from then on it is theirs."""

    # The credential's own name; says nothing of anybody.
    uuid = models.UUIDField(unique=True)
    badge = models.ForeignKey(Badge, models.PROTECT, related_name="awards")
    # Empty once its person had it erased.
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="awards")
    given_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    # What was seen, in words, and where: for the team, until the person agrees to have it shown.
    evidence = models.TextField(max_length=1000, blank=True)
    sessions = models.ManyToManyField(Session, related_name="+", blank=True)

    # What the person chose to have in it. The salt is what their address is hashed with.
    named = models.BooleanField(default=False)
    tie = models.CharField(max_length=10, choices=words.TIES, default=Tie.NONE)
    salt = models.CharField(max_length=32)
    evidence_shown = models.BooleanField(default=False)
    # The address that shows it to others while its person wants so.
    shown_at = models.CharField(max_length=64, unique=True, null=True, blank=True)

    # The signed credential (a VC-JWT), made anew with each choice.
    credential = models.TextField(blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    revoked_why = models.CharField(max_length=200, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)
    # The key of the form that gave it: twice, it is once.
    key = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ("-given_at", "-id")
        constraints = (
            models.UniqueConstraint(fields=["badge", "person"], condition=Q(revoked_at=None), name="award_once"),
            models.CheckConstraint(
                condition=Q(erased_at=None) | Q(person=None, evidence="", credential="", revoked_at__isnull=False),
                name="award_erased_whole",
            ),
        )

    def __str__(self) -> str:
        return str(self.uuid)
