"""What the kitchen will give: what is still to be made, and what waits for its release without anything against it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, Subquery, Sum
from django.utils import timezone

from bocal.directory.models import Collective
from bocal.directory.rules import PlaceKind
from bocal.journals.models import Stock
from bocal.journals.rules import Status
from bocal.kitchen.models import Cook, Deviation, Making, ManufacturingOrder, Ruling
from bocal.kitchen.rules.deviations import LOST, Decision

_OF_LOT = Deviation.objects.filter(lots=OuterRef("lot"))
_AGAIN = Ruling.objects.filter(deviation__lots=OuterRef("lot"), decision=Decision.RECOOK).order_by("-made_at")
_SINCE = Cook.objects.filter(making__lot=OuterRef(OuterRef("lot")), made_at__gte=OuterRef("made_at"))
# A cook that failed opens a deviation: until a named person decides, or after they gave the lot up, nobody counts on
# it; sent back to the autoclave, it counts again once it has been there.
_SOUND = Q(
    ~Exists(_OF_LOT.filter(ruling=None)),
    ~Exists(_OF_LOT.filter(ruling__decision__in=sorted(LOST))),
    ~Exists(_AGAIN.filter(~Exists(_SINCE))),
    lot__state__status=Status.HOLD,
)


@dataclass(frozen=True)
class Coming:
    """So many jars of a product (mg of what is made by weight), cooked (or to be) on `day`. `made`: in the stores, on
    hold."""

    product: int
    jars: int
    day: date
    made: bool


def coming(products: Collection[int] | None = None) -> list[Coming]:
    """What orders of the collective's own will still give, of these products or of all. One query.

    Neither cancelled, nor released already, nor blocked, failed, downgraded or destroyed.
    """
    live = Making.objects.filter(order=OuterRef("pk"), voucher__reversal=None)
    lying = Stock.objects.filter(lot=OuterRef("lot")).exclude(place__kind=PlaceKind.SHELF).order_by().values("lot")
    again = Subquery(_AGAIN.values("made_at")[:1])
    making = live.annotate(again=again)
    rows = (
        ManufacturingOrder.objects.filter(
            ~Exists(live) | Exists(live.filter(_SOUND)),
            cancelled_at=None,
            owner__in=Collective.objects.values("organisation"),
        )
        .annotate(
            lot=Subquery(live.values("lot")[:1]),
            made_on=Subquery(live.values("voucher__day")[:1]),
            cooked_again=Subquery(making.values("again")[:1]),
        )
        .annotate(there=Subquery(lying.annotate(sum=Sum("quantity")).values("sum")))
    )
    if products is not None:
        rows = rows.filter(product__in=products)
    found = []
    for product, day, jars, mass, lot, there, made_on, cooked_again in rows.values_list(
        "product", "day", "jars", "mass_mg", "lot", "there", "made_on", "cooked_again"
    ):
        if lot is None:
            found.append(Coming(product, mass or jars, day, made=False))
        else:
            since = max(made_on, timezone.localdate(cooked_again)) if cooked_again else made_on
            found.append(Coming(product, there or 0, since, made=True))
    return found
