"""A lot made here inside another: its label, its allergens, its organic share, its nutrition, its cost, its farms."""

from decimal import Decimal
from uuid import uuid4

import pytest

from bocal.catalog.models import Food, Item
from bocal.catalog.rules import ItemKind
from bocal.directory.models import Organisation
from bocal.journals.models import Lot
from bocal.journals.rules import Way
from bocal.kitchen import acts, notices, reads
from bocal.kitchen.acts.wanting import set_rates
from bocal.kitchen.reads import costs
from bocal.kitchen.rules.cost import CostKind
from bocal.kitchen.rules.labels import Organic
from tests.kitchen import workshops
from tests.kitchen.workshops import CARROTS, PEELED
from tests.supply import cast
from tests.world import KG, NOW, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    found = workshops.build()
    for name in ("Pot 720 ml", "Couvercle 82 mm"):
        found.world.receive(name, pieces=50, way=Way.BOUGHT)
    return found


def cook(shop, lot: Lot) -> Lot:
    """Twenty jars of soup of what is in this lot, as its recipe says."""
    version, product = workshops.soup(shop)
    salt = shop.world.receive("Sel", kg=1, way=Way.BOUGHT)
    order = shop.order(lot, salt, version=version, product=product, wished=20)
    place = shop.world.store.pk
    taken = [acts.Taken(lot.pk, place, 8_160_000), acts.Taken(salt.pk, place, 81_600)]
    outcome = acts.Outcome(jars_filled=20, water_mg=5_440_000)
    made = acts.make(order, taken=taken, outcome=outcome, day=TODAY, author=shop.world.cook, key=uuid4().hex, now=NOW)
    return made.lots["jars"]


def said(lot: Lot) -> str:
    label = reads.label(reads.made_lot(lot.code))
    return ", ".join("".join(run for run, _bold in runs) for runs in notices.said(label)["ingredients"])


def mash(shop, *lines: tuple[str, int, int]) -> Lot:
    """A prepared good of several things, released: 10 kg."""
    world = shop.world
    workshops.prepared(world, "Mélange pour soupe")
    version = workshops.recipe(world, "Mélange", world.items["Mélange pour soupe"], *lines)
    lots = {name: world.receive(name, kg=20, way=Way.BOUGHT) for name, _grams, _peel in lines}
    order = shop.order(*lots.values(), version=version, product=world.items["Mélange pour soupe"], wished=10 * KG)
    taken = [acts.Taken(lots[name].pk, world.store.pk, grams * 10_000, 0) for name, grams, _peel in lines]
    made = shop.make(order, kg=10, taken=taken)
    shop.answer(order)
    shop.release(order)
    return made.lots["jars"]


def test_what_is_one_thing_is_named_as_that_thing(shop):
    lot = cook(shop, shop.bag())
    assert said(lot) == "carottes, eau, sel"


def test_a_compound_ingredient_is_followed_by_its_own_in_falling_weight(shop):
    inside = mash(shop, ("Céleri", 250, 0), (CARROTS, 700, 0), ("Sel", 50, 0))
    world = shop.world
    product = workshops.soup(shop)[1]
    version = workshops.recipe(world, "Soupe au mélange", product, ("Mélange pour soupe", 600, 0), water=400)
    order = shop.order(inside, version=version, product=product, wished=10)
    made = acts.make(
        order,
        taken=[acts.Taken(inside.pk, world.store.pk, 4_080_000)],
        outcome=acts.Outcome(jars_filled=10, water_mg=2_720_000),
        day=TODAY,
        author=world.cook,
        key=uuid4().hex,
        now=NOW,
    )
    lot = made.lots["jars"]
    assert said(lot) == "mélange pour soupe (carottes, céleri, sel), eau"
    assert lot.allergens == ["celery"]
    runs = notices.said(reads.label(reads.made_lot(lot.code)))["ingredients"][0]
    assert [run for run, bold in runs if bold] == ["céleri"]
    text = acts.write_label(product, legal_name="Soupe", storage="Au sec.", named=[inside.item])
    assert text.named.get() == inside.item
    assert said(lot).replace("\N{NO-BREAK SPACE}", " ") == "mélange pour soupe (60 %) (carottes, céleri, sel), eau"


