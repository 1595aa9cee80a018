from django.db import models
from django.db.models import Q

from bocal.directory.models import Organisation, Person
from bocal.orders import words
from bocal.orders.models.rounds import Order, SaleRound
from bocal.orders.rules.noting import Ending


class Unresolved(models.Model):
    """What somebody noted without network and that could not be written as it was: kept whole until a person has seen
    both versions and chosen."""

    what = models.CharField(max_length=12, choices=words.ERRANDS)
    sale = models.ForeignKey(SaleRound, models.PROTECT, related_name="unresolved")
    order = models.ForeignKey(Order, models.PROTECT, null=True, blank=True, related_name="unresolved")
    producer = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    # The key of the form on the phone: sent again, it is the same note.
    key = models.CharField(max_length=64, unique=True)
    noted_at = models.DateTimeField()
    kept_at = models.DateTimeField()
    # The form's fields as they were typed (rules.noting.tidy).
    fields = models.JSONField(default=dict)
    # The refusal: its code and details; « form » when the form itself lacked something.
    why = models.CharField(max_length=40)
    details = models.JSONField(default=dict, blank=True)
    outcome = models.CharField(max_length=8, choices=words.ENDINGS, default=Ending.WAITING)
    ended_at = models.DateTimeField(null=True, blank=True)
    # Empty when it was written by itself, once what it waited for had come.
    ended_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("noted_at", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(what="hand_over", order__isnull=False, producer=None)
                | Q(what="bring", order=None, producer__isnull=False),
                name="unresolved_about_one",
            ),
        )

    def __str__(self) -> str:
        return f"{self.what} {self.key}"
