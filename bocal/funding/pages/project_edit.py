from datetime import date

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from bocal.directory.doors import enter
from bocal.directory.rules import Desk
from bocal.funding import acts, words
from bocal.funding.pages.finding import find
from bocal.journals.rules import Refused
from bocal.look.forms import DayField, PlainForm

_FIELDS = {"ends_before": "ends_on", "project_named": "name"}
_NAMES = ("name", "reference", "starts_on", "ends_on", "aims", "activity")


class ProjectForm(PlainForm):
    """What a project is."""

    name = forms.CharField(label=later("Nom du projet"), max_length=120)
    reference = forms.CharField(
        label=later("Numéro de dossier"),
        max_length=60,
        required=False,
        help_text=later("Celui des financeurs, sur leur lettre."),
    )
    starts_on = DayField(label=later("Premier jour"))
    ends_on = DayField(label=later("Dernier jour"))
    aims = forms.CharField(
        label=later("Ce que vous voulez changer"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    activity = forms.CharField(
        label=later("Ce qui a été fait"),
        required=False,
        max_length=12_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=later("Le texte du rapport : à écrire au fil de l’eau, ou à la fin."),
    )


@enter(Desk.DIRECTION, Desk.ACCOUNTS)
def project_edit(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Open a project, or change it."""
    found = find(pk) if pk is not None else None
    form = ProjectForm(request.POST or None, initial={name: getattr(found, name) for name in _NAMES} if found else None)
    if request.method == "POST" and form.is_valid():
        try:
            saved = acts.save_project(found, **form.cleaned_data)
        except Refused as refused:
            form.add_error(_at(refused, form.cleaned_data["starts_on"]), words.say(refused))
        else:
            messages.success(request, _("C’est enregistré."))
            return redirect("funding:project", saved.pk)
    return render(request, "funding/pages/project_edit.html", {"form": form, "project": found})


def _at(refused: Refused, starts_on: date) -> str | None:
    """The field that a refusal is about: an expense left out is before the first day, or after the last one."""
    if refused.code == "leaves_expenses":
        day = refused.details["day"]
        return "starts_on" if isinstance(day, date) and day < starts_on else "ends_on"
    return _FIELDS.get(refused.code)
