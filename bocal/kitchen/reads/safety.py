"""What each cook was worth, what was checked, and what lacks before a lot may go."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from bocal.directory.models import Collective
from bocal.journals import reads as journals
from bocal.journals.models import Lot, Stock
from bocal.journals.rules import Status
from bocal.kitchen import words
from bocal.kitchen.models import Check, Cook, Deviation, Making, ManufacturingOrder, Schedule
from bocal.kitchen.reads.asked import Line, Oven
from bocal.kitchen.reads.book import fitting, limits_of, schedules_in_force
from bocal.kitchen.reads.held import Held, held
from bocal.kitchen.reads.mixing import MixSeen, mix_of
from bocal.kitchen.reads.standing import PAGE, live_makings
from bocal.kitchen.rules.deviations import Cause
from bocal.kitchen.rules.factors import Ran, heatings, suspects
from bocal.kitchen.rules.safety import (
    Checked,
    CheckKind,
    Gap,
    Heat,
    Limits,
    ProbeAt,
    Verdict,
    Warn,
    check_fails,
    gaps,
    of_another_mix,
    step_in_unit,
    verdict,
    warnings,
)
from bocal.kitchen.words import deviations
from bocal.measure import lethality
from bocal.measure.readings import Series as Readings


def series_of(cook: Cook) -> Readings:
    """The readings of a cook."""
    unit: lethality.Unit = "F" if cook.unit == "F" else "C"
    return Readings(
        times=tuple(cook.times),
        probes=tuple(tuple(probe) for probe in cook.probes),
        unit=unit,
        names=tuple(cook.names),
    )


def counting(cook: Cook) -> Readings:
    """The readings that a cook is worth what it is worth by: of the probes that were not left out, lowered by the
    greatest error of what read them."""
    whole, gone = series_of(cook), {one["probe"] for one in cook.excluded}
    kept = replace(
        whole,
        probes=tuple(values for i, values in enumerate(whole.probes) if i not in gone),
        names=tuple(name for i, name in enumerate(whole.names) if i not in gone),
    )
    return kept.lowered(step_in_unit(float(cook.error or 0), "F" if cook.unit == "F" else "C"))


def suspects_of(cook: Cook) -> tuple[int, ...]:
    """Probes that fell out or stuck and still count, by index."""
    gone = {one["probe"] for one in cook.excluded}
    return tuple(i for i in suspects(series_of(cook), "F" if cook.unit == "F" else "C") if i not in gone)


def heatings_of(cook: Cook) -> int:
    """How many times the load was heated in the file, by the probes that count."""
    return heatings(counting(cook), "F" if cook.unit == "F" else "C")


def suspect_names(cook: Cook) -> list[str]:
    """The same, by name."""
    names = list(cook.names) + [""] * len(cook.probes)
    return [names[i] or _("sonde %(n)s") % {"n": i + 1} for i in suspects_of(cook)]


def heat_of(cook: Cook) -> Heat:
    """A cook as the rules want it."""
    return Heat(
        exact=cook.exact,
        trapezoid=cook.trapezoid,
        plateau=cook.plateau,
        largest_gap=cook.largest_gap,
        probe=ProbeAt(cook.probe_at),
        other_day=cook.other_day,
        error_known=cook.error is not None,
        ran=Ran(
            initial=None if cook.initial_temperature is None else float(cook.initial_temperature),
            jars=cook.load_jars,
            come_up=cook.come_up,
            water=cook.cooling_sound,
        ),
    )


def checked(check: Check) -> Checked:
    """A check as the rules want it."""
    return Checked(
        kind=CheckKind(check.kind),
        value=None if check.value is None else float(check.value),
        looked_at=check.looked_at,
        failing=check.failing,
        sound=check.sound,
    )


@dataclass(frozen=True)
class File:
    """All that is known of a finished lot's safety."""

    making: Making
    lot: Lot
    schedule: Schedule | None
    limits: Limits | None
    cook: Cook | None
    verdict: Verdict
    checks: tuple[Check, ...]
    latest: dict[CheckKind, Check]
    gaps: tuple[Gap, ...]
    warnings: tuple[Warn, ...]
    shared_with: tuple[ManufacturingOrder, ...]
    held: Held = field(default_factory=Held)
    #: Every file sent for this making, newest first.
    sent: tuple[Cook, ...] = ()

    @property
    def outcome(self) -> str:
        """The verdict's sentence; what is made by weight has no schedule to hold."""
        if self.verdict.passed and not self.sound:
            return str(words.UNDECIDED)
        return str(words.BY_WEIGHT if self.weighed else words.OUTCOMES[self.verdict.outcome])

    @property
    def sound(self) -> bool:
        """Whether the cook held its schedule and nothing found about it waits for somebody's decision."""
        return self.verdict.passed and Gap.DEVIATION not in self.gaps

    @property
    def weighed(self) -> bool:
        """Whether it was made by weight: no jar, no schedule."""
        return self.making.order.by_weight

    @property
    def factors(self) -> list[str]:
        """Critical factors that were not as validated, in words."""
        return [str(deviations.FACTORS[factor]) for factor in self.verdict.factors]

    @property
    def deviations(self) -> tuple[Deviation, ...]:
        """What was found about this lot, oldest first, each with its decision or none yet."""
        return self.held.deviations

    @property
    def collective(self) -> str:
        """Under whose name it is printed."""
        return str(self.making.collective)  # type: ignore[attr-defined]

    @property
    def lines(self) -> tuple[Line, ...]:
        """What the plan asks of it beside its pH, closures and look, and what was answered."""
        return self.held.asked.lines

    @property
    def ovens(self) -> tuple[Oven, ...]:
        """The incubations that the plan asks of it, and what was done."""
        return self.held.asked.ovens

    @property
    def mix(self) -> MixSeen | None:
        """What went in beside what the schedule covers; None when it was made before anybody judged that."""
        return mix_of(self.making)

    @property
    def lacks(self) -> list[str]:
        """What is missing, in words."""
        named = words.GAPS | (words.GAPS_BY_WEIGHT if self.making.order.by_weight else {})
        return [str(named[gap]) for gap in self.gaps]

    @property
    def said(self) -> list[str]:
        """The warnings, in words."""
        return [str(words.WARNS[warning]) for warning in self.warnings]

    @property
    def verdict_due(self) -> float | None:
        """Minutes at tref that the schedule in force asks, when the curve was judged by it."""
        same = self.cook is not None and self.schedule is not None and self.cook.schedule_id == self.schedule.pk
        return self.limits.required if same and self.limits else None

    @property
    def ready(self) -> bool:
        """Whether nothing is missing."""
        return not self.gaps

    @property
    def status(self) -> Status:
        """What may be done with the lot."""
        return Status(self.lot.state.status)

    @property
    def check_lines(self) -> list[tuple[Check, bool]]:
        """Each check, newest first, and whether it says no."""
        return [(check, check_fails(checked(check), self.limits)) for check in self.checks]

    @property
    def cooks(self) -> frozenset[int | None]:
        """Who made or cooked this lot."""
        return frozenset({self.making.voucher.author_id, self.cook.author_id if self.cook else None}) - {None}


