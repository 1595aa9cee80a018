from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from bocal.directory import acts, reads, words
from bocal.directory.doors import enter
from bocal.directory.models import Import
from bocal.directory.rules import Desk, ImportState, Refused
from bocal.directory.rules.farmsheet import MAX_MISTAKES, Fate
from bocal.look.sheets import SheetRefused

#: Rows shown before they are written; the others are counted.
SHOWN = 100


@enter(Desk.PRODUCTS, Desk.DIRECTION)
def import_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """What a spreadsheet would change, then how far it has come: the same address until the end."""
    found = get_object_or_404(reads.imports(), pk=pk)
    if request.method == "POST":
        acts.confirm_import(found.pk)
        return redirect("directory:import_sheet", pk)
    if found.state != ImportState.SHOWN:
        return render(request, "directory/pages/import_progress.html", {"found": found})
    return render(request, "directory/pages/import_sheet.html", {"found": found, **_seen(found)})


def _seen(found: Import) -> dict[str, object]:
    try:
        preview = reads.preview(found.name, bytes(found.data))
    except (Refused, SheetRefused) as refused:
        return {"refused": words.say(refused) if isinstance(refused, Refused) else str(refused)}
    labels = words.FARM_FIELDS
    return {
        "sheet": preview.sheet,
        "ignored": preview.reading.ignored,
        "mistakes": [words.mistake(mistake) for mistake in preview.mistakes[:MAX_MISTAKES]],
        "mistakes_count": len(preview.mistakes),
        "mistakes_more": max(0, len(preview.mistakes) - MAX_MISTAKES),
        "new": preview.plan.count(Fate.NEW),
        "changed": preview.plan.count(Fate.CHANGED),
        "unchanged": preview.plan.count(Fate.UNCHANGED),
        "steps": [
            (step, [(labels[field], words.shown(before), words.shown(after)) for field, before, after in step.changes])
            for step in preview.steps[:SHOWN]
        ],
        "steps_more": max(0, len(preview.steps) - SHOWN),
    }
