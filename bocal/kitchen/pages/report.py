from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from bocal.directory.doors import Request, enter, held
from bocal.directory.rules import Desk
from bocal.journals.rules import Refused
from bocal.journals.words import say
from bocal.kitchen import acts, words
from bocal.kitchen.reads import findings
from bocal.kitchen.rules.deviations import Cause, GlassStep
from bocal.kitchen.words.deviations import CAUSES, GLASS_STEPS
from bocal.look.forms import DayField, KeyField, PlainForm


class ReportForm(PlainForm):
    """What broke or went wrong, where, what was done, which lots."""

    cause = forms.ChoiceField(widget=forms.RadioSelect, initial=Cause.GLASS)
    found = forms.CharField(max_length=400, widget=forms.Textarea(attrs={"rows": 3}))
    place = forms.CharField(required=False, max_length=120)
    steps = forms.MultipleChoiceField(required=False, choices=GLASS_STEPS, widget=forms.CheckboxSelectMultiple)
    lots = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    more = forms.CharField(required=False, max_length=300)
    day = DayField(latest=timezone.localdate)
    key = KeyField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        causes = dict(CAUSES)
        self.fields["cause"].choices = [(one, causes[one]) for one in (Cause.GLASS, Cause.OTHER)]  # type: ignore[attr-defined]
        self.fields["lots"].choices = [  # type: ignore[attr-defined]
            (lot.code, f"{lot.code} · {lot.item}") for lot in findings.recent_lots()
        ]
        labels = {
            "cause": _("De quoi s’agit-il ?"),
            "found": _("Ce que vous avez trouvé"),
            "place": _("Où"),
            "steps": _("Fait tout de suite"),
            "lots": _("Lots concernés"),
            "more": _("Autres lots"),
            "day": _("Jour"),
        }
        for name, label in labels.items():
            self.fields[name].label = label
        self.fields["found"].help_text = _(
            "Par exemple : un bocal de 720 ml cassé au remplissage, 6 morceaux retrouvés."
        )
        self.fields["more"].help_text = _("Leurs codes, séparés par une virgule.")


@enter(Desk.RECEPTION, Desk.PRODUCTION, Desk.QUALITY, Desk.DIRECTION)
def report(request: Request) -> HttpResponse:
    """Say that glass broke, or that something else went wrong; the lots named are blocked at once."""
    form = ReportForm(request.POST if request.method == "POST" else None, initial={"day": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        typed = [code.strip().upper() for code in said["more"].split(",") if code.strip()]
        try:
            written = acts.report(
                cause=Cause(said["cause"]),
                found=said["found"],
                place=said["place"],
                steps=[GlassStep(step) for step in said["steps"]],
                codes=[*said["lots"], *typed],
                day=said["day"],
                author=request.user,
                key=str(said["key"]),
                now=timezone.now(),
            )
        except Refused as refused:
            at = {"deviation_empty": "found", "lot_unknown": "more", "reading_future": "day"}.get(refused.code)
            form.add_error(at, say(refused, words.REFUSALS))
        else:
            messages.success(request, _("Écart noté. Les lots nommés sont bloqués jusqu’à une décision."))
            kitchen = held(request).any_of((Desk.PRODUCTION, Desk.QUALITY, Desk.DIRECTION))
            return redirect("kitchen:deviation", written.pk) if kitchen else redirect("kitchen:controls")
    return render(request, "kitchen/pages/report.html", {"form": form})
