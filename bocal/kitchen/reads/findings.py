"""What was found: the lines of the day and their answers, deviations, ovens, seals, and what waits for somebody."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from bocal.directory.models import Collective
from bocal.journals import reads as journals
from bocal.journals.models import Lot, Movement, Voucher
from bocal.kitchen.models import Deviation, Incubation, Making, ManufacturingOrder, Reading, Seal
from bocal.kitchen.reads.asked import Line, Oven
from bocal.kitchen.reads.standing import PAGE, at_stage, live_makings
from bocal.kitchen.rules.deviations import Decision, loss_key
from bocal.kitchen.rules.stages import Stage
from bocal.safety import reads as plan
from bocal.safety.models import ControlPoint
from bocal.safety.rules import (
    ELSEWHERE,
    Every,
    Topic,
    period,
)

#: Days after which an oven that nobody filled is no longer asked for.
_OVEN_WITHIN = 30


# ── The plan's day ─────────────────────────────────────────────────────────────────────────────────────────────


def _answered_here() -> QuerySet[ControlPoint]:
    return plan.points().exclude(topic__in=ELSEWHERE)


def sheet(day: date) -> list[Line]:
    """What is asked on a day, of its week and of its month, in the order of the plan; two queries."""
    asked = [p for p in _answered_here().filter(since__lte=day) if p.every in (Every.DAY, Every.WEEK, Every.MONTH)]
    asked.sort(key=lambda p: (list(Every).index(Every(p.every)), p.rank, p.pk))
    if not asked:
        return []
    # A week may begin before the month does.
    first = min(period(Every(p.every), day)[0] for p in asked)
    last = max(period(Every(p.every), day)[1] for p in asked)
    rows = defaultdict(list)
    for row in Reading.objects.filter(point__in=asked, day__range=(first, last)).select_related("author"):
        rows[row.point_id].append(row)
    found = []
    for one in asked:
        begin, end = period(Every(one.every), day)
        found.append(Line(one, tuple(row for row in rows[one.pk] if begin <= row.day <= end)))
    return found


def left_today(today: date) -> int:
    """How many lines nobody has answered yet."""
    return sum(1 for line in sheet(today) if line.last is None)


def readings_on(day: date) -> QuerySet[Reading]:
    """Everything read on a day, in the order it was written."""
    return Reading.objects.filter(day=day).select_related("author", "equipment", "order").order_by("pk")


def cold_points() -> QuerySet[ControlPoint]:
    """Lines of the plan whose month is worth a curve: temperatures of cold rooms and freezers."""
    return plan.points().filter(topic=Topic.COLD).exclude(low=None, high=None).exclude(every=Every.BATCH)


def month_of(one: ControlPoint, first: date) -> list[Reading]:
    """A line's answers in the month that begins on `first`, in the order of time."""
    begin, end = period(Every.MONTH, first)
    rows = Reading.objects.filter(point=one, day__range=(begin, end), value__isnull=False)
    return list(rows.select_related("author").order_by("day", "pk"))


# ── Deviations ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _deviations() -> QuerySet[Deviation]:
    return Deviation.objects.select_related(
        "author", "ruling__author", "making__order", "making__voucher", "reading__point", "cook"
    ).prefetch_related(Prefetch("lots", Lot.objects.select_related("item", "state")))


def undecided() -> QuerySet[Deviation]:
    """Deviations that wait for a decision, but those of makings that were taken back; oldest first."""
    return _deviations().filter(Q(making=None) | Q(making__voucher__reversal=None), ruling=None).order_by("pk")


def decided() -> list[Deviation]:
    """The last ones that were decided, newest first."""
    return list(_deviations().filter(ruling__isnull=False)[:PAGE])


def deviation(pk: int) -> Deviation | None:
    """One deviation with its lots and its decision."""
    return _deviations().filter(pk=pk).first()


def loss_of(of: Deviation) -> Voucher | None:
    """The gesture that wrote off what a ruling destroyed; None when nothing was left, or nothing was to be."""
    ruling = getattr(of, "ruling", None)
    if ruling is None or ruling.decision != Decision.DESTROY:
        return None
    return Voucher.objects.select_related("reversal").filter(key=loss_key(ruling.key)).first()


@dataclass(frozen=True)
class Concerned:
    """A lot that a deviation is about, and at how many parties some of it is."""

    lot: Lot
    parties: int


def concerned(of: Deviation) -> list[Concerned]:
    """The lots of a deviation; whoever decides must know which of them have left already."""
    lots = list(of.lots.all())
    away = Counter(row.lot for row in journals.handed(lot.pk for lot in lots))
    return [Concerned(lot, away[lot.pk]) for lot in lots]


