from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from bocal.directory.doors import Request, enter, held, refuse
from bocal.directory.rules import Desk
from bocal.journals.rules import Refused
from bocal.journals.words import say
from bocal.kitchen import acts, words
from bocal.kitchen.reads import safety_plan
from bocal.kitchen.rules.plan import Paper, UpkeepKind, paper
from bocal.kitchen.words import plan
from bocal.look.forms import DayField, KeyField, PlainForm

#: Who writes; the kitchen reads.
WRITERS = (Desk.QUALITY, Desk.DIRECTION)


class UpkeepForm(PlainForm):
    """What was done, by whom, and until when its paper says."""

    kind = forms.ChoiceField(choices=plan.UPKEEPS, widget=forms.RadioSelect)
    done_on = DayField(latest=timezone.localdate)
    until = DayField(required=False)
    by = forms.CharField(max_length=120)
    reference = forms.CharField(required=False, max_length=120)
    key = KeyField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {
            "kind": _("Ce qui a été fait"),
            "done_on": _("Le"),
            "until": _("Valable jusqu’au"),
            "by": _("Par"),
            "reference": _("Numéro du certificat"),
        }
        for name, label in labels.items():
            self.fields[name].label = label
        self.fields["until"].help_text = _("La date que dit le certificat : Bocal n’en calcule aucune.")


@enter(Desk.PRODUCTION, Desk.QUALITY, Desk.DIRECTION)
def equipment_one(request: Request, pk: int) -> HttpResponse:
    """One equipment: its papers, who may operate it, what was done to it."""
    one = safety_plan.equipment_one(pk)
    if one is None:
        raise Http404
    today = timezone.localdate()
    form = UpkeepForm(request.POST if request.method == "POST" else None, initial={"done_on": today})
    if request.method == "POST":
        if not held(request).any_of(WRITERS):
            return refuse(request, WRITERS)
        if form.is_valid():
            said = form.cleaned_data
            try:
                acts.upkeep(
                    one,
                    kind=UpkeepKind(said["kind"]),
                    done_on=said["done_on"],
                    until=said["until"],
                    by=said["by"],
                    reference=said["reference"],
                    author=request.user,
                    key=str(said["key"]),
                    now=timezone.now(),
                )
            except Refused as refused:
                at = {"upkeep_future": "done_on", "upkeep_until": "until"}.get(refused.code)
                form.add_error(at, say(refused, words.REFUSALS))
            else:
                messages.success(request, _("Enregistré : %(name)s.") % {"name": one.name})
                return redirect("kitchen:equipment_one", pk)
    return render(
        request,
        "kitchen/pages/equipment_one.html",
        {
            "one": one,
            "dues": safety_plan.papers_of(one, today),
            "operators": [row for row in one.trainings.all() if paper(row.until, today) is not Paper.OVER],
            "form": form,
        },
    )
