"""A Thursday's sale: two farms, jars from the store, one point with slots; built by the acts."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

from django.test import Client

from bocal.catalog.models import Item
from bocal.catalog.rules import ItemKind, Storage
from bocal.directory import acts as directory
from bocal.directory.models import Organisation, Person, Place
from bocal.directory.rules import Desk, OrganisationKind, PlaceKind
from bocal.journals import acts as journals
from bocal.journals.models import Lot, Stock
from bocal.journals.rules import Gesture, Kind, Move, NewLot, Status, Way
from bocal.orders import acts
from bocal.orders.acts import Came, Given
from bocal.orders.models import Offer, Order, SaleRound, Slot
from bocal.orders.rules.rhythm import State
from tests import world as worlds
from tests.world import NOW, TODAY, World

OPENS = NOW - timedelta(days=1)
CLOSES = NOW + timedelta(days=2)
#: When people fetch their orders: the day after the closing.
PICKUP = CLOSES + timedelta(days=1)


def key() -> str:
    """A new form's key."""
    return uuid4().hex


@dataclass
class Scene:
    """The world with one sale round in it."""

    world: World
    sale: SaleRound
    point: Place
    slots: list[Slot]
    tomatoes: Offer
    hens: Offer
    eggs: Offer
    jars: Offer | None = None

    def wanted(self, **quantities: int) -> dict[int, int]:
        """`wanted(tomatoes=2)`: a basket by the names of the offers."""
        return {getattr(self, name).pk: quantity for name, quantity in quantities.items()}

    def place(
        self,
        home: Organisation | None = None,
        person: Person | None = None,
        *,
        slot: Slot | None = None,
        form: str = "",
        seen: int = 0,
        now=NOW,
        **quantities: int,
    ) -> Order:
        """An order of the customer, or of somebody else."""
        placed = acts.place(
            sale=self.sale.pk,
            customer=(home or self.world.home).pk,
            person=(person or self.world.customer).pk,
            slot=(slot or self.slots[0]).pk,
            wanted=self.wanted(**quantities),
            key=form or key(),
            now=now,
            seen=seen,
        )
        return Order.objects.get(pk=placed.order)

    def close(self) -> None:
        """The sales desk closes the round, two days later."""
        self.sale = acts.advance(sale=self.sale, to=State.FROZEN, person=self.world.sales, now=CLOSES).sale

    def bring(self, **came: Came):
        """A farm brings; all offers named must be of the same farm."""
        offers = {name: getattr(self, name) for name in came}
        producer = next(iter(offers.values())).producer
        return acts.bring(
            sale=self.sale,
            producer=producer,
            arrived={offers[name].pk: what for name, what in came.items()},
            person=self.world.point_person,
            key=key(),
            now=PICKUP,
        )

    def hand(self, order: Order, *, form: str = "", jars_back=None, sure=False, **given: Given):
        """The point hands an order over."""
        lines = {line.offer_id: line.pk for line in order.lines.all()}
        return acts.hand_over(
            order=order,
            given={lines[getattr(self, name).pk]: what for name, what in given.items()},
            person=self.world.point_person,
            key=form or key(),
            now=PICKUP,
            jars_back=jars_back,
            sure=sure,
        )


def coulis(world: World, pieces: int, *, release: bool = True, good_until=None) -> Lot:
    """Jars in the store: as if made here (its lineage is not what these tests are about, so it is counted in)."""
    item = world.items["Coulis de tomate 720 ml"]
    gesture = Gesture(
        Kind.COUNT,
        TODAY,
        world.cook.pk,
        key(),
        note="inventaire",
        lots=[
            NewLot(
                "jars",
                item.pk,
                world.us.pk,
                Way.BOUGHT,
                date_kind=item.date_kind,
                good_until=good_until or TODAY + timedelta(days=700),
            )
        ],
        moves=[Move("jars", world.outside[PlaceKind.COUNT], world.store.pk, pieces, pieces * item.piece_mg)],
    )
    lot = journals.post(gesture, now=NOW).lots["jars"]
    if release:
        journals.decide([lot], Status.RELEASED, reason="bon", author=world.quality, key=key(), now=NOW)
    return lot


def build(*, tomatoes: int = 20, capacity: int = 8, jars: int = 0, world: World | None = None) -> Scene:
    """An open round with three offers of two farms, four slots, and `jars` of coulis set aside."""
    world = world or worlds.build()
    sale = acts.open_round(
        title="Vente du 3 septembre", opens_at=OPENS, closes_at=CLOSES, person=world.sales, key=key(), now=NOW
    )
    point = directory.open_place(kind=PlaceKind.POINT, name="La Halle", town="Saint-Aubin")
    slots = acts.add_slots(
        sale=sale, point=point, first=PICKUP, last=PICKUP + timedelta(hours=2), minutes=30, capacity=capacity
    )
    hen = Item.objects.create(
        kind=ItemKind.RAW, name="Poulet fermier", vat=world.items["Tomates"].vat, storage=Storage.FRIDGE
    )
    scene = Scene(
        world,
        sale,
        point,
        slots,
        tomatoes=acts.offer_goods(
            sale=sale,
            producer=world.farm,
            item=world.items["Tomates"],
            label="le kilo",
            portion=1_000_000,
            price=Decimal("3.50"),
            cost=Decimal("2.10"),
            available=tomatoes,
        ),
        hens=acts.offer_goods(
            sale=sale,
            producer=world.other_farm,
            item=hen,
            label="pièce d’environ 1,8 kg",
            portion=1_800_000,
            by_weight=True,
            most_portion=2_200_000,
            price=Decimal("12.00"),
            cost=Decimal("8.50"),
            available=10,
        ),
        eggs=acts.offer_goods(
            sale=sale,
            producer=world.other_farm,
            item=world.items["Œufs"],
            label="la boîte de 6",
            portion=6,
            price=Decimal("2.40"),
            cost=Decimal("1.50"),
            available=30,
        ),
    )
    if jars:
        coulis(world, jars)
        scene.jars = acts.offer_jars(
            sale=sale,
            item=world.items["Coulis de tomate 720 ml"],
            label="le bocal",
            price=Decimal("4.50"),
            available=jars,
            person=world.sales,
            key=key(),
            now=NOW,
        )
    return scene


def households(count: int) -> list[tuple[Organisation, Person]]:
    """So many households with a person each."""
    found = []
    for n in range(count):
        person = directory.register_person(name=f"Personne {n}", email=f"p{n}@exemple.test")
        home = Organisation.objects.create(kind=OrganisationKind.HOUSEHOLD, name=f"Foyer {n}")
        directory.seat(person, Desk.CUSTOMER, at=home)
        found.append((home, person))
    return found


def beside(scene: Scene, capacity: int = 2, count: int = 1, name: str = "La Gare") -> Place:
    """Another point of the scene's round, with slots of half an hour at the same time."""
    place = directory.open_place(kind=PlaceKind.POINT, name=name, town="Saint-Aubin")
    last = PICKUP + timedelta(minutes=30 * count)
    acts.add_slots(sale=scene.sale, point=place, first=PICKUP, last=last, minutes=30, capacity=capacity)
    return place


def there(lot: Lot, place: int) -> int:
    """How much of a lot lies in a place."""
    return sum(Stock.objects.filter(lot=lot, place=place).values_list("quantity", flat=True))


def farmer(scene: Scene) -> Client:
    """The browser of somebody who sells for the scene's first farm."""
    person = directory.register_person(name="Jeanne des Tilleuls", email="jeanne@exemple.test")
    directory.seat(person, Desk.PRODUCER, at=scene.world.farm)
    client = Client()
    client.force_login(person)
    return client