def deviations_on(day: date) -> list[Deviation]:
    """What was found on a day."""
    return list(_deviations().filter(day=day).order_by("pk"))


def recent_lots() -> list[Lot]:
    """Lots made here of late, for whoever says which ones a breakage may have touched; newest first."""
    return [making.lot for making in live_makings().order_by("-voucher__day", "-pk")[:12]]


def cooks_of_lots(lots: Iterable[Lot]) -> frozenset[int | None]:
    """Who made or cooked these lots."""
    rows = Making.objects.filter(lot__in=[lot.pk for lot in lots]).values_list("voucher__author", "cooks__author")
    return frozenset(person for row in rows for person in row) - {None}


# ── Ovens ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _tests() -> QuerySet[Incubation]:
    return Incubation.objects.select_related(
        "result__author", "point", "author", "making__lot__item", "making__order", "making__voucher"
    )


def filled(of: Making) -> int:
    """Jars that a making filled, those tasted at once among them."""
    return Movement.objects.filter(voucher=of.voucher_id, lot=of.lot_id).aggregate(n=Sum("quantity"))["n"] or 0


def ovens_to_fill(today: date) -> list[Oven]:
    """Planned when the lot was made, and not in the oven yet; those of the last thirty days."""
    asked = plan.oven_points()
    if not asked:
        return []
    makings = (
        live_makings()
        .select_related("order")
        .filter(order__mass_mg=0, voucher__day__gte=today - timedelta(days=_OVEN_WITHIN))
    )
    rows = list(makings.order_by("voucher__day", "pk")[:PAGE])
    there = set(Incubation.objects.filter(making__in=rows).values_list("making", "point"))
    return [
        Oven(making, one, None, making.voucher.day + timedelta(days=one.days or 0))
        for making in rows
        for one in asked
        if one.since <= making.voucher.day and (making.pk, one.pk) not in there
    ]


def ovens_running() -> list[Incubation]:
    """In the oven, the first due first."""
    return list(_tests().filter(result=None, making__voucher__reversal=None))


def ovens_read() -> list[Incubation]:
    """The last results."""
    return list(_tests().filter(result__isnull=False).order_by("-result__read_on", "-pk")[:20])


def incubation(pk: int) -> Incubation | None:
    """One test."""
    return _tests().filter(pk=pk).first()


def makings_on(day: date) -> list[Making]:
    """What was made on a day and holds."""
    return list(live_makings().filter(voucher__day=day).select_related("order__version__recipe").order_by("pk"))


def load_mates(order: ManufacturingOrder, day: date) -> QuerySet[ManufacturingOrder]:
    """Other orders made that day: what may have been in the same load."""
    live = Making.objects.filter(order=OuterRef("pk"), voucher__reversal=None, voucher__day=day)
    return ManufacturingOrder.objects.filter(Exists(live), mass_mg=0).exclude(pk=order.pk).select_related("product")


@dataclass(frozen=True)
class Waits:
    """How much waits for somebody, for the page of today."""

    to_release: int
    to_decide: int
    ovens: int
    papers_over: int
    papers_soon: int


def waits(today: date) -> Waits:
    """All of it in one query."""
    ready = Incubation.objects.filter(result=None, due_on__lte=today, making__voucher__reversal=None)
    row = Collective.objects.values(
        to_release=_counted(at_stage(Stage.CHECKS)),
        to_decide=_counted(undecided()),
        ovens=_counted(ready),
        papers_over=_counted(plan.papers_over(today)),
        papers_soon=_counted(plan.papers_soon(today)),
    ).first()
    return Waits(**row) if row else Waits(0, 0, 0, 0, 0)


def _counted(rows: QuerySet[Any]) -> Coalesce:
    one = rows.order_by().annotate(alike=Value(1)).values("alike")
    return Coalesce(Subquery(one.annotate(many=Count("pk")).values("many")), 0)


# ── Seals ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def seals() -> QuerySet[Seal]:
    """Records that were sealed, newest first, without their text."""
    return Seal.objects.select_related("author", "key_used", "making__lot", "making__order").defer("text")


def seal(pk: int) -> Seal | None:
    """One seal, whole."""
    return Seal.objects.select_related("author", "key_used", "making__lot", "making__order").filter(pk=pk).first()


def seal_by_print(text: str) -> Seal | None:
    """The seal whose print begins like this: at least eight of its characters."""
    wanted = "".join(text.lower().split())
    return seals().filter(sha256__startswith=wanted).first() if len(wanted) >= 8 else None
