"""What is made: recipes, schedules, orders, makings, cooks, checks."""

from django.db import models
from django.db.models import F, Q

from bocal.catalog.models import Item, JarFormat
from bocal.directory.models import Organisation, Person, Place
from bocal.journals.models import Lot, Voucher
from bocal.kitchen import words
from bocal.safety.models import Equipment


class Recipe(models.Model):
    """What can be made, and in which jars; how to make it is a matter of its versions."""

    name = models.CharField(max_length=120, unique=True)
    # Jars of this recipe, or the prepared good that it gives by weight.
    products = models.ManyToManyField(Item, related_name="recipes")
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class RecipeVersion(models.Model):
    """One way of making a recipe. Frozen once an order uses it or a schedule is validated for it."""

    recipe = models.ForeignKey(Recipe, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    # For a kilo of finished product, in mg.
    water_mg_per_kg = models.PositiveBigIntegerField(default=0)
    evaporation_mg_per_kg = models.PositiveBigIntegerField(default=0)
    # The highest pH this recipe may reach; empty: nobody has measured it, and it counts as low-acid.
    ph_highest = models.DecimalField(max_digits=4, decimal_places=2, null=True, blank=True)
    method = models.TextField(blank=True)
    author = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("recipe", "-number")
        constraints = (models.UniqueConstraint(fields=["recipe", "number"], name="recipe_version_once"),)

    def __str__(self) -> str:
        return f"{self.recipe} v{self.number}"


class RecipeLine(models.Model):
    """So much of an item, trimmed, for a kilo of finished product."""

    version = models.ForeignKey(RecipeVersion, models.CASCADE, related_name="lines")
    item = models.ForeignKey(Item, models.PROTECT, related_name="+")
    role = models.CharField(max_length=10, choices=words.LINE_ROLES)
    mg_per_kg = models.PositiveBigIntegerField()
    peel_bp = models.PositiveIntegerField(default=0)
    # Lowest and highest share of what goes into the pot that the schedule covers, in basis points; empty: as written.
    low_bp = models.PositiveIntegerField(null=True, blank=True)
    high_bp = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=["version", "item"], name="recipe_item_once"),
            models.CheckConstraint(condition=Q(mg_per_kg__gt=0, peel_bp__lt=10_000), name="recipe_line_possible"),
        )

    def __str__(self) -> str:
        return f"{self.version_id}: {self.item_id}"


class Schedule(models.Model):
    """A heat treatment (barème) that a competent body has validated; the latest that is not withdrawn counts."""

    version = models.ForeignKey(RecipeVersion, models.PROTECT, related_name="schedules")
    jar_format = models.ForeignKey(JarFormat, models.PROTECT, related_name="+")
    treatment = models.CharField(max_length=10, choices=words.TREATMENTS)
    # °C, and minutes at tref.
    tref = models.DecimalField(max_digits=5, decimal_places=2)
    z = models.DecimalField(max_digits=4, decimal_places=2)
    required = models.DecimalField(max_digits=8, decimal_places=2)
    plateau_temperature = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    plateau_minutes = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    ph_max = models.DecimalField(max_digits=4, decimal_places=2, null=True, blank=True)
    # What it was validated for beside the recipe and the jar; empty on older ones: the document did not say.
    autoclave = models.ForeignKey(Equipment, models.PROTECT, null=True, blank=True, related_name="schedules")
    load_pattern = models.CharField(max_length=160, blank=True)
    load_jars = models.PositiveIntegerField(null=True, blank=True)
    # Critical factors: the least °C of the filled jars at the start, minutes of come-up, cooling water looked at.
    initial_low = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    come_up_low = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    come_up_high = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    cooling_water = models.BooleanField(default=False)
    validated_by = models.CharField(max_length=160)
    validated_on = models.DateField()
    reference = models.CharField(max_length=160)
    author = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("-pk",)
        indexes = (models.Index(fields=["version", "jar_format"]),)
        constraints = (
            models.CheckConstraint(condition=Q(z__gt=0, required__gt=0), name="schedule_possible"),
            models.CheckConstraint(
                condition=Q(plateau_temperature=None, plateau_minutes=None)
                | Q(plateau_temperature__isnull=False, plateau_minutes__isnull=False),
                name="schedule_plateau_whole",
            ),
        )

    def __str__(self) -> str:
        return self.reference


