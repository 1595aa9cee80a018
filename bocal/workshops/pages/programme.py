from itertools import groupby

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.workshops import reads
from bocal.workshops.rules.planning import monday


@enter(Desk.FACILITATION, Desk.PRODUCTION, Desk.DIRECTION)
def programme(request: Request) -> HttpResponse:
    """The sessions to come, week by week, and what tablets brought back that waits for somebody."""
    now = timezone.now()
    found = reads.programme(now)
    weeks = groupby(found, key=lambda one: monday(timezone.localdate(one.starts_at)))
    context = {
        "weeks": [(first, list(rows)) for first, rows in weeks],
        "now": now,
        "undecided": reads.undecided().count(),
    }
    return render(request, "workshops/pages/programme.html", context)