def files(of: Sequence[Making], *, readings: bool = False) -> list[File]:
    """The safety files of these makings, in a fixed number of queries; their cooks' readings only when asked."""
    keys = [making.pk for making in of]
    schedules = schedules_in_force(making.order.version_id for making in of)
    whole = {making.pk: making for making in of}
    every: dict[int, list[Cook]] = defaultdict(list)
    shared: dict[str, dict[int, ManufacturingOrder]] = defaultdict(dict)
    sent = _sent(keys)
    for cook in sent if readings else sent.defer("times", "probes"):
        if cook.making_id in whole:
            cook.making = whole[cook.making_id]
            every[cook.making_id].append(cook)
        shared[cook.sha256][cook.making.order_id] = cook.making.order
    checks: dict[int, list[Check]] = defaultdict(list)
    for check in Check.objects.filter(making__in=keys).select_related("author").order_by("-pk"):
        checks[check.making_id].append(check)
    latest: dict[int, dict[CheckKind, Check]] = defaultdict(dict)
    for key, written in checks.items():
        for check in written:
            latest[key].setdefault(CheckKind(check.kind), check)
    holding = held(of, every, latest)
    return [
        _file(making, schedules, every[making.pk], checks[making.pk], latest[making.pk], shared, holding[making.pk])
        for making in of
    ]


def _sent(makings: Sequence[int]) -> QuerySet[Cook]:
    """The cooks of these makings, oldest first, and those of others that hold for which the same bytes were sent."""
    prints = Cook.objects.filter(making__in=makings).order_by().values("sha256")
    return (
        Cook.objects.filter(Q(making__in=makings) | Q(making__voucher__reversal=None), sha256__in=prints)
        .select_related("author", "schedule", "autoclave", "operator", "making__order")
        .order_by("pk")
    )


