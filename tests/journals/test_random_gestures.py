"""Whatever people do, in whatever order and however dated, every invariant holds; a small pure model says the same."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from bocal.directory import acts as directory
from bocal.directory.models import Place
from bocal.directory.rules import PlaceKind
from bocal.journals import acts, reads
from bocal.journals.models import Lot, LotState, Stock, Voucher
from bocal.journals.rules import Account, Decision, Gesture, Kind, Link, Money, Move, NewLot, Refused, Status, Way
from tests import world as worlds
from tests.world import KG, NOW, TODAY, World

pytestmark = pytest.mark.django_db

#: (lot, place) → (day, order, signed quantity); and (lot, source, target, quantity).
Levels = dict[tuple[int, int], list[tuple[date, int, int]]]
Moves = list[tuple[int, int, int, int]]

small = st.integers(0, 5)
amounts = st.integers(1, 12)
#: What happens, with which lot, place and quantity (numbers are taken modulo what there is), how many days ago.
steps = st.lists(
    st.tuples(
        st.sampled_from(
            [
                "receive",
                "move",
                "make",
                "make",
                "decide",
                "deliver",
                "deliver",
                "give",
                "lose",
                "count",
                "reverse",
                "pay",
            ]
        ),
        small,
        small,
        amounts,
        st.sampled_from([0, 0, 1, 3]),
    ),
    min_size=3,
    max_size=16,
)


@dataclass
class Model:
    """The same house in a few dictionaries: steps of stock by day, and each lot's decisions."""

    stores: set[int]
    levels: Levels = field(default_factory=lambda: defaultdict(list))
    decisions: dict[int, list[tuple[int, Status]]] = field(default_factory=lambda: defaultdict(list))
    births: dict[int, int] = field(default_factory=dict)
    moves: dict[int, Moves] = field(default_factory=dict)
    reversed: set[int] = field(default_factory=set)
    clock: int = 0

    def status(self, lot: int) -> Status:
        if self.births.get(lot) in self.reversed:
            return Status.BLOCKED
        standing = [status for voucher, status in self.decisions[lot] if voucher not in self.reversed]
        return standing[-1] if standing else Status.BLOCKED

    def fits(self, day: date, moves: Moves) -> bool:
        """Whether no level of (lot, source, target, quantity) moves on that day goes below nothing, then or later."""
        tried = defaultdict(list, {key: list(steps) for key, steps in self.levels.items()})
        self._write(tried, day, moves)
        for steps in tried.values():
            level = 0
            for _day, _order, change in sorted(steps):
                level += change
                if level < 0:
                    return False
        return True

    def write(self, voucher: int, day: date, moves: Moves) -> None:
        self._write(self.levels, day, moves)
        self.moves[voucher] = moves

    def _write(
        self,
        levels: Levels,
        day: date,
        moves: Moves,
    ) -> None:
        for lot, source, target, quantity in moves:
            self.clock += 1
            for place, sign in ((source, -1), (target, 1)):
                if place in self.stores:
                    levels[lot, place].append((day, self.clock, sign * quantity))

    def stock(self) -> dict[tuple[int, int], int]:
        totals = {key: sum(change for _, _, change in steps) for key, steps in self.levels.items()}
        return {key: total for key, total in totals.items() if total}


