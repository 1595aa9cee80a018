from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.journals.rules import Refused
from bocal.journals.words import say
from bocal.kitchen import words
from bocal.kitchen.acts.wanting import set_rates
from bocal.kitchen.reads import costs
from bocal.look.forms import DayField, EurosField, NumberField, PlainForm


class RatesForm(PlainForm):
    """What work, energy and labels cost."""

    since = DayField(label=later("À partir du"))
    hour = EurosField(label=later("Une heure de travail, charges comprises"), highest=20_000)
    load = NumberField(label=later("Énergie d’une fournée"), places=3, highest=2_000, unit_sign="kWh")
    kwh = NumberField(label=later("Le kilowattheure, en centimes"), places=4, highest=1_000)
    label = NumberField(label=later("Une étiquette, en centimes"), places=4, highest=1_000)


@enter(Desk.DIRECTION)
def rates(request: Request) -> HttpResponse:
    """What work, energy and labels cost, from a day on."""
    form = RatesForm(request.POST or None, initial={"since": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            set_rates(
                since=said["since"],
                hour_cents=said["hour"],
                load_wh=int(said["load"] * 1000),
                kwh_cents=said["kwh"],
                label_cents=said["label"],
                author=request.user,
                now=timezone.now(),
            )
        except Refused as refused:
            form.add_error("since", say(refused, words.REFUSALS))
        else:
            messages.success(request, _("Tarifs écrits : ils valent pour les fabrications à partir de ce jour."))
            return redirect("kitchen:rates")
    rows = [(row, row.load_wh / 1000) for row in costs.rates()]
    return render(request, "kitchen/pages/rates.html", {"form": form, "rows": rows})
