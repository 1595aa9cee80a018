from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.utils.translation import ngettext

from bocal.directory.doors import Request, enter
from bocal.directory.models import Place
from bocal.directory.rules import Desk
from bocal.journals.rules import Refused
from bocal.look.forms import DayField, HourField, PiecesField, PlainForm
from bocal.orders import acts, reads, words


class SlotsForm(PlainForm):
    """« Toutes les 30 min de 17 h à 19 h, 8 chacune », in one go."""

    point = forms.ModelChoiceField(label=later("Point"), queryset=Place.objects.none())
    day = DayField(label=later("Jour"))
    first = HourField(label=later("De"))
    last = HourField(label=later("À"))
    minutes = PiecesField(label=later("Un créneau toutes les… minutes"), initial=30, lowest=5, highest=480)
    capacity = PiecesField(label=later("Commandes par créneau"), initial=8, lowest=1, highest=500)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["point"].queryset = reads.points()  # type: ignore[attr-defined]


class CapacityForm(PlainForm):
    slot = forms.IntegerField()
    capacity = PiecesField(label=later("Places"), highest=500)


_FIELDS = {
    "slots_backwards": "last",
    "too_many_slots": "minutes",
    "slot_length": "minutes",
    "slot_before_closing": "day",
    "slot_twice": "first",
    "bad_capacity": "capacity",
}


@enter(Desk.SALES, Desk.DIRECTION)
def slots(request: Request, pk: int) -> HttpResponse:
    """Where and when orders are fetched, and by how many at most."""
    sale = reads.round_(pk)
    if sale is None:
        raise Http404
    if request.method == "POST" and "slot" in request.POST:
        return _resize(request, pk)
    form = SlotsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        first, last = (timezone.make_aware(datetime.combine(asked["day"], asked[at])) for at in ("first", "last"))
        try:
            made = acts.add_slots(
                sale=sale,
                point=asked["point"],
                first=first,
                last=last,
                minutes=asked["minutes"],
                capacity=asked["capacity"],
            )
        except Refused as refused:
            form.add_error(_FIELDS.get(refused.code), words.say(refused))
        else:
            said = ngettext("{n} créneau est ouvert.", "{n} créneaux sont ouverts.", len(made))
            messages.success(request, said.format(n=len(made)))
            return redirect("orders:slots", sale.pk)
    context = {"form": form, "sale": sale, "places": reads.slot_days(sale), "points": reads.points()}
    context["changed"] = request.GET.get("creneau")
    return render(request, "orders/pages/slots.html", context)


def _resize(request: Request, pk: int) -> HttpResponse:
    sale = reads.round_(pk)
    form = CapacityForm(request.POST)
    found = reads.slot(sale, form.cleaned_data["slot"]) if sale and form.is_valid() else None
    if found is None:
        messages.error(request, _("Le nombre de places est entre 0 et 500 ; 0 retire le créneau."))
    else:
        try:
            acts.change_slot(slot=found, capacity=form.cleaned_data["capacity"])
        except Refused as refused:
            messages.error(request, words.say(refused))
        else:
            messages.success(request, _("C’est enregistré."))
        # The day that was looked at stays unfolded.
        return redirect(f"{reverse('orders:slots', args=[pk])}?creneau={found.pk}")
    return redirect("orders:slots", pk)
