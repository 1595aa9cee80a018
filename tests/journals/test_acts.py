"""What is posted stays, balances, and can be taken back once."""

import pytest

from bocal.directory.rules import PlaceKind
from bocal.journals import acts, reads
from bocal.journals.models import LotState
from bocal.journals.rules import (
    WITH_PARTY,
    WITH_REASON,
    Account,
    Facts,
    Gesture,
    Kind,
    Money,
    Move,
    Refused,
    Status,
    check,
)
from tests import world as worlds
from tests.journals import kitchen
from tests.journals.kitchen import cook_gesture, on_hand
from tests.world import KG, NOW, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return worlds.build()


@pytest.fixture
def pantry(world):
    return kitchen.pantry(world)


def test_a_crate_becomes_jars(world, pantry):
    made = acts.post(cook_gesture(world, *pantry), now=NOW)
    coulis = made.lots["coulis"]
    assert on_hand(coulis) == 10
    assert on_hand(pantry[0]) == 12 * KG - 10 * KG - KG // 2
    assert coulis.organic_bp == 10_000
    assert LotState.objects.get(lot=coulis).status == Status.HOLD
    traced = reads.trace(coulis)
    assert {traced.lots[e.parent].item.name for e in traced.back} == {"Tomates", "Pot 720 ml", "Couvercle 82 mm"}


def test_the_same_key_posts_once(world, pantry):
    gesture = cook_gesture(world, *pantry, key="once")
    first, second = acts.post(gesture, now=NOW), acts.post(gesture, now=NOW)
    assert first.voucher == second.voucher
    assert not second.fresh
    assert on_hand(first.lots["coulis"]) == 10


def test_taken_back_whole_and_once(world, pantry):
    made = acts.post(cook_gesture(world, *pantry), now=NOW)
    acts.reverse(made.voucher, author=world.cook, now=NOW)
    assert on_hand(pantry[0]) == 12 * KG
    assert on_hand(made.lots["coulis"]) == 0
    assert reads.trace(made.lots["coulis"]).back == ()
    with pytest.raises(Refused, match="already_reversed"):
        acts.reverse(made.voucher, author=world.cook, now=NOW)


def test_what_is_on_hold_cannot_leave(world, pantry):
    coulis = acts.post(cook_gesture(world, *pantry), now=NOW).lots["coulis"]
    sale = Gesture(
        Kind.DELIVER,
        TODAY,
        world.sales.pk,
        "sale",
        party=world.home.pk,
        moves=[Move(coulis.pk, world.store.pk, world.outside[PlaceKind.CUSTOMER], 1, coulis.item.piece_mg)],
    )
    with pytest.raises(Refused, match="not_released"):
        acts.post(sale, now=NOW)
    acts.decide([coulis], Status.RELEASED, reason="tout est bon", author=world.quality, key="free", now=NOW)
    acts.post(sale, now=NOW)
    traced = reads.trace(pantry[0])
    assert [(h.party.pk, h.kept) for h in traced.handed if h.party] == [(world.home.pk, 1)]


@pytest.mark.parametrize("kind", sorted(WITH_PARTY))
def test_a_gesture_with_somebody_outside_says_with_whom(kind):
    nothing_owed = Gesture(kind, TODAY, 1, "key", money=[Money(Account.CASH, 0)])
    with pytest.raises(Refused, match="no_party"):
        check(nothing_owed, Facts({}, {}))


@pytest.mark.parametrize("kind", sorted(WITH_REASON))
def test_a_gesture_that_hands_nothing_over_says_why(kind):
    with pytest.raises(Refused, match="no_reason"):
        check(Gesture(kind, TODAY, 1, "key", note=" ", money=[Money(Account.CASH, 0)]), Facts({}, {}))
