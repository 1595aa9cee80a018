from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from bocal.directory.doors import Request, collective, enter
from bocal.directory.rules import Desk
from bocal.journals.rules import Refused
from bocal.journals.words import say
from bocal.kitchen import reads as kitchen
from bocal.kitchen import words as kitchen_words
from bocal.look.forms import KeyField, PiecesField, PlainForm
from bocal.workshops import words
from bocal.workshops.acts.leading import begin_dish
from bocal.workshops.reads import hub


class BeginForm(PlainForm):
    """Into which jars, how many, of which lots, kept where."""

    key = KeyField()
    product = forms.TypedChoiceField(label=later("Dans quels bocaux ?"), coerce=int)
    wished = PiecesField(
        label=later("Bocaux, au plus"),
        required=False,
        lowest=1,
        highest=100_000,
        help_text=later("Laissez vide pour tout ce que les lots permettent."),
    )
    lots = forms.MultipleChoiceField(label=later("Avec quels lots ?"), widget=forms.CheckboxSelectMultiple)
    store = forms.TypedChoiceField(label=later("Où ranger les bocaux ?"), coerce=int)


@enter(Desk.PRODUCTION, Desk.DIRECTION)
def begin(request: Request, pk: int, dish: int) -> HttpResponse:
    """A dish goes to the pot: a manufacturing order from the lots at hand, then the kettle's page."""
    found = hub.dish(pk, dish)
    if found is None:
        raise Http404
    if found.order is not None:
        return redirect("kitchen:kettle", found.order.pk)
    now = timezone.now()
    version = kitchen.latest_versions().filter(recipe=found.recipe).first()
    us = collective(request)
    if version is None or us is None:
        raise Http404
    at_hand = kitchen.lots_at_hand(kitchen.permitted(version), today=timezone.localdate(now))
    hands = [hand for hand in at_hand if hand.at_hand.owner == us.organisation_id]
    truck = found.session.truck_id
    # What is on the truck first: that is what one cooks on a square.
    hands.sort(key=lambda hand: hand.at_hand.place != truck)
    products = list(version.recipe.products.all())
    stores = sorted(kitchen.stores(), key=lambda place: place.pk != truck)
    form = BeginForm(request.POST or None, initial={"lots": [hand.ref for hand in hands if not hand.too_old]})
    offered: dict[str, list[tuple[Any, str]]] = {
        "product": [(one.pk, one.name) for one in products],
        "store": [(place.pk, place.name) for place in stores],
        "lots": [(hand.ref, _lot(hand)) for hand in hands],
    }
    for name, rows in offered.items():
        form.fields[name].choices = rows  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = begin_dish(
                dish=found,
                version=version,
                product=next(one for one in products if one.pk == said["product"]),
                lots=[(hand.at_hand.lot, hand.at_hand.place) for hand in hands if hand.ref in said["lots"]],
                store=next(place for place in stores if place.pk == said["store"]),
                author=request.user,
                key=str(said["key"]),
                now=now,
                wished=said["wished"],
            )
        except Refused as refused:
            form.add_error("lots", say(refused, {**kitchen_words.REFUSALS, **words.REFUSALS}))
        else:
            messages.success(request, _("Ordre %(number)s : à la marmite !") % {"number": made.number})
            return redirect("kitchen:kettle", made.pk)
    context = {"form": form, "dish": found, "session": found.session, "hands": hands, "products": products}
    return render(request, "workshops/pages/begin.html", context)


def _lot(hand: kitchen.HandLot) -> str:
    return f"{hand.stock.lot.item} · {hand.stock.lot.code} · {hand.stock.place}"
