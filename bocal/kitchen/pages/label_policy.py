"""What is the same on all labels: the organic certificate's code, the exemption from the nutrition table, the glass."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from bocal.catalog.words import ALLERGENS
from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.journals.rules import Refused
from bocal.journals.words import say
from bocal.kitchen import acts, reads, words
from bocal.kitchen.rules.labels import LARGEST_MARK
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
    traces = forms.MultipleChoiceField(
        label=later("Traces possibles dans votre cuisine"),
        choices=list(ALLERGENS.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=later(
            "Ce qui peut passer d’une préparation à l’autre malgré le nettoyage. Dit à part des ingrédients, sauf ce"
            " qui en est déjà un."
        ),
    )
    sorting = forms.CharField(
        label=later("Comment trier"),
        max_length=200,
        required=False,
        help_text=later("« Bocal : bac à verre. Couvercle : bac de tri. » Selon votre éco-organisme (AGEC, art. 17)."),
    )
    mark = forms.FileField(
        label=later("Dessin officiel du Triman (SVG)"),
        required=False,
        help_text=later(
            "Prenez-le chez votre éco-organisme : Bocal ne le fournit pas. Il sera imprimé sur 8 mm de haut."
        ),
    )
    no_mark = forms.BooleanField(label=later("Enlever le Triman"), required=False)

    def clean_mark(self) -> str:
        """The drawing as text; empty when nothing was sent."""
        sent = self.cleaned_data["mark"]
        if not sent:
            return ""
        found: str = sent.read(LARGEST_MARK * 4).decode("utf-8", errors="replace")
        return found


@enter(Desk.PRODUCTS, Desk.QUALITY, Desk.DIRECTION)
def label_policy(request: Request) -> HttpResponse:
    policy = reads.label_policy()
    initial = {name: getattr(policy, name) for name in ("certifier", "criteria", "glass_back", "traces", "sorting")}
    form = PolicyForm(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            said = form.cleaned_data
            mark, gone = said.pop("mark"), said.pop("no_mark")
            acts.set_label_policy(
                **said, triman="" if gone else mark or policy.triman, author=request.user, now=timezone.now()
            )
        except Refused as refused:
            form.add_error("mark" if refused.code == "bad_mark" else "certifier", say(refused, words.REFUSALS))
        else:
            messages.success(request, _("C’est enregistré pour toutes les étiquettes."))
            return redirect("kitchen:labels")
    return render(request, "kitchen/pages/label_policy.html", {"policy": policy, "form": form})
