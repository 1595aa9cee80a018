from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from bocal.directory.doors import enter
from bocal.directory.rules import Desk
from bocal.kitchen.reads import safety_plan
from bocal.kitchen.words import plan


@enter(Desk.PRODUCTION, Desk.QUALITY, Desk.DIRECTION)
def equipment(request: HttpRequest) -> HttpResponse:
    """What measures, heats, cools and closes, and until when its papers hold."""
    today = timezone.localdate()
    rows = [(one, safety_plan.papers_of(one, today)) for one in safety_plan.equipment()]
    return render(
        request, "kitchen/pages/equipment.html", {"rows": rows, "papers": plan.PAPERS, "kinds": dict(plan.UPKEEPS)}
    )
