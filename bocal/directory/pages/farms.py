from django import forms
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bocal.directory import reads
from bocal.directory.doors import enter
from bocal.directory.models import Organisation
from bocal.directory.rules import Desk
from bocal.look.forms import PlainForm


class FilterForm(PlainForm):
    q = forms.CharField(label=_("Chercher"), required=False, widget=forms.TextInput(attrs={"type": "search"}))
    bio = forms.BooleanField(label=_("Bio seulement"), required=False)
    certificat = forms.BooleanField(label=_("Certificat à renouveler"), required=False)
    anciennes = forms.BooleanField(label=_("Anciennes aussi"), required=False)


def asked(request: HttpRequest) -> tuple[FilterForm, QuerySet[Organisation]]:
    """The search and filters of the address, and the farms they keep."""
    form = FilterForm(request.GET)
    form.is_valid()
    wanted = form.cleaned_data
    found = reads.farms(
        wanted.get("q", ""),
        organic=wanted["bio"],
        ending=wanted["certificat"],
        former=wanted["anciennes"],
        today=timezone.localdate(),
    )
    return form, found


@enter(Desk.PRODUCTS, Desk.RECEPTION, Desk.PRODUCTION, Desk.SALES, Desk.ACCOUNTS, Desk.DIRECTION)
def farms(request: HttpRequest) -> HttpResponse:
    """The farms, to find one: the search and the filters are in the address."""
    form, found = asked(request)
    shown = Paginator(found, 60).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "filtered": any(form.cleaned_data.values()),
        "shown": shown,
        "lines": reads.farm_lines(shown, today=timezone.localdate()),
    }
    return render(request, "directory/pages/farms.html", context)
