from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as later

from bocal.catalog import acts, reads, words
from bocal.catalog.rules import Refused
from bocal.catalog.rules.itemsheet import ItemStep
from bocal.directory.doors import enter
from bocal.directory.models import Import
from bocal.directory.rules import Desk, ImportState
from bocal.look.sheets import SheetRefused
from bocal.look.templatetags.look import kg, price, vat

#: Mistakes and rows shown at once; the others are counted.
SHOWN = 100
KINDS = {kind.value: label for kind, label in words.ITEM_KINDS}
_FIELDS = {
    "name": later("Nom"),
    "kind": later("Genre"),
    "dimension": later("On le compte"),
    "price": later("Prix habituel"),
    "basis": later("Ce prix est"),
    "vat_id": later("TVA"),
    "piece_mg": later("Poids net d’une pièce"),
    "allergens": later("Allergènes"),
    "gtin": later("Code-barres"),
}
_NAMED: dict[str, dict[str, Any]] = {
    "basis": {str(code): label for code, label in words.BASES},
    "kind": {str(code): label for code, label in words.ITEM_KINDS},
    "dimension": {str(code): label for code, label in words.DIMENSIONS},
}


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
    rates = {one.pk: one.rate_bp for one in reads.vat_classes()}
    return {
        "mistakes": [words.item_mistake(mistake) for mistake in plan.mistakes[:SHOWN]],
        "count": len(plan.mistakes),
        "plan": plan,
        "steps": [
            (step, KINDS.get(str(step.values.get("kind"))), _changes(step, rates)) for step in plan.steps[:SHOWN]
        ],
        "more": max(0, len(plan.steps) - SHOWN),
    }


def _changes(step: ItemStep, rates: dict[int, int]) -> list[tuple[str, str, str]]:
    """What each changed field is called, was, and will be; of a new item, nothing."""
    fields = [(field, label) for field, label in _FIELDS.items() if field in step.before]
    return [
        (str(label), _said(field, step.before[field], rates), _said(field, step.values[field], rates))
        for field, label in fields
    ]


def _said(field: str, value: Any, rates: dict[int, int]) -> str:
    """A field's value as people read it; "" for none."""
    if value is None:
        return ""
    if field == "price":
        return price(value)
    if field == "vat_id":
        return vat(rates.get(value))
    if field == "piece_mg":
        return kg(value) if value else ""
    if field == "allergens":
        return ", ".join(str(words.ALLERGENS[code]) for code in value)
    return str(_NAMED[field][str(value)] if field in _NAMED else value)
