"""What a petal is made of: what was answered to each question, the words said, what the journals hold."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from bocal.directory.doors import Request, enter, held
from bocal.directory.rules import TEAM
from bocal.impact import reads
from bocal.impact.pages import flower as pages
from bocal.impact.pages.album import READERS
from bocal.impact.reads import MeasureSeen, QuestionSeen, Quote
from bocal.impact.reads import album as remembered
from bocal.impact.rules import Span
from bocal.impact.rules.flower import QuestionKind, Tally, year_to
from bocal.impact.words import flower as words
from bocal.look import charts
from bocal.measure.period import Period

#: So much of the album stands behind a petal.
REMEMBERED = 12


@dataclass(frozen=True)
class QuestionRow:
    """A question as the page tells it."""

    seen: QuestionSeen
    mark: int | None
    picture: SafeString | str
    # By public: the steps with their counts, and the mark.
    publics: list[tuple[object, list[int], int | None]]
    steps: list[object]
    quotes: list[Quote]


@dataclass(frozen=True)
class MeasureRow:
    """An indicator as the page tells it: figure and target in words."""

    label: object
    figure: str
    target: str
    mark: int | None


@enter(*sorted(TEAM))
def petal(request: Request, pk: int, petal: int) -> HttpResponse:
    found = get_object_or_404(reads.flowers(), pk=pk)
    shown = pages.chosen(found, request.GET)
    seen = reads.seen(found, shown.chosen)
    one = next((one for one in seen.petals if one.petal.pk == petal), None)
    if one is None:
        raise Http404
    said = reads.quotes(seen, one.petal)
    year = _year(shown)
    memories = remembered.of_petal(one.petal, since=year.start if year else None, until=year.end if year else None)
    context = {
        "flower": found,
        "shown": shown,
        "seen": seen,
        "one": one,
        "number": seen.petals.index(one) + 1,
        "questions": [_question(row, said.get(row.question.pk, [])) for row in one.questions],
        "measures": [measure_row(row) for row in one.measures],
        "journals": _journals(year),
        "memories": list(memories[:REMEMBERED]),
        "keeps_album": held(request).any_of(READERS),
        "publics": dict(words.PUBLICS),
    }
    return render(request, "impact/pages/petal.html", context)


def _question(row: QuestionSeen, quotes: list[Quote]) -> QuestionRow:
    kind = QuestionKind(row.question.kind)
    names = dict(words.PUBLICS)
    return QuestionRow(
        seen=row,
        mark=None if row.mark is None else round(row.mark),
        picture=_bars(_("Toutes les réponses"), row.tally) if row.tally else "",
        publics=[
            (names[public], list(tally.counts.values()), None if tally.mark is None else round(tally.mark))
            for public, tally in row.publics.items()
        ],
        steps=list(words.STEPS[kind].values()),
        quotes=quotes,
    )


def _bars(title: str, tally: Tally) -> SafeString:
    steps: Mapping[int, object] = words.STEPS[tally.kind]
    rows = [(str(label), tally.counts[value], str(tally.counts[value])) for value, label in steps.items()]
    return charts.bars(rows, title=title, mark=3)


def measure_row(row: MeasureSeen) -> MeasureRow:
    """An indicator's figure and target in words; one that this version of Bocal does not know keeps its code."""
    label, write = words.INDICATORS.get(row.measure.indicator, (row.measure.indicator, str))  # type: ignore[call-overload]
    return MeasureRow(
        label=label,
        figure=_("inconnu") if row.figure is None else write(row.figure),
        target=write(row.measure.target),
        mark=None if row.mark is None else round(row.mark),
    )


def _year(shown: pages.Shown) -> Period | None:
    """The twelve months that the indicators were read over."""
    last = max(shown.chosen, key=lambda one: (one.closed_at is not None, one.closed_at), default=None)
    if last is None or last.closed_at is None:
        return None
    return year_to(min(last.until, last.closed_at.date()))


def _journals(year: Period | None) -> str:
    """The report of those months."""
    if year is None:
        return ""
    query = {"periode": Span.FREE, "du": year.start, "au": year.last}
    return f"{reverse('impact:home')}?{urlencode(query)}"
