from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.workshops import reads


@enter(Desk.FACILITATION, Desk.PRODUCTION, Desk.DIRECTION)
def session(request: Request, pk: int) -> HttpResponse:
    """All that a session needs, in one place."""
    found = reads.session(pk)
    if found is None:
        raise Http404
    context = {"session": found, "now": timezone.now()}
    return render(request, "workshops/pages/session.html", context)
