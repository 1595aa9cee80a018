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

#: Who writes the plan; the others read it.
WRITERS = (Desk.QUALITY, Desk.DIRECTION)


@enter(Desk.PRODUCTION, Desk.QUALITY, Desk.DIRECTION)
def plan(request: Request) -> HttpResponse:
    """Every line of the plan: what, when, limits, who, what to do, where it comes from."""
    if request.method == "POST":
        if not held(request).any_of(WRITERS):
            return refuse(request, WRITERS)
        try:
            acts.start_plan(since=timezone.localdate())
        except Refused as refused:
            messages.warning(request, say(refused, words.REFUSALS))
        else:
            messages.success(request, _("Plan de départ repris : relisez chaque ligne, il doit devenir le vôtre."))
        return redirect("kitchen:plan")
    return render(
        request,
        "kitchen/pages/plan.html",
        {"points": safety_plan.points(), "retired": list(safety_plan.retired_points())},
    )
