from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.journals.rules import Refused
from bocal.look.forms import MomentField, PlainForm
from bocal.orders import acts, reads, words


class StallForm(PlainForm):
    """A farm's own terms inside a round."""

    opens_at = MomentField(
        label=later("Prend des commandes à partir de"),
        required=False,
        help_text=later("Vide : dès l’ouverture de la vente."),
    )
    closes_at = MomentField(
        label=later("Et jusqu’à"),
        required=False,
        help_text=later("Vide : jusqu’à la fermeture. Plus tôt pour qui pétrit, abat ou récolte avant."),
    )
    absent = forms.BooleanField(label=later("Absente cette fois"), required=False)
    note = forms.CharField(label=later("À savoir"), required=False, max_length=200)


@enter(Desk.SALES, Desk.DIRECTION)
def stall(request: Request, pk: int, producer_pk: int) -> HttpResponse:
    """When a farm sells inside a round, or that it is absent."""
    sale = reads.round_(pk)
    farms = {farm.pk: (farm, own) for farm, own in reads.farms_in(sale)} if sale else {}
    if sale is None or producer_pk not in farms:
        raise Http404
    farm, own = farms[producer_pk]
    initial = {name: getattr(own, name) for name in StallForm.base_fields} if own else {}
    form = StallForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            acts.set_stall(sale=sale, producer=farm, **form.cleaned_data)
        except Refused as refused:
            form.add_error("closes_at" if refused.code == "closes_before_opening" else None, words.say(refused))
        else:
            messages.success(request, _("C’est enregistré."))
            return redirect("orders:sale", sale.pk)
    return render(request, "orders/pages/stall.html", {"form": form, "sale": sale, "farm": farm})
