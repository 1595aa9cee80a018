"""Verbs on partnerships: conventions, and the habilitation of food aid."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from bocal.directory.models import Convention, Organisation, Person
from bocal.directory.rules import check_convention
from bocal.look.forms import Paper


@dataclass(frozen=True)
class Agreed:
    """What a convention says: what the partner gives, what it gets, when it was signed and its last day."""

    gives: str
    receives: str
    signed_on: date
    until: date | None = None


@transaction.atomic
def note_convention(
    organisation: Organisation, agreed: Agreed, *, paper: Paper | None = None, by: Person, key: str, now: datetime
) -> Convention:
    """Note a convention that was signed, with its paper when there is one. The same key notes it once.

    Raises Refused: see rules.check_convention.
    """
    # Whoever notes at the same time with the same key waits here.
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    if there := Convention.objects.filter(key=key).first():
        return there
    return _write(Convention(organisation=organisation, noted_by=by, noted_at=now, key=key), agreed, paper, now)


@transaction.atomic
def change_convention(
    convention: Convention, agreed: Agreed, *, paper: Paper | None = None, now: datetime
) -> Convention:
    """Mend or prolong a convention; its paper stays unless another comes. Raises Refused: as rules.check_convention."""
    return _write(Convention.objects.select_for_update().get(pk=convention.pk), agreed, paper, now)


def drop_convention(convention: Convention) -> None:
    """Take away a convention that was noted by mistake, with its paper. Twice is once."""
    Convention.objects.filter(pk=convention.pk).delete()


def note_habilitation(organisation: Organisation, *, number: str, until: date | None) -> None:
    """Note the habilitation by which a partner may hand out food aid; an empty number takes it away."""
    said = number.strip()
    Organisation.objects.filter(pk=organisation.pk).update(aid_number=said, aid_until=until if said else None)


def _write(one: Convention, agreed: Agreed, paper: Paper | None, now: datetime) -> Convention:
    check_convention(
        agreed.gives,
        agreed.receives,
        signed_on=agreed.signed_on,
        until=agreed.until,
        today=timezone.localdate(now),
    )
    one.gives, one.receives = agreed.gives.strip(), agreed.receives.strip()
    one.signed_on, one.until = agreed.signed_on, agreed.until
    if paper is not None:
        one.file_name, one.file = paper.name, paper.data
    one.save()
    return one
