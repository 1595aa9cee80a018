"""The words of a product's label: what nobody can compute."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from bocal.catalog.models import Item
from bocal.catalog.rules import Storage
from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.journals.rules import Refused
from bocal.journals.words import say
from bocal.kitchen import acts, reads, words
from bocal.look.forms import PiecesField, PlainForm, WeightField


class LabelTextForm(PlainForm):
    legal_name = forms.CharField(
        label=later("Nom du produit"),
        max_length=120,
        help_text=later("Ce que c’est, en toutes lettres : « Coulis de tomate ». Une marque ne suffit pas."),
    )
    named: forms.Field = forms.ModelMultipleChoiceField(
        label=later("Ce dont le nom parle"),
        queryset=None,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=later("La part de ces ingrédients sera écrite : 82 % de courge."),
    )
    storage = forms.CharField(
        label=later("Comment le garder"),
        max_length=200,
        help_text=later("Fermé, puis ouvert : « À l’abri de la lumière. Après ouverture, 3 jours au frais. »"),
    )
    use = forms.CharField(label=later("Comment s’en servir"), max_length=300, required=False)
    drained_mg = WeightField(
        label=later("Poids égoutté"),
        required=False,
        help_text=later("Seulement pour ce qui baigne dans un liquide que l’on ne mange pas."),
    )
    face_cm2 = PiecesField(
        label=later("Plus grande face du pot, en cm²"),
        lowest=1,
        highest=2_000,
        help_text=later("Elle décide de la hauteur des lettres : moins de 80 cm², elles peuvent être plus petites."),
    )
    soluble_percent = PiecesField(
        label=later("Matière sèche soluble, en %"),
        lowest=1,
        highest=100,
        required=False,
        help_text=later("Pour une confiture, une gelée, une marmelade : ce que dit le réfractomètre. Il en faut 55."),
    )

    def __init__(self, *args: Any, product: Item, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["named"].queryset = reads.may_be_named(product)  # type: ignore[attr-defined]


@enter(Desk.PRODUCTS, Desk.QUALITY, Desk.DIRECTION)
def label_text(request: Request, pk: int) -> HttpResponse:
    product = reads.jar(pk)
    if product is None:
        raise Http404
    form = LabelTextForm(request.POST or None, product=product, initial=_initial(product))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            acts.write_label(product, **{**data, "drained_mg": data["drained_mg"] or 0})
        except Refused as refused:
            form.add_error("drained_mg", say(refused, words.REFUSALS))
        else:
            messages.success(request, _("Les mots de l’étiquette sont enregistrés."))
            return redirect("kitchen:labels")
    return render(request, "kitchen/pages/label_text.html", {"product": product, "form": form})


def _initial(product: Item) -> dict[str, Any]:
    text = reads.label_text(product)
    if text is None:
        storage = {Storage.FRIDGE: _("À conserver entre 0 et 4 °C."), Storage.FREEZER: _("À conserver à −18 °C.")}
        return {
            "legal_name": product.name,
            "face_cm2": 80,
            "storage": storage.get(Storage(product.storage), ""),
        }
    names = ("legal_name", "storage", "use", "face_cm2", "soluble_percent")
    return {name: getattr(text, name) for name in names} | {
        "named": list(text.named.all()),
        "drained_mg": text.drained_mg or None,
    }
