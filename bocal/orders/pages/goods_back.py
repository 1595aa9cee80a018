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
from bocal.orders.pages.ordering import quantity_field
from bocal.orders.reads import deliveries
from bocal.orders.reads.deliveries import Card, Line
from bocal.orders.rules.delivering import DeliveryState

HOW = [("whole", later("entier : à contrôler avant d’être revendu")), ("broken", later("cassé ou perdu"))]


class BackForm(PlainForm):
    """How much of each line comes back, whole or broken."""

    key = KeyField()
    how = forms.ChoiceField(label=later("Dans quel état ?"), choices=HOW, widget=forms.RadioSelect, initial="whole")

    def __init__(self, *args: Any, card: Card, kept: dict[int, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = [(line, kept[line.row.pk]) for line in card.lines if kept.get(line.row.pk)]
        for line, quantity in self.lines:
            self.fields[f"r{line.row.pk}"] = quantity_field(line.item, highest=quantity)

    def back(self) -> dict[int, int]:
        """Line → quantity."""
        return {line.row.pk: self.cleaned_data.get(f"r{line.row.pk}") or 0 for line, _quantity in self.lines}

    @property
    def rows(self) -> list[tuple[Line, int, Any]]:
        return [(line, n, self[f"r{line.row.pk}"]) for line, n in self.lines]


@enter(Desk.SALES, Desk.POINT, Desk.DIRECTION)
def goods_back(request: Request, pk: int) -> HttpResponse:
    """What comes back of a delivery, after it: credited by the next invoice, deposits too."""
    card = deliveries.delivery(pk)
    if card is None:
        raise Http404
    if card.state is not DeliveryState.DELIVERED:
        return redirect("orders:delivery", pk)
    kept = {line: sum(q for _lot, _code, q in lots) for line, lots in deliveries.kept(card).items()}
    form = BackForm(request.POST or None, card=card, kept=kept)
    if request.method == "POST" and form.is_valid():
        try:
            posted = acts.take_goods_back(
                delivery=card.delivery,
                back=form.back(),
                broken=form.cleaned_data["how"] == "broken",
                person=request.user,
                key=str(form.cleaned_data["key"]),
                now=timezone.now(),
            )
        except Refused as refused:
            form.add_error(None, words.say(refused))
        else:
            said = _("Le retour de {name} est noté : il sera déduit de la prochaine facture.")
            undo = "" if form.cleaned_data["how"] == "broken" else f"undo:{posted.voucher.pk}"
            messages.success(request, said.format(name=card.customer.name), extra_tags=undo)
            return redirect("orders:delivery", pk)
    return render(request, "orders/pages/goods_back.html", {"form": form, "card": card})
