"""Who comes: on the list, off it, there. All under the session's lock, so that two tablets count the same heads."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction

from bocal.directory.acts import register_person
from bocal.directory.acts.turns import turn
from bocal.directory.models import Person
from bocal.journals.rules import Refused
from bocal.measure.table import fold
from bocal.workshops.models import Added, Attendance, HeadCount, Session
from bocal.workshops.rules import SignedBy

#: So many children are named at once by whoever brings them.
MOST_CHILDREN = 6


def locked_row(session: Session) -> Session:
    """The session, open or not, its row ours until the transaction ends."""
    found: list[Session] = list(Session.objects.raw(_locked(), [session.pk]))
    if not found:
        raise Session.DoesNotExist
    return found[0]


def _locked() -> str:
    # In SQL: every gesture of every tablet begins with it (docs/bench.md). SQLite has locked the whole file already.
    end = " FOR NO KEY UPDATE" if connection.features.has_select_for_no_key_update else ""
    return f"SELECT * FROM workshops_session WHERE id = %s{end}"  # noqa: S608 (two fixed texts)


def lock(session: Session) -> Session:
    """The session, its row ours until the transaction ends. Raises Refused: session_cancelled, session_closed."""
    return still_open(locked_row(session))


def still_open(locked: Session) -> Session:
    """The same session. Raises Refused: session_cancelled, session_closed."""
    if locked.cancelled_at is not None:
        raise Refused("session_cancelled")
    if locked.closed_at is not None:
        raise Refused("session_closed")
    return locked


def meet(*, name: str, phone: str) -> Person:
    """The person of this name and telephone, whatever the case and accents; else a new one.

    Without a telephone nobody is recognised: two people may have the same first name.
    """
    turn()
    name = name.strip()
    if phone:
        for person in Person.objects.filter(phone=phone, is_active=True, erased_at=None).order_by("pk"):
            if fold(person.name) == fold(name):
                return person
    return register_person(name=name, phone=phone)


@transaction.atomic
def sign_up(
    *,
    session: Session,
    name: str,
    phone: str,
    signed_by: SignedBy,
    now: datetime,
    children: Sequence[str] = (),
    key: str = "",
) -> Attendance:
    """Somebody says that they come, and which children come with them: all of them find room, or nobody is written.

    The same name and telephone twice is one person, and so is the same `key`. Who walks in finds room though it is
    full: they are there.
    Raises Refused: session_cancelled, session_closed, session_over, session_private, session_full, session_few.
    """
    online = signed_by is SignedBy.LINK
    locked = locked_row(session)
    if done := _added(key):
        return done
    still_open(locked)
    if online and not locked.public:
        raise Refused("session_private")
    if online and locked.ends_at <= now:
        raise Refused("session_over")
    adult = meet(name=name, phone=phone)
    minors = [meet(name=child, phone=phone) for child in list(dict.fromkeys(children))[:MOST_CHILDREN]]
    listed = dict(locked.attendances.filter(withdrawn_at=None).values_list("person", "minor"))
    # Who is on the list as an adult stays one, whoever calls them a child.
    minors = [child for child in minors if child != adult and listed.get(child.pk, True)]
    here = set(listed)
    if signed_by is not SignedBy.WALK_IN:
        _room(locked, len({adult.pk, *(child.pk for child in minors)} - here))
    there = now if signed_by is SignedBy.WALK_IN else None
    found = _put(locked, adult, signed_by, now, came_at=there)
    for child in minors:
        _put(locked, child, signed_by, now, came_at=there, guardian=adult)
    _count(locked)
    _remember(found, key)
    return found


@transaction.atomic
def add(
    *,
    session: Session,
    person: Person,
    signed_by: SignedBy,
    now: datetime,
    guardian: Person | None = None,
    key: str = "",
) -> Attendance:
    """Somebody known is put on the list, by the team; `guardian` when they are a minor. The same `key` once.

    Raises Refused: session_cancelled, session_closed, session_full, guardian_withdrawn.
    """
    locked = locked_row(session)
    if done := _added(key):
        return done
    still_open(locked)
    active = locked.attendances.filter(withdrawn_at=None)
    if guardian is not None and not active.filter(person=guardian, minor=False).exists():
        raise Refused("guardian_withdrawn")
    if signed_by is not SignedBy.WALK_IN and not active.filter(person=person).exists():
        _room(locked, 1)
    there = now if signed_by is SignedBy.WALK_IN else None
    found = _put(locked, person, signed_by, now, came_at=there, guardian=guardian)
    _count(locked)
    _remember(found, key)
    return found


@transaction.atomic
def add_child(
    *,
    session: Session,
    name: str,
    phone: str,
    guardian: Person,
    signed_by: SignedBy,
    now: datetime,
    key: str = "",
) -> Attendance:
    """A minor is put on the list, with the adult of the list who came along. The same `key` once.

    Raises Refused: session_cancelled, session_closed, session_full, guardian_withdrawn.
    """
    locked = locked_row(session)
    if done := _added(key):
        return done
    still_open(locked)
    child = _child(name, phone, guardian)
    return add(session=session, person=child, guardian=guardian, signed_by=signed_by, now=now, key=key)


@transaction.atomic
def tick(
    *,
    session: Session,
    person: int,
    there: bool,
    now: datetime,
    by: Person | None = None,
    noted_at: datetime | None = None,
    sure: bool = False,
) -> None:
    """Somebody of the list (key of Person) is there, or is not after all. Said twice, it is so once, though the session
    was closed meanwhile. Of two words of one person `by` the later one holds, whichever arrives first (`noted_at`).

    Raises Refused: session_cancelled, session_closed, not_on_list, ticked_since (somebody else has said otherwise
    later; `sure` overrides it).
    """
    locked = locked_row(session)
    mine = locked.attendances.filter(person=person, withdrawn_at=None).first()
    at = min(noted_at or now, now)
    later = mine is not None and mine.ticked_at is not None and mine.ticked_at > at
    if mine is not None and (mine.came_at is not None) == there:
        if not later and locked.closed_at is None:
            Attendance.objects.filter(pk=mine.pk).update(ticked_at=at, ticked_by=by)
        return
    still_open(locked)
    if mine is None:
        raise Refused("not_on_list")
    if later and not sure:
        if by is not None and mine.ticked_by_id == by.pk:
            return
        raise Refused("ticked_since")
    mine.came_at, mine.ticked_at, mine.ticked_by = at if there else None, at, by
    mine.save(update_fields=["came_at", "ticked_at", "ticked_by"])


@transaction.atomic
def withdraw(attendance: Attendance, *, now: datetime) -> None:
    """They do not come, nor the children that they were to bring. Raises Refused: session_cancelled, session_closed."""
    locked = lock(attendance.session)
    gone = locked.attendances.filter(withdrawn_at=None)
    gone.filter(guardian=attendance.person_id).update(withdrawn_at=now, came_at=None)
    gone.filter(person=attendance.person_id).update(withdrawn_at=now, came_at=None)
    _count(locked)


@transaction.atomic
def count_heads(*, session: Session, more: int, key: str) -> int:
    """So many people more (or fewer) who give no name; returns how many there are. The same `key` once.

    Raises Refused: session_cancelled, session_closed, no_heads.
    """
    locked = locked_row(session)
    if HeadCount.objects.filter(key=key).exists():
        return locked.heads
    still_open(locked)
    if locked.heads + more < 0:
        raise Refused("no_heads")
    HeadCount.objects.create(session=locked, more=more, key=key)
    locked.heads += more
    locked.save(update_fields=["heads"])
    return locked.heads


def _child(name: str, phone: str, guardian: Person) -> Person:
    """A child of this name; one who is called like the adult, under the same number, is not that adult."""
    found = meet(name=name, phone=phone)
    if found.pk != guardian.pk:
        return found
    came = Attendance.objects.filter(guardian=guardian, minor=True, person__erased_at=None).select_related("person")
    known = (row.person for row in came.order_by("pk") if fold(row.person.name) == fold(name.strip()))
    return next(known, None) or register_person(name=name.strip(), phone="")


def _added(key: str) -> Attendance | None:
    return Attendance.objects.filter(added__key=key).first() if key else None


def _remember(attendance: Attendance, key: str) -> None:
    if key:
        Added.objects.create(attendance=attendance, key=key)


def _room(session: Session, wanted: int) -> None:
    if session.capacity is None or wanted == 0:
        return
    left = session.capacity - session.attendances.filter(withdrawn_at=None).count()
    if left <= 0:
        raise Refused("session_full", capacity=session.capacity)
    if left < wanted:
        raise Refused("session_few", left=left)


def _put(
    session: Session,
    person: Person,
    signed_by: SignedBy,
    now: datetime,
    *,
    came_at: datetime | None = None,
    guardian: Person | None = None,
) -> Attendance:
    found = Attendance.objects.filter(session=session, person=person).first()
    if found is None:
        found = Attendance(session=session, person=person, signed_by=signed_by, said_at=now, knows=session.sequence)
    elif found.withdrawn_at is not None:
        # They come after all: said anew.
        found.withdrawn_at, found.signed_by, found.said_at, found.knows = None, signed_by, now, session.sequence
    if found.came_at is None and came_at is not None:
        found.came_at = found.ticked_at = came_at
    if guardian is not None:
        found.minor, found.guardian = True, guardian
    found.save()
    return found


def _count(session: Session) -> None:
    session.coming = session.attendances.filter(withdrawn_at=None).count()
    session.save(update_fields=["coming"])
