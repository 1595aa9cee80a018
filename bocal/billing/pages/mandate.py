"""A farm's mandate: the collective sells, bills and is paid in its name."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from bocal.billing import acts, reads, words
from bocal.directory import reads as directory
from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk, FarmVat
from bocal.journals.rules import Refused
from bocal.journals.words import say
from bocal.look.forms import DayField, PlainForm


class MandateForm(PlainForm):
    given_on = DayField(label=later("Jour du mandat écrit"), latest=timezone.localdate)
    vat = forms.ChoiceField(label=later("Pour la TVA, la ferme est"), choices=words.FARM_VAT, widget=forms.RadioSelect)


@enter(Desk.ACCOUNTS, Desk.DIRECTION)
def mandate(request: Request, supplier: int) -> HttpResponse:
    """Note that a farm gave its mandate, or that it ended."""
    farm = reads.customer(supplier)
    if farm is None:
        raise Http404
    held = directory.mandate(farm)
    if request.method == "POST" and "end" in request.POST:
        acts.end_mandate(farm=farm, now=timezone.now())
        messages.success(request, _("Le mandat est terminé : les prochaines offres de la ferme lui seront achetées."))
        return redirect("billing:supplier", farm.pk)
    form = MandateForm(request.POST or None, initial={"given_on": held.given_on, "vat": held.vat} if held else None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            acts.give_mandate(
                farm=farm,
                given_on=data["given_on"],
                vat=FarmVat(data["vat"]),
                person=request.user,
                now=timezone.now(),
            )
        except Refused as refused:
            form.add_error("given_on" if refused.code == "bad_mandate" else None, say(refused, words.REFUSALS))
        else:
            messages.success(
                request, _("Le mandat est noté : les prochaines offres de la ferme se vendent en son nom.")
            )
            return redirect("billing:supplier", farm.pk)
    context = {"form": form, "supplier": farm, "held": held, "past": directory.past_mandates(farm)}
    return render(request, "billing/pages/mandate.html", context)
