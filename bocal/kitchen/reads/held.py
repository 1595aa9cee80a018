"""What the plan and the deviations hold a lot back for: asked of many makings at once."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from bocal.catalog.rules import Dimension
from bocal.kitchen.models import Check, Cook, Deviation, Making
from bocal.kitchen.reads.asked import Asked, asked
from bocal.kitchen.rules.deviations import LOST, Cause, Decision
from bocal.kitchen.rules.safety import CheckKind, Gap
from bocal.safety.rules import Every

_FAILED = {
    CheckKind.PH: Gap.PH_FAILED,
    CheckKind.CLOSURE: Gap.CLOSURE_FAILED,
    CheckKind.VISUAL: Gap.VISUAL_FAILED,
}


@dataclass(frozen=True)
class Held:
    """Of one making: its lot's deviations, what the plan still wants, and what an opinion stands for."""

    deviations: tuple[Deviation, ...] = ()
    gaps: tuple[Gap, ...] = ()
    waived: frozenset[Gap] = field(default_factory=frozenset)
    #: Its mix was outside what any schedule covers.
    of_another_mix: bool = False
    asked: Asked = field(default_factory=Asked)


def held(
    of: Sequence[Making], sent: Mapping[int, Sequence[Cook]], latest: Mapping[int, dict[CheckKind, Check]]
) -> dict[int, Held]:
    """By making, with its cooks oldest first; one query for the deviations if there are any, one for the plan if it
    asks something of a batch."""
    touched = defaultdict(list)
    lots = [making.lot_id for making in of if getattr(making, "touched", True)]
    if lots:
        links = Deviation.lots.through.objects.filter(lot__in=lots)
        for link in links.select_related(
            "deviation__ruling__author", "deviation__author", "deviation__reading"
        ).order_by("deviation_id"):
            touched[link.lot_id].append(link.deviation)
    plan = asked(of)
    found = {}
    for making in of:
        deviations = touched[making.lot_id]
        due = plan.get(making.pk, Asked())
        wanted = _wanted(making, due)
        cooks = sent.get(making.pk, ())
        gaps = list(wanted.gaps)
        if making.lot.item.dimension != Dimension.MASS and _to_cook_again(deviations, cooks):
            gaps.append(Gap.NO_COOK)
        if Gap.CONTROL_MISSING not in gaps and _to_read_again(deviations, wanted.read):
            gaps.append(Gap.CONTROL_MISSING)
        decided = [Decision(one.ruling.decision) for one in deviations if hasattr(one, "ruling")]
        if len(decided) < len(deviations):
            gaps.append(Gap.DEVIATION)
        if LOST.intersection(decided):
            gaps.append(Gap.LOST)
        mixed = any(one.cause == Cause.MIX and one.making_id == making.pk for one in deviations)
        if mixed:
            gaps.insert(0, Gap.MIX_OUTSIDE)
        waived = _waived(deviations, cooks[-1] if cooks else None, latest.get(making.pk, {}), wanted.failing)
        found[making.pk] = Held(tuple(deviations), tuple(gaps), waived, mixed, due)
    return found


def _asks_nothing(making: Making) -> tuple[Gap, ...]:
    # Nothing else holds what is made by weight: a plan that asks nothing of it proves nothing.
    return (Gap.NO_PLAN,) if making.lot.item.dimension == Dimension.MASS else ()


def _decided(deviations: Iterable[Deviation], decision: Decision) -> list[Deviation]:
    return [one for one in deviations if hasattr(one, "ruling") and one.ruling.decision == decision]


def _to_cook_again(deviations: Iterable[Deviation], cooks: Sequence[Cook]) -> bool:
    """Whether a person sent the jars back to the autoclave and no new file came since: old readings prove nothing."""
    for one in _decided(deviations, Decision.RECOOK):
        before = {cook.sha256 for cook in cooks if cook.made_at < one.ruling.made_at}
        if all(cook.sha256 in before for cook in cooks):
            return True
    return False


def _to_read_again(deviations: Iterable[Deviation], read: Mapping[int, int]) -> bool:
    """Whether a line of the plan is to be answered again, and was not. `read`: the last answer to each line."""
    again = [one.reading for one in _decided(deviations, Decision.AGAIN) if one.reading is not None]
    return any(read.get(reading.point_id, reading.pk + 1) <= reading.pk for reading in again)


def _waived(
    deviations: Iterable[Deviation],
    cook: Cook | None,
    latest: dict[CheckKind, Check],
    failing: Collection[int],
) -> frozenset[Gap]:
    """What opinions stand for: the very cook, check or test that they were given on, never a later one."""
    found = set()
    tested = set()
    for one in _decided(deviations, Decision.OPINION):
        if one.cause in (Cause.HEAT, Cause.FACTOR) and cook is not None and one.cook_id == cook.pk:
            found.add(Gap.HEAT_FAILED)
        found |= {_FAILED[kind] for kind, check in latest.items() if one.looked_id == check.pk}
        if one.tested_id is not None:
            tested.add(one.tested_id)
        if one.cause == Cause.MIX:
            found.add(Gap.MIX_OUTSIDE)
    if failing and tested.issuperset(failing):
        found.add(Gap.INCUBATION_FAILED)
    return frozenset(found)


@dataclass(frozen=True)
class _Wanted:
    """Of one making: the gaps, the last answer to each line of the plan, the warm jars' results that say no."""

    gaps: Sequence[Gap]
    read: Mapping[int, int] = field(default_factory=dict)
    failing: frozenset[int] = frozenset()


def _wanted(making: Making, of: Asked) -> _Wanted:
    """What the lines of the plan that keep lots back still want of a making. Warm jars that failed hold it whatever
    became of their line since."""
    answered = {line.point.pk: line.last.pk for line in of.lines if line.last}
    lines = [line for line in of.lines if line.due and line.point.blocks]
    # As for a line that is answered anew, the last test counts.
    latest = {oven.point.pk: oven for oven in of.ovens if oven.point and oven.point.every == Every.BATCH}
    results = [(oven, oven.test.result if oven.test and oven.done else None) for oven in latest.values()]
    # A line may let a batch go before its jars are read; jars that failed hold it whatever the line says.
    failing = frozenset(result.pk for _oven, result in results if result is not None and not result.conform)
    holding = [(oven, result) for oven, result in results if oven.point and oven.point.blocks]
    missing = any(oven.due and result is None for oven, result in holding)
    gaps = []
    if any(line.last is None for line in lines):
        gaps.append(Gap.CONTROL_MISSING)
    if failing:
        gaps.append(Gap.INCUBATION_FAILED)
    if missing:
        gaps.append(Gap.INCUBATION_MISSING)
    return _Wanted(gaps if lines or holding else [*_asks_nothing(making), *gaps], answered, failing)
