from django.db import models

from bocal.directory.models import Person
from bocal.orders.models.rounds import OrderLine


class Packed(models.Model):
    """What was put into a customer's crate for a line of their order: where handing over starts from, and nothing more.
    What was handed over stands in the journals."""

    line = models.OneToOneField(OrderLine, models.CASCADE, related_name="packed")
    count = models.PositiveIntegerField()
    # The weighings as they were typed, in kg: « 0,192+0,167 ».
    weighing = models.CharField(max_length=100, blank=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.line_id}: {self.count} {self.weighing}"
