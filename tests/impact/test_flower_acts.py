"""Versions that are kept, consultations that open and close, sheets that come in once."""

from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread
from uuid import uuid4

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction

from bocal.impact import reads
from bocal.impact.acts import consulting, flower
from bocal.impact.models import Answer, Consultation, ConsultationLink, Flower, MeasureRead, Question, Sheet
from bocal.impact.rules.flower import Aimed, Asked, Given, IndicatorCode, Public, QuestionKind, SheetWay
from bocal.journals.rules import Refused
from tests import world as worlds
from tests.impact import meadow
from tests.world import KG, NOW, TODAY

H, E, B, P = Public.INHABITANTS, Public.EMPLOYEES, Public.BOARD, Public.PARTNERS


@pytest.fixture
def world(db):
    with time_machine.travel(NOW, tick=False):
        yield worlds.build()


def refusal(act: Callable[..., object], *arguments: object, **more: object) -> str:
    with pytest.raises(Refused) as refused, transaction.atomic():
        act(*arguments, **more)
    return refused.value.code


# ── Versions ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_first_flower_has_six_petals_with_questions_and_indicators(world):
    found = meadow.begin()
    names = [petal.name for petal in found.petals.all()]
    assert names == [
        "Lien social",
        "Alimentation et santé",
        "Pouvoir d’agir",
        "Économie locale",
        "Environnement",
        "Coopération",
    ]
    assert all(petal.meaning and petal.questions.exists() for petal in found.petals.all())
    for public in Public:
        assert any(one.asks(public) for one in Question.objects.all())


def test_a_new_version_is_a_copy_and_the_last_one_stays_as_it_was(world):
    first = meadow.begin()
    flower.write_petal(
        meadow.petal(first, "Lien social"),
        name="Se rencontrer",
        meaning="Dehors aussi.",
        questions=[Asked("Sortez-vous plus ?", QuestionKind.YES_NO, (H,))],
        measures=[Aimed(IndicatorCode.JARS, 12)],
    )
    second = meadow.begin("Agora suivante")
    assert reads.current() == second
    assert not Flower.objects.get(pk=first.pk).current
    copied = meadow.petal(second, "Se rencontrer")
    assert copied.root == meadow.petal(first, "Se rencontrer")
    assert [one.words for one in copied.questions.all()] == ["Sortez-vous plus ?"]
    assert [(one.indicator, one.target) for one in copied.measures.all()] == [("jars", 12)]
    third = meadow.begin("Et une autre")
    assert meadow.petal(third, "Se rencontrer").root == copied.root
    flower.write_petal(copied_of(third, copied), name="Autrement", meaning="", questions=[], measures=[])
    assert meadow.petal(second, "Se rencontrer").questions.count() == 1
    assert refusal(flower.write, first, name="Non", day=TODAY, note="") == "past"
    assert refusal(meadow.ask, first) == "past"


def copied_of(found, petal):
    return found.petals.get(root=petal.root)


def test_the_same_form_sent_twice_begins_one_version(world):
    key = uuid4().hex
    made = [flower.begin(name="Agora", day=TODAY, note="", key=key) for _twice in range(2)]
    assert made[0] == made[1]
    assert Flower.objects.count() == 1


def test_a_flower_that_is_asked_about_does_not_change(world):
    found = meadow.begin()
    consultation = meadow.ask(found)
    petal = found.petals.first()
    for act, more in [
        (flower.write, {"name": "Non", "day": TODAY, "note": ""}),
        (flower.add_petal, {"name": "Non", "meaning": ""}),
    ]:
        assert refusal(act, found, **more) == "frozen"
    assert refusal(flower.write_petal, petal, name="Non", meaning="", questions=[], measures=[]) == "frozen"
    assert refusal(flower.remove_petal, petal) == "frozen"
    assert refusal(flower.move_petal_up, petal) == "frozen"
    # Opened by mistake and not answered, it is forgotten, and the flower is free again.
    consulting.drop(consultation)
    assert flower.write(found, name="Oui", day=TODAY, note="").name == "Oui"


def test_a_flower_keeps_three_to_eight_petals_in_the_order_one_gives_them(world):
    found = meadow.begin()
    for name in ("Sept", "Huit"):
        flower.add_petal(found, name=name, meaning="")
    assert refusal(flower.add_petal, found, name="Neuf", meaning="") == "many_petals"
    flower.move_petal_up(meadow.petal(found, "Huit"))
    flower.move_petal_up(found.petals.first())
    assert [petal.name for petal in found.petals.all()][-2:] == ["Huit", "Sept"]
    for petal in list(found.petals.all())[:5]:
        flower.remove_petal(petal)
    assert refusal(flower.remove_petal, found.petals.first()) == "few_petals"
    assert found.petals.count() == 3


