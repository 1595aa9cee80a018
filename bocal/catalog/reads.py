"""Questions about what things are."""

from django.db.models import QuerySet

from bocal.catalog.models import Item, JarFormat, VatClass
from bocal.catalog.rules import ItemKind, PackagingRole
from bocal.measure.table import fold


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


def listed(search: str = "", *, kind: ItemKind | None = None, former: bool = False) -> QuerySet[Item]:
    """Active items (with `former`, all) of a kind or of every kind whose name holds the words of `search`."""
    found = Item.objects.select_related("vat", "jar_format").order_by("kind", "name")
    if not former:
        found = found.filter(active=True)
    if kind:
        found = found.filter(kind=kind)
    wanted = fold(search).split()
    if wanted:
        names = found.values_list("pk", "name")
        found = found.filter(pk__in=[pk for pk, name in names if all(word in fold(name) for word in wanted)])
    return found


def every_item() -> QuerySet[Item]:
    """Every item, former ones too."""
    return Item.objects.select_related("vat", "jar_format")


def usual_vat(kind: ItemKind) -> VatClass | None:
    """The class that most of this kind have: the reduced rate for food (CGI art. 278-0 bis), else the standard."""
    code = "standard" if kind in (ItemKind.PACKAGING, ItemKind.SERVICE) else "reduced"
    return VatClass.objects.filter(code=code).first()
