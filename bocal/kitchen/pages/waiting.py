from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bocal.directory.doors import enter
from bocal.directory.rules import Desk
from bocal.kitchen import reads


@enter(Desk.PRODUCTION, Desk.QUALITY, Desk.DIRECTION)
def waiting(request: HttpRequest) -> HttpResponse:
    """Lots that nobody may sell yet, and what each still lacks."""
    return render(
        request,
        "kitchen/pages/waiting.html",
        {"files": reads.waiting(), "lately": reads.released_lately()},
    )
