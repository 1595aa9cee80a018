"""Where people meet, and what one takes along."""

from django.db import models

from bocal.directory.models import Organisation
from bocal.workshops import words
from bocal.workshops.rules import Permission, SessionKind, Zone


class Spot(models.Model):
    """A square, a centre's yard, a farm: where the truck stands or people gather. It holds no stock."""

    name = models.CharField(max_length=120, unique=True)
    # Whose it is: a centre, a farm, a partner; empty for a public square.
    host = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    address = models.CharField(max_length=200, blank=True)
    postcode = models.CharField(max_length=10, blank=True)
    town = models.CharField(max_length=80, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    zone = models.CharField(max_length=10, choices=words.ZONES, default=Zone.TOWN)
    water = models.BooleanField(default=False)
    power = models.BooleanField(default=False)
    shelter = models.BooleanField(default=False)
    # Who says whether one may stand there, and how to reach them.
    permission_from = models.CharField(max_length=120, blank=True)
    permission = models.CharField(max_length=12, choices=words.PERMISSIONS, default=Permission.TO_ASK)
    # Where one goes in bad weather.
    fallback = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")
    note = models.CharField(max_length=300, blank=True)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class KitItem(models.Model):
    """A line of the check-list: what one takes along to sessions of a kind."""

    kind = models.CharField(max_length=10, choices=words.SESSION_KINDS, default=SessionKind.COOKING)
    what = models.CharField(max_length=120)
    rank = models.PositiveIntegerField(default=100)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ("kind", "rank", "id")
        constraints = (models.UniqueConstraint(fields=["kind", "what"], name="kit_item_once"),)

    def __str__(self) -> str:
        return self.what
