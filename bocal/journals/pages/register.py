"""The register of all gestures: nothing in it is ever changed, what was taken back stays beside its taking back."""

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as later

from bocal.directory.doors import enter
from bocal.directory.rules import TEAM
from bocal.journals import reads, words
from bocal.journals.rules import Kind
from bocal.look.forms import DayField, PlainForm


class RegisterForm(PlainForm):
    """What is looked for; it stands in the address, so that it can be kept or sent."""

    du = DayField(label=later("Du"), required=False)
    au = DayField(label=later("Au"), required=False)
    geste = forms.ChoiceField(label=later("Geste"), required=False, choices=[("", later("tous")), *words.KINDS])
    par = forms.ModelChoiceField(
        label=later("Par"), required=False, queryset=reads.authors(), empty_label=later("tout le monde")
    )


@enter(*sorted(TEAM))
def register(request: HttpRequest) -> HttpResponse:
    """Newest first."""
    form = RegisterForm(request.GET)
    form.is_valid()
    data = form.cleaned_data
    kind = data.get("geste") or ""
    rows = reads.register(
        first=data.get("du"), last=data.get("au"), kind=kind, author=data["par"].pk if data.get("par") else None
    )
    shown = Paginator(rows, 50).get_page(request.GET.get("page"))
    filtered = any(data.values())
    return render(
        request,
        "journals/pages/register.html",
        {"form": form, "shown": shown, "filtered": filtered, "REVERSE": Kind.REVERSE},
    )
