"""What the handover pages share to work without network: docs/rounds.md says how; offline.js is the other half."""

from datetime import datetime

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect

from bocal.directory.doors import Request
from bocal.directory.rules import Desk
from bocal.orders import acts
from bocal.orders.models import Unresolved
from bocal.orders.rules import noting
from bocal.orders.rules.noting import Ending

#: Fields that say how a form came, not what was noted.
ABOUT = {"csrfmiddlewaretoken", "key", "age", "later"}


def came_later(request: Request) -> bool:
    """Whether a phone sends what it kept while there was no network."""
    return request.method == "POST" and request.POST.get("later") == "1"


def by_script(request: Request) -> bool:
    """Whether the page's own script waits for a word rather than for a page."""
    return "application/json" in request.headers.get("Accept", "")


def note(request: Request, *, earliest: datetime, now: datetime) -> acts.Note:
    """The form as the phone kept it."""
    age = request.POST.get("age", "0")
    at = noting.noted_at(int(age) if age.isdecimal() and len(age) < 10 else 0, earliest=earliest, now=now)
    fields = {name: str(request.POST[name]) for name in request.POST if name not in ABOUT}
    return acts.Note(request.user, request.POST.get("key", "")[:64], at, fields)


def answer(kept: Unresolved | None) -> JsonResponse:
    """Done (written, now or before), or kept for a person to choose."""
    waits = kept is not None and kept.outcome == Ending.WAITING
    return JsonResponse({"state": "kept" if waits else "done"})


def unreadable() -> JsonResponse:
    """Nothing of it may be kept: the phone goes on keeping it."""
    return JsonResponse({"state": "unreadable"}, status=400)


def coordinates(request: Request) -> bool:
    """Whether this person may take another's gesture back when two versions differ."""
    return request.held.any_of((Desk.SALES, Desk.DIRECTION))


def done(request: Request, to: str, *arguments: int) -> HttpResponse:
    """A redirection; the page's own script goes there by itself."""
    return JsonResponse({"state": "done"}) if by_script(request) else redirect(to, *arguments)
