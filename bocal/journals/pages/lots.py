"""All lots, also those of which nothing is left."""

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as later

from bocal.catalog.rules import ItemKind
from bocal.catalog.words import ITEM_KINDS
from bocal.directory.doors import enter
from bocal.directory.rules import TEAM
from bocal.journals import reads, words
from bocal.journals.pages.finding import tidy
from bocal.journals.rules import Status
from bocal.look.forms import PlainForm
from bocal.measure import lotcode


class LotsForm(PlainForm):
    """What is looked for; it stands in the address, so that it can be kept or sent."""

    q = forms.CharField(label=later("Code, produit ou ferme"), required=False, max_length=80)
    genre = forms.ChoiceField(label=later("Genre"), required=False, choices=[("", later("tous")), *ITEM_KINDS])
    etat = forms.ChoiceField(label=later("État"), required=False, choices=[("", later("tous")), *words.STATUSES])


@enter(*sorted(TEAM))
def lots(request: HttpRequest) -> HttpResponse:
    """Newest first; a code typed whole goes straight to its lot."""
    form = LotsForm(request.GET)
    form.is_valid()
    data = form.cleaned_data
    typed = data.get("q") or ""
    if lotcode.is_valid(typed):
        return redirect("journals:lot", tidy(typed))
    rows = reads.find_lots(
        words=typed,
        kind=ItemKind(data["genre"]) if data.get("genre") else None,
        status=Status(data["etat"]) if data.get("etat") else None,
    )
    shown = Paginator(rows, 50).get_page(request.GET.get("page"))
    context = {"form": form, "shown": shown, "filtered": any(data.values())}
    return render(request, "journals/pages/lots.html", context)
