from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from bocal.catalog import acts, reads, words
from bocal.catalog.models import Item, JarFormat, VatClass
from bocal.catalog.rules import ASKED, DIMENSIONS, DateKind, ItemKind, Refused, Storage
from bocal.directory.doors import enter
from bocal.directory.rules import Desk
from bocal.look.forms import PiecesField, PlainForm, PriceField, WeightField

FIELD_OF = {
    "dimension": "dimension",
    "piece_needed": "piece_mg",
    "days_needed": "shelf_days",
    "jar_kind": "jar_format",
    "vat_kind": "vat",
    "gtin": "gtin",
    "gtin_there": "gtin",
}


class VatField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A VAT class, with the text of law that allows it."""

    def label_from_instance(self, obj: VatClass) -> str:
        """The rate and its source."""
        return f"{obj.label} · {obj.source}"


class ItemForm(PlainForm):
    name = forms.CharField(label=later("Nom"), max_length=120)
    dimension = forms.ChoiceField(
        label=later("On le compte"), widget=forms.RadioSelect, help_text=later("Cela ne change plus ensuite.")
    )
    role = forms.ChoiceField(
        label=later("À quoi sert-il ?"), choices=words.PACKAGING_ROLES, widget=forms.RadioSelect, required=False
    )
    jar_format: "forms.ModelChoiceField[JarFormat]" = forms.ModelChoiceField(
        label=later("Format de pot"),
        queryset=None,
        required=False,
        empty_label=later("sans pot (barquette, sachet…)"),
        help_text=later("Il donne le pot, le couvercle et la consigne."),
    )
    piece_mg = WeightField(
        unit="g", label=later("Poids net d’une pièce"), required=False, help_text=later("Si on le compte à la pièce.")
    )
    variable_weight = forms.BooleanField(
        label=later("À poids variable"),
        required=False,
        help_text=later("Chaque pièce a son propre poids et se facture à la pesée : un poulet, un morceau de fromage."),
    )
    storage = forms.ChoiceField(label=later("Il se garde"), choices=words.STORAGES, widget=forms.RadioSelect)
    date_kind = forms.ChoiceField(
        label=later("Date sur l’étiquette"),
        choices=words.DATE_KINDS,
        widget=forms.RadioSelect,
        required=False,
        help_text=later("Après une DLC, personne n’en mange plus. Après une DDM, on peut encore le donner."),
    )
    shelf_days = PiecesField(
        label=later("Il se garde combien de jours"),
        highest=3650,
        required=False,
        help_text=later("730 : deux ans. Un produit brut sans date n’est plus proposé à la cuisine au-delà."),
    )
    allergens = forms.MultipleChoiceField(
        label=later("Allergènes"),
        choices=[(code, capfirst(label)) for code, label in words.ALLERGENS.items()],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=later("Les quatorze de la loi (règlement UE 1169/2011, annexe II). Cochez ceux qu’il contient."),
    )
    agricultural = forms.BooleanField(
        label=later("Vient de l’agriculture"),
        required=False,
        help_text=later("Le sel et l’eau non : ils ne comptent pas dans la part bio."),
    )
    non_organic_reference = forms.CharField(
        label=later("Admis non bio dans un produit bio"),
        required=False,
        max_length=200,
        help_text=later(
            "Vide : non. Sinon, le texte qui l’autorise, lu par vous : règlement (UE) 2021/1165, annexe V, partie B, "
            "et sa ligne. Sans lui, un ingrédient non bio retire la mention bio, même à 95 %."
        ),
    )
    guarded = forms.BooleanField(
        label=later("Doit être libéré avant de sortir"),
        required=False,
        help_text=later("Ses lots attendent qu’une personne du contrôle les libère. C’est la règle pour les bocaux."),
    )
    price = PriceField(label=later("Prix habituel"), required=False)
    basis = forms.ChoiceField(label=later("Ce prix est"), choices=words.BASES, widget=forms.RadioSelect)
    vat = VatField(
        label=later("TVA"),
        queryset=None,
        required=False,
        blank=True,
        empty_label=later("hors champ de la TVA"),
        widget=forms.RadioSelect,
    )
    gtin = forms.CharField(
        label=later("Code-barres"),
        required=False,
        max_length=20,
        help_text=later("Le nombre sous les barres, s’il y en a un : 8, 12, 13 ou 14 chiffres."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    active = forms.BooleanField(label=later("Au catalogue"), required=False, initial=True)

    def ask(self, kind: ItemKind, item: Item | None) -> None:
        """Keep what is asked of this kind, and say what a price is for."""
        asked = ASKED[kind] | {"name", "price", "basis", "vat", "active"}
        if item is not None:
            asked -= {"dimension"}
        else:
            asked -= {"active"}
        for field in set(self.fields) - asked:
            del self.fields[field]
        counted = [(dimension, label) for dimension, label in words.DIMENSIONS if dimension in DIMENSIONS[kind]]
        if "dimension" in self.fields:
            self.fields["dimension"].choices = counted  # type: ignore[attr-defined]
        if "jar_format" in self.fields:
            self.fields["jar_format"].queryset = reads.jar_formats()  # type: ignore[attr-defined]
            self.fields["piece_mg"].help_text = _("Sans réponse : ce que contient le format de pot.")
        self.fields["vat"].queryset = reads.vat_for(kind)  # type: ignore[attr-defined]
        if item is not None or len(counted) == 1:
            unit = words.PRICE_UNITS[DIMENSIONS[kind][0] if item is None else item.dimension]  # type: ignore[index]
            self.fields["price"].help_text = _("En euros, {unit}.").format(unit=unit)
        else:
            self.fields["price"].help_text = _("En euros, le kilo, le litre ou la pièce.")


@enter(Desk.PRODUCTS, Desk.DIRECTION)
def item_edit(request: HttpRequest, pk: int | None = None, kind: str = "") -> HttpResponse:
    """A new item of a kind, or one to change; each kind is asked only what it needs."""
    item = get_object_or_404(reads.every_item(), pk=pk) if pk else None
    if item is None and kind not in set(ItemKind):
        raise Http404
    what = ItemKind(item.kind if item else kind)
    form = ItemForm(request.POST or None, initial=_initial(what, item))
    form.ask(what, item)
    if request.method == "POST" and form.is_valid():
        try:
            saved = acts.save_item(item, what, form.cleaned_data)
        except Refused as refused:
            field = FIELD_OF.get(refused.code, "name")
            form.add_error(field if field in form.fields else None, words.say(refused))
        else:
            messages.success(request, _("« {name} » : c’est enregistré.").format(name=saved.name))
            return redirect("catalog:items")
    context = {
        "form": form,
        "item": item,
        "label": dict(words.ITEM_KINDS)[what],
        "help": words.KIND_HELP[what],
        # A jar is made of what its recipe says.
        "eaten": item and what in (ItemKind.RAW, ItemKind.PREPARED, ItemKind.ADDITIVE),
    }
    return render(request, "catalog/pages/item_edit.html", context)


def _initial(kind: ItemKind, item: Item | None) -> dict[str, Any]:
    if item is None:
        jar, cut = kind is ItemKind.FINISHED, kind is ItemKind.PREPARED
        return {
            "dimension": DIMENSIONS[kind][0],
            "storage": Storage.FRIDGE if cut else Storage.AMBIENT,
            "date_kind": DateKind.BEST_BEFORE if jar else DateKind.USE_BY if cut else DateKind.NONE,
            "basis": "gross",
            "guarded": jar,
            "agricultural": True,
            "role": "",
            "vat": reads.usual_vat(kind),
        }
    fields = {field: getattr(item, field) for field in ItemForm.base_fields}
    return fields | {"piece_mg": item.piece_mg or None, "shelf_days": item.shelf_days or None}
