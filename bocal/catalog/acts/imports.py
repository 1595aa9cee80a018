"""Importing items: looked at first, then written whole, or not at all."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django_tasks import task

from bocal.catalog import reads, words
from bocal.catalog.acts.foods import Brought
from bocal.catalog.models import Item, VatClass
from bocal.catalog.rules import ItemKind, Refused
from bocal.directory import acts as directory
from bocal.directory.models import Import, Person
from bocal.directory.rules import ImportKind
from bocal.look.sheets import SheetRefused

FIELDS = ("gtin", "price", "basis", "vat", "allergens", "piece_mg")


@transaction.atomic
def bring_items(name: str, data: bytes) -> Brought:
    """Write all the items of a spreadsheet, or none; twice changes nothing.

    Raises SheetRefused or Refused: see reads.item_plan; sheet_mistakes; has_lots (a weight that lots rely on).
    """
    # One at a time: who compares with the catalogue must find the same one when writing.
    list(VatClass.objects.select_for_update().values_list("pk"))
    plan = reads.item_plan(name, data)
    if plan.mistakes:
        raise Refused("sheet_mistakes", sentence=words.item_mistake(plan.mistakes[0]), n=len(plan.mistakes))
    there = Item.objects.in_bulk([step.pk for step in plan.steps if step.pk])
    new: list[Item] = []
    changed: list[Item] = []
    for step in plan.steps:
        item = there[step.pk] if step.pk else Item()
        for field, value in step.values.items():
            setattr(item, field, value)
        if step.pk is None:
            item.guarded = item.kind == ItemKind.FINISHED
            item.agricultural = item.kind not in (ItemKind.PACKAGING, ItemKind.SERVICE)
            new.append(item)
        else:
            changed.append(item)
    try:
        with transaction.atomic():
            Item.objects.bulk_create(new, batch_size=1000)
            Item.objects.bulk_update(changed, FIELDS, batch_size=200)
    except IntegrityError:
        raise Refused("has_lots") from None
    return Brought(len(new), len(changed), plan.unchanged)


def keep_item_sheet(*, name: str, data: bytes, by: Person, now: datetime) -> Import:
    """Keep a spreadsheet of items to be looked at, once it can be read. Raises as reads.item_plan."""
    reads.item_plan(name, data)
    return Import.objects.create(kind=ImportKind.PRODUCTS, name=name[:150], data=data, by=by, brought_at=now)


def confirm_items(import_pk: int) -> bool:
    """Hand a spreadsheet of items to the queue; False when somebody has already done so."""
    return directory.queue_import(import_pk, apply_items)


@task()  # type: ignore[untyped-decorator]
def apply_items(import_pk: int) -> None:
    """Write all the items of a spreadsheet, or none."""
    directory.carry_out(import_pk, _write)


def _write(found: Import) -> tuple[int, int, int]:
    try:
        done = bring_items(found.name, bytes(found.data))
    except Refused as refused:
        raise SheetRefused(words.say(refused)) from None
    return done.created, done.changed, done.unchanged
