"""What a season rests on: how the truck goes about, and the school holidays of its zone."""

from django.db import models
from django.db.models import F, Q

from bocal.workshops import words


class SeasonSettings(models.Model):
    """The one row that says how sessions are planned here."""

    school_zone = models.CharField(max_length=1, choices=words.SCHOOL_ZONES, blank=True)
    # km/h on the road, from one spot to another.
    speed_kmh = models.PositiveSmallIntegerField(default=40)
    # A permission that is not there so many days before is a conflict.
    ask_days = models.PositiveSmallIntegerField(default=21)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(pk=1), name="one_row_of_season_settings"),
            models.CheckConstraint(condition=Q(speed_kmh__gte=5), name="season_settings_speed"),
        )

    def __str__(self) -> str:
        return self.school_zone


class SchoolHolidays(models.Model):
    """Days without school, both ends included; `source` says who announced them."""

    zone = models.CharField(max_length=1, choices=words.SCHOOL_ZONES)
    name = models.CharField(max_length=80)
    starts_on = models.DateField()
    ends_on = models.DateField()
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("starts_on", "id")
        constraints = (
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="school_holidays_end_after"),
            models.UniqueConstraint(fields=["zone", "name", "starts_on"], name="school_holidays_once"),
        )

    def __str__(self) -> str:
        return f"{self.zone}: {self.name}"
