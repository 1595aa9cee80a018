"""Who is on a session's list, and who could be put on it."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from bocal.directory.models import Person
from bocal.directory.reads import holding, seal_keys
from bocal.directory.rules.sealing import keyed
from bocal.measure.table import fold
from bocal.workshops.models import Attendance, Session
from bocal.workshops.reads.profiles import asked

#: So many people are proposed at once.
PROPOSED = 8
_LINK = re.compile(r"([0-9]{1,12})-([0-9a-f]{32})")


@dataclass(frozen=True)
class Guest:
    """One person of a list: their number on its sheet, who answers for a minor, whether they are there, and whether
    they were asked for their profile."""

    pk: int
    number: int
    person: Person
    minor: bool
    guardian: str
    here: bool
    asked: bool
    signed_by: str

    @property
    def gone(self) -> bool:
        """Whether their name was taken away since: they count, and that is all."""
        return self.person.erased_at is not None


def guests(session: Session) -> list[Guest]:
    """Who is on the list, by name; their number says how they came onto it, one after the other. Two queries."""
    rows = session.attendances.select_related("person", "guardian").order_by("pk")
    found = list(enumerate(rows, 1))
    known = asked(row.person_id for _number, row in found if row.withdrawn_at is None)
    listed = [
        Guest(
            pk=row.pk,
            number=number,
            person=row.person,
            minor=row.minor,
            guardian=row.guardian.name if row.guardian else "",
            here=row.came_at is not None,
            asked=row.person_id in known,
            signed_by=row.get_signed_by_display(),
        )
        for number, row in found
        if row.withdrawn_at is None
    ]
    return sorted(listed, key=lambda guest: (fold(guest.person.name), guest.pk))


def guest(session: Session, person: int) -> Guest | None:
    """One of them, whose name was not taken away since: nothing more is asked of that one, nor handed to them."""
    return next((one for one in guests(session) if one.person.pk == person and not one.gone), None)


def guardian(session: Session, person: Person) -> Person | None:
    """The adult who brings a minor to this session and answers for them; None for an adult. One query."""
    row = session.attendances.filter(person=person, minor=True).select_related("guardian").first()
    return row.guardian if row else None


def propose(session: Session, search: str) -> list[Person]:
    """People whose name or telephone begins like that and who are not on the list."""
    typed = search.strip()
    if len(typed) < 2:
        return []
    free = Person.objects.filter(is_active=True, erased_at=None).exclude(
        pk__in=session.attendances.filter(withdrawn_at=None).values("person")
    )
    digits = re.sub(r"[ .\-]", "", typed)
    if digits.isdecimal():
        pairs = " ".join(digits[i : i + 2] for i in range(0, len(digits), 2))
        return list(free.filter(phone__contains=pairs).order_by("name", "pk")[:PROPOSED])
    return list(holding(free, typed, "name").order_by("name", "pk")[:PROPOSED])


def those(keys: Collection[int]) -> QuerySet[Person]:
    """These people, by name."""
    return Person.objects.filter(pk__in=keys, erased_at=None).order_by("name", "pk")


def begun(session: Session, now: datetime) -> bool:
    """Whether whoever is added now is there: the session begins within the hour, or has begun."""
    return now >= session.starts_at - timedelta(hours=1)


def link_of(attendance: Attendance) -> str:
    """What opens this sign-up again without an account; made from the server's secret and kept nowhere."""
    return f"{attendance.pk}-{_signature(attendance, seal_keys()[0])}"


def of_link(token: str) -> Attendance | None:
    """The sign-up that this link opens, withdrawn or not; None when it opens none."""
    read = _LINK.fullmatch(token)
    if read is None:
        return None
    rows = Attendance.objects.select_related("session__spot", "person")
    found = rows.filter(pk=int(read[1])).first()
    if found is None or read[2] not in [_signature(found, key) for key in seal_keys()]:
        return None
    return found


def brought(attendance: Attendance) -> list[str]:
    """The children who come with somebody, by name."""
    rows = Attendance.objects.filter(session=attendance.session_id, guardian=attendance.person_id, withdrawn_at=None)
    return list(rows.order_by("pk").values_list("person__name", flat=True))


def opens_to_strangers(session: Session, now: datetime) -> bool:
    """Whether strangers may still sign up, room or not."""
    return session.public and session.cancelled_at is None and session.closed_at is None and session.ends_at > now


def _signature(attendance: Attendance, key: str) -> str:
    told = f"coming:{attendance.pk}:{attendance.session_id}:{attendance.person_id}"
    return keyed(told, key, purpose="coming")[:32]
