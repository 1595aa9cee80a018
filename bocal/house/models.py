from django.db import models


class Clock(models.Model):
    """When a periodic work was last done: a conditional update on its row makes it happen once."""

    name = models.CharField(max_length=40, unique=True)
    last = models.CharField(max_length=20, blank=True)

    def __str__(self) -> str:
        return f"{self.name}: {self.last}"
