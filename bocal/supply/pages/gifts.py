"""Gifts of the year, donor by donor: what came, what is valued, what has its tax receipt."""

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from bocal.directory.doors import Request, enter, held
from bocal.directory.rules import Desk
from bocal.look.forms import PlainForm
from bocal.supply import words
from bocal.supply.acts import gifts as acts
from bocal.supply.reads import gifts as reads
from bocal.supply.rules.gifts import DoneeKind

#: Years that may be asked for.
FIRST_YEAR, LAST_YEAR = 2000, 2200


class EntitlementForm(PlainForm):
    """The declaration itself."""

    standing = forms.ChoiceField(label=later("Le collectif est"), choices=words.STANDINGS)
    purpose = forms.CharField(
        label=later("Son objet, comme dans ses statuts"),
        max_length=200,
        help_text=later("Il est écrit sur chaque reçu."),
    )
    rna = forms.RegexField(
        r"^W\d{9}$",
        label=later("Numéro RNA"),
        required=False,
        help_text=later("W et neuf chiffres, s’il n’a pas de SIRET."),
        error_messages={"invalid": later("Un numéro RNA est un W suivi de neuf chiffres.")},
    )
    sure = forms.BooleanField(
        label=later("Je déclare, pour le collectif, qu’il a droit d’émettre des reçus fiscaux"),
    )


def asked_year(request: Request) -> int:
    """The year in the address, else this one."""
    asked = request.GET.get("annee", "")
    return int(asked) if asked.isdecimal() and FIRST_YEAR <= int(asked[:6]) <= LAST_YEAR else timezone.localdate().year


@enter(Desk.ACCOUNTS, Desk.DIRECTION)
def gifts(request: Request) -> HttpResponse:
    """A POST declares the right to issue receipts, or ends it: the direction only."""
    now = timezone.now()
    year = asked_year(request)
    entitled = reads.entitlement()
    directs = Desk.DIRECTION in held(request)
    initial = {name: getattr(entitled, name) for name in ("standing", "purpose", "rna")} if entitled else {}
    form = EntitlementForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and directs:
        if request.POST.get("do") == "end":
            acts.end_entitlement(now=now)
            messages.success(request, _("C’est noté : plus aucun reçu fiscal ne part."))
            return redirect("supply:gifts")
        if form.is_valid():
            data = form.cleaned_data
            acts.declare(
                standing=DoneeKind(data["standing"]), purpose=data["purpose"], rna=data["rna"], by=request.user, now=now
            )
            messages.success(request, _("C’est déclaré : les reçus fiscaux peuvent partir."))
            return redirect("supply:gifts")
    shown = Paginator(reads.donors(year), 40).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "entitled": entitled,
        "directs": directs,
        "year": year,
        "years": (year - 1, year + 1 if year < timezone.localdate().year else None),
        "shown": shown,
        "receipts": reads.receipts(year=year)[:20],
    }
    return render(request, "supply/pages/gifts.html", context)
