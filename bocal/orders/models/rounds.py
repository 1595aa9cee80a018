from datetime import datetime

from django.db import models
from django.db.models import F, Q

from bocal.catalog.models import Item
from bocal.directory.models import Organisation, Person, Place
from bocal.journals.models import Voucher
from bocal.orders import words
from bocal.orders.rules.rhythm import FINAL, REACHED, Passage, State
from bocal.orders.rules.shortage import Rule


class Rhythm(models.Model):
    """When rounds open and close, set once: each round is planned from it as soon as the one before is frozen."""

    title = models.CharField(max_length=100)
    note = models.CharField(max_length=500, blank=True)
    every = models.CharField(max_length=10, choices=words.EVERY)
    # By `date.weekday()`; hours of the clock on the wall.
    opens_weekday = models.PositiveSmallIntegerField(choices=words.WEEKDAYS)
    opens_hour = models.TimeField()
    closes_weekday = models.PositiveSmallIntegerField(choices=words.WEEKDAYS)
    closes_hour = models.TimeField()
    # No round closes before this day; every other week is counted from it.
    starts_on = models.DateField()
    # By hand: the days of closing, as ISO dates.
    dates = models.JSONField(default=list, blank=True)
    # After the closing, only coordinators change orders for so many hours.
    coordinators_hours = models.PositiveSmallIntegerField(default=0)
    # Who ordered last time and not yet is written to so many hours before the closing; 0 for nobody.
    reminder_hours = models.PositiveSmallIntegerField(default=0)
    copies_offers = models.BooleanField(default=True)
    copies_slots = models.BooleanField(default=True)
    paused = models.BooleanField(default=False)
    key = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ("title", "id")

    def __str__(self) -> str:
        return self.title


class SaleRound(models.Model):
    """A sale that opens and closes; its goods wait on a shelf of its own."""

    rhythm = models.ForeignKey(Rhythm, models.PROTECT, null=True, blank=True, related_name="rounds")

    title = models.CharField(max_length=120)
    note = models.CharField(max_length=500, blank=True)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    # Between the closing and this, only coordinators change orders.
    freezes_at = models.DateTimeField()
    reminds_at = models.DateTimeField(null=True, blank=True)
    # Copied from the last of its steps that is a state, and when that was: what ordering looks at. `bocal check`
    # compares them.
    state = models.CharField(max_length=12, choices=words.STATES, default=State.PLANNED)
    since = models.DateTimeField()
    # Who gets what when there is less than was ordered; buyers read it before they order.
    shortage = models.CharField(max_length=12, choices=words.SHORTAGE, default=Rule.FIRST_COME)
    # How much less, and how much more, than the plain price a buyer may choose to pay (basis points; 0 for neither).
    solidarity_bp = models.PositiveSmallIntegerField(default=0, db_default=0)
    support_bp = models.PositiveSmallIntegerField(default=0, db_default=0)
    shelf = models.OneToOneField(Place, models.PROTECT, related_name="+")
    # The key of the form that opened it: sent twice, it opens one.
    key = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ("-closes_at", "-id")
        constraints = (
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="round_closes_after"),
            models.CheckConstraint(condition=Q(freezes_at__gte=F("closes_at")), name="round_freezes_after"),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def final(self) -> bool:
        """Frozen or later: its lists are true."""
        return self.state in FINAL


class Steps(models.Manager["RoundStep"]):
    """What happens to a round is written down here and nowhere else."""

    def write(
        self, sale: SaleRound, step: Passage, *, person: Person | None, now: datetime, note: str = ""
    ) -> "RoundStep":
        """The next step of a round that is locked (or was just made); a step that is a state becomes the round's."""
        last = self.filter(sale=sale).order_by("-number").values_list("number", flat=True).first()
        made = self.create(sale=sale, number=(last or 0) + 1, step=step, at=now, by=person, note=note[:300])
        if step in REACHED:
            sale.state, sale.since = REACHED[step], now
            SaleRound.objects.filter(pk=sale.pk).update(state=sale.state, since=now)
        return made


class RoundStep(models.Model):
    """What happened to a round, in order: it only grows. `by` is empty for what happened by itself."""

    sale = models.ForeignKey(SaleRound, models.PROTECT, related_name="steps")
    number = models.PositiveIntegerField()
    step = models.CharField(max_length=12, choices=words.STEPS)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    note = models.CharField(max_length=300, blank=True)

    objects = Steps()

    class Meta:
        ordering = ("sale", "number")
        constraints = (models.UniqueConstraint(fields=["sale", "number"], name="step_once"),)

    def __str__(self) -> str:
        return f"{self.sale_id} · {self.number} · {self.step}"


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
    # The farm only brings whole crates of so many units, and nothing at all below its minimum.
    crate = models.PositiveIntegerField(default=1)
    minimum = models.PositiveIntegerField(default=0)
    # Sold in the farm's name, on its mandate, rather than bought from it and sold again: the same for all that a farm
    # has in a round.
    on_mandate = models.BooleanField(default=False, db_default=False)
    available = models.PositiveIntegerField()
    ordered = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(condition=Q(ordered__gte=0, ordered__lte=F("available")), name="never_oversold"),
            models.CheckConstraint(condition=Q(portion__gt=0), name="offer_holds_something"),
            models.CheckConstraint(condition=Q(crate__gt=0), name="crate_holds_something"),
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
    # What fetching an order then and there costs, VAT within: the point's fee when the slot was made.
    fee_cents = models.PositiveIntegerField(default=0, db_default=0)
    # Since when its point is cancelled: nobody more may come, and who is here is moved.
    shut_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("starts_at", "id")
        constraints = (
            models.UniqueConstraint(fields=["sale", "point", "starts_at"], name="slot_once"),
            models.CheckConstraint(condition=Q(taken__gte=0, taken__lte=F("capacity")), name="slot_never_overfull"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="slot_ends_after"),
        )

    def __str__(self) -> str:
        return f"{self.point_id} · {self.starts_at}"

    @property
    def full(self) -> bool:
        """Nobody more may come."""
        return self.shut_at is not None or self.taken >= self.capacity


class Order(models.Model):
    """A household's order of a round: one, changed until the closing. Handed over = `handover` that still holds."""

    sale = models.ForeignKey(SaleRound, models.PROTECT, related_name="orders")
    customer = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    slot = models.ForeignKey(Slot, models.PROTECT, null=True, blank=True, related_name="orders")
    # The slot's fee, as the buyer read it; one who is moved never pays more.
    fee_cents = models.PositiveIntegerField(default=0, db_default=0)
    # What the buyer chose to pay above (below 0: under) the plain price of its lines, in basis points. Nobody reads it
    # but the buyer and who bills.
    level_bp = models.SmallIntegerField(default=0, db_default=0)
    # Who fetches it, when the buyer named somebody else; forgotten a month after.
    collector_name = models.CharField(max_length=120, blank=True, default="", db_default="")
    collector_phone = models.CharField(max_length=30, blank=True, default="", db_default="")
    # The buyer takes one unit more of a line where that fills a farm's crate.
    one_more = models.BooleanField(default=False, db_default=False)
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
    """So many units of an offer, at the plain price of the moment they were ordered."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="lines")
    offer = models.ForeignKey(Offer, models.PROTECT, related_name="lines")
    quantity = models.PositiveIntegerField()
    # How many of them fill a crate, added at the freeze to what was ordered.
    extra = models.PositiveSmallIntegerField(default=0, db_default=0)
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
