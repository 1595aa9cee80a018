"""What else tells of somebody who is being forgotten: notes that wait, the number that their children bear."""

import re
from datetime import datetime

from django.db import transaction

from bocal.directory.models import Person
from bocal.journals.acts.noting import end
from bocal.journals.rules.noting import Ending
from bocal.measure.table import fold
from bocal.workshops.models import Added, Attendance, Unresolved
from bocal.workshops.rules.noting import Errand


@transaction.atomic
def forget_notes(person: Person, *, now: datetime) -> None:
    """Notes that wait and hold what somebody answered, or would write their name and number down again, are set aside:
    with that they keep neither. What else was noted of them (jars, a tick) names them by their key alone, and waits."""
    known = {str(person.pk), *Added.objects.filter(attendance__person=person).values_list("key", flat=True)}
    number = _figures(person.phone)
    for note in Unresolved.objects.filter(outcome=Ending.WAITING, what__in=[Errand.PROFILE, Errand.ADD]):
        if note.what == Errand.PROFILE:
            theirs = str(note.fields.get("who", "")) in known
        else:
            named = fold(str(note.fields.get("name", ""))) == fold(person.name)
            theirs = named and bool(number) and _figures(str(note.fields.get("phone", ""))) == number
        if theirs:
            end(note, Ending.LEFT, person=None, now=now)


@transaction.atomic
def forget_number(person: Person) -> None:
    """Children who were brought bear the number of their adult: it goes with the adult, unless another has it too."""
    if not person.phone:
        return
    brought = Attendance.objects.filter(guardian=person, minor=True).values("person")
    others = Person.objects.filter(phone=person.phone, erased_at=None).exclude(pk=person.pk).exclude(pk__in=brought)
    if not others.exists():
        Person.objects.filter(pk__in=brought, phone=person.phone).update(phone="")


def _figures(phone: str) -> str:
    """The last nine figures of a number, however it is typed."""
    return re.sub(r"[^0-9]", "", phone)[-9:]
