"""What is the same on all labels: the organic certificate's code, the exemption from the nutrition table, the glass."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.journals.rules import Refused
from bocal.journals.words import say
from bocal.kitchen import acts, reads, words
from bocal.kitchen.words.labels import CRITERIA
from bocal.look.forms import PlainForm


class PolicyForm(PlainForm):
    certifier = forms.CharField(
        label=later("Code de l’organisme certificateur bio"),
        max_length=12,
        required=False,
        help_text=later("Le vôtre, comme FR-BIO-01. Vide, les étiquettes ne parlent pas de bio."),
    )
    criteria = forms.MultipleChoiceField(
        label=later("Sans tableau nutritionnel, si tout ceci est vrai"),
        choices=CRITERIA,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=later("Les quatre ensemble dispensent du tableau (règlement 1169/2011, annexe V, 19)."),
    )
    glass_back = forms.CharField(
        label=later("Comment rendre le verre"),
        max_length=200,
        required=False,
        help_text=later("« Rapportez ce bocal : 0,50 € de consigne. »"),
    )


@enter(Desk.PRODUCTS, Desk.QUALITY, Desk.DIRECTION)
def label_policy(request: Request) -> HttpResponse:
    policy = reads.label_policy()
    initial = {"certifier": policy.certifier, "criteria": policy.criteria, "glass_back": policy.glass_back}
    form = PolicyForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            acts.set_label_policy(**form.cleaned_data, author=request.user, now=timezone.now())
        except Refused as refused:
            form.add_error("certifier", say(refused, words.REFUSALS))
        else:
            messages.success(request, _("C’est enregistré pour toutes les étiquettes."))
            return redirect("kitchen:labels")
    return render(request, "kitchen/pages/label_policy.html", {"policy": policy, "form": form})
