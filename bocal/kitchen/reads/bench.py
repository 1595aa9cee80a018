"""What the tablet at the kettle shows: the steps of an order, what was weighed in, what was noted."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Exists, OuterRef

from bocal.kitchen.models import Filled, Making, ManufacturingOrder, Step, Weighed
from bocal.kitchen.rules import bench
from bocal.kitchen.rules.bench import Span, StepKind


def weighed_by_others(of: ManufacturingOrder, lot: int, place: int) -> list[Weighed]:
    """What other orders that are neither made nor given up have weighed in of a lot in a place."""
    made = Making.objects.filter(order=OuterRef("order"), voucher__reversal=None)
    rows = Weighed.objects.filter(lot=lot, place=place, order__cancelled_at=None).exclude(order=of.pk)
    return list(rows.exclude(Exists(made)).select_related("order").order_by("pk"))


@dataclass(frozen=True)
class Run:
    """One run of a step, with those who were at it (key and name); `free` while no voucher that stands bears it."""

    pk: int
    kind: StepKind
    started_at: datetime
    ended_at: datetime | None
    helpers: int
    workers: tuple[tuple[int, str], ...]
    free: bool

    @property
    def span(self) -> Span | None:
        """As the rules want it, once it is over."""
        if self.ended_at is None:
            return None
        return Span(self.started_at, self.ended_at, tuple(key for key, _name in self.workers), self.helpers)


def runs_of(order: int) -> list[Run]:
    """Every run of an order's steps, the first one first. One query."""
    rows = Step.objects.filter(order=order).order_by("started_at", "pk", "workers__name")
    found: dict[int, Run] = {}
    for pk, kind, started, ended, helpers, voucher, taken_back, person, name in rows.values_list(
        "pk",
        "kind",
        "started_at",
        "ended_at",
        "helpers",
        "voucher",
        "voucher__reversal",
        "workers",
        "workers__name",
    ):
        run = found.get(pk) or Run(
            pk, StepKind(kind), started, ended, helpers, (), voucher is None or taken_back is not None
        )
        found[pk] = replace(run, workers=(*run.workers, (person, name))) if person else run
    return list(found.values())


@dataclass(frozen=True)
class StepLine:
    """A kind of step: the run that is under way, and the minutes of those that are over."""

    kind: StepKind
    running: Run | None
    runs: tuple[Run, ...]
    minutes: int
    # Nobody stopped it: somebody must say how long it took.
    forgotten: bool


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
    """All that the tablet noted of an order. Two queries, when the order came with what was filled."""
    runs = runs_of(of.pk)
    lines = []
    usual = bench.WEIGHED_STEPS if of.by_weight else bench.JAR_STEPS
    for kind in (*usual, *(kind for kind in StepKind if kind not in usual)):
        mine = [run for run in runs if run.kind is kind]
        if not mine and kind not in usual:
            continue
        running = next((run for run in mine if run.ended_at is None), None)
        over = [span for run in mine if (span := run.span)]
        spent = sum(bench.minutes_of(over).values()) + bench.helpers_minutes(over)
        forgotten = running is not None and now - running.started_at > bench.FORGOTTEN
        lines.append(StepLine(kind, running, tuple(run for run in mine if run.ended_at), spent, forgotten))
    return Bench(
        lines=tuple(lines),
        weighed=tuple(of.weighed.select_related("lot__item", "place", "author")),
        filled=of.filled if hasattr(of, "filled") else None,
        minutes=bench.minutes_of(span for run in runs if run.free and (span := run.span)),
    )


def step(pk: int, order: int) -> Step | None:
    """A step of an order."""
    return Step.objects.select_related("order").filter(pk=pk, order=order).first()


def weighing(pk: int, order: int) -> Weighed | None:
    """A weighing of an order."""
    return Weighed.objects.select_related("order").filter(pk=pk, order=order).first()
