from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.journals.rules import Refused
from bocal.look.forms import KeyField, PlainForm
from bocal.orders import acts, words
from bocal.orders.acts import Taken
from bocal.orders.pages.ordering import quantity_field
from bocal.orders.reads import deliveries
from bocal.orders.reads.deliveries import Card, Line
from bocal.orders.rules.delivering import DeliveryState


class DoorForm(PlainForm):
    """What is taken, what broke; who receives, and their signature."""

    key = KeyField()
    signer = forms.CharField(label=later("Reçu par (nom)"), max_length=80)
    signature = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, card: Card, picked: dict[int, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = [(line, picked[line.row.pk]) for line in card.lines if picked.get(line.row.pk)]
        for line, quantity in self.lines:
            pk = line.row.pk
            self.fields[f"t{pk}"] = quantity_field(
                line.item, label=_("Pris : {name}").format(name=line.item.name), initial=quantity, highest=quantity
            )
            self.fields[f"b{pk}"] = quantity_field(
                line.item, label=_("Cassé : {name}").format(name=line.item.name), highest=quantity
            )

    def taken(self) -> dict[int, Taken]:
        """Line → what is taken and what broke; a blank takes nothing."""
        found = self.cleaned_data
        return {
            line.row.pk: Taken(found.get(f"t{line.row.pk}") or 0, found.get(f"b{line.row.pk}") or 0)
            for line, _quantity in self.lines
        }

    @property
    def rows(self) -> list[tuple[Line, int, Any, Any]]:
        return [(line, n, self[f"t{line.row.pk}"], self[f"b{line.row.pk}"]) for line, n in self.lines]


@enter(Desk.POINT, Desk.SALES, Desk.DIRECTION)
def hand_delivery(request: Request, pk: int) -> HttpResponse:
    """At the customer's door, on a phone: what they take, who receives, a finger's signature or only the name."""
    card = deliveries.delivery(pk)
    if card is None:
        raise Http404
    if card.state is not DeliveryState.PICKED:
        return redirect("orders:delivery", pk)
    picked = {line: sum(q for _lot, _code, q in lots) for line, lots in deliveries.picked(card).items()}
    form = DoorForm(request.POST or None, card=card, picked=picked)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            posted = acts.deliver(
                delivery=card.delivery,
                taken=form.taken(),
                signer=typed["signer"],
                signature=typed["signature"],
                person=request.user,
                key=str(typed["key"]),
                now=timezone.now(),
            )
        except Refused as refused:
            form.add_error("signer" if refused.code == "no_signer" else None, words.say(refused))
        else:
            said = _("{name} : livré.").format(name=card.customer.name)
            messages.success(request, said, extra_tags=f"undo:{posted.voucher.pk}")
            where = redirect("orders:route")
            where.headers["Location"] += f"?jour={card.delivery.day:%Y-%m-%d}"
            return where
    context = {"form": form, "card": card, "halted": deliveries.halted([card])}
    return render(request, "orders/pages/hand_delivery.html", context)
