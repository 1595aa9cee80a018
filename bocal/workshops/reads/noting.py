"""What was noted without network: what waits for somebody, and which tablets may still hold something."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from bocal.directory.models import Person
from bocal.journals.rules.noting import Ending
from bocal.workshops.models import Added, Attendance, Session, Tablet, Unresolved
from bocal.workshops.rules.noting import Errand, silent


def undecided() -> QuerySet[Unresolved]:
    """Every note that waits for somebody, oldest first."""
    return _whole().filter(outcome=Ending.WAITING)


def undecided_of(session: Session) -> QuerySet[Unresolved]:
    """Those of a session."""
    return undecided().filter(session=session)


def named(notes: Sequence[Unresolved]) -> list[tuple[Unresolved, str]]:
    """Notes, each with the name that its fields tell, typed or known; empty when it is about nobody. Two queries."""
    said = {note.pk: str(note.fields.get("who") or note.fields.get("person") or "") for note in notes}
    known = Person.objects.filter(pk__in=[int(one) for one in said.values() if one.isdecimal()], erased_at=None)
    names = {str(pk): name for pk, name in known.values_list("pk", "name")}
    added = Added.objects.filter(key__in=list(said.values()), attendance__person__erased_at=None)
    names |= dict(added.values_list("key", "attendance__person__name"))
    return [(note, names.get(said[note.pk]) or str(note.fields.get("name", ""))) for note in notes]


def unresolved(pk: int) -> Unresolved | None:
    """One note, decided or not."""
    return _whole().filter(pk=pk).first()


def _whole() -> QuerySet[Unresolved]:
    return Unresolved.objects.select_related("session__spot", "session__truck", "person", "ended_by")


def silent_tablets(session: Session, now: datetime) -> list[Tablet]:
    """The tablets that took the session along and may hold something that nobody else has."""
    rows = session.tablets.select_related("person")
    return [one for one in rows if silent(one.heard_at, one.waiting, now)]


def who(session: Session, said: str) -> Person | None:
    """Somebody of a list, by their key or by that of the form that put them on it; nobody whose name was taken away."""
    rows = Attendance.objects.filter(session=session, withdrawn_at=None, person__erased_at=None)
    known = said.isascii() and said.isdecimal() and len(said) < 13
    found = (rows.filter(person=int(said)) if known else rows.filter(added__key=said)).select_related("person").first()
    return found.person if found else None


def forgotten(said: str) -> bool:
    """Whether a key, of a person or of the form that put them on a list, is somebody's whose name was taken away."""
    if said.isascii() and said.isdecimal() and len(said) < 13:
        return Person.objects.filter(pk=int(said), erased_at__isnull=False).exists()
    return Added.objects.filter(key=said[:64], attendance__person__erased_at__isnull=False).exists()


def noted_since(session: Session) -> datetime:
    """Nobody notes what happens at a session before the day on which it is made ready."""
    return session.starts_at - timedelta(days=1)


@dataclass(frozen=True)
class Standing:
    """What is written down about a tick: whether they are there, who said so, and when."""

    here: bool
    by: Person | None
    at: datetime | None


def standing(note: Unresolved) -> Standing | None:
    """What stands where a note says whether somebody is there; None for other notes, or if they are not on the list."""
    person = str(note.fields.get("person", ""))
    if note.what != Errand.TICK or not person.isdecimal():
        return None
    rows = Attendance.objects.filter(session=note.session_id, person=int(person), withdrawn_at=None)
    found = rows.select_related("ticked_by").first()
    return Standing(found.came_at is not None, found.ticked_by, found.ticked_at) if found else None
