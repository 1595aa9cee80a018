"""The flower: begin a version, write its petals. What a consultation has asked about never changes."""

from collections.abc import Sequence
from datetime import date

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils.translation import override

from bocal.impact.models import Flower, Measure, Petal, Question
from bocal.impact.rules import flower as rules
from bocal.impact.rules.flower import Aimed, Asked
from bocal.impact.words import flower as words
from bocal.journals.rules import Refused


@transaction.atomic
def begin(*, name: str, day: date, note: str, key: str) -> Flower:
    """A new current version: a copy of the one there was, which is past from now on, or the six petals to begin with.

    The same key begins one version.
    """
    last = Flower.objects.select_for_update(no_key=True).filter(current=True).first()
    if made := Flower.objects.filter(key=key).first():
        return made
    Flower.objects.filter(current=True).update(current=False)
    flower = Flower.objects.create(name=name.strip(), day=day, note=note.strip(), key=key)
    if last is None:
        _start(flower)
    else:
        _copy(last, flower)
    return flower


def _start(flower: Flower) -> None:
    # What is written into the database is in the house's language, whoever asked.
    with override(settings.LANGUAGE_CODE):
        for place, one in enumerate(words.STARTING):
            petal = Petal.objects.create(flower=flower, place=place, name=str(one.name), meaning=str(one.meaning))
            questions = [Asked(str(text), kind, publics) for text, kind, publics in one.questions]
            _fill(petal, questions, [Aimed(code, target) for code, target in one.measures])


def _copy(last: Flower, flower: Flower) -> None:
    petals = last.petals.prefetch_related("questions", "measures")
    for old in petals:
        petal = Petal.objects.create(
            flower=flower, place=old.place, name=old.name, meaning=old.meaning, root_id=old.root_id or old.pk
        )
        asked = [Asked(one.words, rules.QuestionKind(one.kind), tuple(one.publics)) for one in old.questions.all()]
        aimed = [Aimed(rules.IndicatorCode(one.indicator), one.target) for one in old.measures.all()]
        _fill(petal, asked, aimed)


def _fill(petal: Petal, questions: Sequence[Asked], measures: Sequence[Aimed]) -> None:
    Question.objects.bulk_create(
        Question(petal=petal, place=place, words=one.words.strip(), kind=one.kind, publics=list(one.publics))
        for place, one in enumerate(questions)
    )
    Measure.objects.bulk_create(
        Measure(petal=petal, place=place, indicator=one.indicator, target=one.target)
        for place, one in enumerate(measures)
    )


def _open_to_change(flower: int) -> Flower:
    """The flower, locked against a consultation that opens. Raises Refused: past, frozen."""
    found = Flower.objects.select_for_update(no_key=True).get(pk=flower)
    if not found.current:
        raise Refused("past")
    if found.consultations.exists():
        raise Refused("frozen")
    return found


@transaction.atomic
def write(flower: Flower, *, name: str, day: date, note: str) -> Flower:
    """Its name, its day and what is told of it. Raises Refused: past, frozen."""
    found = _open_to_change(flower.pk)
    found.name, found.day, found.note = name.strip(), day, note.strip()
    found.save(update_fields=["name", "day", "note"])
    return found


@transaction.atomic
def add_petal(flower: Flower, *, name: str, meaning: str) -> Petal:
    """One petal more, the last. Raises Refused: past, frozen, many_petals."""
    found = _open_to_change(flower.pk)
    if found.petals.count() >= rules.PETALS[1]:
        raise Refused("many_petals", most=rules.PETALS[1])
    last = found.petals.aggregate(place=Max("place"))["place"]
    place = 0 if last is None else last + 1
    return Petal.objects.create(flower=found, place=place, name=name.strip(), meaning=meaning.strip())


@transaction.atomic
def remove_petal(petal: Petal) -> None:
    """Take a petal away, with its questions. Raises Refused: past, frozen, few_petals."""
    found = _open_to_change(petal.flower_id)
    if found.petals.count() <= rules.PETALS[0]:
        raise Refused("few_petals", least=rules.PETALS[0])
    found.petals.filter(pk=petal.pk).delete()


@transaction.atomic
def write_petal(
    petal: Petal, *, name: str, meaning: str, questions: Sequence[Asked], measures: Sequence[Aimed]
) -> None:
    """A petal as a whole: its name, its sentence, what is asked and what is measured, in this order.

    Raises Refused: past, frozen, what rules.check_petal refuses.
    """
    _open_to_change(petal.flower_id)
    rules.check_petal(questions, measures)
    Petal.objects.filter(pk=petal.pk).update(name=name.strip(), meaning=meaning.strip())
    petal.questions.all().delete()
    petal.measures.all().delete()
    _fill(petal, questions, measures)


@transaction.atomic
def move_petal_up(petal: Petal) -> None:
    """Its place and that of the one before it change; the first stays. Raises Refused: past, frozen."""
    found = _open_to_change(petal.flower_id)
    order = list(found.petals.order_by("place", "id").values_list("pk", flat=True))
    here = order.index(petal.pk)
    if here:
        order[here - 1], order[here] = order[here], order[here - 1]
    for place, pk in enumerate(order):
        found.petals.filter(pk=pk).exclude(place=place).update(place=place)
