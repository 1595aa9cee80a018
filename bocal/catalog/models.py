from django.db import models

from bocal.catalog import words
from bocal.catalog.rules import DateKind, Dimension, ItemKind, PackagingRole, Storage
from bocal.measure.money import Basis


class VatClass(models.Model):
    """A VAT rate with the text of law that allows it."""

    code = models.CharField(max_length=20, unique=True)
    rate_bp = models.PositiveIntegerField()
    label = models.CharField(max_length=80)
    source = models.CharField(max_length=200)

    class Meta:
        ordering = ("rate_bp",)

    def __str__(self) -> str:
        return self.label


class Item(models.Model):
    """What a lot is made of: tomatoes, ratatouille in a 720 ml jar, salt, a jar, a lid, a service."""

    kind = models.CharField(max_length=20, choices=words.ITEM_KINDS)
    name = models.CharField(max_length=120, unique=True)
    dimension = models.CharField(max_length=10, choices=words.DIMENSIONS, default=Dimension.MASS)
    # Net mass of one piece, in mg; needed when pieces of food are counted.
    piece_mg = models.PositiveBigIntegerField(default=0)
    # Role of a packaging item in a filled jar.
    role = models.CharField(max_length=10, choices=words.PACKAGING_ROLES, default=PackagingRole.NONE, blank=True)
    storage = models.CharField(max_length=10, choices=words.STORAGES, default=Storage.AMBIENT)
    allergens = models.JSONField(default=list, blank=True)
    # Water and salt do not count in the organic share (Reg. 2018/848 art. 30).
    agricultural = models.BooleanField(default=True)
    vat = models.ForeignKey(VatClass, models.PROTECT, null=True, blank=True)
    # Usual unit price: euros per kg, litre or piece, to four decimals, with or without VAT as `basis` says.
    price = models.DecimalField(max_digits=12, decimal_places=4, null=True, blank=True)
    basis = models.CharField(max_length=5, choices=[(b.value, b.value) for b in Basis], default=Basis.GROSS)
    date_kind = models.CharField(max_length=12, choices=words.DATE_KINDS, default=DateKind.NONE, blank=True)
    shelf_days = models.PositiveIntegerField(default=0)
    # A safety plan applies: its lots are born on hold.
    guarded = models.BooleanField(default=False)
    # A filled jar: its format gives the jar, the lid and the deposit.
    jar_format = models.ForeignKey("JarFormat", models.PROTECT, null=True, blank=True, related_name="items")
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ("name",)
        indexes = (models.Index(fields=["kind", "name"]),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(jar_format=None) | models.Q(kind=ItemKind.FINISHED, dimension=Dimension.COUNT),
                name="jars_are_counted",
            ),
        )

    def __str__(self) -> str:
        return self.name


class JarFormat(models.Model):
    """A jar and its lid, how much goes in, what the deposit is."""

    name = models.CharField(max_length=60, unique=True)
    capacity_ml = models.PositiveIntegerField()
    fill_mg = models.PositiveBigIntegerField()
    jar = models.ForeignKey(Item, models.PROTECT, related_name="+")
    lid = models.ForeignKey(Item, models.PROTECT, related_name="+")
    deposit_cents = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("capacity_ml",)

    def __str__(self) -> str:
        return self.name
