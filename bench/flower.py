"""The flower with thousands of answers: what a page asks of the database and how long it takes, drawing included."""

import time
from collections.abc import Iterator
from datetime import timedelta
from random import Random
from uuid import uuid4

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bench.table import Row
from bocal.impact import reads
from bocal.impact.acts import consulting, flower
from bocal.impact.models import Answer, Consultation, Flower, Question, Sheet
from bocal.impact.pages.flower import petals, summary
from bocal.impact.rules.flower import Public, QuestionKind, SheetWay, choices
from bocal.look import flower as drawing
from tests import world as worlds

#: Milliseconds in which the flower is read and drawn.
AIM = 250
#: Consultations that the answers come from.
CONSULTATIONS = 10


def furnish(answers: int) -> Flower:
    """A flower about which so many answers were given, by everybody to everything, in ten consultations."""
    worlds.build()
    today, now = timezone.localdate(), timezone.now()
    found = flower.begin(name="Banc d’essai", day=today, note="", key=uuid4().hex)
    asked = [one for one in Question.objects.filter(petal__flower=found) if one.kind != QuestionKind.WORDS]
    chance = Random(answers)  # noqa: S311 - answers, not secrets
    people = max(6, answers // len(asked) // CONSULTATIONS)
    for number in range(CONSULTATIONS):
        one = consulting.open_consultation(
            found, name=f"n° {number}", centre=None, since=today - timedelta(days=9), until=today, key=uuid4().hex
        )
        sheets = Sheet.objects.bulk_create(
            Sheet(
                consultation=one,
                public=chance.choice(list(Public)),
                way=SheetWay.PAPER,
                day=today,
                key=uuid4().hex,
            )
            for _person in range(people)
        )
        Answer.objects.bulk_create(
            Answer(sheet=sheet, question=question, value=chance.choice(choices(QuestionKind(question.kind))))
            for sheet in sheets
            for question in asked
        )
        consulting.close(one, now=now)
    return found


def _drawn(found: Flower, chosen: list[Consultation]) -> tuple[float, int]:
    """Milliseconds and queries of one reading and drawing."""
    with CaptureQueriesContext(connection) as asked:
        began = time.perf_counter()
        seen = reads.seen(found, chosen)
        drawing.draw(petals(seen), title="Fleur", summary=summary(seen))
        spent = 1000 * (time.perf_counter() - began)
    return spent, len(asked)


def measure(answers: int, *, judged: bool) -> Iterator[Row]:
    """The flower of all consultations together, of one, and all of them side by side."""
    found = furnish(answers)
    closed = list(reads.closed())
    given = Answer.objects.count()
    for name, chosen in (
        (f"fleur de {given} réponses : lire et dessiner, ms", closed),
        ("  une consultation, ms", closed[:1]),
    ):
        best = min(_drawn(found, chosen) for _turn in range(5))
        yield Row(name, f"{best[0]:.0f}", aim=f"≤ {AIM}", holds=best[0] <= AIM if judged else None)
        yield Row("  questions à la base", str(best[1]), aim="≤ 5", holds=best[1] <= 5)
    began = time.perf_counter()
    reads.compare([(one.name, [one]) for one in closed], measured=True)
    spent = 1000 * (time.perf_counter() - began)
    yield Row(
        f"  {len(closed)} consultations côte à côte, ms",
        f"{spent:.0f}",
        aim=f"≤ {AIM}",
        holds=spent <= AIM if judged else None,
    )
