"""Ask for hands, say that one comes, note the hours that were given."""

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from bocal.directory.models import Person, Place
from bocal.journals import acts as journals
from bocal.journals.acts import Posted
from bocal.journals.rules import Gesture, HoursKind, Kind, Refused
from bocal.shifts import notices, reads, rules
from bocal.shifts.models import Hand, Shift


def _lock(shift: Shift) -> Shift:
    return Shift.objects.select_for_update(of=("self",), no_key=True).select_related("place").get(pk=shift.pk)


def ask(
    *,
    kind: HoursKind,
    title: str,
    place: Place,
    starts_at: datetime,
    ends_at: datetime,
    needed: int,
    key: str,
    note: str = "",
) -> Shift:
    """Ask for so many hands (`needed`) at a place. The same key asks once. Raises Refused: see rules.check_shift."""
    rules.check_shift(starts_at, ends_at, needed)
    try:
        with transaction.atomic():
            return Shift.objects.create(
                kind=kind,
                title=title.strip(),
                note=note.strip(),
                place=place,
                starts_at=starts_at,
                ends_at=ends_at,
                needed=needed,
                key=key,
            )
    except IntegrityError:
        if found := Shift.objects.filter(key=key).first():
            return found
        raise


@transaction.atomic
def change(
    *,
    shift: Shift,
    title: str,
    place: Place,
    starts_at: datetime,
    ends_at: datetime,
    needed: int,
    now: datetime,
    note: str = "",
) -> Shift:
    """Change what was asked; who comes is told when the hours or the place change.

    Raises Refused: shift_cancelled, shift_begun, and what rules.check_shift refuses.
    """
    locked = _lock(shift)
    if locked.cancelled_at is not None:
        raise Refused("shift_cancelled")
    if locked.starts_at <= now:
        raise Refused("shift_begun")
    rules.check_shift(starts_at, ends_at, needed, coming=locked.coming)
    before = (locked.place_id, locked.starts_at, locked.ends_at)
    locked.title, locked.note, locked.place, locked.needed = title.strip(), note.strip(), place, needed
    locked.starts_at, locked.ends_at = starts_at, ends_at
    locked.save(update_fields=["title", "note", "place", "starts_at", "ends_at", "needed"])
    if (place.pk, starts_at, ends_at) != before:
        notices.tell_moved(locked, now=now)
    return locked


@transaction.atomic
def come(*, shift: Shift, person: Person, now: datetime) -> Hand:
    """Say that one comes. Said twice, it is once. Raises Refused: shift_cancelled, shift_begun, shift_full."""
    locked = _lock(shift)
    hand = Hand.objects.filter(shift=locked, person=person).first()
    if hand is not None and hand.withdrawn_at is None:
        return hand
    rules.check_room(
        starts_at=locked.starts_at,
        cancelled=locked.cancelled_at is not None,
        needed=locked.needed,
        coming=locked.coming,
        now=now,
    )
    Shift.objects.filter(pk=locked.pk).update(coming=locked.coming + 1)
    told = {"said_at": now, "withdrawn_at": None}
    return Hand.objects.update_or_create(shift=locked, person=person, defaults=told)[0]


@transaction.atomic
def stay_away(*, shift: Shift, person: Person, now: datetime) -> None:
    """Say that one comes no more, before it begins. Harmless when repeated. Raises Refused: shift_begun."""
    locked = _lock(shift)
    hand = Hand.objects.filter(shift=locked, person=person, withdrawn_at=None).first()
    if hand is None:
        return
    if locked.starts_at <= now:
        raise Refused("shift_begun")
    Hand.objects.filter(pk=hand.pk).update(withdrawn_at=now)
    Shift.objects.filter(pk=locked.pk).update(coming=locked.coming - 1)


@transaction.atomic
def cancel(*, shift: Shift, now: datetime, why: str = "") -> None:
    """Nobody is wanted any more: who was to come is told. Harmless when repeated. Raises Refused: hours_noted."""
    locked = _lock(shift)
    if locked.cancelled_at is not None:
        return
    if reads.hours_stand(locked):
        raise Refused("hours_noted")
    Shift.objects.filter(pk=locked.pk).update(cancelled_at=now)
    if locked.ends_at > now:
        notices.tell_cancelled(locked, why=why.strip(), now=now)


@transaction.atomic
def note_hours(*, shift: Shift, minutes: Mapping[int, int], author: Person, key: str, now: datetime) -> Posted:
    """Write down the minutes of those who came (0: did not), in one gesture that can be taken back, then noted again.

    The same key notes once. Raises Refused: shift_cancelled, hours_noted, what rules.hours_given refuses, and what the
    journals refuse (a closed month).
    """
    locked = _lock(shift)
    if locked.cancelled_at is not None:
        raise Refused("shift_cancelled")
    standing = locked.work
    if standing is not None and standing.key == key:
        return Posted(standing, {}, fresh=False)
    if reads.hours_stand(locked):
        raise Refused("hours_noted")
    hours = rules.hours_given(
        HoursKind(locked.kind),
        dict(minutes),
        set(reads.coming(locked)),
        starts_at=locked.starts_at,
        ends_at=locked.ends_at,
        now=now,
    )
    gesture = Gesture(Kind.WORK, timezone.localdate(locked.starts_at), author.pk, key, note=locked.title, hours=hours)
    posted = journals.post(gesture, now=now)
    Shift.objects.filter(pk=locked.pk).update(work=posted.voucher)
    return posted
