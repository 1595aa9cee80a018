"""Verbs on items, jar formats and VAT classes."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction

from bocal.catalog.acts.foods import plant_foods
from bocal.catalog.models import Item, JarFormat, VatClass
from bocal.catalog.rules import (
    ALLERGENS,
    DIMENSIONS,
    DateKind,
    Dimension,
    ItemKind,
    PackagingRole,
    Refused,
    check_item,
    check_vat,
    piece_mass,
    read_gtin,
)
from bocal.measure.quantity import MG_PER_G

_EATEN = (ItemKind.RAW, ItemKind.PREPARED, ItemKind.FINISHED, ItemKind.ADDITIVE)
#: Code, rate, label, legal source and the kinds that the text allows; a collective sees and changes them as data.
#: Toll work is taxed at the reduced rate when a new food comes of it (BOI-TVA-LIQ-30-10-20), hence services there.
STANDING_VAT = (
    (
        "reduced",
        550,
        "5,5 %",
        "CGI art. 278-0 bis A 1° : produits destinés à l’alimentation humaine",
        (*_EATEN, ItemKind.SERVICE),
    ),
    (
        "intermediate",
        1000,
        "10 %",
        "CGI art. 279 m et n : ventes à consommer sur place ou à emporter immédiatement",
        (*_EATEN, ItemKind.SERVICE),
    ),
    ("standard", 2000, "20 %", "CGI art. 278 : taux normal", tuple(ItemKind)),
    ("zero", 0, "0 %", "CGI art. 293 B ou 261-7 : sans TVA", tuple(ItemKind)),
)


@transaction.atomic
def furnish() -> None:
    """Put the VAT classes of French law and the foods that a cannery uses most. Harmless when repeated."""
    for code, rate, label, source, kinds in STANDING_VAT:
        told = {"rate_bp": rate, "label": label, "source": source, "kinds": [kind.value for kind in kinds]}
        VatClass.objects.get_or_create(code=code, defaults=told)
    plant_foods()


def save_item(item: Item | None, kind: ItemKind, values: Mapping[str, Any]) -> Item:
    """A new item of this kind, or this one changed; `values` by field names, allergens in the order of the law, None
    where a number was left blank: a jar then weighs what its format is filled with.

    What an item is and how it is counted never change: lots are written in that unit. Raises Refused: see
    rules.check_item, check_vat and read_gtin, name_there, gtin_there, and has_lots (its weight, role and format are
    fixed once lots exist).
    """
    saved = item or Item(
        kind=kind,
        dimension=values.get("dimension") or DIMENSIONS[kind][0],
        agricultural=kind not in (ItemKind.PACKAGING, ItemKind.SERVICE),
    )
    for field, value in values.items():
        if field != "dimension":
            setattr(saved, field, value)
    saved.piece_mg = piece_mass(saved.piece_mg, saved.jar_format.fill_mg if saved.jar_format else None)
    saved.shelf_days = saved.shelf_days or 0
    saved.allergens = [allergen for allergen in ALLERGENS if allergen in saved.allergens]
    check_item(
        ItemKind(saved.kind),
        Dimension(saved.dimension),
        piece_mg=saved.piece_mg,
        date_kind=DateKind(saved.date_kind),
        shelf_days=saved.shelf_days,
        in_jar=saved.jar_format is not None,
    )
    if saved.vat is not None:
        check_vat(ItemKind(saved.kind), saved.vat.kinds)
    saved.gtin = read_gtin(saved.gtin)
    if _name_taken(saved):
        raise Refused("name_there")
    if saved.gtin and (twin := Item.objects.filter(gtin=saved.gtin).exclude(pk=saved.pk).first()):
        raise Refused("gtin_there", name=twin.name)
    try:
        with transaction.atomic():
            saved.save()
    except IntegrityError:
        # Another person was quicker with the name; else the journals hold lots of it, and what they weigh is fixed.
        raise Refused("name_there" if _name_taken(saved) else "has_lots") from None
    return saved


def _name_taken(item: Item) -> bool:
    return any(other != item for other in Item.objects.filter(name__iexact=item.name))


def save_format(
    jar_format: JarFormat | None,
    *,
    name: str,
    deposit_cents: int,
    capacity_ml: int = 0,
    fill_mg: int = 0,
    jar: Item | None = None,
    lid: Item | None = None,
) -> JarFormat:
    """A new jar format, or the name and deposit of this one.

    Its size, jar and lid never change: heat schedules are validated for them. Raises Refused: format_there, too_full
    (more than 1.5 g per ml of capacity), not_a_jar.
    """
    saved = jar_format
    if saved is None:
        if jar is None or lid is None or (jar.role, lid.role) != (PackagingRole.JAR, PackagingRole.LID):
            raise Refused("not_a_jar")
        if fill_mg * 2 > capacity_ml * MG_PER_G * 3:
            raise Refused("too_full", capacity=capacity_ml)
        saved = JarFormat(capacity_ml=capacity_ml, fill_mg=fill_mg, jar=jar, lid=lid)
    saved.name, saved.deposit_cents = name, deposit_cents
    if any(other != saved for other in JarFormat.objects.filter(name__iexact=name)):
        raise Refused("format_there")
    try:
        with transaction.atomic():
            saved.save()
    except IntegrityError:
        raise Refused("format_there") from None
    return saved
