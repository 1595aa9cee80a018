"""What is posted stays, balances, and can be taken back once."""

from uuid import uuid4

import pytest

from bocal.catalog.models import Item
from bocal.directory.rules import PlaceKind
from bocal.journals import acts, reads
from bocal.journals.models import Lot, LotState, Stock
from bocal.journals.rules import Gesture, Kind, Link, Move, NewLot, Refused, Status, Way
from tests import world as worlds
from tests.world import KG, NOW, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return worlds.build()


def cook_gesture(world, tomatoes: Lot, jars: Lot, lids: Lot, *, count: int = 10, key: str = "") -> Gesture:
    """Ten kilos of tomatoes and a litre of water make `count` jars; peel, steam and the rest are written."""
    out = world.outside
    coulis: Item = world.items["Coulis de tomate 720 ml"]
    mix, water, peel = 10 * KG, 1 * KG, KG // 2
    full = count * coulis.piece_mg
    return Gesture(
        kind=Kind.MAKE,
        day=TODAY,
        author=world.cook.pk,
        key=key or uuid4().hex,
        lots=[NewLot("coulis", coulis.pk, world.us.pk, Way.MADE)],
        moves=[
            Move(tomatoes.pk, world.store.pk, out[PlaceKind.TRANSFORM], mix, mix),
            Move(tomatoes.pk, world.store.pk, out[PlaceKind.PEEL], peel, peel),
            Move("coulis", out[PlaceKind.WATER], out[PlaceKind.TRANSFORM], 0, water),
            Move(jars.pk, world.store.pk, out[PlaceKind.TRANSFORM], count, 0),
            Move(lids.pk, world.store.pk, out[PlaceKind.TRANSFORM], count, 0),
            Move("coulis", out[PlaceKind.TRANSFORM], world.store.pk, count, full),
            Move("coulis", out[PlaceKind.TRANSFORM], out[PlaceKind.EVAPORATION], 0, mix + water - full),
        ],
        links=[
            Link(tomatoes.pk, "coulis", mix, mix),
            Link(jars.pk, "coulis", count, 0),
            Link(lids.pk, "coulis", count, 0),
        ],
    )


@pytest.fixture
def pantry(world):
    return (
        world.receive("Tomates", kg=12),
        world.receive("Pot 720 ml", pieces=100, way=Way.BOUGHT),
        world.receive("Couvercle 82 mm", pieces=100, way=Way.BOUGHT),
    )


def on_hand(lot: Lot) -> int:
    return sum(Stock.objects.filter(lot=lot).values_list("quantity", flat=True))


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
    assert [(h.party, h.kept) for h in traced.handed] == [(world.home, 1)]
