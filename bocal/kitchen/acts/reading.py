"""Answer a line of the plan."""

from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bocal.directory.models import Person
from bocal.journals import acts as journals
from bocal.journals.rules import Refused
from bocal.kitchen.acts.standing import TAKEN_BACK, live, lock, open_deviation, refuse_stranger
from bocal.kitchen.models import ManufacturingOrder, Reading
from bocal.kitchen.rules import deviations
from bocal.kitchen.rules.deviations import Cause
from bocal.look.templatetags.look import number
from bocal.safety.models import ControlPoint


def read_point(
    point: ControlPoint,
    *,
    day: date,
    author: Person,
    key: str,
    now: datetime,
    value: Decimal | None = None,
    sound: bool | None = None,
    note: str = "",
    order: ManufacturingOrder | None = None,
) -> Reading:
    """Answer a line of the plan. Out of its limits, a deviation opens; about a batch, its lot goes on hold with it.

    The same key answers once. Raises Refused: reading_missing, reading_future, point_gone, not_yours, not_made,
    key_reused.
    """
    if done := journals.once(Reading.objects.all(), key=key, author=author):
        return done
    if day > timezone.localdate(now):
        raise Refused("reading_future")
    try:
        with transaction.atomic():
            now_in = ControlPoint.objects.select_related("equipment").filter(pk=point.pk, active=True).first()
            if now_in is None:
                raise Refused("point_gone")
            refuse_stranger(author, [now_in])
            conform = deviations.conform(_float(now_in.low), _float(now_in.high), _float(value), sound)
            numeric = now_in.low is not None or now_in.high is not None
            making = None
            if order is not None:
                locked = lock(order)
                making = live(locked)
                if making is None:
                    raise Refused("not_made")
            written = Reading.objects.create(
                point=now_in,
                equipment=now_in.equipment,
                order=order,
                day=day,
                value=value if numeric else None,
                sound=None if numeric else sound,
                note=note.strip(),
                what=now_in.what,
                low=now_in.low,
                high=now_in.high,
                unit=now_in.unit,
                conform=conform,
                author=author,
                made_at=now,
                key=key,
            )
            if not conform:
                open_deviation(
                    Cause.READING,
                    told(written),
                    day=day,
                    author=author,
                    key=key,
                    now=now,
                    lots=[making.lot] if making else [],
                    making=making,
                    reading=written,
                    blocks=TAKEN_BACK,
                )
            return written
    except IntegrityError:
        if done := journals.once(Reading.objects.all(), key=key, author=author):
            return done
        raise


def told(reading: Reading) -> str:
    """What was read, and within which limits it should have been."""
    if reading.value is None:
        return f"{reading.what} : {reading.note or _('non conforme')}"
    limits = " ".join(
        part
        for part in (
            f"≥ {number(reading.low)}" if reading.low is not None else "",
            f"≤ {number(reading.high)}" if reading.high is not None else "",
        )
        if part
    )
    note = f" ({reading.note})" if reading.note else ""
    return f"{reading.what} : {number(reading.value)} {reading.unit}, {limits}{note}"


def _float(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
