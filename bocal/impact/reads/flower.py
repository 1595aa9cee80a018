"""The flower as it may be shown: petals with their length, and behind each length its rows. Never a small group.

Whatever is drawn is worked out of answers that may themselves be shown, so nothing can be taken back out of it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum

from bocal.directory.reads import token_hash
from bocal.impact.models import (
    Answer,
    Consultation,
    ConsultationLink,
    Flower,
    Measure,
    MeasureRead,
    Petal,
    Question,
    Sheet,
)
from bocal.impact.rules import flower as rules
from bocal.impact.rules.flower import Length, Public, QuestionKind, Tally

#: Tallies by consultation, by question, by public.
Told = Mapping[int, Mapping[int, Mapping[Public, Tally]]]


def flowers() -> QuerySet[Flower]:
    """Every version, the current one first."""
    return Flower.objects.all()


def current() -> Flower | None:
    """The version that people work with; None before the first."""
    return Flower.objects.filter(current=True).first()


def petals(flower: Flower | None = None) -> QuerySet[Petal]:
    """Petals with their flower, their questions and their measures; those of one version when it is said."""
    found = Petal.objects.select_related("flower").prefetch_related("questions", "measures")
    return found if flower is None else found.filter(flower=flower)


def consultations(flower: Flower | None = None) -> QuerySet[Consultation]:
    """Consultations, the last first, with their flower and their centre; those of one version when it is said."""
    found = Consultation.objects.select_related("flower", "centre")
    return found if flower is None else found.filter(flower=flower)


def closed() -> QuerySet[Consultation]:
    """The consultations that have petals, the oldest first."""
    return consultations().filter(closed_at__isnull=False).order_by("flower__day", "flower_id", "until", "id")


def over(today: date) -> QuerySet[Consultation]:
    """Consultations whose days are over and that are not closed yet."""
    return Consultation.objects.filter(closed_at=None, until__lt=today).order_by("until", "id")


def received(consultation: Consultation) -> dict[tuple[Public, rules.SheetWay], int]:
    """How many people have answered, by public and by way in."""
    rows = _standing([consultation.pk]).values_list("public", "way").annotate(people=Sum("people")).order_by()
    return {(Public(public), rules.SheetWay(way)): people for public, way, people in rows}


def of_public(consultation: Consultation, public: Public) -> list[Question]:
    """What this public is asked, in the order of the paper, each with its petal."""
    asked = Question.objects.filter(petal__flower=consultation.flower_id).select_related("petal")
    return [one for one in asked if one.asks(public)]


def last_keyed(consultation: Consultation, author: int) -> Sheet | None:
    """The sheet that this person typed last, if it may still be taken back."""
    return _standing([consultation.pk]).filter(keyed_by=author).order_by("-pk").first()


def open_link(token: str, *, today: date) -> ConsultationLink | None:
    """The link that this token opens today, with its consultation; None when it is unknown, revoked, not of today, or
    when the consultation is closed."""
    return (
        ConsultationLink.objects.select_related("consultation__flower")
        .filter(
            token_hash=token_hash(token),
            revoked_at=None,
            consultation__closed_at=None,
            consultation__since__lte=today,
            consultation__until__gte=today,
        )
        .first()
    )


def links(consultation: Consultation) -> dict[Public, ConsultationLink]:
    """The links that have not been revoked, by public."""
    return {Public(one.public): one for one in consultation.links.filter(revoked_at=None)}


def _standing(consultations: Collection[int]) -> QuerySet[Sheet]:
    return Sheet.objects.filter(consultation__in=consultations, withdrawn=False)


@dataclass(frozen=True)
class MeasureSeen:
    """An indicator of a petal: what it came to (None: unknown), and its mark."""

    measure: Measure
    figure: int | None

    @property
    def mark(self) -> Fraction | None:
        """0 to 100."""
        return rules.reached(self.figure, self.measure.target)


@dataclass(frozen=True)
class QuestionSeen:
    """A question with what was answered: by all (None when by too few), and by those publics that may be shown."""

    question: Question
    tally: Tally | None
    publics: Mapping[Public, Tally]

    @property
    def mark(self) -> Fraction | None:
        """0 to 100."""
        return self.tally.mark if self.tally else None


@dataclass(frozen=True)
class PetalSeen:
    """A petal with its length and everything that the length comes from."""

    petal: Petal
    length: Length
    questions: Sequence[QuestionSeen]
    measures: Sequence[MeasureSeen]


@dataclass(frozen=True)
class Seen:
    """A flower as it may be shown: of one consultation, or of all those of a version together."""

    flower: Flower
    petals: Sequence[PetalSeen]
    # How many people answered, None when too few; and of which publics, those that may be said.
    people: int | None
    publics: Mapping[Public, int]
    # Whether some public's answers are kept back.
    held_back: bool
    # The consultations that enough people answered.
    enough: Collection[int]


def seen(flower: Flower, chosen: Sequence[Consultation]) -> Seen:
    """The flower of these consultations of its own, those that are closed; publics are told apart for a single one.

    Five queries, whatever the number of answers.
    """
    closed = [one for one in chosen if one.closed]
    told = _told([one.pk for one in closed])
    alone = len(closed) == 1
    petals = [
        _petal(petal, told, alone=alone) for petal in _petals([flower.pk], max(closed, key=_closing, default=None))
    ]
    sizes = _people([one.pk for one in closed])
    enough = {pk: sum(by.values()) for pk, by in sizes.items() if sum(by.values()) >= rules.FEWEST}
    publics = rules.shown_sizes(sizes.get(closed[0].pk, {})) if alone else {}
    there = sum(1 for size in sizes.get(closed[0].pk, {}).values() if size) if alone else 0
    return Seen(
        flower=flower,
        petals=petals,
        people=sum(enough.values()) or None,
        publics=publics,
        held_back=alone and len(publics) < there,
        enough=tuple(enough),
    )


def _closing(consultation: Consultation) -> tuple[datetime, int]:
    assert consultation.closed_at is not None
    return consultation.closed_at, consultation.pk


def _petals(flowers: Collection[int], read_at: Consultation | None) -> QuerySet[Petal]:
    """Petals with their questions and their measures, each with its `figure` when that consultation was closed."""
    figures = MeasureRead.objects.filter(consultation=read_at, measure=OuterRef("pk")).values("figure")
    return Petal.objects.filter(flower__in=flowers).prefetch_related(
        "questions", Prefetch("measures", Measure.objects.annotate(figure=Subquery(figures)))
    )


def _told(consultations: Collection[int]) -> Told:
    rows = (
        Answer.objects.filter(sheet__consultation__in=consultations, sheet__withdrawn=False, value__isnull=False)
        .values_list("sheet__consultation", "question", "question__kind", "sheet__public", "value")
        .annotate(hands=Sum("count"))
        .order_by()
    )
    counts: dict[int, dict[int, dict[Public, tuple[QuestionKind, dict[int, int]]]]] = defaultdict(
        lambda: defaultdict(dict)
    )
    for consultation, question, kind, public, value, hands in rows:
        by_public = counts[consultation][question]
        kept = by_public.setdefault(
            Public(public), (QuestionKind(kind), dict.fromkeys(rules.choices(QuestionKind(kind)), 0))
        )
        kept[1][value] = hands
    return {
        consultation: {
            question: {public: Tally(kind, values) for public, (kind, values) in publics.items()}
            for question, publics in questions.items()
        }
        for consultation, questions in counts.items()
    }


def _people(consultations: Collection[int]) -> dict[int, dict[Public, int]]:
    rows = _standing(consultations).values_list("consultation", "public").annotate(people=Sum("people")).order_by()
    found: dict[int, dict[Public, int]] = defaultdict(dict)
    for consultation, public, people in rows:
        found[consultation][Public(public)] = people
    return found


def _whole(publics: Mapping[Public, Tally], kind: QuestionKind) -> Tally:
    """All the publics of one consultation."""
    counts = dict.fromkeys(rules.choices(kind), 0)
    for tally in publics.values():
        for value, count in tally.counts.items():
            counts[value] += count
    return Tally(kind, counts)


def _of_all(question: Question, told: Told) -> Tally | None:
    kind = QuestionKind(question.kind)
    whole = rules.added([_whole(by.get(question.pk, {}), kind) for by in told.values()], kind)
    return whole if whole.enough else None


def _petal(petal: Petal, told: Told, *, alone: bool) -> PetalSeen:
    questions = []
    for question in petal.questions.all():
        publics = next((by.get(question.pk, {}) for by in told.values()), {}) if alone else {}
        questions.append(QuestionSeen(question, _of_all(question, told), rules.shown(publics)))
    measures = [MeasureSeen(one, one.figure) for one in petal.measures.all()]  # type: ignore[attr-defined]
    asked = [one.mark for one in questions if one.question.kind != QuestionKind.WORDS]
    return PetalSeen(petal, rules.length([*asked, *(one.mark for one in measures)]), questions, measures)


@dataclass(frozen=True)
class Quote:
    """Words that somebody chose to show; of whom, when that public may be told apart."""

    words: str
    public: Public | None


def quotes(shown: Seen, petal: Petal) -> dict[int, list[Quote]]:
    """The words chosen to be shown of a petal, by question, from consultations that enough people answered."""
    rows = Answer.objects.filter(
        shown=True,
        question__petal=petal,
        sheet__consultation__in=shown.enough,
        sheet__withdrawn=False,
    ).values_list("question", "words", "sheet__public")
    found: dict[int, list[Quote]] = defaultdict(list)
    for question, words, public in rows:
        found[question].append(Quote(words, Public(public) if public in shown.publics else None))
    return found


def said(consultation: Consultation) -> QuerySet[Answer]:
    """Every free word of a consultation, in the order of the petals, for whoever chooses what is shown. No public is
    told: it might be the only one."""
    return (
        Answer.objects.filter(sheet__consultation=consultation, sheet__withdrawn=False)
        .exclude(words="")
        .select_related("question__petal")
        .order_by("question__petal__place", "question__place", "pk")
    )


@dataclass(frozen=True)
class Column:
    """A flower among others: its name, how many people answered (None: too few), its petals' lengths by root petal."""

    title: str
    people: int | None
    lengths: Mapping[int, Length]


