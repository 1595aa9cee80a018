"""Spreadsheets of farms and customers, as they would be written."""

from dataclasses import dataclass

from django.db.models import QuerySet

from bocal.directory.models import Import, Organisation
from bocal.directory.reads.organisations import known
from bocal.directory.rules import ImportKind, OrganisationKind, Refused, register
from bocal.look import sheets
from bocal.look import words as look_words
from bocal.measure.unreadable import Unreadable


@dataclass(frozen=True)
class Preview:
    """What a spreadsheet would change: its sheet's name, how it was read, and what would become of each row."""

    sheet: str
    reading: register.Reading
    plan: register.Plan

    @property
    def mistakes(self) -> tuple[register.Mistake, ...]:
        """All that is to mend, by line."""
        both = (*self.reading.mistakes, *self.plan.mistakes)
        return tuple(sorted(both, key=lambda mistake: (mistake.line, mistake.column or 0)))

    @property
    def steps(self) -> tuple[register.Step, ...]:
        """The rows that change something."""
        return tuple(step for step in self.plan.steps if step.fate is not register.Fate.UNCHANGED)


def read_sheet(name: str, data: bytes, kind: ImportKind) -> tuple[str, register.Reading]:
    """The first sheet that names a column for the names, and what it says.

    Raises SheetRefused (the file cannot be read) or Refused (no_header, doubled_column, empty_sheet).
    """
    missing: register.NoHeader | None = None
    for sheet in sheets.read(name, data, max_rows=register.MAX_ROWS):
        try:
            reading = register.read(sheet.rows, register.SHAPES[kind])
        except register.NoHeader as none:
            missing = missing or none
            continue
        except Unreadable as doubled:
            where = look_words.place(doubled.line, doubled.column)
            raise Refused("doubled_column", place=where, value=doubled.value) from None
        if not reading.rows and not reading.mistakes:
            raise Refused(f"empty_sheet_{kind}")
        return sheet.name, reading
    raise Refused(f"no_header_{kind}") from missing


def preview(name: str, data: bytes, kind: ImportKind) -> Preview:
    """What importing this file now would do. Raises as `read_sheet`."""
    shape = register.SHAPES[kind]
    sheet, reading = read_sheet(name, data, kind)
    others = Organisation.objects.exclude(kind__in=shape.kinds).exclude(reference=None)
    taken = [reference for reference in others.values_list("reference", flat=True) if reference]
    there = [as_known(one, shape) for one in known(*shape.kinds).order_by("pk")]
    return Preview(sheet, reading, register.plan(reading.rows, there, taken, reading.columns, shape.needed))


def as_known(one: Organisation, shape: register.Shape) -> register.Known:
    """A farm or customer as the import compares it."""
    values: dict[str, register.Value | None] = {field: getattr(one, field) for field in shape.headers}
    if "kind" in values:
        values["kind"] = OrganisationKind(one.kind)
    return register.Known(one.pk, one.reference, values)


def imports(kind: ImportKind) -> QuerySet[Import]:
    """Spreadsheets of this kind brought, the last first, without their content."""
    return Import.objects.filter(kind=kind).select_related("by").defer("data")
