"""Questions about what things are."""

from django.db.models import QuerySet

from bocal.catalog.models import Item, JarFormat, VatClass
from bocal.catalog.rules import ItemKind, PackagingRole


def items(*kinds: ItemKind) -> QuerySet[Item]:
    """Active items of these kinds, with their VAT and jar format, by name."""
    return Item.objects.filter(kind__in=kinds, active=True).select_related("vat", "jar_format")


def packaging(role: PackagingRole) -> QuerySet[Item]:
    """Active jars, or lids."""
    return Item.objects.filter(kind=ItemKind.PACKAGING, role=role, active=True)


def jar_formats() -> QuerySet[JarFormat]:
    """Every jar format, smallest first, with its jar and lid."""
    return JarFormat.objects.select_related("jar", "lid")


def vat_classes() -> QuerySet[VatClass]:
    """Every VAT class, lowest rate first."""
    return VatClass.objects.all()
