"""A spreadsheet of farms or of customers: sent, looked at, confirmed, followed, taken away; both share it."""

from collections.abc import Iterable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bocal.directory import acts, reads, words
from bocal.directory.doors import Request
from bocal.directory.models import Import, Organisation
from bocal.directory.rules import ImportKind, ImportState, OrganisationKind, Refused
from bocal.directory.rules.register import MAX_MISTAKES, SHAPES, Fate, Value
from bocal.look import sheets
from bocal.look.forms import PlainForm, UploadField
from bocal.look.sheets import SheetRefused

#: Rows shown before they are written; the others are counted.
SHOWN = 100


TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


class SheetForm(PlainForm):
    sheet = UploadField(label=_("Votre tableau"), extensions=("xlsx", "ods", "csv"), help_text=_("5 Mo au plus."))


def send(request: Request, kind: ImportKind, then: str) -> HttpResponse:
    """Take a spreadsheet of this kind; the page named `then` shows what it would change."""
    form = SheetForm(request.POST, request.FILES) if request.method == "POST" else SheetForm()
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["sheet"]
        try:
            brought = acts.bring_sheet(
                kind, name=file.name or "", data=file.read(), by=request.user, now=timezone.now()
            )
        except SheetRefused as refused:
            form.add_error("sheet", str(refused))
        except Refused as refused:
            form.add_error("sheet", words.say(refused))
        else:
            return redirect(then, brought.pk)
    context = {
        "form": form,
        "fields": [words.FIELDS[field] for field in SHAPES[kind].model],
        "last": reads.imports(kind)[:5],
        "customers": kind is ImportKind.CUSTOMERS,
        "then": then,
    }
    return render(request, "directory/pages/import_register.html", context)


def look(request: HttpRequest, kind: ImportKind, pk: int, here: str) -> HttpResponse:
    """What a spreadsheet would change, then how far it has come: the same address, named `here`, until the end."""
    found = get_object_or_404(reads.imports(kind), pk=pk)
    if request.method == "POST":
        acts.confirm_import(found.pk)
        return redirect(here, pk)
    context: dict[str, object] = {"found": found, "customers": kind is ImportKind.CUSTOMERS, "here": here}
    if found.state != ImportState.SHOWN:
        return render(request, "directory/pages/import_progress.html", context)
    return render(request, "directory/pages/import_sheet.html", {**context, **_seen(found, kind)})


def model(kind: ImportKind, example: dict[str, str], name: str) -> HttpResponse:
    """The file to fill in: every column of the model, and one row as an example."""
    fields = SHAPES[kind].model
    data = sheets.write_csv([[str(words.FIELDS[field]) for field in fields], [example.get(field) for field in fields]])
    return HttpResponse(
        data, content_type="text/csv; charset=utf-8", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def take_away(kind: ImportKind, found: Iterable[Organisation], name: str, extension: str) -> HttpResponse:
    """These farms or customers as a spreadsheet, which the import takes back. Raises Http404 on another extension."""
    if extension not in TYPES:
        raise Http404
    shape = SHAPES[kind]
    rows: list[list[object]] = [[str(words.FIELDS[field]) for field in shape.headers]]
    for one in found:
        values = reads.as_known(one, shape).values
        rows.append([_written(value) for value in values.values()])
    data = sheets.write_xlsx(rows) if extension == "xlsx" else sheets.write_csv(rows)
    disposition = f'attachment; filename="{name}.{extension}"'
    return HttpResponse(data, content_type=TYPES[extension], headers={"Content-Disposition": disposition})


def _written(value: Value | None) -> object:
    # Six decimals of a degree are some ten centimetres, and all that the import reads.
    if isinstance(value, float):
        return round(value, 6)
    return words.shown(value) if isinstance(value, OrganisationKind) else value


def _seen(found: Import, kind: ImportKind) -> dict[str, object]:
    try:
        preview = reads.preview(found.name, bytes(found.data), kind)
    except (Refused, SheetRefused) as refused:
        return {"refused": words.say(refused) if isinstance(refused, Refused) else str(refused)}
    labels = words.FIELDS
    return {
        "sheet": preview.sheet,
        "ignored": preview.reading.ignored,
        "mistakes": [words.mistake(mistake, kind) for mistake in preview.mistakes[:MAX_MISTAKES]],
        "mistakes_count": len(preview.mistakes),
        "mistakes_more": max(0, len(preview.mistakes) - MAX_MISTAKES),
        "new": preview.plan.count(Fate.NEW),
        "changed": preview.plan.count(Fate.CHANGED),
        "unchanged": preview.plan.count(Fate.UNCHANGED),
        "steps": [
            (
                step,
                words.shown(step.row.values.get("kind")),
                [(labels[field], words.shown(before), words.shown(after)) for field, before, after in step.changes],
            )
            for step in preview.steps[:SHOWN]
        ],
        "steps_more": max(0, len(preview.steps) - SHOWN),
    }
