"""What the plan asks of each batch, and what was answered: its lines, its ovens. One query for many makings."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import F, FilteredRelation, Q

from bocal.catalog.rules import Dimension
from bocal.directory.models import Person
from bocal.kitchen.models import Incubation, IncubationResult, Making, Reading
from bocal.safety.models import ControlPoint
from bocal.safety.rules import ELSEWHERE, Every, Goods, Topic, asked_of

_LIMITS = ("low", "high", "unit", "desk", "corrective", "source", "blocks", "celsius", "days", "active")
_POINT = ("topic", "goods", "every", "since", "rank", "what", *_LIMITS)
_ANSWER = ("pk", "order_id", "day", "value", "sound", "conform", "note", "unit", "what", "made_at")
_TEST = ("pk", "making_id", "celsius", "jars", "started_on", "due_on")
_RESULT = ("pk", "read_on", "ph", "ph_control", "germs", "germs_control", "sound", "conform", "note")


@dataclass(frozen=True)
class Line:
    """A line of the plan on a day, or of a batch: what was answered for it, newest first."""

    point: ControlPoint
    readings: tuple[Reading, ...]
    #: Asked now; an answer to what is asked no more stays said.
    due: bool = True

    @property
    def last(self) -> Reading | None:
        """The answer that counts."""
        return self.readings[0] if self.readings else None

    @property
    def numeric(self) -> bool:
        """Whether a number is asked."""
        return self.point.low is not None or self.point.high is not None


@dataclass(frozen=True)
class Oven:
    """An incubation that the plan asks of a lot; `test` is None until the jars are in the oven."""

    making: Making
    point: ControlPoint | None
    test: Incubation | None
    due_on: date
    due: bool = True

    @property
    def done(self) -> bool:
        """Whether its result is written."""
        return self.test is not None and hasattr(self.test, "result")


@dataclass(frozen=True)
class Asked:
    """Of one making: the lines beside its pH, closures and look, and the ovens; in the order of the plan."""

    lines: tuple[Line, ...] = ()
    ovens: tuple[Oven, ...] = ()


def asked(of: Sequence[Making]) -> dict[int, Asked]:
    """What the plan asks of these makings, by making, with what was answered. One query; none without a plan.

    A line that is no longer in the plan is not asked, but what was read for it then stays said.
    """
    batches = [making for making in of if getattr(making, "planned", True)]
    if not batches:
        return {}
    points: dict[int, ControlPoint] = {}
    read: dict[tuple[int, int], dict[int, Reading]] = defaultdict(dict)
    warm: dict[tuple[int, int], dict[int, Incubation]] = defaultdict(dict)
    for row in _rows(batches):
        one = points.setdefault(row["pk"], ControlPoint(pk=row["pk"], **{name: row[name] for name in _POINT}))
        if row["read__pk"] is not None:
            answer = Reading(point=one, **_part(row, "read__", _ANSWER), author=_who(row["read__author__name"]))
            read[one.pk, row["read__order_id"]].setdefault(answer.pk, answer)
        if row["test__pk"] is not None:
            test = Incubation(point=one, **_part(row, "test__", _TEST), author=_who(row["test__author__name"]))
            if row["test__result__pk"] is not None:
                # Django hangs the result on its test.
                IncubationResult(
                    incubation=test,
                    **_part(row, "test__result__", _RESULT),
                    author=_who(row["test__result__author__name"]),
                )
            warm[one.pk, row["test__making_id"]].setdefault(test.pk, test)
    return {making.pk: _of(making, points.values(), read, warm) for making in batches}


def _of(
    making: Making,
    points: Any,
    read: Mapping[tuple[int, int], Mapping[int, Reading]],
    warm: Mapping[tuple[int, int], Mapping[int, Incubation]],
) -> Asked:
    weighed = making.lot.item.dimension == Dimension.MASS
    lines, ovens = [], []
    for one in points:
        due = one.active and one.since <= making.voucher.day
        due = due and asked_of(Topic(one.topic), Goods(one.goods), weighed=weighed)
        if one.topic == Topic.INCUBATION:
            tests = warm.get((one.pk, making.pk), {}).values()
            ovens += [Oven(making, one, test, test.due_on, due) for test in tests]
            if due and not tests:
                ovens.append(Oven(making, one, None, making.voucher.day + timedelta(days=one.days or 0)))
            continue
        answers = read.get((one.pk, making.order_id), {})
        if answers or (due and one.every == Every.BATCH):
            lines.append(Line(one, tuple(answers.values()), due and one.every == Every.BATCH))
    return Asked(tuple(lines), tuple(ovens))


def _rows(of: Sequence[Making]) -> Any:
    """The lines of a batch and the ovens, each beside its answers of these makings; newest answer first."""
    read = FilteredRelation("readings", condition=Q(readings__order__in=[making.order_id for making in of]))
    test = FilteredRelation("incubations", condition=Q(incubations__making__in=[making.pk for making in of]))
    answered = Q(read__pk__isnull=False) | Q(test__pk__isnull=False)
    of_a_batch = Q(every=Every.BATCH) & (~Q(topic__in=ELSEWHERE) | Q(goods=Goods.PREPARED))
    return (
        ControlPoint.objects.annotate(read=read, test=test)
        .filter(answered | Q(of_a_batch | Q(topic=Topic.INCUBATION), active=True))
        .order_by("rank", "pk", F("read__pk").desc(), "test__pk")
        .values(
            "pk",
            *_POINT,
            *(f"read__{name}" for name in (*_ANSWER, "author__name")),
            *(f"test__{name}" for name in (*_TEST, "author__name")),
            *(f"test__result__{name}" for name in (*_RESULT, "author__name")),
        )
    )


def _part(row: Mapping[str, Any], prefix: str, names: Sequence[str]) -> dict[str, Any]:
    return {name: row[prefix + name] for name in names}


def _who(name: str | None) -> Person:
    return Person(name=name or "")
