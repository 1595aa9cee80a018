"""What is where, first to expire first."""

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as later

from bocal.catalog.rules import ItemKind
from bocal.catalog.words import ITEM_KINDS
from bocal.directory import reads as directory
from bocal.directory.doors import enter
from bocal.directory.rules import REAL, TEAM
from bocal.journals import reads, words
from bocal.journals.pages.finding import tidy
from bocal.journals.rules import Status
from bocal.look.forms import PlainForm
from bocal.measure import lotcode


class StockForm(PlainForm):
    """What is looked for; it stands in the address, so that it can be kept or sent."""

    q = forms.CharField(label=later("Produit ou code de lot"), required=False, max_length=80)
    lieu = forms.ModelChoiceField(
        label=later("Lieu"), required=False, queryset=directory.places(*REAL), empty_label=later("partout")
    )
    genre = forms.ChoiceField(label=later("Genre"), required=False, choices=[("", later("tous")), *ITEM_KINDS])
    trier = forms.BooleanField(label=later("Seulement ce qui est à trier"), required=False)
    etat = forms.ChoiceField(label=later("État"), required=False, choices=[("", later("tous")), *words.STATUSES])


@enter(*sorted(TEAM))
def stock(request: HttpRequest) -> HttpResponse:
    """A code typed whole goes straight to its lot."""
    form = StockForm(request.GET)
    form.is_valid()
    data = form.cleaned_data
    typed = data.get("q") or ""
    if lotcode.is_valid(typed):
        return redirect("journals:lot", tidy(typed))
    rows = reads.find_stock(
        words=typed,
        place=data["lieu"].pk if data.get("lieu") else None,
        kind=ItemKind(data["genre"]) if data.get("genre") else None,
        status=Status(data["etat"]) if data.get("etat") else None,
    )
    today = timezone.localdate()
    old = reads.to_sort(rows, today=today)
    sorting = bool(data.get("trier"))
    # Asked for, they are what is shown.
    waiting = 0 if sorting else old.count()
    rows = old if sorting else rows
    shown = Paginator(rows, 50).get_page(request.GET.get("page"))
    filtered = any(data.values())
    totals = reads.stock_totals(rows)[:12] if filtered else None
    return render(
        request,
        "journals/pages/stock.html",
        {
            "form": form,
            "shown": shown,
            "filtered": filtered,
            "totals": totals,
            "today": today,
            "sorting": sorting,
            "to_sort": waiting,
        },
    )
