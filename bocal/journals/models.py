from django.db import models
from django.db.models import Q

from bocal.catalog.models import Item
from bocal.catalog.rules import DateKind
from bocal.catalog.words import DATE_KINDS
from bocal.directory.models import Letter, Organisation, Person, Place
from bocal.journals import words
from bocal.journals.rules import Status
from bocal.journals.rules.noting import Ending


class Voucher(models.Model):
    """One gesture: who, when, for whom, why. Its rows hang below it; none of them is ever changed."""

    kind = models.CharField(max_length=20, choices=words.KINDS)
    day = models.DateField()
    written_at = models.DateTimeField()
    author = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    party = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    key = models.CharField(max_length=64, unique=True)
    note = models.CharField(max_length=500, blank=True)
    reverses = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="reversal")
    # Without it this one makes no sense (goods come back from a delivery): it is taken back after this one.
    follows = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="followed_by")

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=["kind", "day"]), models.Index(fields=["day"]))

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"


class Lot(models.Model):
    """An identity that never changes: what, whose, from where, until when. Its status is a matter of events."""

    code = models.CharField(max_length=20, unique=True)
    item = models.ForeignKey(Item, models.PROTECT, related_name="lots")
    owner = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    # The farm, donor or supplier it came from; empty for what is made here.
    origin = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    way = models.CharField(max_length=10, choices=words.WAYS)
    voucher = models.ForeignKey(Voucher, models.PROTECT, related_name="lots")
    date_kind = models.CharField(max_length=12, choices=DATE_KINDS, default=DateKind.NONE, blank=True)
    good_until = models.DateField(null=True, blank=True)
    organic_bp = models.PositiveIntegerField(default=0)
    allergens = models.JSONField(default=list, blank=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return self.code


class Movement(models.Model):
    """A lot's quantity goes from a place to a place."""

    voucher = models.ForeignKey(Voucher, models.PROTECT, related_name="movements")
    # The two indexes below begin with the lot: one of its own would only slow down writing.
    lot = models.ForeignKey(Lot, models.PROTECT, related_name="movements", db_index=False)
    source = models.ForeignKey(Place, models.PROTECT, related_name="+")
    target = models.ForeignKey(Place, models.PROTECT, related_name="+")
    quantity = models.BigIntegerField()
    mass_mg = models.BigIntegerField()

    class Meta:
        indexes = (models.Index(fields=["lot", "source"]), models.Index(fields=["lot", "target"]))
        constraints = (
            models.CheckConstraint(condition=~Q(source=models.F("target")), name="movement_goes_somewhere"),
            models.CheckConstraint(
                condition=Q(quantity__gte=0, mass_mg__gte=0) & (Q(quantity__gt=0) | Q(mass_mg__gt=0)),
                name="movement_is_positive",
            ),
        )

    def __str__(self) -> str:
        return f"{self.lot_id}: {self.source_id} → {self.target_id}"


class Lineage(models.Model):
    """So much of the parent went into the child; a reversal writes the opposite."""

    voucher = models.ForeignKey(Voucher, models.PROTECT, related_name="lineage")
    parent = models.ForeignKey(Lot, models.PROTECT, related_name="children", db_index=False)
    child = models.ForeignKey(Lot, models.PROTECT, related_name="parents", db_index=False)
    quantity = models.BigIntegerField()
    mass_mg = models.BigIntegerField()

    class Meta:
        # Each holds both ends: a walk up or down never reads the table itself.
        indexes = (
            models.Index(fields=["parent", "child"], name="lineage_down"),
            models.Index(fields=["child", "parent"], name="lineage_up"),
        )
        constraints = (
            models.CheckConstraint(condition=Q(parent__lt=models.F("child")), name="children_are_born_after"),
        )

    def __str__(self) -> str:
        return f"{self.parent_id} → {self.child_id}"


class StatusLine(models.Model):
    """A decision on a lot: held, released, blocked, and why."""

    voucher = models.ForeignKey(Voucher, models.PROTECT, related_name="decisions")
    lot = models.ForeignKey(Lot, models.PROTECT, related_name="decisions")
    status = models.CharField(max_length=10, choices=words.STATUSES)
    reason = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return f"{self.lot_id}: {self.status}"


class MoneyLine(models.Model):
    """Signed cents on an account; a voucher's lines sum to zero."""

    voucher = models.ForeignKey(Voucher, models.PROTECT, related_name="money")
    account = models.CharField(max_length=10, choices=words.ACCOUNTS)
    cents = models.BigIntegerField()
    party = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    label = models.CharField(max_length=200, blank=True)
    lot = models.ForeignKey(Lot, models.PROTECT, null=True, blank=True, related_name="+")
    item = models.ForeignKey(Item, models.PROTECT, null=True, blank=True, related_name="+")
    # In the item's own unit, as sold or handed over; signed like a sale.
    quantity = models.BigIntegerField(default=0)
    unit_price = models.DecimalField(max_digits=12, decimal_places=4, null=True, blank=True)
    # Whether unit_price includes VAT.
    gross = models.BooleanField(default=False)
    vat_bp = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        indexes = (models.Index(fields=["account", "party"]),)

    def __str__(self) -> str:
        return f"{self.account} {self.cents}"

    @property
    def credit(self) -> int:
        """Cents credited."""
        return -self.cents


class HoursLine(models.Model):
    """Minutes that a person gave or worked."""

    voucher = models.ForeignKey(Voucher, models.PROTECT, related_name="hours")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=words.HOURS_KINDS)
    minutes = models.IntegerField()

    class Meta:
        indexes = (models.Index(fields=["person", "kind"]),)

    def __str__(self) -> str:
        return f"{self.person_id}: {self.minutes} min"


