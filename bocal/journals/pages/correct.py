"""Put right what the books say of a lot: what was counted, what was thrown away, broken or tasted."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from bocal.directory import reads as directory
from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk, PlaceKind
from bocal.journals import acts, reads, words
from bocal.journals.models import Lot
from bocal.journals.pages.amounts import amount_field
from bocal.journals.pages.finding import find
from bocal.journals.rules import Refused
from bocal.look.forms import KeyField, PlainForm

COUNTED = "counted"


class CorrectForm(PlainForm):
    """What happened, where, how much and why."""

    key = KeyField()
    what = forms.ChoiceField(
        label=later("Que s’est-il passé ?"),
        choices=[
            (COUNTED, later("J’ai compté : voici ce qu’il y a vraiment")),
            (PlaceKind.WASTE, later("C’est jeté")),
            (PlaceKind.BREAKAGE, later("C’est cassé")),
            (PlaceKind.TASTING, later("C’est goûté, ou parti aux analyses")),
        ],
        widget=forms.RadioSelect,
    )
    place = forms.ModelChoiceField(label=later("Où ?"), queryset=directory.stores(), empty_label=None)
    reason = forms.CharField(label=later("Pourquoi ?"), max_length=300)

    field_order = ("what", "place", "quantity", "reason")

    def __init__(self, *args: object, lot: Lot, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        label = later("Combien ? (ce qui est là si vous avez compté, sinon ce qui est perdu)")
        self.fields["quantity"] = amount_field(lot, label, allow_zero=True)
        self.order_fields(self.field_order)


@enter(Desk.RECEPTION, Desk.PRODUCTION, Desk.DIRECTION)
def correct(request: Request, code: str) -> HttpResponse:
    """The books follow the shelf; the reason stays in the register."""
    lot = find(code)
    places = list(reads.stock_of(lot))
    form = CorrectForm(request.POST or None, lot=lot, initial={"place": places[0].place_id if places else None})
    if request.method == "POST" and form.is_valid():
        try:
            posted = _post(request, lot, form.cleaned_data)
        except Refused as refused:
            form.add_error("reason" if refused.code == "no_reason" else "quantity", words.say(refused, SAME))
        else:
            text = _("Lot {code} corrigé.").format(code=lot.code)
            messages.success(request, text, extra_tags=f"undo:{posted.voucher.pk}")
            return redirect("journals:lot", lot.code)
    return render(request, "journals/pages/correct.html", {"form": form, "lot": lot, "places": places})


SAME = {"nothing": later("Le registre dit déjà cela : il n’y a rien à corriger.")}


def _post(request: Request, lot: Lot, data: dict[str, object]) -> acts.Posted:
    common = {
        "place": data["place"],
        "reason": data["reason"],
        "author": request.user,
        "key": str(data["key"]),
        "now": timezone.now(),
    }
    if data["what"] == COUNTED:
        return acts.count(lot, found=data["quantity"], **common)  # type: ignore[arg-type]
    return acts.lose(lot, to=PlaceKind(str(data["what"])), quantity=data["quantity"], **common)  # type: ignore[arg-type]
