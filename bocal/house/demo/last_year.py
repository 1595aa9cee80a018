"""The season before this one: what was cooked a year ago, and how it left month by month until spring."""

from datetime import timedelta
from itertools import cycle

from bocal.catalog.rules import ItemKind
from bocal.directory.models import Organisation
from bocal.directory.rules import Desk, OrganisationKind, PlaceKind
from bocal.house.demo import kitchen
from bocal.house.demo.kitchen import Batch
from bocal.house.demo.people import Peopled
from bocal.journals import acts
from bocal.journals import reads as journals
from bocal.orders import acts as orders

#: How many days ago, and what was made.
COOKED = (
    (430, Batch("Coulis de tomate", "Coulis de tomate 720 ml", 55)),
    (422, Batch("Ratatouille", "Ratatouille 720 ml", 60)),
    (398, Batch("Compote de pommes", "Compote de pommes 720 ml", 45)),
    (388, Batch("Velouté de courge", "Velouté de courge 720 ml", 50)),
)
#: Each month of the low season, this many of each jar went to the families' parcels.
MONTHS = range(380, 190, -30)
EACH = 9


def last_year(found: Peopled) -> None:
    """Four cooks, and seven months of parcels until the shelves were nearly empty."""
    day = found.today
    kitchen.stock_up(found, day - timedelta(days=450), jars=400, kg_salt=5)
    versions = kitchen.recipes(found, day - timedelta(days=449))
    farms = cycle(found.farms)
    for ago, wanted in COOKED:
        hosts = [next(farms) for _ in range(6)]
        kitchen.batch(found, versions[wanted.dish], wanted, day - timedelta(days=ago), hosts)
    _clear(found)
    kinds = (OrganisationKind.FOOD_AID, OrganisationKind.CENTRE)
    party = Organisation.objects.filter(kind__in=kinds).first()
    if party is None:
        return
    for ago in MONTHS:
        there: dict[int, int] = {}
        for row in journals.sellable(ItemKind.FINISHED, owner=found.collective.organisation):
            there[row.lot.item_id] = there.get(row.lot.item_id, 0) + row.quantity
        given = {item: min(EACH + ago % 4, count) for item, count in there.items() if count}
        if given:
            orders.give(
                party=party,
                quantities=given,
                person=found.at(Desk.SALES),
                key=str(kitchen.key(found.shape.slug, "parcel", ago)),
                now=kitchen.at(day - timedelta(days=ago), 15),
                note="Pour les colis du mois",
            )


def _clear(found: Peopled) -> None:
    """What was left of that season's crates went to the compost: nobody cooks it a year later."""
    day = found.today - timedelta(days=COOKED[-1][0] - 2)
    for row in list(journals.stock(ItemKind.RAW)):
        acts.lose(
            row.lot,
            place=row.place,
            to=PlaceKind.WASTE,
            quantity=row.quantity,
            reason="Restes de la saison, au compost",
            author=found.at(Desk.RECEPTION),
            key=str(kitchen.key(found.shape.slug, "compost", row.pk)),
            now=kitchen.at(day, 17),
        )
