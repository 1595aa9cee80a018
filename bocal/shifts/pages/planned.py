from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from bocal.directory.doors import enter
from bocal.directory.rules import Desk
from bocal.shifts import reads


@enter(Desk.POINT, Desk.SALES, Desk.DIRECTION)
def planned(request: HttpRequest) -> HttpResponse:
    """The shifts asked for: who is still missing, and whose hours are to be noted."""
    now = timezone.now()
    return render(request, "shifts/pages/planned.html", {"shifts": reads.planned(now), "now": now})