def test_the_database_knows_one_current_flower(world):
    meadow.begin()
    with pytest.raises(IntegrityError), transaction.atomic():
        Flower.objects.create(name="Deux", day=TODAY, key="two")


# ── Consultations ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_consultation_is_opened_once_and_has_its_days(world):
    found = meadow.begin()
    key = uuid4().hex
    told = {"name": "Agora", "centre": None, "since": TODAY, "until": TODAY, "key": key}
    assert consulting.open_consultation(found, **told) == consulting.open_consultation(found, **told)
    assert Consultation.objects.count() == 1
    backwards = {**told, "until": TODAY - timedelta(days=1), "key": "other"}
    assert refusal(consulting.open_consultation, found, **backwards) == "backwards"
    Question.objects.all().delete()
    assert refusal(consulting.open_consultation, found, **{**told, "key": "third"}) == "no_questions"


def test_closing_reads_the_indicators_once_and_reopening_forgets_them(world):
    world.receive("Tomates", kg=300)
    found = meadow.begin()
    consultation = meadow.close(meadow.ask(found))
    kept = {row.measure.indicator: row.figure for row in MeasureRead.objects.select_related("measure")}
    assert kept["saved"] == 300 * KG
    assert kept["farms"] == 1
    assert kept["jars"] == 0
    # Nobody notes hours here: that is not none.
    assert kept["hours"] is None
    world.receive("Tomates", kg=50)
    assert meadow.close(consultation).closed_at == NOW
    assert MeasureRead.objects.get(measure__indicator="saved").figure == 300 * KG
    consulting.reopen(consultation)
    assert not MeasureRead.objects.exists()
    meadow.close(consultation)
    assert MeasureRead.objects.get(measure__indicator="saved").figure == 350 * KG


def test_in_a_year_without_anything_every_indicator_is_unknown(world):
    meadow.close(meadow.ask(meadow.begin()))
    assert set(MeasureRead.objects.values_list("figure", flat=True)) == {None}


# ── Sheets ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_same_key_is_one_sheet_and_nobody_is_in_it(world):
    consultation = meadow.ask(meadow.begin())
    made = [meadow.say(consultation, H, author=world.direction, words="Merci", key="twice") for _one in range(2)]
    assert made[0].pk == made[1].pk
    assert reads.received(consultation) == {(H, SheetWay.PAPER): 1}
    assert Answer.objects.filter(sheet=made[0]).count() == len(reads.of_public(consultation, H))
    assert {field.name for field in Sheet._meta.fields} & {"person", "name", "phone"} == set()


def test_a_closed_consultation_takes_nothing_in(world):
    consultation = meadow.ask(meadow.begin())
    sheet = meadow.say(consultation, H, author=world.direction)
    token = consulting.open_link(consultation, H, most=5, now=NOW)
    given = meadow.whole(consultation, H)
    meadow.close(consultation)
    assert refusal(meadow.say, consultation, H, author=world.direction) == "closed_consultation"
    assert refusal(consulting.withdraw, sheet) == "closed_consultation"
    assert refusal(consulting.drop, consultation) == "has_sheets"
    assert refusal(consulting.answer_by_link, token, given=given, key="k", today=TODAY) == "not_open"
    assert refusal(consulting.open_link, consultation, H, most=5, now=NOW) == "closed_consultation"
    assert Sheet.objects.count() == 1


def test_a_slip_is_taken_back_and_counts_for_nothing(world):
    consultation = meadow.ask(meadow.begin())
    meadow.crowd(world, consultation, {H: 5}, scale=5)
    slip = meadow.say(consultation, H, author=world.direction, scale=1)
    assert reads.last_keyed(consultation, world.direction.pk) == slip
    consulting.withdraw(slip)
    assert refusal(consulting.withdraw, slip) == "withdrawn"
    assert reads.received(consultation) == {(H, SheetWay.PAPER): 5}
    shown = reads.seen(consultation.flower, [meadow.close(consultation)])
    assert {one.mark for petal in shown.petals for one in petal.questions if one.mark is not None} == {100}


def test_a_public_answers_its_own_questions(world):
    consultation = meadow.ask(meadow.begin())
    own = meadow.question(consultation.flower, "Je mange plus")
    told = {"public": P, "way": SheetWay.PAPER, "author": world.direction, "key": "k", "today": TODAY}
    assert refusal(consulting.take_in, consultation, given=[Given(own.pk, 3)], **told) == "not_asked"
    assert not Sheet.objects.exists()


