from django.db import models
from django.db.models import F, Q

from bocal.directory.models import Organisation, Person
from bocal.orders.models.rounds import Offer, SaleRound


class Stall(models.Model):
    """A farm's own terms inside a round: later than its opening, earlier than its closing, or absent; and whether what
    was ordered is ready. A farm without a stall sells as long as the round does."""

    sale = models.ForeignKey(SaleRound, models.CASCADE, related_name="stalls")
    producer = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    opens_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True)
    absent = models.BooleanField(default=False)
    note = models.CharField(max_length=200, blank=True)
    # When the farm said what of its orders is ready, and who said it; what lacks stands in `Lack`.
    prepared_at = models.DateTimeField(null=True, blank=True)
    prepared_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("sale", "producer")
        constraints = (
            models.UniqueConstraint(fields=["sale", "producer"], name="stall_once"),
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="stall_closes_after"),
        )

    def __str__(self) -> str:
        return f"{self.producer_id} @ {self.sale_id}"


class Lack(models.Model):
    """So many units of an offer that the farm says will not come."""

    offer = models.OneToOneField(Offer, models.CASCADE, related_name="lack")
    units = models.PositiveIntegerField()

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(units__gt=0), name="lack_of_something"),)

    def __str__(self) -> str:
        return f"{self.offer_id}: -{self.units}"
