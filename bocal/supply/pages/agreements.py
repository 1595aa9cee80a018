"""Agreements on gifts through a processor: who grows, who makes, who is given; signed before the goods leave."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from bocal.directory import reads as directory
from bocal.directory.doors import Request, enter
from bocal.directory.models import Organisation
from bocal.directory.rules import Desk, OrganisationKind
from bocal.journals import words as journals_words
from bocal.journals.rules import Refused
from bocal.look.forms import DayField, PlainForm
from bocal.supply import words
from bocal.supply.acts import gifts as acts
from bocal.supply.reads import gifts as reads
from bocal.supply.reads.partners import SIGNERS


class AgreementForm(PlainForm):
    """The three who signed, and when."""

    grower = forms.ModelChoiceField(label=later("Qui cultive et donne"), queryset=Organisation.objects.none())
    processor = forms.ModelChoiceField(label=later("Qui transforme"), queryset=Organisation.objects.none())
    beneficiary = forms.ModelChoiceField(label=later("Qui reçoit"), queryset=Organisation.objects.none())
    signed_on = DayField(label=later("Signé le"), help_text=later("Avant que les denrées partent."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = directory.organisations(OrganisationKind.COLLECTIVE, *SIGNERS)
        choices = [("", "---------"), *((one.pk, label) for one, label in directory.told_apart(known))]
        for name in ("grower", "processor", "beneficiary"):
            self.fields[name].queryset = known  # type: ignore[attr-defined]
            self.fields[name].choices = choices  # type: ignore[attr-defined]


@enter(Desk.ACCOUNTS, Desk.DIRECTION)
def agreements(request: Request) -> HttpResponse:
    """A POST notes one, or takes away one that was noted by mistake."""
    now = timezone.now()
    dropped = request.POST.get("drop", "")
    form = AgreementForm(request.POST if request.method == "POST" and not dropped else None)
    try:
        if dropped.isdecimal() and len(dropped) < 19:
            acts.drop_agreement(int(dropped))
            messages.success(request, _("L’accord noté par erreur n’est plus là."))
            return redirect("supply:agreements")
        if request.method == "POST" and not dropped and form.is_valid():
            acts.agree(**form.cleaned_data, by=request.user, now=now)
            messages.success(request, _("L’accord est noté."))
            return redirect("supply:agreements")
    except Refused as refused:
        said = journals_words.say(refused, words.REFUSALS)
        if refused.code == "agreement_used":
            messages.error(request, said)
            return redirect("supply:agreements")
        form.add_error("signed_on" if refused.code == "agreement_future" else "beneficiary", said)
    context = {"form": form, "agreements": reads.agreements()[:200]}
    return render(request, "supply/pages/agreements.html", context)
