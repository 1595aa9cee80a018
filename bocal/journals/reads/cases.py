"""Recalls and drills as they were opened and stand now, with the steps taken since."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from bocal.directory.models import Organisation
from bocal.directory.rules import GUARDED
from bocal.journals.models import Lot, Movement, Recall, RecallStep
from bocal.journals.reads.recalling import PartyLine, Survey, survey
from bocal.journals.rules import StepKind
from bocal.journals.rules.recalls import Todo, todo


@dataclass(frozen=True)
class Case:
    """A recall as it stands."""

    recall: Recall
    seeds: tuple[Lot, ...]
    steps: tuple[RecallStep, ...]
    found: Survey
    todo: Todo = field(default=Todo.NOTHING)

    @property
    def closed(self) -> RecallStep | None:
        """The step that closed it."""
        return next((step for step in self.steps if step.kind == StepKind.CLOSE), None)

    @property
    def listed(self) -> RecallStep | None:
        """The step that found the list whole, with its figures in `said`."""
        return next((step for step in self.steps if step.kind == StepKind.LISTED), None)

    @property
    def sheet(self) -> dict[str, str]:
        """What was last written on the authority's sheet."""
        return next((step.said for step in reversed(self.steps) if step.kind == StepKind.SHEET), {})

    @property
    def told(self) -> int:
        """How many parties were told."""
        return sum(line.told for line in self.found.parties)

    @property
    def settled(self) -> int:
        """How many parties have accounted for all that they were sent."""
        return sum(not line.missing for line in self.found.parties)

    def party(self, pk: int) -> PartyLine | None:
        """The line of a party."""
        return next((line for line in self.found.parties if line.party and line.party.pk == pk), None)


def recalls(*, drill: bool) -> QuerySet[Recall]:
    """Recalls or drills, the latest first."""
    return Recall.objects.filter(drill=drill).select_related("opened_by").prefetch_related("steps")


def open_recalls() -> list[Recall]:
    """Recalls and drills that nobody has closed, the oldest first."""
    shut = RecallStep.objects.filter(recall=OuterRef("pk"), kind=StepKind.CLOSE)
    return list(Recall.objects.filter(~Exists(shut)).order_by("pk"))


def days_sent(lots: Iterable[int]) -> list[date]:
    """The days on which any of these lots left for somebody, in their order."""
    gone = Movement.objects.filter(lot__in=list(lots), target__kind__in=sorted(GUARDED), voucher__reversal=None)
    days = gone.filter(voucher__reverses=None).values_list("voucher__day", flat=True).distinct()
    return sorted(days.order_by("voucher__day"))


@dataclass(frozen=True)
class RecallLine:
    """A recall or a drill in a list: when it was found whole, when it was closed, with the figures kept then."""

    recall: Recall
    listed: RecallStep | None
    closed: RecallStep | None


def recall_lines(*, drill: bool) -> list[RecallLine]:
    """The last recalls, or drills."""
    lines = []
    for one in recalls(drill=drill)[:60]:
        last = {step.kind: step for step in one.steps.all()}
        lines.append(RecallLine(one, last.get(StepKind.LISTED), last.get(StepKind.CLOSE)))
    return lines


def origins() -> QuerySet[Organisation]:
    """Whoever a lot came from: farms, donors, suppliers, by name."""
    return Organisation.objects.filter(pk__in=Lot.objects.exclude(origin=None).values("origin"))


def recall_step(pk: int) -> RecallStep | None:
    """A step of a recall."""
    return RecallStep.objects.select_related("recall", "party", "lot").filter(pk=pk).first()


def recall_case(pk: int) -> Case | None:
    """A recall with all that it reaches now."""
    found = Recall.objects.select_related("opened_by").filter(pk=pk).first()
    return None if found is None else case_of(found)


def case_of(recall: Recall) -> Case:
    """The recall as it stands: a fixed number of queries."""
    steps = tuple(recall.steps.select_related("by", "party", "lot__item", "voucher__reversal", "letter"))
    seeds = tuple(Lot.objects.filter(pk__in=recall.seeds.values("lot")).select_related("item", "origin").order_by("pk"))
    found = survey([lot.pk for lot in seeds], steps)
    kinds = {step.kind for step in steps}
    return Case(
        recall,
        seeds,
        steps,
        found,
        todo(
            drill=recall.drill,
            closed=StepKind.CLOSE in kinds,
            unblocked=len(found.unblocked),
            listed=StepKind.LISTED in kinds,
            untold=sum(not line.told for line in found.parties if line.missing and line.party),
            missing=any(line.missing for line in found.parties),
            sheet=StepKind.SHEET in kinds,
        ),
    )
