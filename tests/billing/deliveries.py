"""Deliveries as the sales room posts them: goods to the customer, what is owed on 418, VAT pending, deposits."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import uuid4

from bocal.directory.models import Organisation
from bocal.directory.rules import PlaceKind
from bocal.journals import acts as journals
from bocal.journals.models import Voucher
from bocal.journals.rules import Account, Gesture, Kind, Money, Move, Way
from bocal.measure.money import line_cents, net_of_gross, vat_of_net
from bocal.measure.quantity import Dimension
from tests.world import KG, NOW, TODAY, World


@dataclass(frozen=True)
class Sale:
    """So much of an item (kg or pieces) at a price; `vat_bp` None is without a rate."""

    item: str = "Tomates"
    kg: float = 0
    pieces: int = 0
    price: str = "2.8000"
    gross: bool = True
    vat_bp: int | None = 550
    account: Account = Account.RESALE


@dataclass(frozen=True)
class Jars:
    """So many jars against a deposit; given back when negative."""

    count: int
    cents: int = 100


def deliver(
    world: World,
    *parts: Sale | Jars,
    to: Organisation | None = None,
    day: date = TODAY,
    moves: bool = True,
) -> Voucher:
    """Hand over what is sold, with its money; crates come from the store, which is filled for the purpose."""
    party = to or world.home
    money: list[Money] = []
    going: list[Move] = []
    for part in parts:
        if isinstance(part, Jars):
            cents = part.count * part.cents
            jar = world.items["Pot 720 ml"].pk
            money += [
                Money(Account.UNBILLED, cents, party=party.pk),
                Money(Account.DEPOSITS, -cents, party=party.pk, item=jar, quantity=part.count),
            ]
            continue
        thing = world.items[part.item]
        quantity = part.pieces or round(part.kg * KG)
        lot = None
        if moves and quantity > 0:
            crate = world.receive(part.item, kg=part.kg, pieces=part.pieces, day=day, way=Way.BOUGHT)
            mass = part.pieces * thing.piece_mg if part.pieces else quantity
            going.append(Move(crate.pk, world.store.pk, world.outside[PlaceKind.CUSTOMER], quantity, mass))
            lot = crate.pk
        money += sold(part, quantity, thing.pk, party.pk, lot, Dimension(thing.dimension))
    gesture = Gesture(Kind.DELIVER, day, world.sales.pk, uuid4().hex, party=party.pk, moves=going, money=money)
    return journals.post(gesture, now=NOW).voucher


def sold(part: Sale, quantity: int, item: int, party: int, lot: int | None, dimension: Dimension) -> list[Money]:
    """Revenue, what is due and its VAT, as the orders' contract says."""
    price, rate = Decimal(part.price), part.vat_bp or 0
    shown = line_cents(price, quantity, 1 if dimension is Dimension.COUNT else KG)
    net = net_of_gross(shown, rate) if part.gross else shown
    due = shown if part.gross else shown + vat_of_net(shown, rate)
    return [
        Money(Account.UNBILLED, due, party=party),
        Money(
            part.account,
            -net,
            party=party,
            label=part.item,
            lot=lot,
            item=item,
            quantity=quantity,
            unit_price=price,
            gross=part.gross,
            vat_bp=part.vat_bp,
        ),
        Money(Account.VAT_UNBILLED, net - due),
    ]
