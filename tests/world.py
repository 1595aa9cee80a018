"""A small named cast, and builders that call the acts: tests tell the life of a place with them.

world = tests.world.build()
crate = world.receive("Tomates", kg=12, farm=world.farm)
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import uuid4

from bocal.catalog import acts as catalog_acts
from bocal.catalog.models import Item, JarFormat, VatClass
from bocal.catalog.rules import DateKind, Dimension, ItemKind, PackagingRole
from bocal.directory import acts as directory_acts
from bocal.directory import reads as directory_reads
from bocal.directory.models import Collective, Organisation, Person, Place
from bocal.directory.rules import Desk, OrganisationKind, PlaceKind, Profile
from bocal.journals import acts as journals_acts
from bocal.journals.models import Lot
from bocal.journals.rules import Gesture, Kind, Move, NewLot, Way

#: A Thursday in tomato season, at ten in Paris.
NOW = datetime(2026, 9, 3, 8, 0, tzinfo=UTC)
TODAY = date(2026, 9, 3)
KG = 1_000_000


@dataclass
class World:
    """One cannery with its people, two farms, two households and what it cooks with."""

    collective: Collective
    us: Organisation
    store: Place
    direction: Person
    reception: Person
    cook: Person
    quality: Person
    sales: Person
    facilitator: Person
    accounts: Person
    point_person: Person
    products: Person
    farm: Organisation
    other_farm: Organisation
    farmer: Person
    home: Organisation
    other_home: Organisation
    customer: Person
    other_customer: Person
    food_aid: Organisation
    outside: dict[PlaceKind, int]
    items: dict[str, Item] = field(default_factory=dict)
    formats: dict[str, JarFormat] = field(default_factory=dict)

    @property
    def team(self) -> dict[str, Person]:
        """Everyone who can sign in, one for each desk, by its name."""
        return {
            "direction": self.direction,
            "products": self.products,
            "reception": self.reception,
            "production": self.cook,
            "quality": self.quality,
            "sales": self.sales,
            "facilitation": self.facilitator,
            "point": self.point_person,
            "accounts": self.accounts,
            "producer": self.farmer,
            "customer": self.customer,
        }

    def receive(
        self,
        item: str,
        *,
        kg: float = 0,
        pieces: int = 0,
        farm: Organisation | None = None,
        way: Way = Way.GIVEN,
        day: date = TODAY,
        place: Place | None = None,
        now: datetime = NOW,
    ) -> Lot:
        """One lot straight into the journals, for tests that begin after the reception."""
        thing = self.items[item]
        quantity = pieces or round(kg * KG)
        mass = 0 if thing.kind == ItemKind.PACKAGING else pieces * thing.piece_mg if pieces else quantity
        giver = farm or self.farm
        source = PlaceKind.DONOR if way is Way.GIVEN else PlaceKind.SUPPLIER
        gesture = Gesture(
            kind=Kind.RECEIVE,
            day=day,
            author=self.reception.pk,
            key=uuid4().hex,
            party=giver.pk,
            lots=[
                NewLot(
                    ref="crate",
                    item=thing.pk,
                    owner=giver.pk if way is Way.TOLL else self.us.pk,
                    origin=giver.pk,
                    way=way,
                    organic_bp=10_000 if giver.organic else 0,
                )
            ],
            moves=[Move("crate", self.outside[source], (place or self.store).pk, quantity, mass)],
        )
        return journals_acts.post(gesture, now=now).lots["crate"]


def build(profile: Profile = Profile.CANNERY) -> World:
    """A whole small cannery, in about fifty rows."""
    collective = directory_acts.found(name="La Conserverie du Gué", profile=profile, town="Saint-Aubin")
    catalog_acts.furnish()
    us = collective.organisation

    def person(name: str, *desks: Desk, at: Organisation = us) -> Person:
        found = directory_acts.register_person(name=name, email=f"{name.split()[0].lower()}@exemple.test")
        directory_acts.seat(found, *desks, at=at)
        return found

    def organisation(kind: OrganisationKind, name: str, **more: object) -> Organisation:
        return Organisation.objects.create(kind=kind, name=name, **more)

    farm = organisation(
        OrganisationKind.PRODUCER,
        "Ferme des Tilleuls",
        email="tilleuls@exemple.test",
        phone="06 00 00 00 01",
        organic=True,
        town="Valmont",
    )
    other_farm = organisation(OrganisationKind.PRODUCER, "Le Verger de Lise", email="lise@exemple.test")
    home = organisation(
        OrganisationKind.HOUSEHOLD, "Foyer Ancelin", email="ancelin@exemple.test", phone="06 00 00 00 02"
    )
    other_home = organisation(OrganisationKind.HOUSEHOLD, "Foyer Belkacem", email="belkacem@exemple.test")
    food_aid = organisation(OrganisationKind.FOOD_AID, "L’Épicerie solidaire du Gué", email="solidaire@exemple.test")
    world = World(
        collective=collective,
        us=us,
        store=directory_reads.stores().get(kind=PlaceKind.STORE),
        direction=person("Odile Direction", Desk.DIRECTION),
        products=person("Pia Produits", Desk.PRODUCTS),
        reception=person("Rémi Réception", Desk.RECEPTION),
        cook=person("Chloé Cuisine", Desk.PRODUCTION),
        quality=person("Quentin Contrôle", Desk.QUALITY),
        sales=person("Vera Ventes", Desk.SALES),
        facilitator=person("Anouk Animation", Desk.FACILITATION),
        point_person=person("Paul Point", Desk.POINT),
        accounts=person("Fanny Factures", Desk.ACCOUNTS),
        farm=farm,
        other_farm=other_farm,
        farmer=person("Tom Tilleuls", Desk.PRODUCER, at=farm),
        home=home,
        other_home=other_home,
        customer=person("Ada Ancelin", Desk.CUSTOMER, at=home),
        other_customer=person("Bilal Belkacem", Desk.CUSTOMER, at=other_home),
        food_aid=food_aid,
        outside=directory_reads.outsides(),
    )
    _catalogue(world)
    return world


def _catalogue(world: World) -> None:
    reduced = VatClass.objects.get(code="reduced")

    def item(kind: ItemKind, name: str, **more: object) -> Item:
        world.items[name] = Item.objects.create(kind=kind, name=name, vat=reduced, **more)
        return world.items[name]

    item(ItemKind.RAW, "Tomates", price=Decimal("2.8000"))
    item(ItemKind.RAW, "Courgettes", price=Decimal("2.2000"))
    item(ItemKind.RAW, "Céleri", allergens=["celery"])
    item(ItemKind.RAW, "Œufs", dimension=Dimension.COUNT, piece_mg=60_000, allergens=["eggs"], price=Decimal("0.3500"))
    item(ItemKind.ADDITIVE, "Sel", agricultural=False)
    jar = item(ItemKind.PACKAGING, "Pot 720 ml", dimension=Dimension.COUNT, role=PackagingRole.JAR)
    lid = item(ItemKind.PACKAGING, "Couvercle 82 mm", dimension=Dimension.COUNT, role=PackagingRole.LID)
    world.formats["720"] = JarFormat.objects.create(
        name="720 ml", capacity_ml=720, fill_mg=680_000, jar=jar, lid=lid, deposit_cents=100
    )
    item(
        ItemKind.FINISHED,
        "Coulis de tomate 720 ml",
        dimension=Dimension.COUNT,
        piece_mg=680_000,
        price=Decimal("4.5000"),
        date_kind=DateKind.BEST_BEFORE,
        shelf_days=730,
        guarded=True,
        jar_format=world.formats["720"],
    )
