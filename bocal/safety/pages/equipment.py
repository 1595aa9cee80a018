from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from bocal.directory.doors import enter
from bocal.directory.rules import Desk
from bocal.safety import reads, words


@enter(Desk.PRODUCTION, Desk.QUALITY, Desk.DIRECTION)
def equipment(request: HttpRequest) -> HttpResponse:
    """What measures, heats, cools and closes, and until when its papers hold."""
    today = timezone.localdate()
    rows = [(one, reads.papers_of(one, today)) for one in reads.equipment()]
    return render(
        request, "safety/pages/equipment.html", {"rows": rows, "papers": words.PAPERS, "kinds": dict(words.UPKEEPS)}
    )
