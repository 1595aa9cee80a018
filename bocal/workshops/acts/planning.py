"""Plan sessions, one or a whole season; move them by hand; give them up."""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from bocal.journals.rules import Refused
from bocal.workshops.models import CrewLeft, CrewMember, Session, Spot
from bocal.workshops.notices import telling
from bocal.workshops.rules import Permission, Task
from bocal.workshops.rules.planning import MOST, Wanted, check


def _lock(session: Session) -> Session:
    return Session.objects.select_for_update(of=("self",), no_key=True).select_related("spot").get(pk=session.pk)


def plan(wanted: Sequence[Wanted], *, key: str, now: datetime) -> list[Session]:
    """Write all of these sessions, or none; the same key writes them once.

    Each begins with the permission that its spot usually has. Raises Refused: nothing_wanted, too_many_wanted,
    session_ends_first, session_too_long.
    """
    if not wanted:
        raise Refused("nothing_wanted")
    if len(wanted) > MOST:
        raise Refused("too_many_wanted", most=MOST)
    for one in wanted:
        check(one.starts_at, one.ends_at)
    if found := _planned(key):
        return found
    try:
        with transaction.atomic():
            return _plan(wanted, key, now)
    except IntegrityError:
        # The same form sent twice at once: the other one has written.
        if found := _planned(key):
            return found
        raise


def _planned(key: str) -> list[Session]:
    return list(Session.objects.filter(key__startswith=f"{key}/").order_by("pk"))


def _plan(wanted: Sequence[Wanted], key: str, now: datetime) -> list[Session]:
    usual = dict(Spot.objects.filter(pk__in={one.spot for one in wanted}).values_list("pk", "permission"))
    rows = Session.objects.bulk_create(
        Session(
            kind=one.kind,
            title=one.title.strip(),
            audience=one.audience,
            spot_id=one.spot,
            starts_at=one.starts_at,
            ends_at=one.ends_at,
            permission=usual.get(one.spot, Permission.TO_ASK),
            truck_id=one.truck,
            capacity=one.capacity,
            public=one.public,
            project_id=one.project,
            note=one.note.strip(),
            made_at=now,
            key=f"{key}/{number}",
        )
        for number, one in enumerate(wanted)
    )
    CrewMember.objects.bulk_create(
        CrewMember(session=row, person_id=person, task=task)
        for row, one in zip(rows, wanted, strict=True)
        for person, task in dict.fromkeys(one.crew)
    )
    return rows


@transaction.atomic
def change(*, session: Session, wanted: Wanted, now: datetime) -> Session:
    """Change what was planned; who is on the list and the crew are told when the hours or the spot change.

    Raises Refused: session_cancelled, session_closed, session_full_of, session_ends_first, session_too_long.
    """
    locked = _lock(session)
    _open(locked)
    check(wanted.starts_at, wanted.ends_at)
    if wanted.capacity is not None and wanted.capacity < locked.coming:
        raise Refused("session_full_of", coming=locked.coming)
    before = (locked.spot_id, locked.starts_at, locked.ends_at)
    if wanted.spot != locked.spot_id:
        locked.spot = Spot.objects.get(pk=wanted.spot)
        # Another square, another permission; and it is no more where the weather sent it.
        locked.permission, locked.moved_from = locked.spot.permission, None
    locked.kind, locked.title, locked.audience = wanted.kind, wanted.title.strip(), wanted.audience
    locked.starts_at, locked.ends_at = wanted.starts_at, wanted.ends_at
    locked.capacity, locked.truck_id, locked.project_id = wanted.capacity, wanted.truck, wanted.project
    locked.public, locked.note = wanted.public, wanted.note.strip()
    moved = (wanted.spot, wanted.starts_at, wanted.ends_at) != before
    locked.sequence += 1
    locked.save()
    set_crew(locked, wanted.crew)
    if moved and locked.ends_at > now:
        telling.tell_moved(locked, now=now)
    return locked


def set_crew(session: Session, crew: Sequence[tuple[int, Task]]) -> None:
    """Write who is of the crew, and who no more is: their calendar takes it away."""
    there = {(member.person_id, Task(member.task)): member.pk for member in session.crew.all()}
    asked = dict.fromkeys(crew)
    CrewMember.objects.filter(pk__in=[pk for one, pk in there.items() if one not in asked]).delete()
    CrewMember.objects.bulk_create(
        CrewMember(session=session, person_id=who, task=task) for who, task in asked if (who, task) not in there
    )
    here = {who for who, _task in asked}
    CrewLeft.objects.filter(session=session, person__in=here).delete()
    gone = {who for who, _task in there} - here
    CrewLeft.objects.bulk_create(CrewLeft(session=session, person_id=who) for who in sorted(gone))


@transaction.atomic
def cancel(*, session: Session, why: str, now: datetime) -> None:
    """It does not take place: who was to come is told. Harmless when repeated.

    Raises Refused: session_closed, and session_held when somebody is ticked there or something was written down.
    """
    locked = _lock(session)
    if locked.cancelled_at is not None:
        return
    _open(locked)
    if locked.heads or locked.attendances.exclude(came_at=None).exists() or locked.vouchers.exists():
        raise Refused("session_held")
    locked.cancelled_at, locked.cancelled_why = now, why.strip()
    locked.sequence += 1
    locked.save(update_fields=["cancelled_at", "cancelled_why", "sequence"])
    if locked.ends_at > now:
        telling.tell_cancelled(locked, why=locked.cancelled_why, now=now)


def _open(session: Session) -> None:
    if session.cancelled_at is not None:
        raise Refused("session_cancelled")
    if session.closed_at is not None:
        raise Refused("session_closed")
