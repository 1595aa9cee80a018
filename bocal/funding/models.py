"""Projects: what money is given for, between two days."""

from django.db import models
from django.db.models import F, Q


class Project(models.Model):
    """What funders pay for together, between two days, both included. Sessions say which one they belong to."""

    name = models.CharField(max_length=120, unique=True)
    # What its funders call it: the number of the file.
    reference = models.CharField(max_length=60, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField()
    aims = models.TextField(max_length=4000, blank=True)

    class Meta:
        ordering = ("-starts_on", "-id")
        constraints = (models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="project_ends_after"),)

    def __str__(self) -> str:
        return self.name
