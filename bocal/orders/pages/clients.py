from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as later

from bocal.directory import words as directory_words
from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk, OrganisationKind
from bocal.look.forms import PlainForm
from bocal.orders.reads import agreements
from bocal.orders.rules.delivering import PROFESSIONALS
from bocal.orders.words import WEEKDAYS

KINDS = [(kind, label) for kind, label in directory_words.ORGANISATION_KINDS if kind in PROFESSIONALS]


class FilterForm(PlainForm):
    q = forms.CharField(label=later("Chercher"), required=False, widget=forms.TextInput(attrs={"type": "search"}))
    genre = forms.ChoiceField(label=later("Genre"), required=False, choices=[("", later("tous")), *KINDS])


@enter(Desk.SALES, Desk.DIRECTION)
def clients(request: Request) -> HttpResponse:
    """Professional customers by class, with what was agreed with each."""
    form = FilterForm(request.GET)
    form.is_valid()
    kind = form.cleaned_data.get("genre", "")
    found = agreements.clients(form.cleaned_data.get("q", ""), OrganisationKind(kind) if kind else None)
    return render(request, "orders/pages/clients.html", {"form": form, "clients": found, "days": WEEKDAYS})
