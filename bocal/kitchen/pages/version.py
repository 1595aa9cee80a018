from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from bocal.catalog.rules import ItemKind
from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.journals.rules import Refused
from bocal.journals.words import say
from bocal.kitchen import acts, reads, words
from bocal.kitchen.models import RecipeVersion
from bocal.kitchen.rules.recipes import LineRole, Part
from bocal.look.forms import NumberField, PlainForm, WeightField

#: Lines that a recipe may have, and blank ones shown beyond those filled.
MOST, SPARE = 24, 3
PLACES = {"recipe_evaporation": "evaporation", "recipe_name": "name", "recipe_product": "products"}


class VersionForm(PlainForm):
    """Lines of a recipe for a kilo of finished product; `rows` lines are shown."""

    water = WeightField(required=False, allow_zero=True, unit="g")
    evaporation = WeightField(required=False, allow_zero=True, unit="g")
    ph_highest = NumberField(required=False, lowest=1, highest=10, places=2)
    method = forms.CharField(required=False, max_length=8000, widget=forms.Textarea)

    def __init__(self, *args: Any, rows: int = 4, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["water"].label = _("Eau, en grammes")
        self.fields["evaporation"].label = _("Évaporation, en grammes")
        self.fields["evaporation"].help_text = _("Laissez vide : ce qui dépasse 1 kg s’évapore.")
        self.fields["ph_highest"].label = _("pH le plus haut de la recette")
        self.fields["ph_highest"].help_text = _(
            "Laissez vide si personne ne l’a mesuré : la recette compte alors comme peu acide (4,5 ou plus)."
        )
        self.fields["method"].label = _("Méthode")
        self.items = {item.pk: item for item in reads.ingredients()}
        choices = [("", _("(rien)")), *((str(pk), item.name) for pk, item in self.items.items())]
        self.row_count = min(rows, MOST)
        for i in range(self.row_count):
            self.fields[f"item-{i}"] = forms.ChoiceField(label=_("Produit"), choices=choices, required=False)
            self.fields[f"grams-{i}"] = WeightField(label=_("Épluché"), required=False, unit="g")
            self.fields[f"peel-{i}"] = NumberField(
                label=_("Épluchures"), required=False, highest=99, places=1, unit_sign="%"
            )

    @property
    def lines(self) -> list[Any]:
        """The fields of each line."""
        return [[self[f"{name}-{i}"] for name in ("item", "grams", "peel")] for i in range(self.row_count)]

    def clean(self) -> dict[str, Any]:
        """A line with a product has its grams."""
        said: dict[str, Any] = super().clean() or {}
        for i in range(self.row_count):
            if said.get(f"item-{i}") and f"grams-{i}" not in self.errors and not said.get(f"grams-{i}"):
                self.add_error(f"grams-{i}", _("Écrivez combien de grammes, une fois épluché."))
        return said

    def draft(self) -> acts.Draft:
        """What was typed, as the act wants it."""
        said = self.cleaned_data
        parts = []
        for i in range(self.row_count):
            if not said.get(f"item-{i}"):
                continue
            item = self.items[int(said[f"item-{i}"])]
            role = LineRole.ADDITIVE if item.kind == ItemKind.ADDITIVE else LineRole.RAW
            parts.append(Part(item.pk, role, said[f"grams-{i}"], int((said[f"peel-{i}"] or 0) * 100)))
        return acts.Draft(
            parts=tuple(parts),
            water_mg_per_kg=said["water"] or 0,
            evaporation_mg_per_kg=said["evaporation"],
            ph_highest=said["ph_highest"],
            method=said["method"],
        )


def rows_asked(request: Request, filled: int) -> int:
    """How many lines to show: those sent, a few more when asked."""
    sent = sum(name.startswith("item-") for name in request.POST)
    return (sent or filled + SPARE) + (SPARE if request.POST.get("what") == "more" else 0)


def initial_of(version: RecipeVersion) -> dict[str, Any]:
    """A version as the form shows it."""
    found: dict[str, Any] = {
        "water": version.water_mg_per_kg or None,
        "ph_highest": version.ph_highest,
        "method": version.method,
    }
    for i, line in enumerate(version.lines.all()):
        found |= {f"item-{i}": str(line.item_id), f"grams-{i}": line.mg_per_kg}
        found[f"peel-{i}"] = Decimal(line.peel_bp) / 100 if line.peel_bp else None
    return found


@enter(Desk.PRODUCTION, Desk.DIRECTION)
def version(request: Request, pk: int) -> HttpResponse:
    """Change a version that nothing rests on yet."""
    found = reads.version(pk)
    if found is None:
        raise Http404
    form = VersionForm(
        request.POST or None, rows=rows_asked(request, len(found.lines.all())), initial=initial_of(found)
    )
    if request.method == "POST" and request.POST.get("what") != "more" and form.is_valid():
        try:
            acts.change_version(found, draft=form.draft())
        except Refused as refused:
            form.add_error(PLACES.get(refused.code), say(refused, words.REFUSALS))
        else:
            messages.success(request, _("Version enregistrée."))
            return redirect("kitchen:recipe", found.recipe_id)
    return render(request, "kitchen/pages/version.html", {"version": found, "form": form, "more": "more"})
