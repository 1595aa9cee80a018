from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from bocal.catalog.rules import Dimension
from bocal.directory import reads as directory
from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.journals.rules import Refused
from bocal.look.forms import KeyField, PiecesField, PlainForm, PriceField, WeightField
from bocal.look.templatetags.look import amount, price
from bocal.orders import acts, reads, words
from bocal.orders.pages.offer_goods import BASES
from bocal.orders.reads import Available


class JarsForm(PlainForm):
    """What of our own stock a round sells."""

    key = KeyField()
    item = forms.TypedChoiceField(label=later("Que vendez-vous ?"), coerce=int)
    available = PiecesField(label=later("Combien"), lowest=1, highest=100_000)
    label = forms.CharField(
        label=later("Unité vendue"),
        max_length=80,
        required=False,
        help_text=later("Sans réponse : « le bocal », ou le poids d’une unité pour ce qui se compte au kilo."),
    )
    weight = WeightField(
        label=later("Poids d’une unité"), required=False, help_text=later("Seulement pour ce qui se compte au kilo.")
    )
    price = PriceField(
        label=later("Prix de vente d’une unité"),
        required=False,
        help_text=later("Sans réponse : celui de son nom, du tarif des foyers s’il y en a un, sinon du catalogue."),
    )
    basis = forms.ChoiceField(label=later("Ce prix est"), choices=BASES, widget=forms.RadioSelect, initial="gross")

    def __init__(self, *args: Any, stock: list[Available], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stock = {row.item.pk: row for row in stock}
        self.prices = reads.round_prices([row.item for row in stock])
        self.fields["item"].choices = [  # type: ignore[attr-defined]
            ("", _("choisir")),
            *((row.item.pk, self._said(row)) for row in stock),
        ]

    def _said(self, row: Available) -> str:
        said = _("{name} : {n} en réserve").format(name=row.item.name, n=amount(row.quantity, row.item.dimension))
        usual = self.prices.get(row.item.pk)
        return f"{said}, {price(usual[0])}" if usual else said

    def clean(self) -> dict[str, Any]:
        """A portion in the item's own unit."""
        found = super().clean() or {}
        row = self.stock.get(found.get("item") or 0)
        if row is not None:
            found["row"] = row
            found["portion"] = 1 if row.item.dimension == Dimension.COUNT else found.get("weight")
            if not found["portion"]:
                self.add_error("weight", _("Dites combien pèse une unité vendue."))
            elif not found.get("label"):
                counted = row.item.dimension == Dimension.COUNT
                found["label"] = _("le bocal") if counted else amount(found["portion"], row.item.dimension)
            if found.get("price") is None and "price" not in self.errors:
                # A kilo's price is not that of a bag: only what is counted has one.
                usual = self.prices.get(row.item.pk)
                if usual is None:
                    self.add_error("price", _("Dites le prix d’une unité vendue."))
                else:
                    found["price"], found["basis"] = usual
        return found


_FIELDS = {"not_in_stock": "available", "offer_twice": "item", "no_vat": "item", "bad_available": "available"}


@enter(Desk.SALES, Desk.DIRECTION)
def offer_jars(request: Request, pk: int) -> HttpResponse:
    """Set jars of the store aside for a round: released ones, first to expire first."""
    sale = reads.round_(pk)
    collective = directory.collective()
    if sale is None or collective is None:
        raise Http404
    now = timezone.now()
    search = request.GET.get("chercher", "")[:80]
    chosen = [int(pk) for pk in [request.POST.get("item", "")] if pk.isascii() and pk.isdecimal() and len(pk) < 16]
    stock, more = reads.free_stock(collective.organisation, timezone.localdate(now), search=search, chosen=chosen)
    form = JarsForm(request.POST or None, stock=stock)
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        try:
            offer = acts.offer_jars(
                sale=sale,
                item=asked["row"].item,
                label=asked["label"],
                portion=asked["portion"],
                price=asked["price"],
                gross=asked["basis"] == "gross",
                available=asked["available"],
                person=request.user,
                key=str(asked["key"]),
                now=now,
            )
        except Refused as refused:
            form.add_error(_FIELDS.get(refused.code), words.say(refused))
        else:
            said = _("{product} : {n} mis de côté pour cette vente.")
            messages.success(request, said.format(product=reads.named(offer), n=offer.available))
            return redirect("orders:sale", sale.pk)
    context = {"form": form, "sale": sale, "stock": stock, "more": more, "search": search}
    return render(request, "orders/pages/offer_jars.html", context)
