"""What tablets noted without network: written when they come back, or kept whole for a person to choose."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bocal.directory.models import Person
from bocal.journals.acts.noting import Note, end, on_its_day, still_waiting, write_or_keep
from bocal.journals.rules.noting import Ending
from bocal.workshops.acts.closing import reopen, restore
from bocal.workshops.models import Session, Tablet, Unresolved
from bocal.workshops.rules.noting import Errand

#: What writes a gesture: at the moment when it was noted, or None for today.
Do = Callable[[datetime | None], object]


def note(*, session: Session, what: Errand, note: Note, do: Do, now: datetime) -> Unresolved | None:
    """Write what was noted; what is refused is kept, and returned. Raises Refused: unreadable_note."""
    return write_or_keep(Unresolved, note, do, now=now, what=what, session=session)


@transaction.atomic
def insist(*, note: Unresolved, do: Do, person: Person, now: datetime) -> None:
    """A person has seen both versions and wants this one written; a session that was closed or called off meanwhile is
    opened again.

    Raises Refused: already_resolved, and what `do` refuses.
    """
    locked = still_waiting(note)
    why = _("noté sans réseau par {name}").format(name=locked.person.name)
    if locked.session.cancelled_at is not None:
        restore(session=locked.session, why=why)
    if locked.session.closed_at is not None:
        reopen(session=locked.session, why=why)
    on_its_day(do, locked.noted_at)
    end(locked, Ending.WRITTEN, person=person, now=now)


def hear(*, session: Session, device: str, person: Person, waiting: int, now: datetime) -> None:
    """A tablet that has taken a session's pages along says how many gestures it has still to send."""
    said = {"person": person, "heard_at": now, "waiting": min(waiting, 9999)}
    Tablet.objects.update_or_create(session=session, device=device, defaults=said)
