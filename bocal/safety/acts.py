"""Write the safety plan, keep its equipment and its training register."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from bocal.directory.models import Person, Place
from bocal.directory.rules import Desk
from bocal.journals import acts as journals
from bocal.journals.rules import Refused
from bocal.safety import rules
from bocal.safety.models import ControlPoint, Equipment, Training, Upkeep
from bocal.safety.rules import EquipmentKind, Every, Goods, Topic, TrainingTopic, UpkeepKind
from bocal.safety.words import STARTING


@transaction.atomic
def write_equipment(
    one: Equipment | None,
    *,
    kind: EquipmentKind,
    name: str,
    serial: str = "",
    place: Place | None = None,
    note: str = "",
    active: bool = True,
) -> Equipment:
    """Write down an equipment, or change what it is called and where it stands. Its dates move by `upkeep`.

    Raises Refused: equipment_name.
    """
    said = {"kind": kind, "name": name.strip(), "serial": serial.strip(), "place": place, "note": note.strip()}
    same = Equipment.objects.filter(name__iexact=name.strip())
    if (same.exclude(pk=one.pk) if one else same).exists():
        raise Refused("equipment_name")
    if one is None:
        return Equipment.objects.create(**said, active=active)
    Equipment.objects.filter(pk=one.pk).update(**said, active=active)
    return Equipment.objects.get(pk=one.pk)


_MOVES = {
    UpkeepKind.CALIBRATION: "calibrated_until",
    UpkeepKind.INSPECTION: "inspected_until",
    UpkeepKind.REQUALIFICATION: "requalified_until",
}


@transaction.atomic
def upkeep(
    one: Equipment,
    *,
    kind: UpkeepKind,
    done_on: date,
    until: date | None,
    by: str,
    reference: str = "",
    author: Person,
    key: str,
    now: datetime,
    error: Decimal | None = None,
) -> Upkeep:
    """Write down a calibration, an inspection, a requalification or a repair; the first three move their date.

    The date is the one on the paper, never reckoned here; `error` is the greatest one (°C, uncertainty included) that
    a calibration of something that tells a temperature names. One that names none makes it unknown again: the error of
    before says nothing of now.
    Raises Refused: upkeep_future, upkeep_until, error_kind, error_range, key_reused.
    """
    rules.check_paper(done_on, until, today=timezone.localdate(now))
    rules.check_error(error, kind, EquipmentKind(one.kind))
    Equipment.objects.select_for_update().get(pk=one.pk)
    if done := journals.once(Upkeep.objects.all(), key=key, author=author):
        return done
    written = Upkeep.objects.create(
        equipment=one,
        kind=kind,
        done_on=done_on,
        until=until,
        error=error,
        by=by.strip(),
        reference=reference.strip(),
        author=author,
        made_at=now,
        key=key,
    )
    if kind in _MOVES:
        # The latest paper counts, in whichever order they are written down.
        last = Upkeep.objects.filter(equipment=one, kind=kind).order_by("-done_on", "-pk")[0]
        told: dict[str, object] = {_MOVES[kind]: last.until}
        if kind is UpkeepKind.CALIBRATION:
            told["error"] = last.error
        Equipment.objects.filter(pk=one.pk).update(**told)
    return written


@transaction.atomic
def train(
    person: Person,
    *,
    topic: TrainingTopic,
    done_on: date,
    by: str,
    author: Person,
    key: str,
    now: datetime,
    equipment: Equipment | None = None,
    until: date | None = None,
    reference: str = "",
) -> Training:
    """Write down that a person was trained. Raises Refused: upkeep_future, upkeep_until, training_equipment,
    key_reused.
    """
    # Locked: the same form sent twice at once is written once.
    Person.objects.select_for_update().get(pk=person.pk)
    if done := journals.once(Training.objects.all(), key=key, author=author):
        return done
    rules.check_paper(done_on, until, today=timezone.localdate(now))
    if topic is TrainingTopic.OPERATE and equipment is None:
        raise Refused("training_equipment")
    return Training.objects.create(
        person=person,
        topic=topic,
        equipment=equipment,
        done_on=done_on,
        until=until,
        by=by.strip(),
        reference=reference.strip(),
        author=author,
        made_at=now,
        key=key,
    )


@dataclass(frozen=True)
class PointDraft:
    """A line of the plan as a person types it."""

    topic: Topic
    what: str
    every: Every
    desk: Desk
    corrective: str
    since: date
    low: Decimal | None = None
    high: Decimal | None = None
    unit: str = ""
    source: str = ""
    equipment: Equipment | None = None
    blocks: bool = False
    celsius: Decimal | None = None
    days: int | None = None
    ratio_most: int | None = None
    rank: int = 100
    active: bool = True
    goods: Goods = Goods.ALL


@transaction.atomic
def write_point(one: ControlPoint | None, draft: PointDraft) -> ControlPoint:
    """Write or change a line of the plan; what was read before keeps the limits that it was read with.

    Raises Refused: limits_crossed, incubation_needs.
    """
    rules.check_limits(_float(draft.low), _float(draft.high), draft.topic, draft.days, _float(draft.celsius))
    said = {name: getattr(draft, name) for name in PointDraft.__dataclass_fields__}
    if one is None:
        return ControlPoint.objects.create(**said)
    ControlPoint.objects.filter(pk=one.pk).update(**said)
    return ControlPoint.objects.get(pk=one.pk)


@transaction.atomic
def start_plan(*, since: date) -> list[ControlPoint]:
    """The plan that a cannery may begin with, to be read line by line. Raises Refused: plan_there."""
    if ControlPoint.objects.exists():
        raise Refused("plan_there")
    return [
        ControlPoint.objects.create(
            rank=10 * place,
            topic=line.topic,
            what=str(line.what),
            every=line.every,
            low=line.low,
            high=line.high,
            unit=line.unit,
            desk=line.desk,
            corrective=str(line.corrective),
            source=str(line.source),
            blocks=line.blocks,
            goods=line.goods,
            celsius=line.celsius,
            days=line.days,
            ratio_most=line.ratio_most,
            since=since,
        )
        for place, line in enumerate(STARTING, start=1)
    ]


def _float(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
