"""What waits because it could not be promised, and what of it may be promised now."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db.models import Case, F, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce

from bocal.catalog.rules import Dimension
from bocal.directory.models import Organisation
from bocal.orders.models import Delivery, DeliveryLine
from bocal.orders.reads.deliveries import GIVEN, brought, held
from bocal.orders.reads.promises import ground
from bocal.orders.rules.delivering import weighed_enough
from bocal.orders.rules.promising import Wait, serve


def how_many_wait(today: date) -> int:
    """How many deliveries to come were promised only in part; one query."""
    rows = Delivery.objects.filter(day__gte=today, cancelled_at=None, carried=None, lines__waiting__gt=0)
    return rows.annotate(done=held("handover")).filter(done=False).distinct().count()


@dataclass(frozen=True)
class Waiting:
    """A line that waits, how much of that may be promised now, and whether its delivery has left without it."""

    delivery: Delivery
    line: DeliveryLine
    possible: int = 0
    left: bool = False
    #: What was picked short, refused at the door or broken: own unit.
    short: int = 0

    @property
    def owed(self) -> int:
        """What the customer still waits for."""
        return self.line.waiting + self.short

    @property
    def lacks(self) -> int:
        """What will still lack after what is possible now."""
        return self.owed - self.possible


#: So many lines that wait on a page, and in one gesture.
MOST_WAITING = 200
#: What a delivery left without is shown for so many days: nobody carries it over later.
STILL_CARRIED = timedelta(days=30)


def waiting_lines(today: date) -> list[Waiting]:
    """Lines that wait because they could not be promised, in the order in which they are served: the first day of
    delivery first, and of one day the first who ordered; then, for a month, those of deliveries that left without, or
    of which something was picked short, refused at the door or broken. Those carried over are done with."""
    given = brought(OuterRef("delivery__handover"), OuterRef(OuterRef("delivery")))
    sums = given.filter(lot__item=OuterRef("item")).values("lot__item").annotate(sum=GIVEN).values("sum")
    recent = Q(delivery__day__gte=today - STILL_CARRIED)
    rows = (
        DeliveryLine.objects.filter(delivery__cancelled_at=None, delivery__carried=None)
        .annotate(left=held("delivery__picking"), done=held("delivery__handover"))
        .filter(Q(left=False, waiting__gt=0) | recent & Q(left=True))
        .annotate(given=Case(When(done=True, then=Coalesce(Subquery(sums), 0)), default=F("quantity")))
        .filter(Q(waiting__gt=0) | Q(given__lt=F("quantity")))
        .select_related("item", "delivery__customer")
        .order_by("left", "delivery__day", "delivery__placed_at", "delivery_id", "pk")
    )
    found = [Waiting(row.delivery, row, left=row.left, short=_short(row)) for row in rows[:MOST_WAITING]]
    return [row for row in found if row.owed]


def _short(row: DeliveryLine) -> int:
    given: int = row.given  # type: ignore[attr-defined]
    return 0 if weighed_enough(row.quantity, given, Dimension(row.item.dimension)) else row.quantity - given


def servable(rows: Sequence[Waiting], *, today: date, owner: Organisation) -> list[Waiting]:
    """The same lines with what may be promised of each now, those before served first. Three queries."""
    items = sorted({row.line.item_id for row in rows if not row.left})
    supplies, demands = ground(items, today=today, owner=owner)
    waits = [
        Wait(row.line.pk, row.line.item_id, max(row.delivery.day, today), row.line.waiting)
        for row in rows
        if not row.left
    ]
    found = serve(waits, supplies, demands)
    return [replace(row, possible=found.get(row.line.pk, 0)) for row in rows]
