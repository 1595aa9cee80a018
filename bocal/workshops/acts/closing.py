"""Close a session: its figures stand, its crew's hours are noted. For what comes late it opens again, with a reason."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from bocal.directory.models import Person
from bocal.journals.rules import Gesture, Hours, HoursKind, Kind, Refused
from bocal.workshops import reads
from bocal.workshops.acts.attending import lock
from bocal.workshops.acts.taking import post
from bocal.workshops.models import Session
from bocal.workshops.rules import SessionKind


@transaction.atomic
def close(
    *, session: Session, minutes: Mapping[int, int], author: Person, key: str, now: datetime, story: str = ""
) -> None:
    """Nothing more is noted on this session; the hours of its crew (person → minutes) are, on the day it took place.

    Hours that an earlier closing noted are not noted twice. What does not add up is no reason to refuse: the page says
    it. Closed twice at once, it is closed once.

    Raises Refused: session_cancelled, not_begun_yet, and what journals.acts.post refuses.
    """
    found = Session.objects.select_for_update(of=("self",), no_key=True).get(pk=session.pk)
    if found.closed_at is not None:
        return
    locked = lock(session)
    if locked.starts_at > now:
        raise Refused("not_begun_yet")
    noted = reads.hours_of(locked)
    kind = HoursKind.GLEANING if locked.kind == SessionKind.GLEANING else HoursKind.WORKSHOP
    rows = [Hours(person, kind, n) for person, n in sorted(minutes.items()) if n and person not in noted]
    if rows:
        day = timezone.localdate(min(locked.ends_at, now))
        post(locked, Gesture(Kind.WORK, day, author.pk, key, note=locked.title, hours=rows), now=now)
    locked.closed_at, locked.closed_by = now, author
    locked.story = story.strip() or locked.story
    locked.save(update_fields=["closed_at", "closed_by", "story"])


@transaction.atomic
def reopen(*, session: Session, why: str) -> None:
    """Something comes late (a tablet that was without network): it is noted, and the session closed again.

    Raises Refused: not_closed, no_why.
    """
    locked = Session.objects.select_for_update(of=("self",), no_key=True).get(pk=session.pk)
    if locked.closed_at is None:
        raise Refused("not_closed")
    if not why.strip():
        raise Refused("no_why")
    locked.closed_at, locked.closed_by, locked.reopened_why = None, None, why.strip()[:200]
    locked.save(update_fields=["closed_at", "closed_by", "reopened_why"])


@transaction.atomic
def restore(*, session: Session, why: str) -> None:
    """A session that was called off was held all the same, as what was done there shows. Harmless when repeated.

    Raises Refused: no_why.
    """
    locked = Session.objects.select_for_update(of=("self",), no_key=True).get(pk=session.pk)
    if not why.strip():
        raise Refused("no_why")
    if locked.cancelled_at is None:
        return
    locked.cancelled_at, locked.cancelled_why, locked.reopened_why = None, "", why.strip()[:200]
    locked.sequence += 1
    locked.save(update_fields=["cancelled_at", "cancelled_why", "reopened_why", "sequence"])
