from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from bocal.catalog import reads
from bocal.directory.doors import enter
from bocal.directory.rules import Desk
from bocal.look.forms import PlainForm


class SearchForm(PlainForm):
    q = forms.CharField(label=_("Chercher"), required=False, widget=forms.TextInput(attrs={"type": "search"}))


@enter(Desk.PRODUCTS, Desk.PRODUCTION, Desk.QUALITY, Desk.DIRECTION)
def foods(request: HttpRequest) -> HttpResponse:
    """The composition table; the search is in the address."""
    form = SearchForm(request.GET)
    form.is_valid()
    search = form.cleaned_data.get("q", "")
    shown = Paginator(reads.foods(search), 50).get_page(request.GET.get("page"))
    context = {"form": form, "shown": shown, "count": reads.how_many_foods(), "search": search}
    return render(request, "catalog/pages/foods.html", context)
