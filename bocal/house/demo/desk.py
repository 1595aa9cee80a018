"""What the demonstration has set up for its products desk: prices for professionals, foods behind the items."""

from decimal import Decimal

from bocal.catalog import acts as catalog
from bocal.catalog.models import Food, Item
from bocal.directory.rules import OrganisationKind
from bocal.house.demo.people import Peopled
from bocal.measure.money import Basis

#: Ciqual's number for what the demonstration grows and seasons with.
FOODS = {
    "Tomates": "20276",
    "Courgettes": "20020",
    "Aubergines": "20053",
    "Poivrons": "20041",
    "Oignons": "20034",
    "Carottes": "20009",
    "Betteraves": "20091",
    "Courges": "20138",
    "Pommes": "13039",
    "Poires": "13037",
    "Poireaux": "20039",
    "Céleri-rave": "20055",
    "Topinambours": "20196",
    "Sel": "11017",
    "Sucre": "31016",
}
#: (class of customers, name, share of the usual price, share from the second step on)
LISTS = (
    ("restaurant", "Restaurants", Decimal("0.90"), Decimal("0.85")),
    ("canteen", "Cantines", Decimal("0.82"), Decimal("0.78")),
    ("shop", "Magasins", Decimal("0.75"), Decimal("0.72")),
)
#: From how many jars the second step holds.
CASE = 60


def set_up_prices() -> None:
    """Price lists by class of customers for the jars, and the foods that the items are."""
    foods = {food.code: food for food in Food.objects.filter(code__in=FOODS.values())}
    for item in Item.objects.filter(name__in=FOODS):
        catalog.link_food(item, foods[FOODS[item.name]])
    jars = list(Item.objects.filter(kind="finished").exclude(price=None))
    for kind, name, share, second in LISTS:
        made = catalog.save_list(None, name=name, basis=Basis.NET, customer_kind=kind)
        prices: dict[tuple[int, int], Decimal | None] = {}
        for jar in jars:
            usual = jar.price or Decimal(0)
            prices[jar.pk, 0] = (usual * share).quantize(Decimal("0.01"))
            prices[jar.pk, CASE] = (usual * second).quantize(Decimal("0.01"))
        catalog.set_prices(made, prices)


#: Of the usual price, what a jar costs in a purchasing group.
MODERATE = Decimal("0.80")


def moderate_prices(found: Peopled) -> None:
    """The purchasing group's own price of each jar: the list that rounds sell by."""
    made = catalog.save_list(
        None, name="Groupement d’achat", basis=Basis.GROSS, customer_kind=OrganisationKind.HOUSEHOLD
    )
    jars = Item.objects.filter(kind="finished").exclude(price=None)
    prices = {(jar.pk, 0): ((jar.price or Decimal(0)) * MODERATE).quantize(Decimal("0.1")) for jar in jars}
    catalog.set_prices(made, dict(prices))
