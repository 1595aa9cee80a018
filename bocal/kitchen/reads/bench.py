"""What the tablet at the kettle shows: the steps of an order, what was weighed in, what was noted."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from bocal.journals.models import Voucher
from bocal.kitchen.models import Filled, Making, ManufacturingOrder, Step, Weighed
from bocal.kitchen.rules import bench
from bocal.kitchen.rules.bench import Span, StepKind


def weighed_by_others(of: ManufacturingOrder, lot: int, place: int) -> list[Weighed]:
    """What other orders that are neither made nor given up have weighed in of a lot in a place."""
    made = Making.objects.filter(order=OuterRef("order"), voucher__reversal=None)
    rows = Weighed.objects.filter(lot=lot, place=place, order__cancelled_at=None).exclude(order=of.pk)
    return list(rows.exclude(Exists(made)).select_related("order").order_by("pk"))


@dataclass(frozen=True)
class StepLine:
    """A kind of step: the run that is under way, and the minutes of those that are over."""

    kind: StepKind
    running: Step | None
    runs: tuple[Step, ...]
    minutes: int

    @property
    def forgotten(self) -> bool:
        """Whether somebody must say how long it took."""
        return self.running is not None and getattr(self.running, "forgotten", False)


@dataclass(frozen=True)
class Bench:
    """An order at the kettle."""

    lines: tuple[StepLine, ...]
    weighed: tuple[Weighed, ...]
    filled: Filled | None
    # Minutes by person, of steps that are over and that no voucher bears yet.
    minutes: dict[int, int]

    @property
    def running(self) -> bool:
        """Whether a step is under way."""
        return any(line.running for line in self.lines)

    @property
    def total_minutes(self) -> int:
        """Minutes that are still to be written, of all."""
        return sum(self.minutes.values())


def bench_of(of: ManufacturingOrder, now: datetime) -> Bench:
    """All that the tablet noted of an order. Four queries."""
    steps = list(of.steps.prefetch_related("workers").order_by("started_at", "pk"))
    taken_back = set(
        Voucher.objects.filter(
            Q(reversal__isnull=False), pk__in={step.voucher_id for step in steps if step.voucher_id}
        ).values_list("pk", flat=True)
    )
    lines = []
    for kind in StepKind:
        mine = [step for step in steps if step.kind == kind]
        running = next((step for step in mine if step.ended_at is None), None)
        if running is not None:
            running.forgotten = now - running.started_at > bench.FORGOTTEN  # type: ignore[attr-defined]
        over = [span for step in mine if (span := span_of(step))]
        spent = sum(bench.minutes_of(over).values()) + bench.helpers_minutes(over)
        lines.append(StepLine(kind, running, tuple(step for step in mine if step.ended_at), spent))
    open_spans = [
        span
        for step in steps
        if (step.voucher_id is None or step.voucher_id in taken_back) and (span := span_of(step)) is not None
    ]
    return Bench(
        lines=tuple(lines),
        weighed=tuple(of.weighed.select_related("lot__item", "place", "author")),
        filled=Filled.objects.filter(order=of).first(),
        minutes=bench.minutes_of(open_spans),
    )


def span_of(step: Step) -> Span | None:
    """A run that is over, as the rules want it."""
    if step.ended_at is None:
        return None
    return Span(step.started_at, step.ended_at, tuple(person.pk for person in step.workers.all()), step.helpers)


def step(pk: int, order: int) -> Step | None:
    """A step of an order."""
    return Step.objects.select_related("order").filter(pk=pk, order=order).first()


def weighing(pk: int, order: int) -> Weighed | None:
    """A weighing of an order."""
    return Weighed.objects.select_related("order").filter(pk=pk, order=order).first()
