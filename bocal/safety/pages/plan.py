from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bocal.directory.doors import enter
from bocal.directory.rules import Desk
from bocal.safety import reads


@enter(Desk.PRODUCTION, Desk.QUALITY, Desk.DIRECTION)
def plan(request: HttpRequest) -> HttpResponse:
    """Every line of the plan: what, when, limits, who, what to do, where it comes from."""
    return render(
        request,
        "safety/pages/plan.html",
        {"points": reads.points(), "retired": list(reads.retired_points())},
    )
