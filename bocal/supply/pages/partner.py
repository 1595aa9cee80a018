"""One partner: what it gave and was given in a year, gesture by gesture; its conventions; its habilitation."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from bocal.directory import acts
from bocal.directory import reads as directory
from bocal.directory.doors import Request, enter, held
from bocal.directory.rules import Desk, OrganisationKind
from bocal.journals import reads as journals
from bocal.look.forms import DayField, PlainForm
from bocal.supply.pages.gifts import asked_year
from bocal.supply.reads import partners as reads

#: Who writes conventions and sees their papers.
WRITERS = (Desk.FACILITATION, Desk.SALES, Desk.ACCOUNTS, Desk.DIRECTION)


class HabilitationForm(PlainForm):
    """By what a partner may hand out food aid."""

    number = forms.CharField(
        label=later("Numéro ou arrêté d’habilitation"),
        max_length=60,
        required=False,
        help_text=later("Tel qu’il est sur l’arrêté. Vide : elle n’en a pas."),
    )
    until = DayField(label=later("Jusqu’au"), required=False)


@enter(
    Desk.FACILITATION,
    Desk.RECEPTION,
    Desk.PRODUCTION,
    Desk.PRODUCTS,
    Desk.SALES,
    Desk.ACCOUNTS,
    Desk.DIRECTION,
)
def partner(request: Request, pk: int) -> HttpResponse:
    """A POST notes the habilitation: those who write conventions only."""
    found = reads.partner(pk)
    if found is None:
        raise Http404
    writes = held(request).any_of(WRITERS)
    today, year = timezone.localdate(), asked_year(request)
    initial = {"number": found.aid_number, "until": found.aid_until}
    form = HabilitationForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST":
        if not writes:
            raise PermissionDenied
        if form.is_valid():
            acts.note_habilitation(found, number=form.cleaned_data["number"], until=form.cleaned_data["until"])
            messages.success(request, _("L’habilitation de « {name} » est notée.").format(name=found.name))
            return redirect("supply:partner", pk)
    shown = Paginator(journals.gifts_with(pk, *reads.year_of(year)), 40).get_page(request.GET.get("page"))
    items = journals.items_of([gift.voucher for gift in shown])
    context = {
        "partner": found,
        "year": year,
        "years": (year - 1, year + 1 if year < today.year else None),
        "exchange": journals.exchanges(*reads.year_of(year)).get(pk),
        "shown": shown,
        "rows": [(gift, items.get(gift.voucher, [])) for gift in shown],
        "conventions": directory.convention_lines(found, today=today),
        "aids": found.kind == OrganisationKind.FOOD_AID,
        "unready": directory.unready(found, today=today),
        "habilitation": directory.habilitation(found, today=today),
        "writes": writes,
        "form": form,
    }
    return render(request, "supply/pages/partner.html", context)