def test_around_a_table_hands_are_counted(world):
    found = meadow.begin()
    consultation = meadow.ask(found)
    asked = meadow.question(found, "Ici, j’ai rencontré")
    told = meadow.question(found, "Racontez")
    consulting.take_in(
        consultation,
        public=H,
        way=SheetWay.TABLE,
        people=9,
        given=[
            Given(asked.pk, 5, count=6),
            Given(asked.pk, 3, count=2),
            Given(told.pk, words="Un rire."),
            Given(told.pk, words="Une soupe."),
        ],
        author=world.direction,
        key="table",
        today=TODAY,
    )
    meadow.close(consultation)
    [petal, *_others] = reads.seen(found, [Consultation.objects.get()]).petals
    assert petal.questions[0].tally.counts == {1: 0, 2: 0, 3: 2, 4: 0, 5: 6}
    assert reads.said(consultation).count() == 2


# ── Links ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_link_takes_so_many_sheets_on_its_days(world):
    consultation = meadow.ask(meadow.begin())
    token = consulting.open_link(consultation, H, most=2, now=NOW)
    assert token not in str(list(ConsultationLink.objects.values()))
    given = meadow.whole(consultation, H)

    def answer(key: str, day=TODAY) -> Sheet:
        return consulting.answer_by_link(token, given=given, key=key, today=day)

    assert refusal(answer, "early", TODAY - timedelta(days=1)) == "not_open"
    assert refusal(answer, "late", TODAY + timedelta(days=11)) == "not_open"
    first = answer("one")
    assert answer("one").pk == first.pk
    assert first.keyed_by is None
    answer("two")
    assert refusal(answer, "three") == "link_full"
    assert Sheet.objects.count() == ConsultationLink.objects.get().used == 2
    # An empty form uses nothing up.
    other = consulting.open_link(consultation, H, most=2, now=NOW)
    assert refusal(consulting.answer_by_link, other, given=[], key="none", today=TODAY) == "empty"
    assert reads.links(consultation)[H].used == 0
    assert refusal(answer, "four") == "not_open"
    consulting.close_link(consultation, H, now=NOW)
    assert reads.links(consultation) == {}


# ── Two at once ──────────────────────────────────────────────────────────────────────────────────────────────────────


def together(*deeds: Callable[[], object]) -> list[object]:
    """Run all at once; what each returned, or what it was refused."""
    start, answers = Barrier(len(deeds)), [None] * len(deeds)

    def run(place: int, deed: Callable[[], object]) -> None:
        try:
            start.wait(timeout=20)
            answers[place] = deed()
        except Refused as refused:
            answers[place] = refused.code
        finally:
            connection.close()

    threads = [Thread(target=run, args=pair) for pair in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return answers


@pytest.mark.django_db(transaction=True)
def test_two_who_key_at_once_lose_nothing_and_double_nothing():
    world = worlds.build()
    consultation = meadow.ask(meadow.begin())
    keys = ["a", "b", "c", "c", "d", "d"]
    authors = [world.direction, world.sales] * 3
    deeds = [
        lambda key=key, author=author: meadow.say(consultation, H, author=author, key=key).pk
        for key, author in zip(keys, authors, strict=True)
    ]
    answers = together(*deeds)
    assert answers[2] == answers[3]
    assert answers[4] == answers[5]
    assert Sheet.objects.count() == 4
    assert Answer.objects.count() == 4 * len(meadow.whole(consultation, H)) - 4 * 3


@pytest.mark.django_db(transaction=True)
def test_a_link_is_never_overfull_and_a_closing_leaves_nobody_half_in():
    world = worlds.build()
    consultation = meadow.ask(meadow.begin())
    token = consulting.open_link(consultation, H, most=3, now=NOW)
    given = meadow.whole(consultation, H)
    answers = together(
        *[
            lambda key=key: consulting.answer_by_link(token, given=given, key=f"k{key}", today=TODAY).pk
            for key in range(5)
        ]
    )
    assert sorted(map(str, answers))[-2:] == ["link_full", "link_full"]
    assert Sheet.objects.count() == 3
    answers = together(
        lambda: meadow.say(consultation, H, author=world.direction).pk,
        lambda: meadow.close(consultation).pk,
    )
    there = Sheet.objects.count()
    assert there == (3 if answers[0] == "closed_consultation" else 4)
