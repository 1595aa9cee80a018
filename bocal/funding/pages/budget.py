"""What is granted and planned; what an hour is worth; gifts in kind; how much centres were frequented."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from bocal.directory.doors import enter
from bocal.directory.models import Organisation
from bocal.directory.rules import Desk
from bocal.funding import acts, reads, words
from bocal.funding.pages.finding import find
from bocal.funding.pages.removing import removed
from bocal.journals.rules import Refused
from bocal.look.forms import DayField, EurosField, PiecesField, PlainForm


class GrantForm(PlainForm):
    prefix = "grant"
    name = forms.CharField(label=later("Financeur"), max_length=120)
    kind = forms.ChoiceField(label=later("De quelle sorte"), choices=words.FUNDER_KINDS)
    cents = EurosField(label=later("Accordé"), lowest=1)
    reference = forms.CharField(label=later("Convention ou lettre"), max_length=80, required=False)


class LineForm(PlainForm):
    prefix = "line"
    post = forms.ChoiceField(label=later("Compte"), choices=words.BUDGET_POSTS)
    label = forms.CharField(label=later("Pour quoi"), max_length=120)
    cents = EurosField(label=later("Prévu"), lowest=1)


class RateForm(PlainForm):
    prefix = "rate"
    since = DayField(label=later("À partir du"))
    cents = EurosField(label=later("Une heure vaut"), lowest=1, highest=100_00)
    source = forms.CharField(
        label=later("Qui le dit"), max_length=200, help_text=later("Par exemple : SMIC horaire brut de l’année.")
    )


class InKindForm(PlainForm):
    prefix = "in_kind"
    account = forms.ChoiceField(label=later("Sorte de don"), choices=words.VOLUNTARY_ACCOUNTS)
    label = forms.CharField(label=later("Quoi, et de qui"), max_length=160)
    day = DayField(label=later("Jour"))
    cents = EurosField(label=later("Valeur"), lowest=1)
    source = forms.CharField(label=later("Comment la valeur est trouvée"), max_length=200)


class CentreForm(PlainForm):
    prefix = "centre"
    centre: forms.ModelChoiceField[Organisation] = forms.ModelChoiceField(label=later("Centre"), queryset=None)
    before = PiecesField(label=later("Venues avant le projet, sur un an"), lowest=1)
    after = PiecesField(label=later("Venues à la fin, sur un an"))
    source = forms.CharField(label=later("D’où viennent ces chiffres"), max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["centre"].queryset = reads.centres()  # type: ignore[attr-defined]


#: Each form with the verb that it asks for.
FORMS: dict[str, tuple[type[PlainForm], Any]] = {
    "grant": (GrantForm, acts.add_grant),
    "line": (LineForm, acts.add_line),
    "rate": (RateForm, acts.add_rate),
    "in_kind": (InKindForm, acts.add_in_kind),
    "centre": (CentreForm, acts.add_centre),
}


@enter(Desk.DIRECTION, Desk.ACCOUNTS)
def budget(request: HttpRequest, pk: int) -> HttpResponse:
    """The budget of a project, and what is worth money without being some."""
    found = find(pk)
    if request.method == "POST" and removed(request, found):
        return redirect("funding:budget", pk)
    sent = request.POST.get("which", "")
    forms_ = {name: form(request.POST if name == sent else None) for name, (form, _verb) in FORMS.items()}
    if sent in FORMS and forms_[sent].is_valid():
        try:
            FORMS[sent][1](found, **forms_[sent].cleaned_data)
        except Refused as refused:
            forms_[sent].add_error("day", words.say(refused))
        else:
            messages.success(request, _("C’est noté."))
            return redirect("funding:budget", pk)
    context = {
        "project": found,
        "forms": forms_,
        "grants": found.grants.all(),
        "lines": found.lines.all(),
        "rates": found.rates.all(),
        "in_kind": found.in_kind.all(),
        "centres": found.centres.select_related("centre"),
    }
    return render(request, "funding/pages/budget.html", context)
