"""What several verbs share: hold an order's row, find its making that stands, block what is not safe."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta

from django.utils import timezone

from bocal.directory import reads as directory
from bocal.directory.models import Person
from bocal.directory.rules import Desk
from bocal.journals import acts as journals
from bocal.journals.models import Lot
from bocal.journals.rules import Refused, Status, Way
from bocal.kitchen import reads
from bocal.kitchen.models import (
    Check,
    Cook,
    Deviation,
    IncubationResult,
    Making,
    ManufacturingOrder,
    Reading,
    Ruling,
    Schedule,
)
from bocal.kitchen.rules.deviations import Cause, Decision
from bocal.safety.models import ControlPoint
from bocal.safety.rules import Topic, may_answer

#: Whatever might still leave: what waits for its release, and what has it.
HELD_BACK = (Status.HOLD, Status.RELEASED)
#: What has its release alone: what waits for it waits for the decision too.
TAKEN_BACK = (Status.RELEASED,)


def lock(of: ManufacturingOrder) -> ManufacturingOrder:
    """The order's row, held to the end: making, cooking, checking and releasing it go one after the other."""
    ManufacturingOrder.objects.select_for_update().get(pk=of.pk)
    return ManufacturingOrder.objects.select_related("version", "product__jar_format").get(pk=of.pk)


def live(of: ManufacturingOrder) -> Making | None:
    """The order's making that was not taken back."""
    return of.makings.filter(voucher__reversal=None).select_related("voucher", "lot").first()


def cooking_days(making: Making, today: date) -> frozenset[date]:
    """The days on which a cook of this making may have run: its own; once cooking again was decided, those since."""
    found = {making.voucher.day}
    again = Ruling.objects.filter(deviation__lots=making.lot_id, decision=Decision.RECOOK).order_by("pk").first()
    if again:
        first = timezone.localdate(again.made_at)
        found |= {first + timedelta(days=n) for n in range((today - first).days + 1)}
    return frozenset(found)


def candidates(of: ManufacturingOrder) -> list[Schedule]:
    """The schedules in force for the order's recipe in its jar, for any autoclave and load."""
    found = reads.schedules_in_force([of.version_id])
    return found.get((of.version_id, of.product.jar_format_id or 0), [])


def schedule_of(of: ManufacturingOrder, cook: Cook | None) -> Schedule | None:
    """The schedule in force for the order's recipe in its jar, in the autoclave and load of its latest cook."""
    return reads.in_force_for(candidates(of), cook)


def open_deviation(
    cause: Cause,
    found: str,
    *,
    day: date,
    author: Person,
    key: str,
    now: datetime,
    lots: Iterable[Lot] = (),
    making: Making | None = None,
    place: str = "",
    steps: Sequence[str] = (),
    cook: Cook | None = None,
    looked: Check | None = None,
    reading: Reading | None = None,
    tested: IncubationResult | None = None,
    blocks: Collection[Status] = (),
    why: str = "",
) -> Deviation:
    """Write down a deviation, and block those of its lots that stand so, in one breath: `why`, else what was found.

    While one of the same cause waits for a decision on this making, that one stands, for these lots too. What another
    check, line of the plan or test found is another: who decides upon one saw one.
    """
    touched = list(lots)
    block_lots(touched, why or found, author=author, key=key, now=now, only=blocks)
    if making is not None:
        waits = Deviation.objects.filter(
            making=making,
            cause=cause,
            ruling=None,
            looked__kind=looked.kind if looked else None,
            reading__point=reading.point_id if reading else None,
            tested=tested,
        ).first()
        if waits is not None:
            waits.lots.add(*touched)
            return waits
    written = Deviation.objects.create(
        cause=cause,
        found=found[:400],
        day=day,
        place=place,
        steps=list(steps),
        making=making,
        cook=cook,
        looked=looked,
        reading=reading,
        tested=tested,
        author=author,
        made_at=now,
        key=f"{key}-{cause}",
    )
    written.lots.set(touched)
    return written


def refuse_stranger(author: Person, lines: Collection[ControlPoint]) -> None:
    """Refuse an answer of somebody whom none of these lines names, nor the plan. Raises Refused: not_yours."""
    if not lines:
        return
    held = directory.held_by(author)
    if not any(may_answer(Desk(line.desk), held) for line in lines):
        raise Refused("not_yours", who=min(line.get_desk_display() for line in lines))


def plan_blocks(topic: Topic) -> bool:
    """Whether a line of the plan about this keeps lots back."""
    return ControlPoint.objects.filter(active=True, blocks=True, topic=topic).exists()


def block_lots(
    lots: Collection[Lot], why: str, *, author: Person, key: str, now: datetime, only: Collection[Status] = HELD_BACK
) -> None:
    """Block those of these lots that stand so, under a key of its own beside what found them unsafe.

    Raw goods have no release to wait for: they are named, and the person who decides sorts them.
    """
    rows = Lot.objects.filter(pk__in=[lot.pk for lot in lots], way=Way.MADE, state__status__in=only)
    if only and (unsafe := list(rows.order_by("pk"))):
        journals.decide(unsafe, Status.BLOCKED, reason=why[:300], author=author, key=f"{key}-block", now=now)
