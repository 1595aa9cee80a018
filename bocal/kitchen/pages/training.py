from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.journals.rules import Refused
from bocal.journals.words import say
from bocal.kitchen import acts, words
from bocal.kitchen.reads import safety_plan
from bocal.kitchen.rules.plan import TrainingTopic
from bocal.kitchen.words import plan
from bocal.look.forms import DayField, KeyField, PlainForm


class TrainingForm(PlainForm):
    """Who was trained, to what, by whom, until when."""

    person = forms.ModelChoiceField(queryset=safety_plan.trained_people())
    topic = forms.ChoiceField(choices=plan.TRAINING_TOPICS, widget=forms.RadioSelect)
    equipment = forms.ModelChoiceField(queryset=safety_plan.equipment(), required=False)
    done_on = DayField(latest=timezone.localdate)
    until = DayField(required=False)
    by = forms.CharField(max_length=120)
    reference = forms.CharField(required=False, max_length=120)
    key = KeyField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {
            "person": _("Personne"),
            "topic": _("Formation"),
            "equipment": _("Appareil"),
            "done_on": _("Le"),
            "until": _("Valable jusqu’au"),
            "by": _("Par"),
            "reference": _("Numéro de l’attestation"),
        }
        for name, label in labels.items():
            self.fields[name].label = label


@enter(Desk.QUALITY, Desk.DIRECTION)
def training(request: Request) -> HttpResponse:
    """Write down who was trained to what."""
    today = timezone.localdate()
    form = TrainingForm(request.POST if request.method == "POST" else None, initial={"done_on": today})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            acts.train(
                said["person"],
                topic=TrainingTopic(said["topic"]),
                equipment=said["equipment"],
                done_on=said["done_on"],
                until=said["until"],
                by=said["by"],
                reference=said["reference"],
                author=request.user,
                key=str(said["key"]),
                now=timezone.now(),
            )
        except Refused as refused:
            at = {"upkeep_future": "done_on", "upkeep_until": "until", "training_equipment": "equipment"}
            form.add_error(at.get(refused.code), say(refused, words.REFUSALS))
        else:
            messages.success(request, _("Formation inscrite : %(name)s.") % {"name": said["person"]})
            return redirect("kitchen:trainings")
    return render(request, "kitchen/pages/training.html", {"form": form})
