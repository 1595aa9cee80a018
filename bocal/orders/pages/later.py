"""What the handover pages share to work without network."""

from datetime import datetime

from django.http import JsonResponse

from bocal.directory.doors import Request
from bocal.directory.rules import Desk
from bocal.journals.acts import noting
from bocal.journals.acts.noting import Note
from bocal.look import offline
from bocal.orders.models import Unresolved


def note(request: Request, *, earliest: datetime, now: datetime) -> Note:
    """The form as the phone kept it."""
    return noting.note(request.user, offline.sent(request), earliest=earliest, now=now)


def answer(kept: Unresolved | None) -> JsonResponse:
    """Done (written, now or before), or kept for a person to choose."""
    return offline.answer(kept=kept is not None and kept.waits)


def coordinates(request: Request) -> bool:
    """Whether this person may take another's gesture back when two versions differ."""
    return request.held.any_of((Desk.SALES, Desk.DIRECTION))
