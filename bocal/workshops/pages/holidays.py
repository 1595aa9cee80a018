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
from bocal.look.forms import DayField, PiecesField, PlainForm
from bocal.workshops import reads, words
from bocal.workshops.acts.spots import drop_holidays, save_holidays, set_season
from bocal.workshops.models import SchoolHolidays
from bocal.workshops.rules.holidays import SchoolZone


class SeasonForm(PlainForm):
    """How sessions are planned here."""

    school_zone = forms.ChoiceField(
        label=later("Zone des vacances scolaires"),
        choices=[("", later("ne pas en tenir compte")), *words.SCHOOL_ZONES],
        required=False,
    )
    speed_kmh = PiecesField(
        label=later("Vitesse du camion, en km/h"),
        lowest=5,
        highest=130,
        help_text=later("Pour savoir s’il a le temps d’aller d’un endroit à l’autre, rangement compris."),
    )
    ask_days = PiecesField(label=later("Autorisation voulue combien de jours avant ?"), highest=365)


class HolidaysForm(PlainForm):
    """Some days without school."""

    name = forms.CharField(label=later("Nom"), max_length=80)
    first = DayField(label=later("Premier jour sans école"))
    last = DayField(label=later("Dernier jour sans école"))
    source = forms.CharField(label=later("D’où vient la date ?"), required=False, max_length=200)


@enter(Desk.FACILITATION, Desk.DIRECTION)
def holidays(request: Request) -> HttpResponse:
    """The zone, and its dates with who announced them."""
    settings = reads.season()
    initial = {name: getattr(settings, name) for name in ("speed_kmh", "ask_days")}
    initial["school_zone"] = settings.school_zone if settings.pk else reads.likely_zone() or ""
    form = SeasonForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        found = form.cleaned_data
        zone = SchoolZone(found["school_zone"]) if found["school_zone"] else None
        set_season(school_zone=zone, speed_kmh=found["speed_kmh"], ask_days=found["ask_days"])
        messages.success(request, _("C’est enregistré."))
        return redirect("workshops:holidays")
    today = timezone.localdate()
    rows = reads.holidays(settings.school_zone) if settings.school_zone else []
    context = {
        "form": form,
        "settings": settings,
        "coming": [row for row in rows if row.ends_on >= today],
        "past": sum(row.ends_on < today for row in rows),
    }
    return render(request, "workshops/pages/holidays.html", context)


@enter(Desk.FACILITATION, Desk.DIRECTION)
def new_holidays(request: Request) -> HttpResponse:
    """Some days more."""
    return _edit(request, None)


@enter(Desk.FACILITATION, Desk.DIRECTION)
def holidays_edit(request: Request, pk: int) -> HttpResponse:
    """Change them, or take them away."""
    found = reads.holidays_row(pk)
    if found is None:
        raise Http404
    if request.method == "POST" and "drop" in request.POST:
        drop_holidays(found)
        messages.success(request, _("C’est enlevé."))
        return redirect("workshops:holidays")
    return _edit(request, found)


def _edit(request: Request, found: SchoolHolidays | None) -> HttpResponse:
    zone = found.zone if found else reads.season().school_zone
    if not zone:
        messages.error(request, _("Choisissez d’abord votre zone."))
        return redirect("workshops:holidays")
    told = (
        {"name": found.name, "first": found.starts_on, "last": found.ends_on, "source": found.source} if found else {}
    )
    form = HolidaysForm(request.POST or None, initial=told)
    if request.method == "POST" and form.is_valid():
        try:
            save_holidays(found, zone=SchoolZone(zone), **form.cleaned_data)
        except Refused as refused:
            form.add_error("last", words.say(refused))
        else:
            messages.success(request, _("C’est enregistré."))
            return redirect("workshops:holidays")
    return render(request, "workshops/pages/holidays_edit.html", {"form": form, "holidays": found})
