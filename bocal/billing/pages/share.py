"""What the group keeps of what its farms bring, and pays to those who run a distribution."""

from decimal import Decimal

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from bocal.billing import acts, reads, words
from bocal.billing.rules.sharing import MOST_MARGIN_BP, MOST_RATE_CENTS, Per, Terms
from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.look.forms import EurosField, NumberField, PlainForm

_MOST = MOST_MARGIN_BP // 100


class ShareForm(PlainForm):
    margin = NumberField(label=later("Le groupe garde"), unit_sign="%", places=2, highest=_MOST)
    per = forms.ChoiceField(
        label=later("Qui tient une distribution est payé"), choices=words.PER_WHAT, widget=forms.RadioSelect
    )
    rate = EurosField(
        label=later("Combien (HT)"),
        highest=MOST_RATE_CENTS,
        help_text=later("0 : le groupe ne paie rien pour une distribution."),
    )


class FarmForm(PlainForm):
    margin = NumberField(
        label=later("Le groupe garde de ce que cette ferme apporte"),
        unit_sign="%",
        places=2,
        highest=_MOST,
        required=False,
        help_text=later("Vide : comme pour les autres fermes."),
    )


@enter(Desk.ACCOUNTS, Desk.DIRECTION)
def share(request: Request) -> HttpResponse:
    rule = reads.terms()
    initial = {"margin": Decimal(rule.margin_bp) / 100, "per": rule.per, "rate": rule.rate_cents}
    form = ShareForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        acts.set_share(terms=Terms(int(said["margin"] * 100), Per(said["per"]), said["rate"]))
        messages.success(request, _("C’est noté, pour les ventes qui seront réglées désormais."))
        return redirect("billing:producers")
    return render(request, "billing/pages/share.html", {"form": form})


@enter(Desk.ACCOUNTS, Desk.DIRECTION)
def farm_share(request: Request, supplier: int) -> HttpResponse:
    """What the group keeps of one farm's goods."""
    found = reads.customer(supplier)
    if found is None:
        raise Http404
    own = reads.farm_margin(found)
    form = FarmForm(request.POST or None, initial={"margin": Decimal(own.margin_bp) / 100 if own else None})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data["margin"]
        acts.set_farm_margin(supplier=found, margin_bp=None if said is None else int(said * 100))
        messages.success(request, _("C’est noté, pour les ventes qui seront réglées désormais."))
        return redirect("billing:supplier", supplier)
    return render(request, "billing/pages/share.html", {"form": form, "supplier": found, "rule": reads.terms()})
