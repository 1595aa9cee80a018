"""Take some of a lot from one place to another."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from bocal.directory import reads as directory
from bocal.directory.doors import Request, enter
from bocal.directory.models import Place
from bocal.directory.rules import Desk
from bocal.journals import acts, reads, words
from bocal.journals.models import Lot
from bocal.journals.pages.amounts import amount_field
from bocal.journals.pages.finding import find
from bocal.journals.rules import Refused
from bocal.look.forms import KeyField, PlainForm
from bocal.look.templatetags.look import quantity


class MoveForm(PlainForm):
    """How much, from where, to where."""

    key = KeyField()
    source = forms.ModelChoiceField(label=later("D’où ?"), queryset=Place.objects.none(), empty_label=None)
    target = forms.ModelChoiceField(label=later("Vers où ?"), queryset=directory.stores())
    note = forms.CharField(label=later("Note"), required=False, max_length=300)

    field_order = ("source", "quantity", "target", "note")

    def __init__(self, *args: object, lot: Lot, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].queryset = reads.places_of(lot)  # type: ignore[attr-defined]
        self.fields["quantity"] = amount_field(lot, later("Combien ?"))
        self.order_fields(self.field_order)


@enter(Desk.RECEPTION, Desk.PRODUCTION, Desk.DIRECTION)
def move(request: Request, code: str) -> HttpResponse:
    """Nothing is lost on the way: what leaves here arrives there."""
    lot = find(code)
    form = MoveForm(request.POST or None, lot=lot)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            posted = acts.move(
                lot,
                source=data["source"],
                target=data["target"],
                quantity=data["quantity"],
                author=request.user,
                key=str(data["key"]),
                now=timezone.now(),
                note=data["note"],
            )
        except Refused as refused:
            form.add_error("target" if refused.code in ("bad_way", "bad_move") else "quantity", words.say(refused))
        else:
            text = _("{quantity} de {item} : {source} → {target}.").format(
                quantity=quantity(data["quantity"], lot.item),
                item=lot.item.name,
                source=data["source"].name,
                target=data["target"].name,
            )
            messages.success(request, text, extra_tags=f"undo:{posted.voucher.pk}")
            return redirect("journals:lot", lot.code)
    return render(request, "journals/pages/move.html", {"form": form, "lot": lot, "places": reads.stock_of(lot)})
