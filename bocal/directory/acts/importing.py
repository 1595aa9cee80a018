"""Farms and customers brought by spreadsheet."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task
from django_tasks.base import Task

from bocal.directory import reads, words
from bocal.directory.acts.turns import turn
from bocal.directory.models import Import, Organisation, Person
from bocal.directory.rules import ImportKind, ImportState, Refused, register
from bocal.look.sheets import SheetRefused


def bring_sheet(kind: ImportKind, *, name: str, data: bytes, by: Person, now: datetime) -> Import:
    """Keep a spreadsheet to be looked at, once it can be read. Raises SheetRefused or Refused: see reads.read_sheet."""
    reads.read_sheet(name, data, kind)
    return Import.objects.create(kind=kind, name=name[:150], data=data, by=by, brought_at=now)


def confirm_import(import_pk: int) -> bool:
    """Hand a spreadsheet of farms or customers to the queue; False when somebody has already done so."""
    return queue_import(import_pk, apply_import)


@transaction.atomic
def queue_import(import_pk: int, apply: Task) -> bool:
    """Hand a spreadsheet to the queue, where `apply` writes it; False when somebody has already done so."""
    if not Import.objects.filter(pk=import_pk, state=ImportState.SHOWN).update(state=ImportState.QUEUED):
        return False
    apply.enqueue(import_pk)
    return True


@task()  # type: ignore[untyped-decorator]
def apply_import(import_pk: int) -> None:
    """Write all the farms or customers of a spreadsheet, or none."""
    carry_out(import_pk, _write_register)


def _write_register(found: Import) -> tuple[int, int, int]:
    try:
        return bring_register(ImportKind(found.kind), found.name, bytes(found.data))
    except Refused as refused:
        raise SheetRefused(words.say(refused)) from None


def carry_out(import_pk: int, write: Callable[[Import], tuple[int, int, int]]) -> None:
    """Have `write` write all the rows of a spreadsheet, or none, and keep how many are new, changed, unchanged.

    Safe to run twice, since what is done is left alone. What `write` refuses, it says as a SheetRefused.
    """
    waiting = Import.objects.filter(pk=import_pk, state__in=[ImportState.QUEUED, ImportState.RUNNING])
    # By itself, so that the page that waits can show it.
    if not waiting.update(state=ImportState.RUNNING):
        return
    try:
        with transaction.atomic():
            found = waiting.select_for_update().first()
            if found is not None:
                found.created, found.changed, found.unchanged = write(found)
                found.state, found.data, found.ended_at = ImportState.DONE, b"", timezone.now()
                found.save()
    except SheetRefused as reason:
        waiting.update(state=ImportState.FAILED, error=str(reason)[:300], ended_at=timezone.now())
    except Exception:
        waiting.update(state=ImportState.FAILED, error=_("Une panne a tout arrêté."), ended_at=timezone.now())
        raise


@transaction.atomic
def bring_register(kind: ImportKind, name: str, data: bytes) -> tuple[int, int, int]:
    """Write all the farms or customers of a spreadsheet, or none: how many are new, changed, unchanged.

    Raises SheetRefused or Refused: see reads.read_sheet; changed_meanwhile, with the first mistake.
    """
    turn()
    shape = register.SHAPES[kind]
    seen = reads.preview(name, data, kind)
    if seen.mistakes:
        raise Refused("changed_meanwhile", sentence=words.mistake(seen.mistakes[0], kind))
    there = Organisation.objects.in_bulk([step.pk for step in seen.steps if step.pk])
    new: list[Organisation] = []
    changed: list[Organisation] = []
    for step in seen.steps:
        one = there[step.pk] if step.pk else Organisation(kind=shape.kinds[0])
        for field, value in step.row.values.items():
            setattr(one, field, value)
        one.reference = step.row.reference
        (changed if step.pk else new).append(one)
    Organisation.objects.bulk_create(new, batch_size=500)
    Organisation.objects.bulk_update(changed, [*shape.headers, "reference"], batch_size=100)
    return len(new), len(changed), seen.plan.count(register.Fate.UNCHANGED)


def forget_imports(*, before: datetime) -> int:
    """Drop the spreadsheets brought before then that nobody confirmed or that failed; returns how many."""
    left = Import.objects.filter(brought_at__lt=before, state__in=[ImportState.SHOWN, ImportState.FAILED])
    return left.delete()[0]
