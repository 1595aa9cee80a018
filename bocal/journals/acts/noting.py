"""What phones noted without network: written when they come back, or kept whole until a person has chosen.

Each trade has its own table of them (a `models.Noted`) and its own gestures; what is the same for all stands here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.db import transaction

from bocal.directory.models import Person
from bocal.journals.models import Noted
from bocal.journals.rules import Refused
from bocal.journals.rules.noting import DAY_GONE, PERSONAL, Ending, noted_at, tidy
from bocal.look.offline import Sent

Row = TypeVar("Row", bound=Noted)


@dataclass(frozen=True)
class Note:
    """A form filled without network: by whom, when, under which key, all that was typed."""

    person: Person
    key: str
    noted_at: datetime
    fields: Mapping[str, str]


def note(person: Person, sent: Sent, *, earliest: datetime, now: datetime) -> Note:
    """What a phone sends back, dated by how long ago it was typed: never before `earliest`, when nobody could have."""
    return Note(person, sent.key, noted_at(sent.age, earliest=earliest, now=now), sent.fields)


def write_or_keep(
    table: type[Row], note: Note, do: Callable[[datetime | None], object], *, now: datetime, **about: Any
) -> Row | None:
    """Do what was noted, at its own moment (`do` is given it, or None: today); what is refused is kept, with what it is
    `about`, and returned. Sent again, it is the same note. Raises Refused: unreadable_note."""
    known = table._default_manager.filter(key=note.key)
    if known.exists():
        return known.get()
    try:
        on_its_day(do, note.noted_at)
    except Refused as refused:
        kept, _made = table._default_manager.get_or_create(
            key=note.key,
            defaults={
                **about,
                "person": note.person,
                "noted_at": note.noted_at,
                "kept_at": now,
                "fields": tidy(note.fields),
                "why": refused.code,
                "details": {n: v if isinstance(v, int) else str(v) for n, v in refused.details.items()},
            },
        )
        return kept
    return None


def on_its_day(do: Callable[[datetime | None], object], noted_at: datetime) -> None:
    """On the day it was noted, else today where the journals no longer take that day."""
    try:
        with transaction.atomic():
            do(noted_at)
    except Refused as refused:
        if refused.code not in DAY_GONE:
            raise
        do(None)


def still_waiting(note: Row) -> Row:
    """The note, its row ours until the transaction ends. Raises Refused: already_resolved."""
    rows = type(note)._default_manager.select_for_update(of=("self",), no_key=True)
    locked = rows.get(pk=note.pk)
    if not locked.waits:
        raise Refused("already_resolved")
    return locked


def end(note: Noted, outcome: Ending, *, person: Person | None, now: datetime) -> None:
    """What became of it, who said so (None: it was written by itself) and when. Whom it names is kept no longer."""
    fields = {name: value for name, value in note.fields.items() if name not in PERSONAL}
    rows = type(note)._default_manager.filter(pk=note.pk)
    rows.update(outcome=outcome, ended_at=now, ended_by=person, fields=fields)


@transaction.atomic
def leave(*, note: Noted, person: Person, now: datetime) -> None:
    """What stands stays; the note is kept as set aside. Raises Refused: already_resolved."""
    end(still_waiting(note), Ending.LEFT, person=person, now=now)
