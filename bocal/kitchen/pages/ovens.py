from typing import Any

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
from bocal.kitchen.reads import findings
from bocal.look.forms import DayField, KeyField, PiecesField, PlainForm
from bocal.safety import reads as plan

#: Forms on one page: what is oldest comes first, and the others follow once it is in.
MOST = 40


class OvenForm(PlainForm):
    """How many jars went into the oven, and when."""

    jars = PiecesField(lowest=1, highest=1_000, initial=1)
    started_on = DayField(latest=timezone.localdate)
    key = KeyField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["jars"].label = _("Bocaux à l’étuve")
        self.fields["started_on"].label = _("Depuis le")


@enter(Desk.PRODUCTION, Desk.QUALITY, Desk.DIRECTION)
def ovens(request: Request) -> HttpResponse:
    """Jars to put in the oven, in the oven, and read."""
    today = timezone.localdate()
    sent = request.POST.get("oven", "")
    asked = []
    to_fill = findings.ovens_to_fill(today)
    for number, oven in enumerate(to_fill):
        name = f"o{oven.making.pk}-{oven.point.pk if oven.point else 0}"
        if number >= MOST and sent != name:
            continue
        form = OvenForm(request.POST if sent == name else None, prefix=name, initial={"started_on": today})
        asked.append((oven, name, form))
        if sent == name and oven.point is not None and form.is_valid():
            try:
                written = acts.incubate(
                    oven.making.order,
                    point=oven.point,
                    jars=form.cleaned_data["jars"],
                    started_on=form.cleaned_data["started_on"],
                    author=request.user,
                    key=str(form.cleaned_data["key"]),
                    now=timezone.now(),
                )
            except Refused as refused:
                form.add_error(None, say(refused, words.REFUSALS))
            else:
                messages.success(request, _("À l’étuve jusqu’au %(day)s.") % {"day": f"{written.due_on:%d/%m/%Y}"})
                return redirect("kitchen:ovens")
    return render(
        request,
        "kitchen/pages/ovens.html",
        {
            "asked": asked,
            "more": len(to_fill) - len(asked),
            "running": findings.ovens_running(),
            "read": findings.ovens_read(),
            "today": today,
            "planned": bool(plan.oven_points()),
        },
    )
