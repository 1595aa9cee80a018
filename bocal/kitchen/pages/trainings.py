from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from bocal.directory.doors import Request, enter, held, refuse
from bocal.directory.rules import Desk
from bocal.journals.rules import Refused
from bocal.journals.words import say
from bocal.kitchen import acts, words
from bocal.kitchen.reads import safety_plan
from bocal.kitchen.rules.plan import TrainingTopic, paper
from bocal.kitchen.words import plan
from bocal.look.forms import DayField, KeyField, PlainForm

#: Who writes; the kitchen reads.
WRITERS = (Desk.QUALITY, Desk.DIRECTION)


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


@enter(Desk.PRODUCTION, Desk.QUALITY, Desk.DIRECTION)
def trainings(request: Request) -> HttpResponse:
    """The training register."""
    today = timezone.localdate()
    form = TrainingForm(request.POST if request.method == "POST" else None, initial={"done_on": today})
    if request.method == "POST":
        if not held(request).any_of(WRITERS):
            return refuse(request, WRITERS)
        if form.is_valid():
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
    rows = [(row, paper(row.until, today)) for row in safety_plan.trainings()[:200]]
    return render(request, "kitchen/pages/trainings.html", {"rows": rows, "form": form})
