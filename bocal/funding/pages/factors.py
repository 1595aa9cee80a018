"""What estimates stand on: each figure with its source, changeable."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from bocal.directory.doors import enter
from bocal.directory.rules import Desk
from bocal.funding import acts, reads, words
from bocal.funding.rules import Certainty, Estimate
from bocal.look.forms import NumberField, PlainForm


class FactorForm(PlainForm):
    code = forms.ChoiceField(label=later("Ce qui est estimé"), choices=words.ESTIMATES)
    value = NumberField(label=later("Valeur"), places=4, highest=1000)
    source = forms.CharField(label=later("Source"), max_length=300)
    certainty = forms.ChoiceField(label=later("À quel point c’est sûr"), choices=words.CERTAINTIES)


@enter(Desk.DIRECTION, Desk.ACCOUNTS)
def factors(request: HttpRequest) -> HttpResponse:
    """What the collective multiplies by."""
    form = FactorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        acts.set_factor(
            Estimate(data["code"]),
            value=data["value"],
            source=data["source"],
            certainty=Certainty(data["certainty"]),
        )
        messages.success(request, _("C’est noté : les rapports à venir prendront cette valeur."))
        return redirect("funding:factors")
    said, sure = dict(words.ESTIMATES), dict(words.CERTAINTIES)
    rows = [(said[code], known, sure[known.certainty]) for code, known in reads.factors().items()]
    return render(request, "funding/pages/factors.html", {"form": form, "rows": rows})
