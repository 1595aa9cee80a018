"""The cannery's légumerie: carrots grated yesterday for the canteens, released, and an order of the day."""

from datetime import timedelta
from decimal import Decimal

from bocal.catalog.models import Item, VatClass
from bocal.catalog.rules import DateKind, Dimension, ItemKind, Storage
from bocal.directory.rules import Desk
from bocal.house.demo.goods import usual
from bocal.house.demo.kitchen import KG, at, key, receive
from bocal.house.demo.people import Peopled
from bocal.journals.rules import Way
from bocal.kitchen import acts as kitchen
from bocal.kitchen import reads
from bocal.kitchen.models import ManufacturingOrder, RecipeVersion
from bocal.kitchen.rules.recipes import LineRole, Part

GRATED = "Carottes râpées"
#: What came out of 24 kg: 3.4 kg were peeled, a little fell.
TAKEN, PEELED, OUT, SPILLED = 24 * KG, 3_400_000, 20_400_000, 200_000


def workshop(found: Peopled) -> None:
    """Carrots come in, are grated and put in bags; both lines of the plan are answered, and quality lets them go."""
    yesterday = found.today - timedelta(days=1)
    version, product, bags = _recipe(found)
    got = receive(found, found.farms[0], [("Carottes", 45 * KG, 4)], yesterday, way=Way.BOUGHT)
    receive(found, found.farms[0], [(bags.name, 60, 1)], yesterday, way=Way.BOUGHT, note="sachets")
    lot = got.lines.get().lot_id
    made = _order(found, version, product, lot, wished=OUT, ago=1)
    kitchen.make(
        made,
        taken=[kitchen.Taken(lot, found.store.pk, TAKEN, PEELED)],
        outcome=kitchen.Outcome(
            weighed_mg=OUT,
            spilled_mg=SPILLED,
            bags=((bags.pk, 9),),
            minutes=tuple((person.pk, 70) for person in found.team[:2]),
        ),
        day=yesterday,
        author=found.at(Desk.PRODUCTION),
        key=str(key(found.shape.slug, made.number, "make")),
        now=at(yesterday, 11),
    )
    making = reads.file_of(made.pk)
    for line in making.lines if making else ():
        kitchen.read_point(
            line.point,
            day=yesterday,
            value=Decimal("3.1") if line.numeric else None,
            sound=None if line.numeric else True,
            order=made,
            author=found.at(Desk.PRODUCTION),
            key=str(key(found.shape.slug, made.number, line.point.pk)),
            now=at(yesterday, 11, 20),
        )
    kitchen.release(
        made,
        author=found.at(Desk.QUALITY),
        key=str(key(found.shape.slug, made.number, "release")),
        now=at(yesterday, 12),
    )
    kitchen.write_label(product, legal_name=GRATED, storage="À conserver entre 0 et 4 °C.", face_cm2=120)
    _order(found, version, product, lot, wished=12 * KG, ago=0)


def _recipe(found: Peopled) -> tuple[RecipeVersion, Item, Item]:
    reduced, standard = VatClass.objects.get(code="reduced"), VatClass.objects.get(code="standard")
    product = usual(
        ItemKind.PREPARED,
        GRATED,
        reduced,
        price=Decimal("4.2000"),
        date_kind=DateKind.USE_BY,
        shelf_days=5,
        storage=Storage.FRIDGE,
        guarded=True,
    )
    bags = usual(ItemKind.PACKAGING, "Sachet de 2,5 kg", standard, dimension=Dimension.COUNT, price=Decimal("0.1100"))
    carrots = Item.objects.get(name="Carottes")
    version = kitchen.write_recipe(
        name=GRATED,
        products=[product],
        draft=kitchen.Draft(
            (Part(carrots.pk, LineRole.RAW, KG, 1_400),),
            method="Laver, éplucher, désinfecter, rincer à l’eau potable, râper, égoutter, mettre en sachets au froid.",
        ),
        author=found.at(Desk.PRODUCTION),
        now=at(found.today - timedelta(days=1), 8),
    )
    return version, product, bags


def _order(
    found: Peopled, version: RecipeVersion, product: Item, lot: int, *, wished: int, ago: int
) -> ManufacturingOrder:
    day = found.today - timedelta(days=ago)
    return kitchen.order(
        version=version,
        product=product,
        lots=[(lot, found.store.pk)],
        store=found.fridge,
        day=day,
        author=found.at(Desk.PRODUCTION),
        key=str(key(found.shape.slug, GRATED, day)),
        now=at(day, 9, 30) if ago else min(at(day, 9, 30), found.now),
        wished=wished,
    )
