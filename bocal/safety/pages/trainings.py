from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from bocal.directory.doors import enter
from bocal.directory.rules import Desk
from bocal.safety import reads
from bocal.safety.rules import paper


@enter(Desk.PRODUCTION, Desk.QUALITY, Desk.DIRECTION)
def trainings(request: HttpRequest) -> HttpResponse:
    """The training register."""
    today = timezone.localdate()
    rows = [(row, paper(row.until, today)) for row in reads.trainings()[:200]]
    return render(request, "safety/pages/trainings.html", {"rows": rows})
