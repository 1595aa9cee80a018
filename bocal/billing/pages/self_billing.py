"""A farm's agreement that the collective makes its invoices."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from bocal.billing import acts, reads, words
from bocal.billing.rules.suppliers import FarmVat
from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.journals.rules import Refused
from bocal.journals.words import say
from bocal.look.forms import DayField, PlainForm


class AgreementForm(PlainForm):
    agreed_on = DayField(label=later("Jour de l’accord écrit"), latest=timezone.localdate)
    vat = forms.ChoiceField(label=later("Pour la TVA, la ferme est"), choices=words.FARM_VAT, widget=forms.RadioSelect)


@enter(Desk.ACCOUNTS, Desk.DIRECTION)
def self_billing(request: Request, supplier: int) -> HttpResponse:
    found = reads.customer(supplier)
    if found is None:
        raise Http404
    agreed = reads.agreement(found)
    if request.method == "POST" and "end" in request.POST:
        acts.end_agreement(supplier=found, now=timezone.now())
        messages.success(request, _("L’accord est terminé : la ferme fait ses factures elle-même."))
        return redirect("billing:supplier", found.pk)
    initial = {"agreed_on": agreed.agreed_on, "vat": agreed.vat} if agreed else None
    form = AgreementForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            acts.agree(supplier=found, agreed_on=data["agreed_on"], vat=FarmVat(data["vat"]), now=timezone.now())
        except Refused as refused:
            form.add_error("agreed_on", say(refused, words.REFUSALS))
        else:
            messages.success(request, _("L’accord est noté : le collectif fait les factures de cette ferme."))
            return redirect("billing:supplier", found.pk)
    return render(request, "billing/pages/self_billing.html", {"form": form, "supplier": found, "agreed": agreed})
