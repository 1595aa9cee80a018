from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bocal.directory.doors import Request, enter, held
from bocal.directory.rules import Desk
from bocal.journals.rules import Refused
from bocal.journals.words import say
from bocal.kitchen import acts, words
from bocal.kitchen.models import ManufacturingOrder
from bocal.kitchen.reads import findings
from bocal.kitchen.reads.asked import Line
from bocal.look.forms import KeyField, NumberField, PlainForm
from bocal.measure.period import parse_day
from bocal.measure.unreadable import Unreadable
from bocal.safety.rules import may_answer
from bocal.safety.words import EVERY


class AnswerForm(PlainForm):
    """The number read, or yes or no by the button that was touched."""

    value = NumberField(required=False, lowest=None, highest=100_000, places=2)
    note = forms.CharField(required=False, max_length=300)
    key = KeyField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["value"].label = _("Lu")
        self.fields["note"].label = _("Remarque")


@dataclass(frozen=True)
class Asked:
    """A line with the form that answers it."""

    line: Line
    form: AnswerForm
    #: Whether it is theirs to answer.
    mine: bool = True


def ask(lines: list[Line], request: Request) -> list[Asked]:
    """Each line with its form; the one that was sent keeps what was typed."""
    sent = request.POST.get("point", "")
    found = []
    for line in lines:
        form = AnswerForm(request.POST if sent == str(line.point.pk) else None, prefix=f"p{line.point.pk}")
        form.fields["value"].required = line.numeric
        found.append(Asked(line, form, may_answer(Desk(line.point.desk), held(request))))
    return found


def answer(asked: list[Asked], request: Request, day: date, order: ManufacturingOrder | None = None) -> bool:
    """Write the answer that was sent, if it can be; True when the page may be shown anew."""
    sent = request.POST.get("point", "")
    for one in asked:
        point, form = one.line.point, one.form
        if sent != str(point.pk) or not form.is_valid():
            continue
        form.fields["value"].unit_sign = point.unit  # type: ignore[attr-defined]
        sound = {"yes": True, "no": False}.get(request.POST.get("sound", ""))
        try:
            written = acts.read_point(
                point,
                day=day,
                value=form.cleaned_data["value"],
                sound=sound,
                note=form.cleaned_data["note"],
                order=order,
                author=request.user,
                key=str(form.cleaned_data["key"]),
                now=timezone.now(),
            )
        except Refused as refused:
            field = "value" if one.line.numeric and one.mine else None
            form.add_error(field, say(refused, words.REFUSALS))
            continue
        if written.conform:
            messages.success(request, _("Noté : %(what)s.") % {"what": point.what})
        else:
            said = _("%(what)s : hors limites. À faire : %(todo)s Un écart est ouvert.")
            messages.warning(request, said % {"what": point.what, "todo": point.corrective})
        return True
    return False


@enter(Desk.RECEPTION, Desk.PRODUCTION, Desk.QUALITY, Desk.DIRECTION)
def controls(request: Request) -> HttpResponse:
    """What the plan asks today, one tap a line; another day is keyed in from its printed sheet, in the same order."""
    today = timezone.localdate()
    try:
        day = min(parse_day(request.GET.get("jour", "")), today)
    except Unreadable:
        day = today
    asked = ask(findings.sheet(day), request)
    if request.method == "POST" and answer(asked, request, day):
        return redirect(f"{reverse('kitchen:controls')}{'' if day == today else f'?jour={day}'}")
    labels = dict(EVERY)
    groups = [(labels[every], list(some)) for every, some in groupby(asked, key=lambda one: one.line.point.every)]
    return render(
        request,
        "kitchen/pages/controls.html",
        {
            "groups": groups,
            "day": day,
            "today": today,
            "before": day - timedelta(days=1),
            "after": day + timedelta(days=1),
            "left": sum(1 for one in asked if one.line.last is None),
            "cold": list(findings.cold_points()),
        },
    )