class Stock(models.Model):
    """What is where, kept by a trigger on Movement: a cache that acts.rebuild_caches can throw away and make again."""

    lot = models.ForeignKey(Lot, models.PROTECT, related_name="stock", db_index=False)
    place = models.ForeignKey(Place, models.PROTECT, related_name="stock")
    quantity = models.BigIntegerField()
    mass_mg = models.BigIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["lot", "place"], name="stock_once"),
            models.CheckConstraint(condition=Q(quantity__gte=0, mass_mg__gte=0), name="stock_never_negative"),
        )
        indexes = (models.Index(fields=["place"], condition=Q(quantity__gt=0), name="stock_in_place"),)

    def __str__(self) -> str:
        return f"{self.lot_id} @ {self.place_id}: {self.quantity}"


class LotState(models.Model):
    """The latest status of each lot, kept by a trigger on StatusLine; a cache like Stock."""

    lot = models.OneToOneField(Lot, models.PROTECT, primary_key=True, related_name="state")
    status = models.CharField(max_length=10, choices=words.STATUSES, default=Status.HOLD, db_index=True)

    def __str__(self) -> str:
        return f"{self.lot_id}: {self.status}"


class Balance(models.Model):
    """What an account came to for a party, in cents, up to a line of money: a cache of acts.keep_balances.

    Every row says the same line; an account and party with nothing up to it has no row.
    """

    account = models.CharField(max_length=10)
    party = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    cents = models.BigIntegerField()
    line = models.BigIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["account", "party"], name="balance_once"),)

    def __str__(self) -> str:
        return f"{self.account} {self.party_id}: {self.cents}"


class Closing(models.Model):
    """The books are closed until a day, that day included: nothing more is written on those days. Never undone."""

    until = models.DateField(unique=True)
    author = models.ForeignKey(Person, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        ordering = ("-until",)

    def __str__(self) -> str:
        return f"{self.until}"


class Series(models.Model):
    """A counter without gaps: lot codes of a day, invoice numbers of a year."""

    name = models.CharField(max_length=40, unique=True)
    last = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name}: {self.last}"


class Recall(models.Model):
    """A recall, or the drill of one: what it started from, by whom, when. What was done since hangs below it."""

    number = models.CharField(max_length=20, unique=True)
    # A drill: nothing is blocked, no letter leaves.
    drill = models.BooleanField(default=False)
    doubt = models.CharField(max_length=10, choices=words.DOUBTS)
    what = models.CharField(max_length=200)
    reason = models.CharField(max_length=300)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    key = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return self.number


class RecallLot(models.Model):
    """A lot that a recall starts from; whatever it went into follows from the lineage."""

    recall = models.ForeignKey(Recall, models.PROTECT, related_name="seeds")
    lot = models.ForeignKey(Lot, models.PROTECT, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["recall", "lot"], name="recalled_once"),)

    def __str__(self) -> str:
        return f"{self.recall_id}: {self.lot_id}"


class RecallStep(models.Model):
    """What was done or said in a recall: blocked, told, given back, destroyed. A wrong one is cancelled by another."""

    recall = models.ForeignKey(Recall, models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=10, choices=words.STEPS)
    at = models.DateTimeField()
    # Empty for what a party said itself, by its link.
    by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    party = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    lot = models.ForeignKey(Lot, models.PROTECT, null=True, blank=True, related_name="+")
    # In the lot's own unit.
    quantity = models.BigIntegerField(default=0)
    voucher = models.ForeignKey(Voucher, models.PROTECT, null=True, blank=True, related_name="+")
    letter = models.ForeignKey(Letter, models.PROTECT, null=True, blank=True, related_name="+")
    note = models.CharField(max_length=500, blank=True)
    # What the authority's sheet says, or the figures of the list on the day it was whole.
    said = models.JSONField(default=dict, blank=True)
    cancels = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="cancelled")
    key = models.CharField(max_length=80, unique=True)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.recall_id}: {self.kind}"


class Noted(models.Model):
    """What somebody noted without network and that could not be written as it was: kept whole until a person has seen
    both versions and chosen. Each trade's own table says what it is about."""

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
        abstract = True
        ordering = ("noted_at", "id")

    @property
    def waits(self) -> bool:
        """Whether somebody has still to choose."""
        return self.outcome == Ending.WAITING
