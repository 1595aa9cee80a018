"""Recalls and their drills: what is going on, and what was learned."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bocal.directory.doors import enter, held
from bocal.directory.rules import Desk
from bocal.journals import notices, reads

#: Who leads a recall; the sales also see whom to call, and tick off answers.
LEADERS = (Desk.QUALITY, Desk.DIRECTION)


@enter(Desk.QUALITY, Desk.DIRECTION, Desk.SALES)
def recalls(request: HttpRequest) -> HttpResponse:
    """Both lists, the latest first."""
    drills = reads.recall_lines(drill=True)
    return render(
        request,
        "journals/pages/recalls.html",
        {
            "recalls": reads.recall_lines(drill=False),
            "drills": [(line, notices.duration(line.listed.said["seconds"]) if line.listed else "") for line in drills],
            "leads": held(request).any_of(LEADERS),
        },
    )