@dataclass(frozen=True)
class Compared:
    """Flowers side by side, from the oldest: the petals in the order of the last, by root petal."""

    petals: Mapping[int, str]
    columns: Sequence[Column]


def compare(columns: Sequence[tuple[str, Sequence[Consultation]]], *, measured: bool) -> Compared:
    """Sets of closed consultations side by side, each set of one version. With `measured` the indicators count, as they
    were when the set's last consultation was closed; else the answers alone. Six queries."""
    every = [one for _title, some in columns for one in some]
    told, sizes = _told([one.pk for one in every]), _people([one.pk for one in every])
    petals: dict[int, list[Petal]] = defaultdict(list)
    for petal in _petals({one.flower_id for one in every}, None):
        petals[petal.flower_id].append(petal)
    read: dict[int, dict[int, int | None]] = defaultdict(dict)
    if measured:
        for row in MeasureRead.objects.filter(consultation__in=every):
            read[row.consultation_id][row.measure_id] = row.figure
    found = []
    for title, some in columns:
        mine = {one.pk: told.get(one.pk, {}) for one in some}
        last = max(some, key=_closing)
        lengths = {}
        for petal in petals[last.flower_id]:
            marks = [
                tally.mark if (tally := _of_all(one, mine)) else None
                for one in petal.questions.all()
                if one.kind != QuestionKind.WORDS
            ]
            if measured:
                marks += [rules.reached(read[last.pk].get(one.pk), one.target) for one in petal.measures.all()]
            lengths[petal.root_id or petal.pk] = rules.length(marks)
        totals = [sum(sizes.get(one.pk, {}).values()) for one in some]
        found.append(Column(title, sum(n for n in totals if n >= rules.FEWEST) or None, lengths))
    names = _names(petals.values())
    return Compared(names, found)


