"""What the plan and the deviations hold a lot back for: asked of many makings at once."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import FilteredRelation, Q

from bocal.catalog.rules import Dimension
from bocal.kitchen.models import Check, ControlPoint, Cook, Deviation, Making
from bocal.kitchen.rules.plan import LOST, Cause, Decision, Every, Goods, Topic, asked_of
from bocal.kitchen.rules.safety import CheckKind, Gap

_ANSWERED_ELSEWHERE = (Topic.PH, Topic.CLOSURE, Topic.VISUAL)
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


def held(of: Sequence[Making], cooks: dict[int, Cook], latest: dict[int, dict[CheckKind, Check]]) -> dict[int, Held]:
    """By making; one query for the deviations if there are any, one for the plan if it asks something of a batch."""
    touched = defaultdict(list)
    lots = [making.lot_id for making in of if getattr(making, "touched", True)]
    if lots:
        links = Deviation.lots.through.objects.filter(lot__in=lots)
        for link in links.select_related("deviation__ruling__author", "deviation__author").order_by("deviation"):
            touched[link.lot_id].append(link.deviation)
    wanted = _wanted([making for making in of if getattr(making, "holding", True)])
    found = {}
    for making in of:
        deviations = touched[making.lot_id]
        gaps = list(wanted.get(making.pk, _asks_nothing(making)))
        decided = [Decision(one.ruling.decision) for one in deviations if hasattr(one, "ruling")]
        if len(decided) < len(deviations):
            gaps.append(Gap.DEVIATION)
        if LOST.intersection(decided):
            gaps.append(Gap.LOST)
        mixed = any(one.cause == Cause.MIX and one.making_id == making.pk for one in deviations)
        if mixed:
            gaps.insert(0, Gap.MIX_OUTSIDE)
        waived = _waived(deviations, cooks.get(making.pk), latest.get(making.pk, {}))
        found[making.pk] = Held(tuple(deviations), tuple(gaps), waived, mixed)
    return found


def _asks_nothing(making: Making) -> tuple[Gap, ...]:
    # Nothing else holds what is made by weight: a plan that asks nothing of it proves nothing.
    return (Gap.NO_PLAN,) if making.lot.item.dimension == Dimension.MASS else ()


def _waived(deviations: Iterable[Deviation], cook: Cook | None, latest: dict[CheckKind, Check]) -> frozenset[Gap]:
    """What opinions stand for: the very cook or check that they were given on, never a later one."""
    found = set()
    for one in deviations:
        if not hasattr(one, "ruling") or one.ruling.decision != Decision.OPINION:
            continue
        if one.cause in (Cause.HEAT, Cause.FACTOR) and cook is not None and one.cook_id == cook.pk:
            found.add(Gap.HEAT_FAILED)
        found |= {_FAILED[kind] for kind, check in latest.items() if one.looked_id == check.pk}
        if one.cause == Cause.INCUBATION:
            found.add(Gap.INCUBATION_FAILED)
        if one.cause == Cause.MIX:
            found.add(Gap.MIX_OUTSIDE)
    return frozenset(found)


def _wanted(of: Sequence[Making]) -> dict[int, list[Gap]]:
    """What the lines of the plan that keep lots back still want of each making; one query."""
    if not of:
        return {}
    rows = (
        ControlPoint.objects.filter(active=True, blocks=True, every=Every.BATCH)
        .exclude(~Q(goods=Goods.PREPARED), topic__in=_ANSWERED_ELSEWHERE)
        .annotate(
            read=FilteredRelation("readings", condition=Q(readings__order__in=[making.order_id for making in of])),
            test=FilteredRelation("incubations", condition=Q(incubations__making__in=[making.pk for making in of])),
        )
        .values_list("pk", "topic", "goods", "since", "read__order", "test__making", "test__result__conform")
        .order_by("pk", "read__pk", "test__pk")
    )
    points: dict[int, tuple[Topic, Goods, date]] = {}
    read: set[tuple[int, int]] = set()
    warm: dict[tuple[int, int], bool | None] = {}
    for point, topic, goods, since, order, making_key, conform in rows:
        points[point] = (Topic(topic), Goods(goods), since)
        read.add((point, order))
        warm[point, making_key] = conform
    found: dict[int, list[Gap]] = {}
    for making in of:
        weighed = making.lot.item.dimension == Dimension.MASS
        asked = [
            (point, topic)
            for point, (topic, goods, since) in points.items()
            if since <= making.voucher.day and asked_of(topic, goods, weighed=weighed)
        ]
        ovens = [warm.get((point, making.pk)) for point, topic in asked if topic == Topic.INCUBATION]
        gaps = []
        if any((point, making.order_id) not in read for point, topic in asked if topic != Topic.INCUBATION):
            gaps.append(Gap.CONTROL_MISSING)
        if False in ovens:
            gaps.append(Gap.INCUBATION_FAILED)
        elif None in ovens:
            gaps.append(Gap.INCUBATION_MISSING)
        found[making.pk] = gaps if asked else list(_asks_nothing(making))
    return found
