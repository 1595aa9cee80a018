from django.db import models

from bocal.catalog import words
from bocal.catalog.rules import DateKind, Dimension, ItemKind, PackagingRole, Storage
from bocal.directory.models import Organisation, Person
from bocal.directory.rules import CUSTOMERS, RECIPIENTS
from bocal.directory.words import ORGANISATION_KINDS
from bocal.measure.money import Basis

#: The classes of customers that a price list may be for.
CUSTOMER_KINDS = [(kind, label) for kind, label in ORGANISATION_KINDS if kind in CUSTOMERS | RECIPIENTS]


class VatClass(models.Model):
    """A VAT rate with the text of law that allows it."""

    code = models.CharField(max_length=20, unique=True)
    rate_bp = models.PositiveIntegerField()
    label = models.CharField(max_length=80)
    source = models.CharField(max_length=200)
    # The kinds of item that the text allows it for.
    kinds = models.JSONField(default=list, blank=True)

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
    # What lets it into an organic food though it is not organic itself (Reg. (EU) 2018/848 art. 30, 5, a; 2021/1165,
    # annex V, part B), as a person read it; blank: nothing does.
    non_organic_reference = models.CharField(max_length=200, blank=True)
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
    # What it is made of, when the composition table has it: labels work out their nutrition from that.
    food = models.ForeignKey("Food", models.SET_NULL, null=True, blank=True, related_name="items")
    # The number under its bar code, with its check digit: 8, 12, 13 or 14 digits.
    gtin = models.CharField(max_length=14, blank=True)
    # Each piece or pack has its own weight, and is billed by what it weighs.
    variable_weight = models.BooleanField(default=False)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ("name",)
        indexes = (models.Index(fields=["kind", "name"]),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(jar_format=None) | models.Q(kind=ItemKind.FINISHED, dimension=Dimension.COUNT),
                name="jars_are_counted",
            ),
            models.UniqueConstraint(fields=["gtin"], condition=~models.Q(gtin=""), name="gtin_once"),
        )

    def __str__(self) -> str:
        return self.name


class Photo(models.Model):
    """What an item looks like, shown by a farm that sells it or (no farm) by the collective: a small JPEG."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="photos")
    producer = models.ForeignKey(Organisation, models.CASCADE, null=True, blank=True, related_name="+")
    # SHA-256 of `data`: its address, so that a browser that has it never asks again.
    digest = models.CharField(max_length=64, db_index=True)
    data = models.BinaryField()
    author = models.ForeignKey(Person, models.PROTECT, related_name="+")
    shown_at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=["item", "producer"], name="one_photo_a_farm"),
            models.UniqueConstraint(fields=["item"], condition=models.Q(producer=None), name="one_photo_of_ours"),
        )

    def __str__(self) -> str:
        return f"{self.item_id}: {self.digest[:12]}"


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


class Food(models.Model):
    """A food of a published composition table, per 100 g: bounds, never a nought that nobody measured."""

    code = models.CharField(max_length=8, unique=True)
    name = models.CharField(max_length=200)
    group = models.CharField(max_length=120, blank=True)
    # As the licence of the table asks it to be told.
    source = models.CharField(max_length=200)
    year = models.PositiveSmallIntegerField()
    # For each constituent {"low": "0", "high": "0.5", "text": "< 0,5"}, or null when unknown ("-").
    values = models.JSONField(default=dict)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class PriceList(models.Model):
    """Prices agreed with some customers, or with a whole class of them; what it does not name has its usual price."""

    name = models.CharField(max_length=80, unique=True)
    basis = models.CharField(max_length=5, choices=[(b.value, b.value) for b in Basis], default=Basis.NET)
    # The class of customers that has it unless their own terms say another.
    customer_kind = models.CharField(max_length=20, choices=CUSTOMER_KINDS, blank=True)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(
                fields=["customer_kind"], condition=~models.Q(customer_kind=""), name="one_list_a_class"
            ),
        )

    def __str__(self) -> str:
        return self.name


class Price(models.Model):
    """What one item costs on one list, from a quantity on."""

    price_list = models.ForeignKey(PriceList, models.CASCADE, related_name="prices")
    item = models.ForeignKey(Item, models.CASCADE, related_name="prices")
    # In the item's own unit (mg, µl, pieces); 0: any quantity.
    from_quantity = models.PositiveBigIntegerField(default=0)
    # Euros per kg, litre or piece, to four decimals, in the list's basis.
    unit_price = models.DecimalField(max_digits=12, decimal_places=4)

    class Meta:
        ordering = ("item", "from_quantity")
        constraints = (
            models.UniqueConstraint(fields=["price_list", "item", "from_quantity"], name="one_price_a_step"),
        )

    def __str__(self) -> str:
        return f"{self.item} · {self.price_list}"
