"""A flower to ask about: the six petals to begin with, a consultation of ten days, whoever answers."""

from collections.abc import Mapping
from datetime import date, timedelta
from uuid import uuid4

from bocal.directory.models import Organisation, Person
from bocal.impact import reads
from bocal.impact.acts import consulting, flower
from bocal.impact.models import Consultation, Flower, Petal, Question, Sheet
from bocal.impact.rules.flower import Given, Public, QuestionKind, SheetWay
from tests.world import NOW, TODAY, World


def begin(name: str = "Agora de septembre", day: date = TODAY) -> Flower:
    """A version: the first, or a copy of the last."""
    return flower.begin(name=name, day=day, note="", key=uuid4().hex)


def ask(
    found: Flower,
    *,
    name: str = "Consultation de septembre",
    centre: Organisation | None = None,
    since: date = TODAY,
    until: date = TODAY + timedelta(days=10),
) -> Consultation:
    """A consultation that is open."""
    return consulting.open_consultation(found, name=name, centre=centre, since=since, until=until, key=uuid4().hex)


def close(consultation: Consultation) -> Consultation:
    """Its petals are drawn."""
    return consulting.close(consultation, now=NOW)


def say(
    consultation: Consultation,
    public: Public,
    *,
    scale: int = 4,
    yes: int = 1,
    words: str = "",
    author: Person,
    key: str = "",
) -> Sheet:
    """One person answers everything in the same way, on paper."""
    return consulting.take_in(
        consultation,
        public=public,
        way=SheetWay.PAPER,
        given=whole(consultation, public, scale=scale, yes=yes, words=words),
        author=author,
        key=key or uuid4().hex,
        today=TODAY,
    )


def whole(consultation: Consultation, public: Public, *, scale: int = 4, yes: int = 1, words: str = "") -> list[Given]:
    """An answer to each question of a public."""
    answers = {QuestionKind.SCALE: scale, QuestionKind.YES_NO: yes, QuestionKind.WORDS: None}
    return [
        Given(one.pk, answers[QuestionKind(one.kind)], words if one.kind == QuestionKind.WORDS else "")
        for one in reads.of_public(consultation, public)
    ]


def crowd(world: World, consultation: Consultation, people: Mapping[Public, int], **said: object) -> None:
    """So many people of each public, who all say the same."""
    for public, count in people.items():
        for _one in range(count):
            say(consultation, public, author=world.direction, **said)  # type: ignore[arg-type]


def petal(found: Flower, name: str) -> Petal:
    """A petal by its name."""
    return found.petals.get(name=name)


def question(found: Flower, begins: str) -> Question:
    """A question by how it begins."""
    return Question.objects.get(petal__flower=found, words__startswith=begins)
