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
from bocal.kitchen.reads import findings
from bocal.kitchen.rules.deviations import OF_A_MIX, Cause, Decision
from bocal.kitchen.words.deviations import DECISIONS, DOES, GLASS_STEPS
from bocal.look.forms import KeyField, PlainForm

#: Who decides; the kitchen reads.
DECIDERS = (Desk.QUALITY, Desk.DIRECTION)


class RulingForm(PlainForm):
    """What follows, and why."""

    decision = forms.ChoiceField(
        choices=[(code, DOES.get(code, label)) for code, label in DECISIONS],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(max_length=400, widget=forms.Textarea(attrs={"rows": 3}))
    document = forms.CharField(required=False, max_length=200)
    key = KeyField()

    def __init__(self, *args: Any, cause: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decision"].label = _("Que fait-on ?")
        if cause == Cause.MIX:
            field: Any = self.fields["decision"]
            field.choices = [choice for choice in field.choices if choice[0] in OF_A_MIX]
        self.fields["reason"].label = _("Pourquoi ?")
        self.fields["document"].label = _("Avis de l’organisme compétent")
        self.fields["document"].help_text = _("Numéro ou nom du document, quand vous libérez sur un avis.")


@enter(Desk.PRODUCTION, Desk.QUALITY, Desk.DIRECTION)
def deviation(request: Request, pk: int) -> HttpResponse:
    """One deviation: what was found, which lots, what was decided; and the form that decides."""
    found = findings.deviation(pk)
    if found is None:
        raise Http404
    form = RulingForm(request.POST if request.method == "POST" else None, cause=found.cause)
    if request.method == "POST":
        if not held(request).any_of(DECIDERS):
            return refuse(request, DECIDERS)
        if form.is_valid():
            said = form.cleaned_data
            try:
                acts.rule(
                    found,
                    decision=Decision(said["decision"]),
                    reason=said["reason"],
                    document=said["document"],
                    author=request.user,
                    key=str(said["key"]),
                    now=timezone.now(),
                )
            except Refused as refused:
                at = {
                    "ruling_wants_reason": "reason",
                    "opinion_wants_document": "document",
                    "nothing_to_decide": "decision",
                    "still_so": "decision",
                }
                form.add_error(at.get(refused.code), say(refused, words.REFUSALS))
            else:
                loss = findings.loss_of(findings.deviation(pk) or found)
                if loss is None:
                    messages.success(request, _("Décision enregistrée."))
                else:
                    done = _("Décision enregistrée, et la perte écrite.")
                    messages.success(request, done, extra_tags=f"undo:{loss.pk}")
                return redirect("kitchen:deviation", pk)
    steps = dict(GLASS_STEPS)
    return render(
        request,
        "kitchen/pages/deviation.html",
        {
            "one": found,
            "lots": findings.concerned(found),
            "form": form,
            "loss": findings.loss_of(found),
            "steps": [steps[step] for step in steps if step in found.steps],
        },
    )
