from django.db import models
from django.db.models import Q

from bocal.directory.models import Organisation
from bocal.journals.models import Noted
from bocal.orders import words
from bocal.orders.models.rounds import Order, SaleRound


class Unresolved(Noted):
    """A handover, or what a farm brought, that was noted without network and waits for a person."""

    what = models.CharField(max_length=12, choices=words.ERRANDS)
    sale = models.ForeignKey(SaleRound, models.PROTECT, related_name="unresolved")
    order = models.ForeignKey(Order, models.PROTECT, null=True, blank=True, related_name="unresolved")
    producer = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta(Noted.Meta):
        constraints = (
            models.CheckConstraint(
                condition=Q(what="hand_over", order__isnull=False, producer=None)
                | Q(what="bring", order=None, producer__isnull=False),
                name="unresolved_about_one",
            ),
        )

    def __str__(self) -> str:
        return f"{self.what} {self.key}"
