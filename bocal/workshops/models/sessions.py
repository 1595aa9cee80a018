"""Sessions: when, where, by whom, with what, and what came of them."""

from django.db import models
from django.db.models import F, Q

from bocal.directory.models import Person, Place
from bocal.funding.models import Project
from bocal.journals.models import Voucher
from bocal.kitchen.models import ManufacturingOrder, Recipe
from bocal.workshops import words
from bocal.workshops.models.spots import KitItem, Spot
from bocal.workshops.rules import Audience, Permission


class Session(models.Model):
    """People meet at a spot from an hour to another: to cook, to glean, to taste, to feast.

    Where it stands follows from its moments: planned, going on, over, `closed_at` (what it gave is counted) or
    `cancelled_at`. What it did to stock, money and hours is in the vouchers that SessionVoucher names.
    """

    kind = models.CharField(max_length=10, choices=words.SESSION_KINDS)
    title = models.CharField(max_length=120)
    audience = models.CharField(max_length=12, choices=words.AUDIENCES, default=Audience.EVERYONE)
    spot = models.ForeignKey(Spot, models.PROTECT, related_name="sessions")
    # Where it was to be, when the weather moved it.
    moved_from = models.ForeignKey(Spot, models.PROTECT, null=True, blank=True, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    permission = models.CharField(max_length=12, choices=words.PERMISSIONS, default=Permission.TO_ASK)
    # The truck that is there, which is also where its stock is; empty when nobody drives there.
    truck = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="+")
    # How many people there is room for; empty: as many as come.
    capacity = models.PositiveSmallIntegerField(null=True, blank=True)
    # How many are on the list: counted with each word, under the row's lock.
    coming = models.PositiveSmallIntegerField(default=0)
    # Those who gave no name: counted, known to nobody.
    heads = models.PositiveSmallIntegerField(default=0)
    # Shown to strangers, who may sign up.
    public = models.BooleanField(default=True)
    project = models.ForeignKey(Project, models.PROTECT, null=True, blank=True, related_name="+")
    note = models.CharField(max_length=500, blank=True)
    # What the crew writes of it once it is over.
    story = models.TextField(max_length=4000, blank=True)
    made_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_why = models.CharField(max_length=200, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    # Why it was opened again after it was closed, the last time.
    reopened_why = models.CharField(max_length=200, blank=True)
    # Raised with each change of hour or place, for calendars.
    sequence = models.PositiveIntegerField(default=0)
    # The key of the form that planned it, and its number among those planned with it: twice, it is once.
    key = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ("starts_at", "id")
        indexes = (models.Index(fields=["ends_at"]), models.Index(fields=["project", "starts_at"]))
        constraints = (models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="session_ends_after"),)

    def __str__(self) -> str:
        return self.title


class CrewMember(models.Model):
    """Somebody of the team at a session, and what they do there. Their minutes are noted when it is closed."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="crew")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    task = models.CharField(max_length=10, choices=words.TASKS)

    class Meta:
        ordering = ("task", "id")
        constraints = (models.UniqueConstraint(fields=["session", "person", "task"], name="crew_once"),)

    def __str__(self) -> str:
        return f"{self.session_id}: {self.person_id}"


class CrewLeft(models.Model):
    """Somebody who was of a session's crew and is no more: their calendar says so, where it would keep it for ever."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="left")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["session", "person"], name="crew_left_once"),)

    def __str__(self) -> str:
        return f"{self.session_id}: {self.person_id}"


class Packed(models.Model):
    """A line of the check-list was ticked for a session."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="packed")
    item = models.ForeignKey(KitItem, models.CASCADE, related_name="+")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["session", "item"], name="packed_once"),)

    def __str__(self) -> str:
        return f"{self.session_id}: {self.item_id}"


class Dish(models.Model):
    """A line of the menu: a recipe, and once it is begun the kitchen's own order, with all its safety checks."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="menu")
    recipe = models.ForeignKey(Recipe, models.PROTECT, related_name="+")
    order = models.OneToOneField(ManufacturingOrder, models.PROTECT, null=True, blank=True, related_name="dish")

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=["session", "recipe"], condition=Q(order=None), name="dish_planned_once"),
        )

    def __str__(self) -> str:
        return f"{self.session_id}: {self.recipe_id}"


class SessionVoucher(models.Model):
    """A gesture of the journals that belongs to a session: jars taken home, glass back, gifts, kilos gleaned, hours."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="vouchers")
    voucher = models.OneToOneField(Voucher, models.PROTECT, related_name="session_link")

    def __str__(self) -> str:
        return f"{self.session_id}: {self.voucher_id}"
