from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bocal.directory.doors import enter
from bocal.directory.rules import Desk
from bocal.kitchen.reads import findings


@enter(Desk.PRODUCTION, Desk.QUALITY, Desk.DIRECTION)
def deviations(request: HttpRequest) -> HttpResponse:
    """What was not as it should be: what waits for a decision, and what was decided."""
    return render(
        request,
        "kitchen/pages/deviations.html",
        {"waiting": findings.undecided(), "decided": findings.decided()},
    )
