"""Bringing back what was gleaned: a reception (supply) that belongs to an outing (workshops)."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from bocal.directory.models import Organisation, Person, Place
from bocal.journals.rules import Refused, Way
from bocal.supply import acts as supply
from bocal.supply.models import Reception
from bocal.supply.rules import Checks, Weighing
from bocal.workshops.models import Session, SessionVoucher
from bocal.workshops.rules import SessionKind


@transaction.atomic
def bring_back(
    *,
    session: Session,
    giver: Organisation,
    lines: Sequence[Weighing],
    checks: Checks,
    place: Place,
    author: Person,
    key: UUID,
    now: datetime,
) -> Reception:
    """What was gleaned comes in as a gift of the farm, on the day of the outing, a lot a line; its gesture belongs to
    the session. The same key brings back once; taken back, the reception takes its kilos with it.

    Raises Refused: not_gleaning, gleaning_cancelled, gleaning_closed; and as supply.acts.receive.
    """
    held = Session.objects.select_for_update().get(pk=session.pk)
    if held.kind != SessionKind.GLEANING:
        raise Refused("not_gleaning")
    if held.cancelled_at is not None:
        raise Refused("gleaning_cancelled")
    done = Reception.objects.filter(voucher__key=str(key)).first()
    if done is None and held.closed_at is not None:
        raise Refused("gleaning_closed")
    reception = supply.receive(
        giver=giver,
        way=Way.GIVEN,
        day=timezone.localdate(held.starts_at),
        place=place,
        lines=lines,
        checks=checks,
        author=author,
        key=key,
        now=now,
        note=held.title[:500],
    )
    SessionVoucher.objects.get_or_create(voucher=reception.voucher, defaults={"session": held})
    return reception


def brought_back(session: Session) -> list[Reception]:
    """What came back of an outing and still holds. One query."""
    found = Reception.objects.filter(voucher__session_link__session=session, voucher__reversal=None)
    return list(found.select_related("voucher__party").order_by("pk"))