class Life:
    """Plays steps on the real house and on the model, and holds each refusal of the one against the other."""

    def __init__(self, world: World, places: list[Place]) -> None:
        self.world, self.places = world, places
        self.model = Model({place.pk for place in places})
        self.lots: list[Lot] = []
        self.vouchers: list[Voucher] = []
        self.jars = self._born("Pot 720 ml", 60, Way.BOUGHT, 9)
        self.lids = self._born("Couvercle 82 mm", 60, Way.BOUGHT, 9)

    def play(self, what: str, which: int, other: int, amount: int, ago: int) -> None:
        day = TODAY - timedelta(days=ago)
        getattr(self, what)(which, other, amount, day)

    def _try(self, gesture: Gesture, *, allowed: bool) -> acts.Posted | None:
        moves = [(m.lot, m.source, m.target, m.quantity) for m in gesture.moves if isinstance(m.lot, int)]
        allowed = allowed and self.model.fits(gesture.day, moves)  # type: ignore[arg-type]
        before = Voucher.objects.count()
        posted = why = None
        try:
            posted = acts.post(gesture, now=NOW)
        except Refused as refused:
            why = refused
        assert (posted is not None) == allowed, why or gesture
        if posted is None:
            assert Voucher.objects.count() == before
            return None
        assert acts.post(gesture, now=NOW).voucher == posted.voucher
        born = {ref: lot.pk for ref, lot in posted.lots.items()}
        real = [(born.get(m.lot, m.lot), m.source, m.target, m.quantity) for m in gesture.moves]  # type: ignore[call-overload]
        self.model.write(posted.voucher.pk, gesture.day, real)
        self.vouchers.append(posted.voucher)
        return posted

    def _gesture(self, kind: Kind, day: date, **more: object) -> Gesture:
        return Gesture(kind, day, self.world.direction.pk, uuid4().hex, note="au hasard", **more)  # type: ignore[arg-type]

    def _remember(self, posted: acts.Posted, status: Status) -> None:
        for lot in posted.lots.values():
            self.model.births[lot.pk] = posted.voucher.pk
            self.model.decisions[lot.pk].append((posted.voucher.pk, status))

    def _born(self, item: str, quantity: int, way: Way, ago: int = 0, place: int = 0) -> Lot:
        thing = self.world.items[item]
        mass = quantity if thing.kind != "packaging" else 0
        source = PlaceKind.DONOR if way is Way.GIVEN else PlaceKind.SUPPLIER
        posted = self._try(
            self._gesture(
                Kind.RECEIVE,
                TODAY - timedelta(days=ago),
                party=self.world.farm.pk,
                lots=[NewLot("new", thing.pk, self.world.us.pk, way, self.world.farm.pk, organic_bp=10_000)],
                moves=[Move("new", self.world.outside[source], self.places[place].pk, quantity, mass)],
            ),
            allowed=True,
        )
        assert posted
        self._remember(posted, Status.RELEASED)
        return posted.lots["new"]

    def _lot(self, which: int) -> Lot | None:
        return self.lots[which % len(self.lots)] if self.lots else None

    def _exists(self, lot: Lot) -> bool:
        return self.model.births[lot.pk] not in self.model.reversed

    def _unit(self, lot: Lot) -> int:
        return KG if lot.item.dimension == "mass" else 1

    def _out(self, lot: Lot, source: int, target: int, amount: int) -> Move:
        quantity = amount * self._unit(lot)
        return Move(lot.pk, source, target, quantity, quantity * (lot.item.piece_mg or 1))

    def _place(self, which: int) -> int:
        return self.places[which % len(self.places)].pk

    def receive(self, which: int, other: int, amount: int, day: date) -> None:
        item = ("Tomates", "Courgettes", "Céleri")[which % 3]
        way = (Way.GIVEN, Way.BOUGHT)[other % 2]
        self.lots.append(self._born(item, amount * KG, way, (TODAY - day).days, other % len(self.places)))

    def move(self, which: int, other: int, amount: int, day: date) -> None:
        if lot := self._lot(which):
            moves = [self._out(lot, self._place(other), self._place(other + 1), amount)]
            self._try(self._gesture(Kind.MOVE, day, moves=moves), allowed=self._exists(lot))

    def make(self, which: int, other: int, amount: int, day: date) -> None:
        lot = self._lot(which)
        if lot is None or lot.item.kind != "raw":
            return
        out, count, mass = self.world.outside, amount, amount * KG
        coulis, pot = self.world.items["Coulis de tomate 720 ml"], out[PlaceKind.TRANSFORM]
        full = count * coulis.piece_mg
        place = self.places[0].pk
        posted = self._try(
            self._gesture(
                Kind.MAKE,
                day,
                lots=[NewLot("jar", coulis.pk, self.world.us.pk, Way.MADE)],
                moves=[
                    Move(lot.pk, self._place(other), pot, mass, mass),
                    Move(self.jars.pk, place, pot, count, 0),
                    Move(self.lids.pk, place, pot, count, 0),
                    Move("jar", pot, place, count, full),
                    Move("jar", pot, out[PlaceKind.EVAPORATION], 0, mass - full),
                ],
                links=[
                    Link(lot.pk, "jar", mass, mass),
                    Link(self.jars.pk, "jar", count, 0),
                    Link(self.lids.pk, "jar", count, 0),
                ],
            ),
            allowed=all(
                self._exists(one) and self.model.status(one.pk) is Status.RELEASED
                for one in (lot, self.jars, self.lids)
            ),
        )
        if posted:
            self._remember(posted, Status.HOLD)
            self.lots.append(posted.lots["jar"])

    def decide(self, which: int, other: int, amount: int, day: date) -> None:
        if lot := self._lot(which):
            status = (Status.RELEASED, Status.RELEASED, Status.HOLD, Status.BLOCKED)[other % 4]
            decided = self._gesture(Kind.DECIDE, day, decisions=[Decision(lot.pk, status, "au hasard")])
            if posted := self._try(decided, allowed=self._exists(lot)):
                self.model.decisions[lot.pk].append((posted.voucher.pk, status))

    def _hand(self, kind: Kind, to: PlaceKind, lot: Lot, place: int, amount: int, day: date) -> None:
        home = self.world.home.pk
        money = [Money(Account.UNBILLED, amount, party=home), Money(Account.OWN_PRODUCTS, -amount, party=home)]
        self._try(
            self._gesture(
                kind,
                day,
                party=home,
                moves=[self._out(lot, place, self.world.outside[to], amount)],
                money=money if kind is Kind.DELIVER else (),
            ),
            allowed=self._exists(lot) and self.model.status(lot.pk) is Status.RELEASED,
        )

    def deliver(self, which: int, other: int, amount: int, day: date) -> None:
        if lot := self._lot(which):
            self._hand(Kind.DELIVER, PlaceKind.CUSTOMER, lot, self._place(other), amount, day)

    def give(self, which: int, other: int, amount: int, day: date) -> None:
        if lot := self._lot(which):
            self._hand(Kind.GIVE, PlaceKind.RECIPIENT, lot, self._place(other), amount, day)

    def lose(self, which: int, other: int, amount: int, day: date) -> None:
        if lot := self._lot(which):
            moves = [self._out(lot, self._place(other), self.world.outside[PlaceKind.WASTE], amount)]
            self._try(self._gesture(Kind.LOSE, day, moves=moves), allowed=self._exists(lot))

    def count(self, which: int, other: int, amount: int, day: date) -> None:
        if lot := self._lot(which):
            place, outside = self._place(other), self.world.outside[PlaceKind.COUNT]
            ends = (place, outside) if amount % 2 else (outside, place)
            self._try(self._gesture(Kind.COUNT, day, moves=[self._out(lot, *ends, amount)]), allowed=self._exists(lot))

    def pay(self, which: int, other: int, amount: int, day: date) -> None:
        money = [Money(Account.BANK, amount), Money(Account.CUSTOMER, -amount, party=self.world.home.pk)]
        self._try(self._gesture(Kind.PAY, day, party=self.world.home.pk, money=money), allowed=True)

    def reverse(self, which: int, other: int, amount: int, day: date) -> None:
        voucher = self.vouchers[(which * 6 + other) % len(self.vouchers)]
        moves = [(lot, target, source, q) for lot, source, target, q in reversed(self.model.moves[voucher.pk])]
        allowed = voucher.pk not in self.model.reversed and self.model.fits(TODAY, moves)
        back = why = None
        try:
            back = acts.reverse(voucher, author=self.world.direction, now=NOW)
        except Refused as refused:
            why = refused
        assert (back is not None) == allowed, why
        if back is not None:
            self.model.write(back.pk, TODAY, moves)
            self.model.reversed.add(voucher.pk)


def caches() -> tuple[list[object], list[object]]:
    return (
        list(Stock.objects.order_by("lot", "place").values_list("lot", "place", "quantity", "mass_mg")),
        list(LotState.objects.order_by("lot").values_list("lot", "status")),
    )


@pytest.fixture
def world() -> World:
    return worlds.build()


@given(steps=steps)
def test_every_invariant_holds_whatever_people_do(world: World, steps: list[tuple[str, int, int, int, int]]) -> None:
    with transaction.atomic():
        fridge = directory.open_place(kind=PlaceKind.FRIDGE, name="Chambre froide")
        life = Life(world, [world.store, fridge])
        for step in steps:
            life.play(*step)
        there = Stock.objects.filter(quantity__gt=0).values_list("lot", "place", "quantity")
        assert {(lot, place): quantity for lot, place, quantity in there} == life.model.stock()
        states = dict(LotState.objects.values_list("lot", "status"))
        assert states == {lot: life.model.status(lot) for lot in life.model.births}
        assert reads.check().broken == ()
        before = caches()
        acts.rebuild_caches()
        assert caches() == before
        transaction.set_rollback(True)
