from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from bocal.catalog import acts, reads, words
from bocal.catalog.rules import Refused
from bocal.directory.doors import enter
from bocal.directory.models import Import
from bocal.directory.rules import Desk, ImportState
from bocal.look.sheets import SheetRefused

#: Mistakes and rows shown at once; the others are counted.
SHOWN = 100
KINDS = {kind.value: label for kind, label in words.ITEM_KINDS}


@enter(Desk.PRODUCTS, Desk.DIRECTION)
def import_items_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """What a price list would change, then how far it has come: the same address until the end."""
    found = get_object_or_404(reads.item_imports(), pk=pk)
    if request.method == "POST":
        acts.confirm_items(found.pk)
        return redirect("catalog:import_items_sheet", pk)
    seen = _seen(found) if found.state == ImportState.SHOWN else {}
    return render(request, "catalog/pages/import_items_sheet.html", {"found": found, **seen})


def _seen(found: Import) -> dict[str, object]:
    try:
        plan = reads.item_plan(found.name, bytes(found.data))
    except (Refused, SheetRefused) as refused:
        return {"refused": words.say(refused) if isinstance(refused, Refused) else str(refused)}
    return {
        "mistakes": [words.item_mistake(mistake) for mistake in plan.mistakes[:SHOWN]],
        "count": len(plan.mistakes),
        "plan": plan,
        "steps": [(step, KINDS.get(str(step.values.get("kind")))) for step in plan.steps[:SHOWN]],
        "more": max(0, len(plan.steps) - SHOWN),
    }
