"""Check a lot, then let it go or hold it back."""

from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from bocal.directory.models import Person
from bocal.journals import acts as journals
from bocal.journals.models import LotState, Voucher
from bocal.journals.rules import Refused, Status
from bocal.kitchen import reads, words
from bocal.kitchen.acts.standing import HELD_BACK, live, lock, open_deviation, plan_blocks, refuse_stranger, schedule_of
from bocal.kitchen.models import Check, ManufacturingOrder, Reading
from bocal.kitchen.rules import safety
from bocal.kitchen.rules.deviations import Cause
from bocal.kitchen.rules.safety import CheckKind, Warn
from bocal.safety.models import ControlPoint, Equipment
from bocal.safety.rules import Paper, Topic, paper

#: The line of the plan that a check answers.
_TOPICS = {CheckKind.PH: Topic.PH, CheckKind.CLOSURE: Topic.CLOSURE, CheckKind.VISUAL: Topic.VISUAL}


def check(
    of: ManufacturingOrder,
    *,
    kind: CheckKind,
    author: Person,
    key: str,
    now: datetime,
    value: Decimal | None = None,
    meter: str = "",
    looked_at: int = 0,
    failing: int = 0,
    sound: bool = True,
    note: str = "",
    device: Equipment | None = None,
) -> Check:
    """Write down a check. One that says no blocks the lot and those of the same load, released or not, and opens a
    deviation. So does a pH from a meter whose buffers the plan asks and nobody read that day, or read well: a measure
    that proves nothing holds the lot until somebody decides. A meter out of date does where the plan holds lots for it.

    Raises Refused: not_yours, not_made, ph_missing, ph_absurd, closure_none, check_failing.
    """
    if kind is CheckKind.PH:
        if value is None:
            raise Refused("ph_missing")
        if not 1 <= value <= 10:
            raise Refused("ph_absurd")
    if kind is CheckKind.CLOSURE:
        if looked_at <= 0:
            raise Refused("closure_none")
        if failing > looked_at:
            raise Refused("check_failing")
    if found := Check.objects.filter(key=key, author=author).first():
        return found
    try:
        with transaction.atomic():
            refuse_stranger(author, ControlPoint.objects.filter(active=True, topic=_TOPICS[kind]))
            locked = lock(of)
            making = live(locked)
            if making is None:
                raise Refused("not_made")
            today = timezone.localdate(now)
            warned = _meter_warnings(device, today) if kind is CheckKind.PH else []
            written = Check.objects.create(
                making=making,
                kind=kind,
                value=value,
                meter=meter or (device.name if device else ""),
                device=device,
                warned=warned,
                looked_at=looked_at,
                failing=failing,
                sound=sound,
                note=note,
                author=author,
                made_at=now,
                key=key,
            )
            if Warn.METER_UNCHECKED in warned or (warned and plan_blocks(Topic.PAPERS)):
                said = " ".join(str(words.WARNS[Warn(code)]) for code in warned)
                open_deviation(
                    Cause.PAPERS,
                    f"{written.meter} : {said}" if written.meter else said,
                    day=today,
                    author=author,
                    key=key,
                    now=now,
                    lots=[making.lot],
                    making=making,
                    looked=written,
                )
            schedule = schedule_of(locked, making.cooks.order_by("-pk").first())
            if safety.check_fails(reads.checked(written), reads.limits_of(schedule) if schedule else None):
                reason = _("Contrôle non conforme : %(kind)s (%(number)s)") % {
                    "kind": written.get_kind_display(),
                    "number": of.number,
                }
                open_deviation(
                    Cause.CHECK,
                    reason,
                    day=today,
                    author=author,
                    key=key,
                    now=now,
                    lots=reads.mates(making),
                    making=making,
                    looked=written,
                    blocks=HELD_BACK,
                )
            return written
    except IntegrityError:
        if found := Check.objects.filter(key=key, author=author).first():
            return found
        raise


def _meter_warnings(device: Equipment | None, day: date) -> list[str]:
    """What is wrong with a pH meter on a day: its calibration is over, or nobody read its buffers.

    A meter that is on no list is held to the lines that name no equipment, as the others are.
    """
    found = []
    if device is not None and paper(device.calibrated_until, day) is Paper.OVER:
        found.append(Warn.PAPERS_OVER.value)
    buffers = ControlPoint.objects.filter(active=True, topic=Topic.METER, since__lte=day)
    if buffers.exists():
        read = Reading.objects.filter(Q(equipment=device) | Q(equipment=None), point__in=buffers, day=day)
        latest = {row.point_id: row.conform for row in read.order_by("pk")}
        if not all(latest.get(point.pk) for point in buffers):
            found.append(Warn.METER_UNCHECKED.value)
    return found


@transaction.atomic
def release(of: ManufacturingOrder, *, author: Person, key: str, now: datetime, reason: str = "") -> Voucher:
    """Let a lot be sold and given, once nothing is missing. The same key releases once.

    Raises Refused: not_made, and those of `safety.check_release`.
    """
    locked = lock(of)
    making = live(locked)
    if making is None:
        raise Refused("not_made")
    if done := Voucher.objects.filter(key=key, author=author, decisions__lot=making.lot).first():
        return done
    file = reads.file_of(locked.pk)
    if file is None:
        raise Refused("not_made")
    safety.check_release(
        file.gaps,
        status=file.status,
        four_eyes=reads.collective().four_eyes,
        releaser=author.pk,
        cooks=file.cooks,
        reason=reason,
    )
    return journals.decide(
        [making.lot], Status.RELEASED, reason=reason.strip(), author=author, key=key, now=now
    ).voucher


@transaction.atomic
def block(of: ManufacturingOrder, *, reason: str, author: Person, key: str, now: datetime) -> Voucher:
    """Block a lot and say why. Raises Refused: not_made, block_wants_reason, already_blocked."""
    if not reason.strip():
        raise Refused("block_wants_reason")
    locked = lock(of)
    making = live(locked)
    if making is None:
        raise Refused("not_made")
    if done := Voucher.objects.filter(key=key, author=author, decisions__lot=making.lot).first():
        return done
    if LotState.objects.get(lot=making.lot).status == Status.BLOCKED:
        raise Refused("already_blocked")
    return journals.decide([making.lot], Status.BLOCKED, reason=reason.strip(), author=author, key=key, now=now).voucher
