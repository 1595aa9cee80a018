"""Pickup points: how each works, the slots that a round makes from them, who fetches an order for somebody else."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from bocal.directory.models import Person, Place
from bocal.directory.rules import PlaceKind
from bocal.journals.rules import HoursKind, Refused
from bocal.orders import reads
from bocal.orders.models import Helping, Order, PickupPoint, PointHours, SaleRound, Slot
from bocal.orders.rules import points as rules
from bocal.orders.rules.points import Hours
from bocal.shifts import acts as shifts

#: Who was to fetch an order for its household is known so long after the slot.
COLLECTORS_KEPT = timedelta(days=30)


@transaction.atomic
def set_point(
    *,
    place: Place,
    hours: Sequence[Hours],
    minutes: int,
    capacity: int,
    fee_cents: int = 0,
    trial_until: date | None = None,
    crew: Iterable[Person] = (),
    rank: int = 0,
    helpers: int = 0,
) -> PickupPoint:
    """How a pickup point works from the next round on: slots that are made keep their hours and their fee. `minutes`:
    a slot's length (5 to 480); `capacity`: orders in a slot; `fee_cents`: VAT within; `rank`: its turn on the route;
    `helpers`: volunteers asked for at each opening.

    Raises Refused: not_a_point, and what rules.check_point refuses.
    """
    if place.kind != PlaceKind.POINT:
        raise Refused("not_a_point")
    rules.check_point(hours, minutes=minutes, capacity=capacity, fee_cents=fee_cents, helpers=helpers)
    told = {
        "slot_minutes": minutes,
        "capacity": capacity,
        "fee_cents": fee_cents,
        "trial_until": trial_until,
        "rank": rank,
        "helpers": helpers,
    }
    point, _made = PickupPoint.objects.update_or_create(place=place, defaults=told)
    point.crew.set(crew)
    PointHours.objects.filter(point=point).delete()
    PointHours.objects.bulk_create(
        [PointHours(point=point, weekday=one.weekday, first=one.first, last=one.last) for one in hours]
    )
    return point


def make_slots(sale: SaleRound) -> list[Slot]:
    """The slots of a round from its points, in the seven days after its lists are final. A point whose trial is over
    gets none. Whoever opens the round calls it, in the same transaction."""
    made = []
    for point in reads.point_settings():
        found = rules.slots(
            reads.hours_of(point),
            point.slot_minutes,
            after=sale.freezes_at,
            zone=timezone.get_default_timezone(),
            until=point.trial_until,
        )
        made += [
            Slot(
                sale=sale,
                point=point.place,
                starts_at=start,
                ends_at=end,
                capacity=point.capacity,
                fee_cents=point.fee_cents,
            )
            for start, end in found
        ]
    _ask_for_hands(sale, made)
    return Slot.objects.bulk_create(made)


def _ask_for_hands(sale: SaleRound, slots: Iterable[Slot]) -> None:
    """Volunteers for each day on which a point that wants some receives people."""
    wanted = dict(PickupPoint.objects.filter(helpers__gt=0).values_list("place_id", "helpers"))
    days: dict[tuple[int, date], list[Slot]] = defaultdict(list)
    for slot in slots:
        if slot.point_id in wanted:
            days[slot.point_id, timezone.localdate(slot.starts_at)].append(slot)
    for (place, day), of_day in days.items():
        with override(settings.LANGUAGE_CODE):
            title = _("Distribution : {place}").format(place=of_day[0].point.name)
        shift = shifts.ask(
            kind=HoursKind.DISTRIBUTION,
            title=title,
            place=of_day[0].point,
            starts_at=min(slot.starts_at for slot in of_day),
            ends_at=max(slot.ends_at for slot in of_day),
            needed=wanted[place],
            key=f"hands {sale.pk} {place} {day:%Y%m%d}",
        )
        Helping.objects.create(sale=sale, point=of_day[0].point, shift=shift)


def send_hands_home(sale: SaleRound, *, now: datetime, point: Place | None = None, why: str = "") -> None:
    """Nobody is wanted any more at a point of a round, or (None) at any: who was to come is told."""
    for one in Helping.objects.filter(sale=sale, **({"point": point} if point else {})).select_related("shift__place"):
        shifts.cancel(shift=one.shift, why=why, now=now)


def name_collector(*, order: Order, name: str, phone: str = "") -> None:
    """Who fetches an order instead of its household, as its buyer says; without a name, the household does. They see
    nothing here: only those who hand over read their name.

    Raises Refused: cancelled, already_handed.
    """
    with transaction.atomic():
        locked = Order.objects.select_for_update(no_key=True).get(pk=order.pk)
        if locked.cancelled_at is not None:
            raise Refused("cancelled")
        if reads.is_handed(locked):
            raise Refused("already_handed")
        name = " ".join(name.split())[:120]
        Order.objects.filter(pk=locked.pk).update(
            collector_name=name, collector_phone=" ".join(phone.split())[:30] if name else ""
        )


def forget_collectors(now: datetime) -> int:
    """Names of those who fetched for others go a month after the slot, or with the order; how many there were."""
    past = Order.objects.exclude(collector_name="")
    gone = past.filter(slot=None) | past.filter(slot__ends_at__lt=now - COLLECTORS_KEPT)
    return Order.objects.filter(pk__in=gone.values("pk")).update(collector_name="", collector_phone="")
