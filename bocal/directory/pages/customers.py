from django import forms
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from bocal.directory import reads, words
from bocal.directory.doors import enter
from bocal.directory.models import Organisation
from bocal.directory.rules import OTHERS, Desk, OrganisationKind
from bocal.look.forms import PlainForm

KINDS = [(kind, label) for kind, label in words.ORGANISATION_KINDS if kind in OTHERS]


class FilterForm(PlainForm):
    q = forms.CharField(label=_("Chercher"), required=False, widget=forms.TextInput(attrs={"type": "search"}))
    genre = forms.ChoiceField(label=_("Genre"), required=False, choices=[("", _("tous")), *KINDS])
    anciens = forms.BooleanField(label=_("Anciens aussi"), required=False)


def asked(request: HttpRequest) -> tuple[FilterForm, QuerySet[Organisation]]:
    """The search and filters of the address, and those they keep."""
    form = FilterForm(request.GET)
    form.is_valid()
    wanted = form.cleaned_data
    kind = wanted.get("genre", "")
    found = reads.customers(
        wanted.get("q", ""), kind=OrganisationKind(kind) if kind else None, former=wanted["anciens"]
    )
    return form, found


@enter(Desk.SALES, Desk.ACCOUNTS, Desk.DIRECTION)
def customers(request: HttpRequest) -> HttpResponse:
    """Who buys, is given, sells supplies or helps; the search and the kind are in the address."""
    form, found = asked(request)
    shown = Paginator(found, 60).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "shown": shown,
        "filtered": bool(form.cleaned_data.get("q") or form.cleaned_data.get("genre")),
    }
    return render(request, "directory/pages/customers.html", context)
