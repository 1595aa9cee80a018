"""The sales desk's scene: a restaurant and a canteen with their terms, goods in the store; built by the acts."""

from dataclasses import dataclass
from datetime import date, timedelta
from html import unescape

from django.test import Client
from django.urls import reverse

from bocal.catalog.models import Item
from bocal.directory import acts as directory
from bocal.directory.models import Organisation, Person
from bocal.directory.rules import Desk, OrganisationKind
from bocal.journals.models import Lot
from bocal.orders import acts
from bocal.orders.models import CustomerTerms, Delivery
from bocal.orders.reads import deliveries
from bocal.orders.reads.picking import picks
from bocal.orders.rules.delivering import DeliveryState, Wanted, WhenShort
from tests import world as worlds
from tests.orders.scene import coulis, key
from tests.world import KG, NOW, TODAY, World

#: The Friday after, a day of delivery; and the Tuesday after that.
FRIDAY = TODAY + timedelta(days=1)
TUESDAY = TODAY + timedelta(days=5)


@dataclass
class Scene:
    """The world with its professionals."""

    world: World
    bistro: Organisation
    cook: Person
    canteen: Organisation
    bursar: Person
    tomatoes: Lot
    jars: Lot | None = None

    @property
    def kilo(self) -> Item:
        return self.world.items["Tomates"]

    @property
    def jar(self) -> Item:
        return self.world.items["Coulis de tomate 720 ml"]

    def order(
        self,
        kg: float = 0,
        jars: int = 0,
        *,
        customer: Organisation | None = None,
        day: date = TUESDAY,
        when_short: WhenShort = WhenShort.ASK,
        form: str = "",
        now=NOW,
        **more,
    ) -> Delivery:
        """The restaurant's order, or somebody else's: kilos of tomatoes, jars of coulis."""
        wanted = {self.kilo.pk: Wanted(round(kg * KG), when_short), self.jar.pk: Wanted(jars, when_short)}
        return acts.place_delivery(
            customer=customer or self.bistro,
            day=day,
            wanted={item: asked for item, asked in wanted.items() if asked.quantity},
            person=self.world.sales,
            key=form or key(),
            now=now,
            **more,
        )

    def pick(self, delivery: Delivery, *, form: str = "", now=NOW, **kilos: float):
        """Pick a delivery as the list proposes it; `tomatoes=19.6` says what the scale showed."""
        card = deliveries.delivery(delivery.pk)
        rows = picks([card], delivery.day, self.world.us)
        picked = {}
        for row in rows:
            if row.batch is not None:
                said = kilos.get("tomatoes") if row.line.item == self.kilo else None
                quantity = row.quantity if said is None else round(said * KG)
                picked[row.line.row.pk, row.batch.lot, row.batch.place] = quantity
        return acts.pick(delivery=delivery, picked=picked, person=self.world.sales, key=form or key(), now=now)

    def deliver(self, delivery: Delivery, *, form: str = "", signer: str = "Mme Roux", now=NOW, **more):
        """Deliver all that was picked, or what `taken` (by line) says."""
        card = deliveries.delivery(delivery.pk)
        taken = more.pop("taken", None)
        if taken is None:
            taken = {
                line: acts.Taken(sum(quantity for _lot, _code, quantity in lots))
                for line, lots in deliveries.picked(card).items()
            }
        return acts.deliver(
            delivery=delivery,
            taken=taken,
            signer=signer,
            person=self.world.point_person,
            key=form or key(),
            now=now,
            **more,
        )

    def line(self, delivery: Delivery, item: Item) -> int:
        """The key of a delivery's line."""
        return delivery.lines.get(item=item).pk


def build(*, kg: float = 50, jars: int = 0, world: World | None = None) -> Scene:
    """A restaurant served from Monday to Friday, a canteen on Tuesdays from 60 €; tomatoes, and jars of coulis."""
    world = world or worlds.build()

    def pro(kind: OrganisationKind, name: str, person: str) -> tuple[Organisation, Person]:
        made = Organisation.objects.create(kind=kind, name=name, address="2 place du Puits", town="Saint-Aubin")
        someone = directory.register_person(name=person, email=f"{person.split()[0].lower()}@exemple.test")
        directory.seat(someone, Desk.CUSTOMER, at=made)
        return made, someone

    bistro, cook = pro(OrganisationKind.RESTAURANT, "L’Assiette du Gué", "Basile Bistrot")
    canteen, bursar = pro(OrganisationKind.CANTEEN, "La cantine des Aulnes", "Irène Intendante")
    acts.agree(customer=bistro, weekdays=[0, 1, 2, 3, 4])
    acts.agree(customer=canteen, weekdays=[1], minimum_cents=6_000, lead_days=2)
    for name in ("Tomates", "Coulis de tomate 720 ml"):
        Item.objects.filter(pk=world.items[name].pk).update(basis="net")
        world.items[name].refresh_from_db()
    crate = world.receive("Tomates", kg=kg)
    found = Scene(world, bistro, cook, canteen, bursar, crate)
    if jars:
        found.jars = coulis(world, jars)
    return found


def terms(customer: Organisation) -> CustomerTerms:
    """What was agreed, read again."""
    return CustomerTerms.objects.get(organisation=customer)


def browser(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def at(page: str, *arguments: int, **query: object) -> str:
    said = "&".join(f"{name}={value}" for name, value in query.items())
    return reverse(f"orders:{page}", args=arguments) + (f"?{said}" if said else "")


def text(response) -> str:
    assert response.status_code == 200, response
    return unescape(response.content.decode()).replace("\xa0", " ")


def order(desk, **more: str) -> dict[str, str]:
    return {"key": key(), "day": f"{TUESDAY}", "seen": "0", f"q{desk.kilo.pk}": "20"} | more


def state(delivery: Delivery) -> DeliveryState:
    return deliveries.delivery(delivery.pk).state
