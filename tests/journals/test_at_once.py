"""Two people at the same moment: real threads, each with a connection of its own."""

from collections.abc import Callable
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from django.db import connection

from bocal.journals import acts, reads
from bocal.journals.models import LotState, Voucher
from bocal.journals.rules import Refused, Status
from tests import world as worlds
from tests.journals.kitchen import cook, on_hand, sale
from tests.world import NOW, World

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world() -> World:
    return worlds.build()


def together(*deeds: Callable[[], object]) -> list[object]:
    """Run all at once; what each returned, or what it was refused."""
    start, answers = Barrier(len(deeds)), [None] * len(deeds)

    def run(place: int, deed: Callable[[], object]) -> None:
        try:
            start.wait(timeout=20)
            answers[place] = deed()  # type: ignore[call-overload]
        except Refused as refused:
            answers[place] = refused.code  # type: ignore[call-overload]
        finally:
            connection.close()

    threads = [Thread(target=run, args=pair) for pair in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return answers


def test_a_double_click_on_the_last_jars_posts_once_and_answers_both(world: World) -> None:
    made = cook(world)
    gesture = sale(world, made, 10, key="double")
    answers = together(*[lambda: acts.post(gesture, now=NOW).voucher.pk] * 4)
    assert len(set(answers)) == 1
    assert isinstance(answers[0], int)
    assert on_hand(made) == 0


def test_a_gesture_without_lots_posts_once(world: World) -> None:
    made = cook(world)
    gesture = sale(world, made, 10, key="money")
    bare = type(gesture)(gesture.kind, gesture.day, gesture.author, "bare", gesture.party, money=gesture.money)
    answers = together(*[lambda: acts.post(bare, now=NOW).voucher.pk] * 4)
    assert len(set(answers)) == 1
    assert Voucher.objects.filter(key="bare").count() == 1


def test_the_last_jars_are_taken_once(world: World) -> None:
    made = cook(world)
    deeds = [lambda: acts.post(sale(world, made, 6, key=uuid4().hex), now=NOW).fresh for _ in range(3)]
    assert sorted(map(str, together(*deeds))) == ["True", "not_enough", "not_enough"]
    assert on_hand(made) == 4
    assert reads.check().broken == ()


def test_a_gesture_is_taken_back_once(world: World) -> None:
    made = cook(world)
    sold = acts.post(sale(world, made, 6), now=NOW).voucher
    deeds = [lambda: acts.reverse(sold, author=world.sales, now=NOW).kind for _ in range(3)]
    assert sorted(map(str, together(*deeds))) == ["already_reversed", "already_reversed", "reverse"]
    assert on_hand(made) == 10


def test_blocking_and_selling_at_once_leave_no_false_history(world: World) -> None:
    """Either the sale was first, or it was refused: never a sale written after the block."""
    made = cook(world)

    def block() -> object:
        return acts.decide([made], Status.BLOCKED, reason="?", author=world.quality, key="b", now=NOW).fresh

    answers = together(block, *[lambda: acts.post(sale(world, made, 1), now=NOW).fresh for _ in range(3)])
    assert answers[0] is True
    assert set(answers[1:]) <= {True, "not_released"}
    assert LotState.objects.get(lot=made).status == Status.BLOCKED
    assert reads.check().broken == ()


def test_numbers_have_no_gap_and_no_double(world: World) -> None:
    def take() -> object:
        return [acts.next_number("facture 2026") for _ in range(5)]

    taken = [number for answer in together(*[take] * 4) for number in answer]  # type: ignore[attr-defined]
    assert sorted(taken) == list(range(1, 21))


def test_lots_born_at_once_have_codes_of_their_own(world: World) -> None:
    codes = together(*[lambda: world.receive("Tomates", kg=1).code for _ in range(4)])
    assert len(set(codes)) == 4
    assert None not in codes
