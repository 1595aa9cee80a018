from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from bocal.catalog import reads, words
from bocal.catalog.rules import ItemKind
from bocal.directory.doors import enter
from bocal.directory.rules import Desk
from bocal.look.forms import PlainForm


class FilterForm(PlainForm):
    q = forms.CharField(label=_("Chercher"), required=False, widget=forms.TextInput(attrs={"type": "search"}))
    genre = forms.ChoiceField(label=_("Genre"), required=False, choices=[("", _("tous")), *words.ITEM_KINDS])
    anciens = forms.BooleanField(label=_("Anciens aussi"), required=False)


@enter(Desk.PRODUCTS, Desk.PRODUCTION, Desk.DIRECTION)
def items(request: HttpRequest) -> HttpResponse:
    """What the collective buys, makes and sells; the search and the kind are in the address."""
    form = FilterForm(request.GET)
    form.is_valid()
    wanted = form.cleaned_data
    search, kind = wanted.get("q", ""), wanted.get("genre", "")
    found = reads.listed(search, kind=ItemKind(kind) if kind else None, former=wanted["anciens"])
    shown = Paginator(found, 60).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "filtered": bool(search or kind),
        "shown": shown,
        "lines": [(item, [words.ALLERGENS[allergen] for allergen in item.allergens]) for item in shown],
        "kinds": [(kind, label, words.KIND_HELP[kind]) for kind, label in words.ITEM_KINDS],
    }
    return render(request, "catalog/pages/items.html", context)
