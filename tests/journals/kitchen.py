"""Gestures for the journals' own tests, shaped as the trades shape theirs."""

from uuid import uuid4

from bocal.catalog.models import Item
from bocal.directory.rules import PlaceKind
from bocal.journals import acts
from bocal.journals.models import Lot, Stock
from bocal.journals.rules import Account, Gesture, Kind, Link, Money, Move, NewLot, Status, Way
from tests.world import KG, NOW, TODAY, World


def on_hand(lot: Lot) -> int:
    """How much of a lot is in the house, wherever."""
    return sum(Stock.objects.filter(lot=lot).values_list("quantity", flat=True))


def pantry(world: World, kg: float = 12) -> tuple[Lot, Lot, Lot]:
    """A crate of tomatoes, a hundred jars, a hundred lids."""
    return (
        world.receive("Tomates", kg=kg),
        world.receive("Pot 720 ml", pieces=100, way=Way.BOUGHT),
        world.receive("Couvercle 82 mm", pieces=100, way=Way.BOUGHT),
    )


def cook_gesture(world: World, tomatoes: Lot, jars: Lot, lids: Lot, *, count: int = 10, key: str = "") -> Gesture:
    """Ten kilos of tomatoes and a litre of water make `count` jars; peel, steam and the rest are written."""
    out = world.outside
    coulis: Item = world.items["Coulis de tomate 720 ml"]
    mix, water, peel = count * KG, 1 * KG, KG // 2
    full = count * coulis.piece_mg
    return Gesture(
        kind=Kind.MAKE,
        day=TODAY,
        author=world.cook.pk,
        key=key or uuid4().hex,
        lots=[NewLot("coulis", coulis.pk, tomatoes.owner_id, Way.MADE)],
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


def cook(world: World, count: int = 10, *, released: bool = True) -> Lot:
    """A lot of jars, from a crate of its own."""
    made = acts.post(cook_gesture(world, *pantry(world, kg=count + 2), count=count), now=NOW).lots["coulis"]
    return release(world, made) if released else made


def release(world: World, lot: Lot) -> Lot:
    """Let a lot go out."""
    acts.decide([lot], Status.RELEASED, reason="tout est bon", author=world.quality, key=uuid4().hex, now=NOW)
    return lot


def sale(world: World, lot: Lot, pieces: int = 1, *, party: int | None = None, key: str = "") -> Gesture:
    """Jars handed to a household, with what they owe."""
    cents = 450 * pieces
    home = party or world.home.pk
    return Gesture(
        Kind.DELIVER,
        TODAY,
        world.sales.pk,
        key or uuid4().hex,
        party=home,
        moves=[
            Move(lot.pk, world.store.pk, world.outside[PlaceKind.CUSTOMER], pieces, pieces * lot.item.piece_mg),
        ],
        money=[
            Money(Account.UNBILLED, cents, party=home),
            Money(Account.OWN_PRODUCTS, -cents, party=home, lot=lot.pk, item=lot.item_id, quantity=pieces),
        ],
    )