class ManufacturingOrder(models.Model):
    """What is to be made of which lots. Its state is derived from its makings, cooks and lots."""

    number = models.CharField(max_length=20, unique=True)
    day = models.DateField(db_index=True)
    version = models.ForeignKey(RecipeVersion, models.PROTECT, related_name="orders")
    product = models.ForeignKey(Item, models.PROTECT, related_name="+")
    owner = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    # Where what is made goes.
    store = models.ForeignKey(Place, models.PROTECT, related_name="+")
    # Jars, or for a prepared good its mass: one of the two is nought.
    jars = models.PositiveIntegerField()
    mass_mg = models.PositiveBigIntegerField(default=0)
    note = models.CharField(max_length=300, blank=True)
    # Who sees to it; nobody yet when empty.
    assigned = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    author = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()
    key = models.CharField(max_length=64, unique=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-day", "-pk")

    def __str__(self) -> str:
        return self.number

    @property
    def by_weight(self) -> bool:
        """Whether it is planned by weight."""
        return self.mass_mg > 0

    @property
    def quantity(self) -> int:
        """What is planned, in the product's own unit: pieces, or mg."""
        return self.mass_mg or self.jars


class OrderLot(models.Model):
    """A lot chosen for an order, and how much of it is meant to go in (its own unit)."""

    order = models.ForeignKey(ManufacturingOrder, models.CASCADE, related_name="chosen")
    lot = models.ForeignKey(Lot, models.PROTECT, related_name="+")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    quantity = models.BigIntegerField()

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=["order", "lot", "place"], name="order_lot_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="order_lot_some"),
        )

    def __str__(self) -> str:
        return f"{self.order_id}: {self.lot_id}"


class Making(models.Model):
    """An order that was made, by a voucher. It holds as long as the voucher is not taken back."""

    order = models.ForeignKey(ManufacturingOrder, models.PROTECT, related_name="makings")
    voucher = models.OneToOneField(Voucher, models.PROTECT, related_name="making")
    lot = models.OneToOneField(Lot, models.PROTECT, related_name="making")
    # What went in beside what the schedule covers, as it was judged then, and why it was outside (acts.mixing); empty:
    # made before there were ranges, and not judged.
    mix = models.JSONField(null=True, blank=True)

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.order_id}: {self.lot_id}"


class Cook(models.Model):
    """A data logger's readings and what they were worth then. A new cook supersedes; none is ever edited."""

    making = models.ForeignKey(Making, models.PROTECT, related_name="cooks")
    schedule = models.ForeignKey(Schedule, models.PROTECT, null=True, blank=True, related_name="+")
    # What the person called it then; the rows below may be renamed since.
    equipment = models.CharField(max_length=80)
    autoclave = models.ForeignKey(Equipment, models.PROTECT, null=True, blank=True, related_name="+")
    logger = models.ForeignKey(Equipment, models.PROTECT, null=True, blank=True, related_name="+")
    operator = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    # Makings cooked together have their cooks under one load.
    load = models.CharField(max_length=64, blank=True, db_index=True)
    load_jars = models.PositiveIntegerField(null=True, blank=True)
    # °C; minutes from the first reading to the plateau; whether the cooling water was looked at and good.
    initial_temperature = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    come_up = models.FloatField(null=True, blank=True)
    cooling_sound = models.BooleanField(null=True, blank=True)
    # Probes left out: {"probe": index, "name", "reason", "by"}; and what stood in the way then (rules.safety.Warn).
    excluded = models.JSONField(default=list)
    # °C by which the readings were lowered to judge them: the greatest error of what read them. Empty: nobody knew it.
    error = models.DecimalField(max_digits=4, decimal_places=2, null=True, blank=True)
    warned = models.JSONField(default=list)
    probe_at = models.CharField(max_length=10, choices=words.PROBES)
    file_name = models.CharField(max_length=150)
    sha256 = models.CharField(max_length=64, db_index=True)
    # Minutes from the first reading; one list of temperatures for each probe.
    times = models.JSONField()
    probes = models.JSONField()
    names = models.JSONField(default=list)
    # Of the readings, of tref, z and peak.
    unit = models.CharField(max_length=1)
    tref = models.FloatField()
    z = models.FloatField()
    points = models.PositiveIntegerField()
    minutes = models.FloatField()
    exact = models.FloatField()
    trapezoid = models.FloatField()
    peak = models.FloatField()
    peak_at = models.FloatField()
    largest_gap = models.FloatField()
    plateau = models.FloatField(null=True, blank=True)
    # The day the file says it began; not the making's only when a person said that the logger's clock is wrong.
    started_on = models.DateField(null=True, blank=True)
    other_day = models.BooleanField(default=False)
    author = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()
    key = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.making_id}: {self.file_name}"


class Check(models.Model):
    """A pH, closures, a look: who, when, what. Only ever added; the latest of a kind counts."""

    making = models.ForeignKey(Making, models.PROTECT, related_name="checks")
    kind = models.CharField(max_length=10, choices=words.CHECKS)
    value = models.DecimalField(max_digits=4, decimal_places=2, null=True, blank=True)
    meter = models.CharField(max_length=80, blank=True)
    device = models.ForeignKey(Equipment, models.PROTECT, null=True, blank=True, related_name="+")
    warned = models.JSONField(default=list)
    looked_at = models.PositiveIntegerField(default=0)
    failing = models.PositiveIntegerField(default=0)
    sound = models.BooleanField(default=True)
    note = models.CharField(max_length=300, blank=True)
    author = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()
    key = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ("-pk",)
        constraints = (models.CheckConstraint(condition=Q(failing__lte=F("looked_at")), name="check_failing_among"),)

    def __str__(self) -> str:
        return f"{self.making_id}: {self.kind}"
