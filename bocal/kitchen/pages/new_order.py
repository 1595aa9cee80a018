from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from bocal.directory.doors import Request, collective, enter
from bocal.directory.models import Place
from bocal.directory.rules import Desk
from bocal.journals.rules import Refused
from bocal.journals.words import say
from bocal.kitchen import acts, reads, words
from bocal.kitchen.models import ManufacturingOrder
from bocal.look.forms import DayField, KeyField, PiecesField, PlainForm, WeightField
from bocal.look.templatetags.look import kg


class OrderForm(PlainForm):
    """The lots, how many jars at most, when and where to."""

    lots = forms.MultipleChoiceField(required=False)
    wished: forms.Field = PiecesField(required=False, lowest=1, highest=100_000)
    day = DayField()
    store = forms.TypedChoiceField(coerce=int)
    note = forms.CharField(required=False, max_length=300)
    key = KeyField()

    def __init__(
        self, *args: Any, hands: list[reads.HandLot], stores: list[Place], by_weight: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if by_weight:
            self.fields["wished"] = WeightField(required=False)
        self.fields["lots"].choices = [(hand.ref, hand.ref) for hand in hands]  # type: ignore[attr-defined]
        self.fields["lots"].label = _("Lots")
        self.fields["lots"].error_messages["invalid_choice"] = _("Un des lots n’est plus là. Choisissez de nouveau.")
        self.fields["wished"].label = _("Poids, au plus") if by_weight else _("Bocaux, au plus")
        self.fields["wished"].help_text = _("Laissez vide pour tout ce que les lots permettent.")
        self.fields["day"].label = _("Jour de la fabrication")
        self.fields["store"].label = _("Où le ranger") if by_weight else _("Où ranger les bocaux")
        self.fields["store"].choices = [(place.pk, place.name) for place in stores]  # type: ignore[attr-defined]
        self.fields["note"].label = _("Note pour la cuisine")


def said_ordered(made: ManufacturingOrder) -> str:
    """« Ordre OF-2026-012 : 24 bocaux. »"""
    if made.by_weight:
        return _("Ordre %(number)s : %(mass)s.") % {"number": made.number, "mass": kg(made.mass_mg)}
    return _("Ordre %(number)s : %(jars)s bocaux.") % {"number": made.number, "jars": made.jars}


@enter(Desk.PRODUCTION, Desk.DIRECTION)
def new_order(request: Request) -> HttpResponse:
    """From a recipe and the lots at hand to an order scaled to them."""
    asked = request.GET.get("version", ""), request.GET.get("bocal", "")
    if not all(part.isdecimal() and len(part) < 16 for part in asked):
        return render(request, "kitchen/pages/new_order.html", {"versions": reads.latest_versions()})
    version = reads.version(int(asked[0]))
    product = next((p for p in version.recipe.products.all() if p.pk == int(asked[1])), None) if version else None
    if version is None or product is None:
        raise Http404
    now = timezone.now()
    today = timezone.localdate(now)
    items = reads.permitted(version)
    jar = product.jar_format
    packs = {jar.jar_id, jar.lid_id} if jar else set()
    at_hand = reads.lots_at_hand(items | packs, today=today)
    hands = [hand for hand in at_hand if hand.at_hand.item in items]
    stores = list(reads.stores())
    us = collective(request)
    if us is None:
        raise Http404
    ours = us.organisation
    standbys = reads.standbys(version, [(hand.at_hand.item, hand.stock.lot.allergens) for hand in hands])
    packs_there = dict.fromkeys(packs, 0)
    for hand in at_hand:
        if hand.at_hand.item in packs and hand.at_hand.owner == ours.pk:
            packs_there[hand.at_hand.item] += hand.at_hand.quantity
    form = OrderForm(
        request.POST or None,
        hands=hands,
        stores=stores,
        initial={
            "day": today,
            # What is kept cold goes to the cold.
            "store": next((place.pk for place in stores if place.kind == product.storage), None),
            # A substitute is a person's choice, and so is what is too old.
            "lots": [
                hand.ref
                for hand in hands
                if hand.at_hand.owner == ours.pk and hand.at_hand.item not in standbys and not hand.too_old
            ],
        },
        by_weight=jar is None,
    )
    ticked = set(form["lots"].value() or [])
    wished = None
    if request.method == "POST" and form.is_valid():
        wished = form.cleaned_data["wished"]
        if request.POST.get("what") != "scale":
            try:
                made = acts.order(
                    version=version,
                    product=product,
                    lots=[(hand.at_hand.lot, hand.at_hand.place) for hand in hands if hand.ref in ticked],
                    store=next(place for place in stores if place.pk == form.cleaned_data["store"]),
                    day=form.cleaned_data["day"],
                    author=request.user,
                    key=str(form.cleaned_data["key"]),
                    now=now,
                    wished=wished,
                    note=form.cleaned_data["note"],
                )
            except Refused as refused:
                form.add_error("lots", say(refused, words.REFUSALS))
            else:
                said = said_ordered(made)
                messages.success(request, said)
                return redirect("kitchen:order", made.pk)
    chosen = [hand.at_hand for hand in hands if hand.ref in ticked]
    return render(
        request,
        "kitchen/pages/new_order.html",
        {
            "version": version,
            "product": product,
            "hands": [(hand, standbys.get(hand.at_hand.item)) for hand in hands],
            "chosen_standbys": [standbys[item] for item in standbys if item in {lot.item for lot in chosen}],
            "ticked": ticked,
            "held_back": reads.held_back(items),
            "form": form,
            "plan": reads.plan(version, product, chosen, ours=ours, wished=wished, packs_there=packs_there),
        },
    )