def in_force_for(candidates: Sequence[Schedule], cook: Cook | None) -> Schedule | None:
    """The schedule that a making is judged by: that of its cook's autoclave and load; before any cook, the latest."""
    if cook is None:
        return candidates[0] if candidates else None
    return fitting(candidates, autoclave=cook.autoclave_id, jars=cook.load_jars)


def _file(
    making: Making,
    in_force: dict[tuple[int, int], list[Schedule]],
    sent: list[Cook],
    checks: list[Check],
    latest: dict[CheckKind, Check],
    shared: dict[str, dict[int, ManufacturingOrder]],
    holding: Held,
) -> File:
    order = making.order
    cook = sent[-1] if sent else None
    schedule = in_force_for(in_force.get((order.version_id, order.product.jar_format_id or 0), []), cook)
    limits = limits_of(schedule) if schedule else None
    heat = heat_of(cook) if cook else None
    same = bool(cook and schedule and cook.schedule_id == schedule.pk)
    judged = verdict(limits, heat, same_schedule=same)
    if holding.of_another_mix:
        judged = of_another_mix(judged)
    others = tuple(o for key, o in shared.get(cook.sha256, {}).items() if key != order.pk) if cook else ()
    ph = latest.get(CheckKind.PH)
    return File(
        making=making,
        lot=making.lot,
        schedule=schedule,
        limits=limits,
        cook=cook,
        verdict=judged,
        checks=tuple(checks),
        latest=latest,
        gaps=gaps(
            judged,
            [checked(check) for check in latest.values()],
            limits,
            held=holding.gaps,
            waived=holding.waived,
            in_jar=not order.by_weight,
        ),
        warnings=(
            # Sent once for the whole load is no mistake.
            *warnings(
                heat,
                shared=bool(others) and not (cook and cook.load),
                ph=float(ph.value) if ph and ph.value is not None else None,
            ),
            *_kept(cook, latest.values()),
        ),
        shared_with=others,
        held=holding,
        sent=tuple(reversed(sent)),
    )


def _kept(cook: Cook | None, checks: Iterable[Check]) -> tuple[Warn, ...]:
    """What stood in the way when the cook and the checks that count were written: it stays on the record."""
    said = {*(cook.warned if cook else ()), *(warned for check in checks for warned in check.warned)}
    return tuple(warn for warn in Warn if warn.value in said)


def _makings() -> QuerySet[Making]:
    return (
        live_makings()
        .select_related(
            "voucher__author",
            "lot__state",
            "lot__item",
            "lot__owner",
            "order__version__recipe",
            "order__product__jar_format",
            "order__owner",
            "order__store",
            "order__assigned",
        )
        .annotate(collective=Subquery(Collective.objects.values("organisation__name")[:1]))
    )


def file_of(order_key: int) -> File | None:
    """The safety file of an order's making, with its readings; None while nothing holds."""
    making = _makings().filter(order=order_key).first()
    return files([making], readings=True)[0] if making else None


#: What is found in the jars themselves: saying that it was mended does not make it so.
_IN_JARS = {
    Cause.HEAT: Gap.HEAT_FAILED,
    Cause.FACTOR: Gap.HEAT_FAILED,
    Cause.INCUBATION: Gap.INCUBATION_FAILED,
}


def stands(of: Deviation) -> bool:
    """Whether what a cook or warm jars told is still so: no later file, no later test of the line says otherwise."""
    gap = _IN_JARS.get(Cause(of.cause))
    file = file_of(of.making.order_id) if gap and of.making else None
    return file is not None and gap in file.gaps


def waiting() -> list[File]:
    """Lots made here that nobody may sell yet, with jars on hand, oldest first, each with what is missing."""
    rows = _makings().exclude(lot__state__status=Status.RELEASED)
    rows = rows.filter(Exists(Stock.objects.filter(lot=OuterRef("lot"), quantity__gt=0)))
    return files(list(rows.order_by("voucher__day", "pk")[:PAGE]))


def released_lately() -> list[Making]:
    """The last lots released, newest first, for who looks back."""
    return list(_makings().filter(lot__state__status=Status.RELEASED).order_by("-voucher__day", "-pk")[:10])


def mates(of: Making) -> QuerySet[Lot]:
    """The lots cooked with this one and this one: born in the same gesture, or read from the same logger file."""
    files_sent = Cook.objects.filter(making=of).values("sha256")
    beside = Making.objects.filter(cooks__sha256__in=files_sent, voucher__reversal=None).values("lot")
    born = journals.cook_mates([of.lot])
    return (
        Lot.objects.filter(Q(pk__in=born.values("pk")) | Q(pk__in=beside))
        .select_related("item", "state")
        .order_by("pk")
    )