def test_the_organic_share_and_the_stars_come_from_the_fields(shop):
    Organisation.objects.filter(pk=shop.world.us.pk).update(organic=True)
    assert shop.carrots.organic_bp == 10_000
    lot = cook(shop, shop.bag())
    assert lot.organic_bp == 10_000
    label = reads.label(reads.made_lot(lot.code))
    assert [one.organic for one in label.ingredients][:2] == [True, False]


def test_a_plain_ingredient_takes_the_mention_away_until_a_text_admits_it(shop):
    Organisation.objects.filter(pk=shop.world.us.pk).update(organic=True)
    # A condiment of the fields, for the purpose, from a farm that is not organic.
    Item.objects.filter(name="Sel").update(agricultural=True)
    Organisation.objects.filter(pk=shop.world.farm.pk).update(organic=False)
    shop.world.farm.refresh_from_db()
    lot = cook(shop, shop.bag())
    assert 9_500 < lot.organic_bp < 10_000
    label = reads.label(reads.made_lot(lot.code))
    assert (label.organic, list(label.not_admitted)) == (Organic.NOTHING, ["Sel"])
    Item.objects.filter(name="Sel").update(non_organic_reference="2021/1165, annexe V, partie B, ligne d’essai")
    label = reads.label(reads.made_lot(lot.code))
    assert (label.organic, list(label.not_admitted)) == (Organic.IN_NAME, [])


def test_nutrition_is_mixed_from_what_it_was_made_of(shop):
    carrot, salt = Food.objects.get(name__istartswith="carotte, crue"), Food.objects.get(name__istartswith="sel blanc")
    Item.objects.filter(name=CARROTS).update(food=carrot)
    Item.objects.filter(name="Sel").update(food=salt)
    nested = reads.label(reads.made_lot(cook(shop, shop.bag()).code)).nutrition
    Item.objects.filter(name=PEELED).update(food=carrot)
    lot = Lot.objects.filter(item__kind=ItemKind.FINISHED).get()
    assert nested
    assert reads.label(reads.made_lot(lot.code)).nutrition == nested


def test_the_farms_of_a_jar_are_those_of_the_fields(shop):
    Organisation.objects.filter(pk=shop.world.farm.pk).update(story_consent=True)
    lot = cook(shop, shop.bag())
    order = reads.made_lot(lot.code).order
    label = reads.label(reads.made_lot(lot.code))
    acts.block(order, reason="essai", author=shop.world.quality, key=uuid4().hex, now=NOW)
    assert [farm.name for farm in reads.story(lot.code, gtin=label.gtin).farms] == ["Ferme des Tilleuls"]


def test_the_cost_of_a_bag_is_shared_by_what_is_made_of_it(shop):
    world = shop.world
    set_rates(
        since=TODAY,
        hour_cents=2_000,
        load_wh=0,
        kwh_cents=Decimal(0),
        label_cents=Decimal(10),
        author=world.direction,
        now=NOW,
    )
    bought = cast.weighing(world, CARROTS, quantity=40 * KG, price=Decimal("1.50"))
    carrots = cast.receive(world, bought, way=Way.BOUGHT).lines.get().lot
    order = shop.order(carrots)
    bags = world.receive("Sachet 5 kg", pieces=10, way=Way.BOUGHT)
    made = shop.make(order, lot=carrots, minutes=((world.cook.pk, 60),), bags=((bags.item_id, 4),))
    found = costs.cost_of(order.pk).cost
    by_kind = {part.kind: part.cents for part in found.parts}
    assert (by_kind[CostKind.LABOUR], by_kind[CostKind.LABELS]) == (2_000, 40)
    assert found.mass_mg == 17 * KG
    assert found.per_jar(found.total) == (Decimal(found.total) / 100 / 17).quantize(Decimal("0.0001"))
    shop.answer(order)
    shop.release(order)
    jar = cook(shop, made.lots["jars"])
    inside = costs.cost_of(reads.made_lot(jar.code).order_id).cost
    food = next(part.cents for part in inside.parts if part.kind is CostKind.FOOD)
    assert food == found.total * 8_160_000 // (17 * KG)
