"""Everything that came in, found again by farm, product, lot, way or day."""

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as later

from bocal.directory.doors import enter
from bocal.directory.rules import Desk
from bocal.journals.rules import Way
from bocal.look.forms import DayField, PlainForm
from bocal.supply import reads, words


class FilterForm(PlainForm):
    """What is looked for; it stands in the address, so that it can be kept or sent."""

    q = forms.CharField(label=later("Ferme, produit ou lot"), required=False, max_length=80)
    facon = forms.ChoiceField(
        label=later("Façon"), required=False, choices=[("", later("toutes")), *words.WAY_NAMES.items()]
    )
    du = DayField(label=later("Du"), required=False)
    au = DayField(label=later("Au"), required=False)


@enter(Desk.RECEPTION, Desk.PRODUCTION, Desk.PRODUCTS, Desk.QUALITY, Desk.ACCOUNTS, Desk.DIRECTION)
def receptions(request: HttpRequest) -> HttpResponse:
    """Latest first."""
    form = FilterForm(request.GET)
    form.is_valid()
    data = form.cleaned_data
    wanted = reads.Wanted(
        text=data.get("q", "").strip(),
        way=Way(data["facon"]) if data.get("facon") else None,
        since=data.get("du"),
        until=data.get("au"),
    )
    shown = Paginator(reads.found_receptions(wanted), 30).get_page(request.GET.get("page"))
    rows = [(one, words.WAY_NAMES[Way(one.way)], hasattr(one.voucher, "reversal")) for one in shown]
    filtered = wanted != reads.Wanted()
    context = {"form": form, "rows": rows, "shown": shown, "filtered": filtered}
    return render(request, "supply/pages/receptions.html", context)
