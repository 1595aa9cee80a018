"""Importing items: looked at first, then written whole, or not at all."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from bocal.catalog import reads, words
from bocal.catalog.acts.foods import Brought
from bocal.catalog.models import Item, VatClass
from bocal.catalog.rules import ItemKind, Refused
from bocal.directory.models import Import, Person
from bocal.directory.rules import ImportKind, ImportState
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


@transaction.atomic
def confirm_items(import_pk: int) -> bool:
    """Hand a spreadsheet to the queue; False when somebody has already done so."""
    waiting = Import.objects.filter(pk=import_pk, kind=ImportKind.PRODUCTS, state=ImportState.SHOWN)
    if not waiting.update(state=ImportState.QUEUED):
        return False
    apply_items.enqueue(import_pk)
    return True


@task()  # type: ignore[untyped-decorator]
def apply_items(import_pk: int) -> None:
    """Write all the items of a spreadsheet, or none: safe to run twice, since what is done is left alone."""
    waiting = Import.objects.filter(pk=import_pk, state__in=[ImportState.QUEUED, ImportState.RUNNING])
    # By itself, so that the page that waits can show it.
    if not waiting.update(state=ImportState.RUNNING):
        return
    try:
        with transaction.atomic():
            found = waiting.select_for_update().first()
            if found is not None:
                done = bring_items(found.name, bytes(found.data))
                found.created, found.changed, found.unchanged = done.created, done.changed, done.unchanged
                found.state, found.data, found.ended_at = ImportState.DONE, b"", timezone.now()
                found.save()
    except (Refused, SheetRefused) as reason:
        sentence = words.say(reason) if isinstance(reason, Refused) else str(reason)
        waiting.update(state=ImportState.FAILED, error=sentence[:300], ended_at=timezone.now())
    except Exception:
        waiting.update(state=ImportState.FAILED, error=_("Une panne a tout arrêté."), ended_at=timezone.now())
        raise
