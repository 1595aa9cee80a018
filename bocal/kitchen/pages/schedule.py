from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.journals.rules import Refused
from bocal.journals.words import say
from bocal.kitchen import acts, reads, words
from bocal.kitchen.rules.safety import Treatment
from bocal.look.forms import DayField, NumberField, PiecesField, PlainForm
from bocal.safety import reads as plan
from bocal.safety.rules import EquipmentKind

PLACES = {
    "schedule_future": "validated_on",
    "schedule_values": "tref",
    "plateau_half": "plateau_minutes",
    "plateau_none": "plateau_minutes",
    "ph_must_be_acid": "treatment",
    "acid_wants_ph": "ph_max",
    "too_little_f0": "required_minutes",
    "f0_reference": "z",
    "equipment_kind": "autoclave",
    "limits_crossed": "come_up_high",
    "come_up_plateau": "plateau_temperature",
}


class ScheduleForm(PlainForm):
    """A schedule as its document says it: nothing is proposed, on purpose."""

    treatment = forms.ChoiceField(choices=words.TREATMENTS, widget=forms.RadioSelect)
    tref = NumberField(lowest=1, highest=200, places=2, unit_sign="°C")
    z = NumberField(lowest=0, highest=60, places=2, unit_sign="°C")
    required_minutes = NumberField(lowest=0, highest=100_000, places=2, unit_sign="min")
    plateau_temperature = NumberField(required=False, lowest=40, highest=200, places=2, unit_sign="°C")
    plateau_minutes = NumberField(required=False, lowest=0, highest=1_000, places=2, unit_sign="min")
    ph_max = NumberField(required=False, lowest=1, highest=10, places=2)
    autoclave = forms.ModelChoiceField(queryset=plan.equipment(EquipmentKind.AUTOCLAVE), required=False)
    load_pattern = forms.CharField(required=False, max_length=160)
    load_jars = PiecesField(required=False, lowest=1, highest=100_000)
    initial_low = NumberField(required=False, lowest=0, highest=120, places=2, unit_sign="°C")
    come_up_low = NumberField(required=False, lowest=0, highest=1_000, places=2, unit_sign="min")
    come_up_high = NumberField(required=False, lowest=0, highest=1_000, places=2, unit_sign="min")
    cooling_water = forms.BooleanField(required=False)
    validated_by = forms.CharField(max_length=160)
    validated_on = DayField(latest=timezone.localdate)
    reference = forms.CharField(max_length=160)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {
            "treatment": _("Traitement"),
            "tref": _("Température de référence"),
            "z": _("z"),
            "required_minutes": _("Valeur à atteindre (F0 ou P)"),
            "plateau_temperature": _("Palier : température"),
            "plateau_minutes": _("Palier : durée"),
            "ph_max": _("pH à ne pas dépasser"),
            "autoclave": _("Autoclave"),
            "load_pattern": _("Chargement : paniers, étages, sens des bocaux"),
            "load_jars": _("Bocaux dans la charge, au plus"),
            "initial_low": _("Bocaux au départ : au moins"),
            "come_up_low": _("Montée jusqu’au palier : au moins"),
            "come_up_high": _("Montée jusqu’au palier : au plus"),
            "cooling_water": _("L’eau de refroidissement est contrôlée à chaque charge"),
            "validated_by": _("Validé par"),
            "validated_on": _("Validé le"),
            "reference": _("Numéro ou nom du document"),
        }
        for name, label in labels.items():
            self.fields[name].label = label
        self.fields["tref"].help_text = _("121,1 °C pour F0.")
        empty = _("le document n’en nomme pas")
        self.fields["autoclave"].empty_label = empty  # type: ignore[attr-defined]
        self.fields["validated_by"].help_text = _("L’organisme qui a fait les essais : centre technique, laboratoire…")


@enter(Desk.QUALITY, Desk.DIRECTION)
def schedule(request: Request, pk: int, jar: int) -> HttpResponse:
    """Write down the schedule of a version in a jar, or withdraw it."""
    version, jar_format = reads.version(pk), reads.jar_format(jar)
    if version is None or jar_format is None:
        raise Http404
    if not any(product.jar_format_id == jar for product in version.recipe.products.all()):
        raise Http404
    current = reads.schedules_in_force([pk]).get((pk, jar), [])
    withdrawing = request.POST.get("what") == "withdraw"
    form = ScheduleForm(request.POST if request.method == "POST" and not withdrawing else None)
    if request.method == "POST":
        try:
            if withdrawing:
                asked = request.POST.get("schedule", "")
                for one in [one for one in current if str(one.pk) == asked or len(current) == 1]:
                    acts.withdraw_schedule(one, author=request.user, now=timezone.now())
                    messages.success(request, _("Barème retiré : plus aucun lot ne peut être libéré par lui."))
                return redirect("kitchen:recipe", version.recipe_id)
            if form.is_valid():
                said = form.cleaned_data
                acts.set_schedule(
                    version,
                    jar_format,
                    treatment=Treatment(said["treatment"]),
                    tref=said["tref"],
                    z=said["z"],
                    required=said["required_minutes"],
                    plateau_temperature=said["plateau_temperature"],
                    plateau_minutes=said["plateau_minutes"],
                    ph_max=said["ph_max"],
                    autoclave=said["autoclave"],
                    load_pattern=said["load_pattern"],
                    load_jars=said["load_jars"],
                    initial_low=said["initial_low"],
                    come_up_low=said["come_up_low"],
                    come_up_high=said["come_up_high"],
                    cooling_water=said["cooling_water"],
                    validated_by=said["validated_by"],
                    validated_on=said["validated_on"],
                    reference=said["reference"],
                    author=request.user,
                    now=timezone.now(),
                )
                messages.success(request, _("Barème enregistré."))
                return redirect("kitchen:recipe", version.recipe_id)
        except Refused as refused:
            form.add_error(None if withdrawing else PLACES.get(refused.code), say(refused, words.REFUSALS))
    return render(
        request,
        "kitchen/pages/schedule.html",
        {"version": version, "jar_format": jar_format, "current": current, "form": form},
    )
