"""Put jars in the oven, and read them on their day."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bocal.directory.models import Person
from bocal.journals import acts as journals
from bocal.journals.rules import Refused
from bocal.kitchen import reads
from bocal.kitchen.acts.standing import HELD_BACK, live, lock, open_deviation
from bocal.kitchen.models import Incubation, IncubationResult, ManufacturingOrder
from bocal.kitchen.reads import findings
from bocal.kitchen.rules import deviations
from bocal.kitchen.rules.deviations import Cause
from bocal.safety.models import ControlPoint
from bocal.safety.rules import Topic


def incubate(
    of: ManufacturingOrder,
    *,
    point: ControlPoint,
    jars: int,
    started_on: date,
    author: Person,
    key: str,
    now: datetime,
) -> Incubation:
    """Jars of a lot go into the oven, as a line of the plan asks: its °C, its days, its threshold are kept.

    Raises Refused: not_made, point_gone, reading_future, oven_before_made, oven_too_many, key_reused.
    """
    if done := journals.once(Incubation.objects.all(), key=key, author=author):
        return done
    if started_on > timezone.localdate(now):
        raise Refused("reading_future")
    if point.topic != Topic.INCUBATION or not point.active or point.celsius is None or not point.days:
        raise Refused("point_gone")
    try:
        with transaction.atomic():
            making = live(lock(of))
            if making is None:
                raise Refused("not_made")
            if started_on < making.voucher.day:
                raise Refused("oven_before_made", day=f"{making.voucher.day:%d/%m/%Y}")
            if jars > (filled := findings.filled(making)):
                raise Refused("oven_too_many", jars=filled)
            return Incubation.objects.create(
                making=making,
                point=point,
                celsius=point.celsius,
                started_on=started_on,
                due_on=started_on + timedelta(days=point.days),
                jars=jars,
                threshold=point.high,
                ratio_most=point.ratio_most,
                author=author,
                made_at=now,
                key=key,
            )
    except IntegrityError:
        if done := journals.once(Incubation.objects.all(), key=key, author=author):
            return done
        raise


@transaction.atomic
def read_incubation(
    of: Incubation,
    *,
    sound: bool,
    author: Person,
    key: str,
    now: datetime,
    ph: Decimal | None = None,
    ph_control: Decimal | None = None,
    germs: int | None = None,
    germs_control: int | None = None,
    note: str = "",
) -> IncubationResult:
    """What the jars look like on their day or later; one that fails blocks the lot and those cooked with it.

    `germs`: what a microscope shows in as many fields of the warm jar and of the control, when somebody counted.
    A failure before its day is written too. Raises Refused: incubation_done, incubation_early, incubation_ph,
    incubation_germs, key_reused.
    """
    order = ManufacturingOrder.objects.get(makings=of.making_id)
    lock(order)
    if done := journals.once(IncubationResult.objects.all(), key=key, author=author):
        return done
    if IncubationResult.objects.filter(incubation=of).exists():
        raise Refused("incubation_done")
    if (germs is None) != (germs_control is None):
        raise Refused("incubation_germs")
    today = timezone.localdate(now)
    # A jar that bulges on the third day has failed: nobody waits for the seventh.
    if today < of.due_on and sound:
        raise Refused("incubation_early", due=f"{of.due_on:%d/%m/%Y}")
    conform = sound and deviations.incubation_conform(
        ph=None if ph is None else float(ph),
        ph_control=None if ph_control is None else float(ph_control),
        sound=sound,
        threshold=None if of.threshold is None else float(of.threshold),
        ratio=deviations.germ_ratio(germs, germs_control),
        ratio_most=of.ratio_most,
    )
    written = IncubationResult.objects.create(
        incubation=of,
        read_on=today,
        ph=ph,
        ph_control=ph_control,
        germs=germs,
        germs_control=germs_control,
        sound=sound,
        note=note.strip(),
        conform=conform,
        author=author,
        made_at=now,
        key=key,
    )
    making = live(order)
    if not conform and making is not None:
        said = _("Étuve à %(celsius)s °C non conforme (%(number)s)") % {
            "celsius": f"{float(of.celsius):g}".replace(".", ","),
            "number": order.number,
        }
        open_deviation(
            Cause.INCUBATION,
            f"{said} {note}".strip(),
            day=today,
            author=author,
            key=key,
            now=now,
            lots=reads.mates(making),
            making=making,
            tested=written,
            blocks=HELD_BACK,
            why=said,
        )
    return written