def _names(flowers: Iterable[Sequence[Petal]]) -> dict[int, str]:
    """The petals of all these versions, those of the newest first, under their newest name."""
    newest = sorted(flowers, key=lambda some: -max(one.pk for one in some))
    found: dict[int, str] = {}
    for some in newest:
        for one in some:
            found.setdefault(one.root_id or one.pk, one.name)
    return found


def compare_publics(flower: Flower, consultation: Consultation, names: Mapping[Public, str]) -> Compared:
    """The publics of one consultation side by side, by their answers alone; those that may not be shown have neither
    lengths nor a number."""
    shown = seen(flower, [consultation])
    columns = []
    for public, name in names.items():
        lengths = {}
        if public in shown.publics:
            for petal in shown.petals:
                asked = [
                    one
                    for one in petal.questions
                    if one.question.kind != QuestionKind.WORDS and one.question.asks(public)
                ]
                marks = [tally.mark if (tally := one.publics.get(public)) else None for one in asked]
                lengths[petal.petal.pk] = rules.length(marks)
        columns.append(Column(name, shown.publics.get(public), lengths))
    return Compared({one.petal.pk: one.petal.name for one in shown.petals}, columns)


def progress() -> QuerySet[Consultation]:
    """Every consultation with how many people have answered, the last first."""
    standing = Q(sheets__withdrawn=False)
    return consultations().annotate(
        people=Sum("sheets__people", filter=standing, default=0), sheets_count=Count("sheets", filter=standing)
    )
