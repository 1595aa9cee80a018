"""What has happened in each collective before a visitor comes in."""

from datetime import date, timedelta
from itertools import cycle

from django.urls import reverse

from bocal.catalog.models import Item
from bocal.directory.rules import Desk, OrganisationKind, Profile
from bocal.house.demo import books, kitchen, sales
from bocal.house.demo.kitchen import Batch
from bocal.house.demo.people import Peopled
from bocal.journals.rules import Way
from bocal.supply import acts as supply


def cooking(found: Peopled) -> None:
    """A season of cooks: most released, one on hold that failed, one waiting for its checks, one to make today."""
    day = found.today
    kitchen.stock_up(found, day - timedelta(days=90))
    versions = kitchen.recipes(found, day - timedelta(days=89))
    farms = cycle(found.farms)
    plan = [
        (80, Batch("Coulis de tomate", "Coulis de tomate 720 ml", 40)),
        (74, Batch("Ratatouille", "Ratatouille 720 ml", 45)),
        (66, Batch("Coulis de tomate", "Coulis de tomate 370 ml", 30, way=Way.BOUGHT)),
        (40, Batch("Compote de pommes", "Compote de pommes 720 ml", 50)),
        # Squash was short that day: celeriac stood in for some of it, within what the schedule covers.
        (22, Batch("Velouté de courge", "Velouté de courge 720 ml", 40, instead_bp=1_500)),
        (9, Batch("Ratatouille", "Ratatouille 370 ml", 20, short=6, released=False)),
        (4, Batch("Compote de pommes", "Compote de pommes 370 ml", 25, way=Way.TOLL)),
        (1, Batch("Velouté de courge", "Velouté de courge 370 ml", 25, checked=False, released=False)),
        (0, Batch("Coulis de tomate", "Coulis de tomate 720 ml", 35, cooked=False)),
    ]
    for ago, wanted in plan:
        # Toll work: one farm brings everything, and everything stays its own.
        hosts = [next(farms)] * 6 if wanted.way is Way.TOLL else [next(farms) for _ in range(6)]
        kitchen.batch(found, versions[wanted.dish], wanted, day - timedelta(days=ago), hosts)


def surplus(found: Peopled) -> None:
    """Farms have announced: one is to be fetched tomorrow, two wait for an answer."""
    told = [("Courges", 120, Way.GIVEN), ("Pommes", 85, Way.BOUGHT), ("Carottes", 60, Way.TOLL)]
    for farm, (what, kilos, way) in zip(found.farms, told, strict=False):
        offer = supply.announce(
            farm=farm,
            what=what,
            item=Item.objects.get(name=what),
            mass_mg=kilos * kitchen.KG,
            ready_on=found.today,
            until=found.today + timedelta(days=5),
            way=way,
            note="En cagettes, sous le hangar.",
            phone=farm.phone,
            key=kitchen.key(found.shape.slug, farm.pk, what),
            page=reverse("supply:offers"),
            now=found.now,
        )
        if way is Way.GIVEN:
            supply.take(
                offer,
                day=found.today + timedelta(days=1),
                word="Nous passons vers 9 h.",
                author=found.at(Desk.RECEPTION),
                now=found.now,
            )


def selling(found: Peopled) -> None:
    """A round of last week, handed over and billed; one to hand over (producers’ group); one open; a gift."""
    goods = found.shape.stalls
    day = found.today
    if found.shape.profile is Profile.PRODUCERS_GROUP:
        sales.mandate(found)
    past = sales.sell(found, _title(found, day - timedelta(days=10)), day - timedelta(days=10), baskets=60)
    sales.finish(found, past)
    shops = [shop for shop in found.shops if shop.kind != OrganisationKind.FOOD_AID]
    sales.bill(found, past, [*shops, *found.homes[:12]])
    sales.settle(found, past)
    books.bank(found)
    if not goods:
        sales.give(found, day - timedelta(days=5))
    if found.shape.profile is Profile.PRODUCERS_GROUP:
        # To be handed over today, with a telephone that has no network.
        ready = sales.sell(found, _title(found, day - timedelta(days=1)), day - timedelta(days=1), baskets=60)
        sales.gather(found, ready, late=1)
    closes = day + timedelta(days=3)
    rhythm = None
    if found.shape.profile is Profile.PRODUCERS_GROUP:
        rhythm = sales.weekly(found, closes)
        sales.points(found, closes, day)
    now = sales.sell(found, _title(found, closes), closes, baskets=45, rhythm=rhythm)
    if rhythm is not None:
        sales.snow(found, now)


def _title(found: Peopled, day: date) -> str:
    names = {Profile.GROCERY: "Drive", Profile.PRODUCERS_GROUP: "Vente", Profile.TRUCK: "Groupement d’achat"}
    return f"{names.get(found.shape.profile, 'Vente de bocaux')} du {day:%d/%m}"
