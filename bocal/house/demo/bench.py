"""The production desk: rates, the stock one wants, what came in this morning, and a kettle under way on the tablet."""

from datetime import timedelta
from decimal import Decimal

from bocal.catalog.models import Item
from bocal.directory.rules import Desk
from bocal.house.demo import kitchen
from bocal.house.demo.kitchen import KG, G, at, key
from bocal.house.demo.people import Peopled
from bocal.journals.rules import Way
from bocal.kitchen import acts
from bocal.kitchen.acts import bench, tolling, wanting
from bocal.kitchen.models import ManufacturingOrder
from bocal.kitchen.reads import toll
from bocal.kitchen.rules.bench import StepKind
from bocal.kitchen.rules.toll import TollWork

#: Jars that one wants in stock from January to December: most before the winter.
WANTED = [60, 50, 40, 30, 20, 20, 30, 60, 90, 100, 90, 80]


def production(found: Peopled) -> None:
    """What the head of production finds in the morning."""
    cook, day = found.at(Desk.PRODUCTION), found.today
    wanting.set_rates(
        since=day - timedelta(days=450),
        hour_cents=1_840,
        load_wh=38_000,
        kwh_cents=Decimal("21.4000"),
        label_cents=Decimal("4.2000"),
        author=found.at(Desk.DIRECTION),
        now=found.now,
    )
    for product in Item.objects.filter(name__startswith="Velouté de courge"):
        wanting.set_targets(product, jars=WANTED)
    farms = iter(found.farms)
    for name, kilos in (("Courges", 70), ("Oignons", 12), ("Pommes", 45)):
        kitchen.receive(found, next(farms), [(name, kilos * KG, 4)], day, way=Way.GIVEN)
    _give_back(found)
    order = ManufacturingOrder.objects.filter(
        day=day, product__jar_format__isnull=False, makings=None, cancelled_at=None
    ).first()
    if order is None:
        return
    acts.assign(order, to=cook.pk)
    # At six; whoever builds the demonstration before seven finds it begun an hour ago all the same.
    first = min(at(day, 6), found.now - timedelta(hours=1))
    begun = bench.start_step(
        order, kind=StepKind.WEIGH, workers=[cook], helpers=2, author=cook, key=f"{key(day, 'weigh')}", now=first
    )
    bench.stop_step(begun, now=first + timedelta(minutes=40))
    chosen = order.chosen.select_related("lot").first()
    if chosen is not None:
        bench.weigh_in(
            order,
            crate=bench.Crate(chosen.lot.code, chosen.quantity // G * G),
            author=cook,
            key=f"{key(day, 'crate')}",
            now=first + timedelta(minutes=20),
        )
    bench.start_step(
        order,
        kind=StepKind.MIX,
        workers=[cook],
        author=cook,
        key=f"{key(day, 'mix')}",
        now=first + timedelta(minutes=45),
    )


def _give_back(found: Peopled) -> None:
    """Two thirds of the jars made for a farm went back to it this morning."""
    farm = next(iter(toll.farms()), None)
    if farm is None:
        return
    leaving = [
        tolling.Leaving(row.lot_id, row.place_id, row.quantity * 2 // 3)
        for row in toll.goods(farm)
        if row.lot.way == Way.MADE and row.lot.state.status == "released"
    ]
    if leaving:
        tolling.give_back(
            farm,
            leaving=leaving,
            per=TollWork.JAR,
            unit_price=Decimal("1.3500"),
            sorting_price=Decimal(0),
            author=found.at(Desk.PRODUCTION),
            key=f"{key(found.shape.slug, 'toll')}",
            now=min(at(found.today, 8), found.now),
        )
