from django.db import models
from django.db.models import F, Q

from bocal.catalog.models import Item
from bocal.directory.models import Organisation, Person, Place
from bocal.journals.models import Voucher
from bocal.orders import words
from bocal.orders.rules.shortage import Rule


class SaleRound(models.Model):
    """A sale that opens and closes; its goods wait on a shelf of its own."""

    title = models.CharField(max_length=120)
    note = models.CharField(max_length=500, blank=True)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    # Letters to farms and customers have been written.
    told_at = models.DateTimeField(null=True, blank=True)
    # Who gets what when there is less than was ordered; buyers read it before they order.
    shortage = models.CharField(max_length=12, choices=words.SHORTAGE, default=Rule.FIRST_COME)
    shelf = models.OneToOneField(Place, models.PROTECT, related_name="+")
    # The key of the form that opened it: sent twice, it opens one.
    key = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ("-closes_at", "-id")
        constraints = (models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="round_closes_after"),)

    def __str__(self) -> str:
        return self.title


class Offer(models.Model):
    """What a round sells: a farm's goods, or (no producer) jars from our own stock."""

    sale = models.ForeignKey(SaleRound, models.CASCADE, related_name="offers")
    item = models.ForeignKey(Item, models.PROTECT, related_name="+")
    producer = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    # The unit sold, as people say it: « la botte », « 500 g », « pièce d’environ 1,8 kg ».
    label = models.CharField(max_length=80)
    # How much of the item's own unit (mg, µL, pieces) one unit sold holds; an estimate when billed by weight.
    portion = models.BigIntegerField()
    by_weight = models.BooleanField(default=False)
    # The heaviest one may be, in mg, for goods billed by weight; 0 otherwise.
    most_portion = models.BigIntegerField(default=0)
    # Euros for one unit sold, or for a kilo when billed by weight.
    price = models.DecimalField(max_digits=12, decimal_places=4)
    gross = models.BooleanField(default=True)
    vat_bp = models.PositiveIntegerField()
    # What the farm is paid, before VAT, for the same unit as the price.
    cost = models.DecimalField(max_digits=12, decimal_places=4, null=True, blank=True)
    available = models.PositiveIntegerField()
    ordered = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(condition=Q(ordered__gte=0, ordered__lte=F("available")), name="never_oversold"),
            models.CheckConstraint(condition=Q(portion__gt=0), name="offer_holds_something"),
            models.UniqueConstraint(fields=["sale", "item", "producer", "label"], name="offer_once"),
            models.UniqueConstraint(fields=["sale", "item"], condition=Q(producer=None), name="own_jars_offered_once"),
        )

    def __str__(self) -> str:
        return f"{self.item_id} · {self.label}"


class Slot(models.Model):
    """When and where orders are fetched, and by how many at most."""

    sale = models.ForeignKey(SaleRound, models.CASCADE, related_name="slots")
    point = models.ForeignKey(Place, models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    capacity = models.PositiveIntegerField()
    taken = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("starts_at", "id")
        constraints = (
            models.UniqueConstraint(fields=["sale", "point", "starts_at"], name="slot_once"),
            models.CheckConstraint(condition=Q(taken__gte=0, taken__lte=F("capacity")), name="slot_never_overfull"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="slot_ends_after"),
        )

    def __str__(self) -> str:
        return f"{self.point_id} · {self.starts_at}"


class Order(models.Model):
    """A household's order of a round: one, changed until the closing. Handed over = `handover` that still holds."""

    sale = models.ForeignKey(SaleRound, models.PROTECT, related_name="orders")
    customer = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    slot = models.ForeignKey(Slot, models.PROTECT, null=True, blank=True, related_name="orders")
    # The key of the form that last wrote it: sent twice, it counts once.
    key = models.CharField(max_length=64, unique=True)
    # How many times it was written: a form drawn before another change is told so.
    version = models.PositiveIntegerField(default=1)
    placed_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True, blank=True)
    handover = models.ForeignKey(Voucher, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("-id",)
        constraints = (models.UniqueConstraint(fields=["sale", "customer"], name="one_basket_a_round"),)

    def __str__(self) -> str:
        return f"{self.customer_id} @ {self.sale_id}"


class OrderLine(models.Model):
    """So many units of an offer, at the price of the moment they were ordered."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="lines")
    offer = models.ForeignKey(Offer, models.PROTECT, related_name="lines")
    quantity = models.PositiveIntegerField()
    price = models.DecimalField(max_digits=12, decimal_places=4)

    class Meta:
        ordering = ("offer_id",)
        constraints = (
            models.UniqueConstraint(fields=["order", "offer"], name="line_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="line_of_something"),
        )

    def __str__(self) -> str:
        return f"{self.order_id}: {self.quantity} × {self.offer_id}"


class Bringing(models.Model):
    """What a farm brought for a round, once; without a voucher when it came with nothing."""

    sale = models.ForeignKey(SaleRound, models.PROTECT, related_name="bringings")
    producer = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    key = models.CharField(max_length=64, unique=True)
    noted_at = models.DateTimeField()
    voucher = models.OneToOneField(Voucher, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.producer_id} → {self.sale_id}"


class Arrived(models.Model):
    """How many units of an offer came in a bringing; zero is said too."""

    bringing = models.ForeignKey(Bringing, models.CASCADE, related_name="arrived")
    offer = models.ForeignKey(Offer, models.PROTECT, related_name="arrived")
    quantity = models.PositiveIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["bringing", "offer"], name="arrived_once"),)

    def __str__(self) -> str:
        return f"{self.offer_id}: {self.quantity}"
