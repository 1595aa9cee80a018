from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from bocal.catalog import reads as catalog
from bocal.catalog.models import Item
from bocal.catalog.rules import FOOD, Dimension
from bocal.directory import reads as directory
from bocal.directory.doors import Request, enter
from bocal.directory.models import Organisation
from bocal.directory.rules import Desk
from bocal.journals.rules import Refused
from bocal.look.forms import PiecesField, PlainForm, PriceField, WeightField
from bocal.orders import acts, reads, words
from bocal.orders.models import SaleRound

BASES = [("gross", later("TTC")), ("net", later("HT"))]


class GoodsForm(PlainForm):
    """What a farm sells in a round."""

    producer = forms.ModelChoiceField(label=later("Ferme"), queryset=Organisation.objects.none())
    item = forms.ModelChoiceField(label=later("Produit"), queryset=Item.objects.none())
    label = forms.CharField(
        label=later("Unité vendue"),
        max_length=80,
        help_text=later("Comme on le dit : la botte, 500 g, pièce d’environ 1,8 kg."),
    )
    weight = WeightField(
        label=later("Poids d’une unité"),
        required=False,
        help_text=later("Pour ce qui se compte au kilo. Un poids habituel suffit."),
    )
    pieces = PiecesField(
        label=later("Pièces dans une unité"),
        required=False,
        lowest=1,
        highest=10_000,
        help_text=later("Pour ce qui se compte à la pièce : 6 pour une boîte de six œufs."),
    )
    by_weight = forms.BooleanField(label=later("Pesé à la remise, facturé au poids"), required=False)
    most = WeightField(
        label=later("Poids de la plus lourde"),
        required=False,
        help_text=later("Le client voit le prix le plus haut possible, et ne paie jamais plus."),
    )
    price = PriceField(
        label=later("Prix de vente"), help_text=later("D’une unité, ou du kilo si c’est pesé à la remise.")
    )
    basis = forms.ChoiceField(label=later("Ce prix est"), choices=BASES, widget=forms.RadioSelect, initial="gross")
    cost = PriceField(
        label=later("Prix payé à la ferme, HT"),
        required=False,
        help_text=later("Pour la même unité. Rien pour une ferme qui vend en son nom, par mandat."),
    )
    available = PiecesField(label=later("Quantité proposée"), lowest=1, highest=100_000)
    crate = PiecesField(
        label=later("Par caisses de"),
        required=False,
        lowest=1,
        highest=10_000,
        help_text=later(
            "Si la ferme n’apporte que des caisses pleines. À la fermeture, ce qui ne fait pas une caisse manque."
        ),
    )
    minimum = PiecesField(
        label=later("Minimum de la ferme"),
        required=False,
        highest=100_000,
        help_text=later("En dessous de tant d’unités commandées en tout, elle n’apporte rien."),
    )

    def __init__(self, sale: SaleRound, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sale = sale
        self.fields["producer"].queryset = directory.producers()  # type: ignore[attr-defined]
        self.fields["item"].queryset = catalog.items(*FOOD)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A portion in the item's own unit."""
        found = super().clean() or {}
        farm, item = found.get("producer"), found.get("item")
        bought = farm is not None and farm.pk not in reads.on_mandate(self.sale, [farm.pk])
        if bought and found.get("cost") is None and "cost" not in self.errors:
            self.add_error("cost", _("Dites ce que la ferme est payée."))
        if item is not None:
            counted = item.dimension == Dimension.COUNT
            found["portion"] = found.get("pieces") if counted else found.get("weight")
            name = "pieces" if counted else "weight"
            if not found["portion"] and name not in self.errors:
                self.add_error(name, _("Dites combien contient une unité vendue."))
        return found

    def goods(self) -> dict[str, Any]:
        """What is sold, as the acts take it."""
        asked = self.cleaned_data
        return {
            **{name: asked[name] for name in ("item", "label", "portion", "by_weight", "price", "available")},
            "most_portion": asked["most"] or 0,
            "crate": asked["crate"] or 1,
            "minimum": asked["minimum"] or 0,
        }


#: Where a refusal is said.
FIELDS = {
    "offer_twice": "label",
    "no_vat": "item",
    "weighed_by_mass": "by_weight",
    "most_below_portion": "most",
    "bad_portion": "weight",
    "bad_available": "available",
    "bad_crate": "crate",
}


@enter(Desk.SALES, Desk.DIRECTION)
def offer_goods(request: Request, pk: int) -> HttpResponse:
    """Add a farm's product to a round."""
    sale = reads.round_(pk)
    if sale is None:
        raise Http404
    form = GoodsForm(sale, request.POST or None, initial={"producer": request.GET.get("ferme")})
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        try:
            offer = acts.offer_goods(
                sale=sale,
                producer=asked["producer"],
                gross=asked["basis"] == "gross",
                cost=asked["cost"],
                **form.goods(),
            )
        except Refused as refused:
            form.add_error(FIELDS.get(refused.code), words.say(refused))
        else:
            messages.success(request, _("{product} est proposé.").format(product=reads.named(offer)))
            if "again" in request.POST:
                return redirect(f"{request.path}?ferme={offer.producer_id}")
            return redirect("orders:sale", sale.pk)
    return render(request, "orders/pages/offer_goods.html", {"form": form, "sale": sale})
