"""A légumerie at work, on top of the common cast: carrots, peeled carrots by weight, soup of them in jars."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import uuid4

from bocal.catalog.models import Item, VatClass
from bocal.catalog.rules import DateKind, Dimension, ItemKind, Storage
from bocal.directory.rules import Desk
from bocal.journals.models import Lot
from bocal.journals.rules import Way
from bocal.kitchen import acts
from bocal.kitchen.models import ManufacturingOrder, RecipeVersion
from bocal.kitchen.rules.recipes import LineRole, Part
from bocal.safety.acts import PointDraft, write_point
from bocal.safety.models import ControlPoint
from bocal.safety.rules import Every, Goods, Topic
from tests import world as worlds
from tests.world import KG, NOW, TODAY, World

PEELED, SOUP, CARROTS = "Carottes épluchées", "Soupe de carottes 720 ml", "Carottes"


def item(world: World, kind: ItemKind, name: str, **more: object) -> Item:
    """One more thing in the catalogue."""
    world.items[name] = Item.objects.create(kind=kind, name=name, vat=VatClass.objects.get(code="reduced"), **more)
    return world.items[name]


def prepared(world: World, name: str, *, days: int = 5, **more: object) -> Item:
    """A prepared good by weight with its use-by days."""
    return item(
        world,
        ItemKind.PREPARED,
        name,
        date_kind=DateKind.USE_BY,
        shelf_days=days,
        storage=Storage.FRIDGE,
        price=Decimal("3.2000"),
        **more,
    )


def recipe(world: World, name: str, product: Item, *lines: tuple[str, int, int], water: int = 0) -> RecipeVersion:
    """A recipe; each line an item, grams for a kilo, and the percents that peeling takes."""
    parts = tuple(
        Part(
            world.items[one].pk,
            LineRole.ADDITIVE if world.items[one].kind == ItemKind.ADDITIVE else LineRole.RAW,
            grams * 1_000,
            peel * 100,
        )
        for one, grams, peel in lines
    )
    draft = acts.Draft(parts=parts, water_mg_per_kg=water * 1_000)
    return acts.write_recipe(name=name, products=[product], draft=draft, author=world.cook, now=NOW)


def line(what: str, *, goods: Goods = Goods.PREPARED, topic: Topic = Topic.CLEANING, **more: object) -> ControlPoint:
    """A line of the plan that holds each batch."""
    said = {"every": Every.BATCH, "desk": Desk.PRODUCTION, "corrective": "Recommencer.", "since": TODAY, "blocks": True}
    return write_point(None, PointDraft(topic=topic, what=what, goods=goods, **said | more))


@dataclass
class Workshop:
    """The cast, carrots at hand, and how they are peeled."""

    world: World
    version: RecipeVersion
    carrots: Lot
    wash: ControlPoint
    cold: ControlPoint

    @property
    def product(self) -> Item:
        return self.world.items[PEELED]

    def order(self, *lots: Lot, wished: int | None = None, version=None, product=None, key: str = ""):
        return acts.order(
            version=version or self.version,
            product=product or self.product,
            lots=[(lot.pk, self.world.store.pk) for lot in lots or (self.carrots,)],
            store=self.world.store,
            day=TODAY,
            author=self.world.cook,
            key=key or uuid4().hex,
            now=NOW,
            wished=wished,
        )

    def make(
        self,
        order: ManufacturingOrder,
        *,
        kg: float = 17,
        took: float = 20,
        peel: float = 3,
        lot: Lot | None = None,
        day: date = TODAY,
        now: datetime = NOW,
        note: str = "",
        **more,
    ):
        """20 kg of carrots, 3 of peel: 17 kg in bags."""
        taken = more.pop("taken", None) or [
            acts.Taken((lot or self.carrots).pk, self.world.store.pk, round(took * KG), round(peel * KG))
        ]
        return acts.make(
            order,
            taken=taken,
            outcome=acts.Outcome(weighed_mg=round(kg * KG), **more),
            day=day,
            author=self.world.cook,
            key=uuid4().hex,
            now=now,
            note=note,
        )

    def answer(
        self, order: ManufacturingOrder, *, celsius: str = "3", washed: bool = True, now: datetime = NOW
    ) -> None:
        """Both lines of the plan."""
        for point, said in ((self.wash, {"sound": washed}), (self.cold, {"value": Decimal(celsius)})):
            acts.read_point(point, day=TODAY, author=self.world.cook, key=uuid4().hex, now=now, order=order, **said)

    def release(self, order: ManufacturingOrder, now: datetime = NOW):
        return acts.release(order, author=self.world.quality, key=uuid4().hex, now=now)

    def bag(self, **more) -> Lot:
        """17 kg of peeled carrots, released."""
        order = self.order()
        made = self.make(order, **more)
        self.answer(order)
        self.release(order)
        return made.lots["jars"]


def build() -> Workshop:
    """40 kg of carrots, a recipe that peels them, and a plan with two lines that hold the légumerie."""
    world = worlds.build()
    item(world, ItemKind.RAW, CARROTS, price=Decimal("1.8000"))
    prepared(world, PEELED)
    item(world, ItemKind.PACKAGING, "Sachet 5 kg", dimension=Dimension.COUNT)
    return Workshop(
        world=world,
        version=recipe(world, PEELED, world.items[PEELED], (CARROTS, 1000, 15)),
        carrots=world.receive(CARROTS, kg=40, way=Way.BOUGHT),
        wash=line("Lavées, désinfectées, rincées"),
        cold=line("Mise au froid", topic=Topic.COLD, high=Decimal(4), unit="°C"),
    )


def soup(shop: Workshop) -> tuple[RecipeVersion, Item]:
    """Soup of peeled carrots, half water, in jars; its recipe."""
    world = shop.world
    product = item(
        world,
        ItemKind.FINISHED,
        SOUP,
        dimension=Dimension.COUNT,
        piece_mg=680_000,
        date_kind=DateKind.BEST_BEFORE,
        shelf_days=730,
        guarded=True,
        jar_format=world.formats["720"],
    )
    return recipe(world, "Soupe de carottes", product, (PEELED, 600, 0), ("Sel", 6, 0), water=400), product
