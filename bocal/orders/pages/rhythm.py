import re
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.journals.rules import Refused
from bocal.look.forms import DayField, HourField, KeyField, PiecesField, PlainForm
from bocal.measure.period import parse_day
from bocal.measure.unreadable import Unreadable
from bocal.orders import acts, reads, words
from bocal.orders.models import Rhythm
from bocal.orders.rules.rhythm import MOST_HOURS, Cadence


class RhythmForm(PlainForm):
    """When rounds open and close, set once."""

    key = KeyField()
    title = forms.CharField(
        label=later("Titre"), max_length=100, help_text=later("Chaque vente le porte, suivi de son jour de fermeture.")
    )
    every = forms.ChoiceField(label=later("Combien souvent ?"), choices=words.EVERY, widget=forms.RadioSelect)
    opens_weekday = forms.TypedChoiceField(label=later("Ouverture : le"), coerce=int, choices=words.WEEKDAYS)
    opens_hour = HourField(label=later("à"))
    closes_weekday = forms.TypedChoiceField(label=later("Fermeture : le"), coerce=int, choices=words.WEEKDAYS)
    closes_hour = HourField(label=later("à"))
    starts_on = DayField(
        label=later("À partir du"), help_text=later("Toutes les deux semaines se compte depuis ce jour-là.")
    )
    dates = forms.CharField(
        label=later("Jours de fermeture choisis"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=later("Seulement pour des dates choisies : un jour par ligne, comme 24/12/2026."),
    )
    coordinators_hours = PiecesField(
        label=later("Heures gardées à la coordination après la fermeture"),
        highest=MOST_HOURS,
        help_text=later("Les clients ne changent plus rien ; vous, encore. Puis les listes sont arrêtées et envoyées."),
    )
    reminder_hours = PiecesField(
        label=later("Rappel, heures avant la fermeture"),
        highest=MOST_HOURS,
        help_text=later(
            "Une lettre à qui avait commandé la dernière fois et n’a pas encore commandé. 0 : aucun rappel."
        ),
    )
    copies_offers = forms.BooleanField(label=later("Reprendre les produits de la dernière vente"), required=False)
    copies_slots = forms.BooleanField(label=later("Reprendre les points et les créneaux"), required=False)
    note = forms.CharField(
        label=later("Mot pour les clients"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    paused = forms.BooleanField(
        label=later("En pause"),
        required=False,
        help_text=later("Aucune nouvelle vente n’est prévue tant que c’est coché."),
    )

    def clean_dates(self) -> tuple[date, ...]:
        """One day a line, or parted by commas."""
        try:
            return tuple(parse_day(text) for text in re.split(r"[\n,;]+", self.cleaned_data["dates"]) if text.strip())
        except Unreadable:
            raise forms.ValidationError(_("Un de ces jours ne se lit pas. Écrivez par exemple 24/12/2026.")) from None


_FIELDS = {"no_date": "dates", "too_many_dates": "dates"}


def _initial(found: Rhythm | None) -> dict[str, Any]:
    if found is None:
        return {
            "every": Cadence.WEEK,
            "starts_on": timezone.localdate(),
            "coordinators_hours": 0,
            "reminder_hours": 24,
            "copies_offers": True,
            "copies_slots": True,
        }
    names = [name for name in RhythmForm.base_fields if name not in ("key", "dates")]
    days = "\n".join(f"{day:%d/%m/%Y}" for day in reads.beat(found).dates)
    return {name: getattr(found, name) for name in names} | {"dates": days}


@enter(Desk.SALES, Desk.DIRECTION)
def new_rhythm(request: Request) -> HttpResponse:
    """A rhythm, set for the first time."""
    return _set(request, None)


@enter(Desk.SALES, Desk.DIRECTION)
def rhythm(request: Request, pk: int) -> HttpResponse:
    """A rhythm that goes on, and the moments of its next rounds."""
    found = reads.rhythm(pk)
    if found is None:
        raise Http404
    return _set(request, found)


def _set(request: Request, found: Rhythm | None) -> HttpResponse:
    now = timezone.now()
    form = RhythmForm(request.POST or None, initial=_initial(found))
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data | {"every": Cadence(form.cleaned_data["every"]), "key": str(form.cleaned_data["key"])}
        try:
            made = acts.set_rhythm(**asked, rhythm=found, now=now)
        except Refused as refused:
            form.add_error(_FIELDS.get(refused.code), words.say(refused))
        else:
            messages.success(request, _("C’est enregistré. La prochaine vente se prévoit toute seule."))
            return redirect("orders:rhythm", made.pk)
    times = reads.coming_times(found, now) if found else []
    return render(request, "orders/pages/rhythm.html", {"form": form, "found": found, "times": times})
