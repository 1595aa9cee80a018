"""What phones noted without network: written when they come back, or kept whole until a person has chosen."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from bocal.directory.models import Organisation, Person
from bocal.journals import acts as journals
from bocal.journals.acts.noting import Note, end, on_its_day, still_waiting, write_or_keep
from bocal.journals.rules import Refused
from bocal.journals.rules.noting import Ending
from bocal.orders import reads
from bocal.orders.acts.bringing import Came, bring
from bocal.orders.acts.handing import Given, hand_over
from bocal.orders.models import Bringing, Order, SaleRound, Unresolved
from bocal.orders.rules.noting import Errand


@dataclass(frozen=True)
class Handed:
    """What is handed over, as the form says it."""

    given: Mapping[int, Given]
    jars_back: Mapping[int, int]
    sure: bool = False
    version: int | None = None


def note_handing(*, order: Order, note: Note, handed: Handed | None, now: datetime) -> Unresolved | None:
    """Write a handover that was noted without network; what cannot be written is kept, and returned. Sent again, it is
    the same note. `handed` is None when the form lacks something. Raises Refused: unreadable_note."""

    def write(at: datetime | None) -> object:
        if order.cancelled_at is not None:
            raise Refused("cancelled")
        if handed is None:
            raise Refused("form")
        return hand_over(
            order=order,
            given=handed.given,
            person=note.person,
            key=note.key,
            now=now,
            jars_back=handed.jars_back,
            sure=handed.sure,
            version=handed.version,
            noted_at=at,
            settled_too=False,
        )

    return write_or_keep(Unresolved, note, write, now=now, what=Errand.HAND_OVER, sale=order.sale, order=order)


def note_bringing(
    *,
    sale: SaleRound,
    producer: Organisation,
    note: Note,
    came: Mapping[int, Came] | None,
    seen: int | None,
    now: datetime,
) -> Unresolved | None:
    """Write what a farm brought, noted without network, as `note_handing` does."""

    def write(at: datetime | None) -> object:
        if came is None:
            raise Refused("form")
        return bring(
            sale=sale,
            producer=producer,
            arrived=came,
            person=note.person,
            key=note.key,
            now=now,
            seen=seen,
            noted_at=at,
            settled_too=False,
        )

    return write_or_keep(Unresolved, note, write, now=now, what=Errand.BRING, sale=sale, producer=producer)


# ── A person has seen both versions ──────────────────────────────────────────────────────────────────────────────────


def insist_handing(
    *, note: Unresolved, handed: Handed, person: Person | None, coordinates: bool = False, now: datetime
) -> None:
    """The note is written as `handed` says; a handover that stands is taken back first, which its author may do and who
    `coordinates`. `person` is None when it is only tried again by itself: in the name of whoever noted it.

    Raises Refused: already_resolved, not_yours_to_undo, whatever taking back and handing over refuse.
    """
    with transaction.atomic():
        locked = still_waiting(note)
        order = Order.objects.select_related("sale", "handover").get(unresolved=locked)
        standing = order.handover
        if person is not None and standing is not None and reads.holds(order):
            if not coordinates and standing.author_id != person.pk:
                raise Refused("not_yours_to_undo")
            journals.reverse(standing, author=person, now=now)
        author = person or Person.objects.get(pk=locked.person_id)

        def write(at: datetime | None) -> object:
            return hand_over(
                order=order,
                given=handed.given,
                person=author,
                key=_chosen(locked),
                now=now,
                jars_back=handed.jars_back,
                sure=handed.sure,
                noted_at=at,
                settled_too=person is not None,
            )

        on_its_day(write, locked.noted_at)
        end(locked, Ending.WRITTEN, person=person, now=now)


def insist_bringing(
    *,
    note: Unresolved,
    came: Mapping[int, Came],
    replaces: bool,
    person: Person,
    coordinates: bool = False,
    now: datetime,
) -> None:
    """The note is written as `came` says, beside what is there or (`replaces`) in its place.

    Raises Refused: already_resolved, not_yours_to_undo, whatever taking back and bringing refuse.
    """
    with transaction.atomic():
        locked = still_waiting(note)
        producer = locked.producer
        assert producer is not None
        if replaces:
            for one in reads.brought(locked.sale, producer):
                if not coordinates and one.person_id != person.pk:
                    raise Refused("not_yours_to_undo")
                _undo(one, person, now)

        def write(at: datetime | None) -> object:
            return bring(
                sale=locked.sale,
                producer=producer,
                arrived=came,
                person=person,
                key=_chosen(locked),
                now=now,
                noted_at=at,
            )

        on_its_day(write, locked.noted_at)
        end(locked, Ending.WRITTEN, person=person, now=now)


def _undo(one: Bringing, person: Person, now: datetime) -> None:
    # What came with nothing has no gesture: there is nothing to take back.
    if one.voucher is not None:
        journals.reverse(one.voucher, author=person, now=now)


def _chosen(note: Unresolved) -> str:
    return f"{note.key[:50]} choix"
