from django.db import models

from bocal.directory.models import Organisation, Person
from bocal.orders.models.rounds import SaleRound


class Basket(models.Model):
    """What a household has put together and not ordered: it waits on every device, and keeps nothing from anybody."""

    sale = models.ForeignKey(SaleRound, models.CASCADE, related_name="baskets")
    customer = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    # Offer → units, as JSON has it: an offer that is gone by then is left out when it is read.
    wanted = models.JSONField(default=dict)
    # The slot that was chosen, whether or not it is still there.
    slot = models.BigIntegerField(null=True, blank=True)
    # The price that was chosen, as the order has it (`Order.level_bp`).
    level_bp = models.SmallIntegerField(default=0, db_default=0)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["sale", "customer"], name="basket_once"),)

    def __str__(self) -> str:
        return f"{self.sale_id} · {self.customer_id}"
