"""What may stand in for a line of a recipe."""

from django.db import models
from django.db.models import Q

from bocal.catalog.models import Item
from bocal.kitchen.models.making import RecipeLine


class Substitute(models.Model):
    """An item that may replace a part of a line; frozen with its version."""

    line = models.ForeignKey(RecipeLine, models.CASCADE, related_name="substitutes")
    item = models.ForeignKey(Item, models.PROTECT, related_name="+")
    # Of the line's mass, and of its own raw mass, in basis points.
    most_bp = models.PositiveIntegerField()
    peel_bp = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=["line", "item"], name="substitute_once"),
            models.CheckConstraint(
                condition=Q(most_bp__gt=0, most_bp__lte=10_000, peel_bp__lt=10_000), name="substitute_possible"
            ),
        )

    def __str__(self) -> str:
        return f"{self.line_id}: {self.item_id}"
