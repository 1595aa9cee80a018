from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.impact import reads as impact
from bocal.journals.rules import Refused
from bocal.journals.words import say
from bocal.kitchen import acts, words
from bocal.kitchen import reads as kitchen
from bocal.kitchen.reads import needs
from bocal.kitchen.words import bench
from bocal.look.forms import DayField, KeyField, PlainForm
from bocal.look.templatetags.look import kg
from bocal.orders.reads import deliveries


class BatchForm(PlainForm):
    """A batch that was proposed: one tap makes its order."""

    version = forms.IntegerField(min_value=1)
    product = forms.IntegerField(min_value=1)
    # In the product's own unit: jars, or mg.
    jars = forms.IntegerField(min_value=1, max_value=10**12)
    lots = forms.CharField(max_length=4000)
    day = DayField(required=False, earliest=timezone.localdate)
    key = KeyField()

    def clean_lots(self) -> list[tuple[int, int]]:
        """Each (lot, place)."""
        found = []
        for ref in str(self.cleaned_data["lots"]).split():
            lot, _dash, place = ref.partition("-")
            if not (lot.isdecimal() and place.isdecimal() and len(lot) < 16 and len(place) < 16):
                raise forms.ValidationError(_("Ces lots ne se lisent pas : rechargez la page."))
            found.append((int(lot), int(place)))
        return found


@enter(Desk.PRODUCTION, Desk.DIRECTION)
def to_cook(request: Request) -> HttpResponse:
    """What to cook next: for customers, for the stock one wants, with what came in; one tap makes the order."""
    now = timezone.now()
    today = timezone.localdate(now)
    refusal = ""
    if request.method == "POST":
        form = BatchForm(request.POST)
        said = form.cleaned_data if form.is_valid() else {}
        dish = kitchen.dish(said["version"], said["product"]) if said else None
        store = next(iter(kitchen.stores()), None)
        if "day" in form.errors:
            refusal = " ".join(str(said) for said in form.errors["day"])
        elif dish is None or store is None:
            refusal = _("Cette proposition n’est plus là : choisissez-en une autre.")
        else:
            try:
                made = acts.order(
                    version=dish[0],
                    product=dish[1],
                    lots=said["lots"],
                    store=store,
                    day=said["day"] or today,
                    author=request.user,
                    key=str(said["key"]),
                    now=now,
                    wished=said["jars"],
                    # Each proposal takes what the orders before it left: the order that is made of it does too.
                    free_only=True,
                )
            except Refused as refused:
                refusal = say(refused, words.REFUSALS)
            else:
                planned = kg(made.mass_mg) if made.by_weight else _("%(jars)s bocaux") % {"jars": made.jars}
                done = _("Ordre %(number)s : %(planned)s.") % {"number": made.number, "planned": planned}
                messages.success(request, done)
                return redirect("kitchen:order", made.pk)
    found = needs.batches(impact.ordered_jars(today), today=today, elsewhere=deliveries.bays())
    context: dict[str, Any] = {
        "groups": [(label, found[why]) for why, label in bench.WHYS.items() if found[why]],
        "refusal": refusal,
        "today": today,
    }
    return render(request, "house/pages/to_cook.html", context)
