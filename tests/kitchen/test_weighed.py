"""Prepared vegetables by weight: planned in kilos, held by the plan, with a short date that the journals keep."""

from datetime import timedelta
from uuid import uuid4

import pytest

from bocal.catalog.models import Item
from bocal.catalog.rules import DateKind, ItemKind
from bocal.directory.rules import PlaceKind
from bocal.journals import acts as journals
from bocal.journals.models import Lineage, Movement
from bocal.journals.rules import Gesture, Kind, Move, Refused, Status, Way
from bocal.kitchen import acts, reads
from bocal.kitchen.acts.mixing import Variation, vary
from bocal.kitchen.models import Deviation
from bocal.kitchen.reads import findings
from bocal.kitchen.rules.recipes import LineRole, Part, Stand
from bocal.kitchen.rules.safety import CheckKind, Gap
from bocal.kitchen.rules.stages import Stage
from bocal.safety.models import ControlPoint
from bocal.safety.rules import Goods, Topic
from tests.kitchen import workshops
from tests.kitchen.kitchens import on_hand, status
from tests.kitchen.workshops import CARROTS, PEELED
from tests.world import KG, NOW, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    return workshops.build()


def test_an_order_plans_kilos_of_what_the_lots_give(shop):
    order = shop.order()
    assert (order.jars, order.mass_mg, order.quantity) == (0, 34 * KG, 34 * KG)
    assert [row.quantity for row in order.chosen.all()] == [40 * KG]
    less = shop.order(wished=12 * KG + 340_000)
    assert less.mass_mg == 12 * KG + 300_000
    with pytest.raises(Refused, match="no_mass_possible"):
        shop.order(shop.world.receive(CARROTS, kg=0.1))


def test_what_came_out_by_weight_is_one_held_lot_with_a_use_by_date(shop):
    order = shop.order()
    posted = shop.make(order, kg=16.8, spilled_mg=200_000, minutes=((shop.world.cook.pk, 90),))
    lot = posted.lots["jars"]
    assert on_hand(lot) == 16 * KG + 800_000
    assert (lot.date_kind, lot.good_until) == (DateKind.USE_BY, TODAY + timedelta(days=5))
    assert status(lot) == Status.HOLD
    lost = dict(
        Movement.objects.filter(voucher=posted.voucher, target__real=False).values_list("target__kind", "mass_mg")
    )
    assert (lost[PlaceKind.PEEL], lost[PlaceKind.SPILL]) == (3 * KG, 200_000)
    assert posted.voucher.hours.get().minutes == 90
    # No glass, no lid.
    assert Lineage.objects.filter(child=lot).count() == 1
    line = reads.order(order.pk)
    assert line.stage is Stage.CHECKS


def test_no_weight_or_more_than_went_in_is_refused(shop):
    order = shop.order()
    with pytest.raises(Refused, match="no_weight"):
        shop.make(order, kg=0)
    with pytest.raises(Refused, match="too_much_out"):
        shop.make(order, kg=19)
    with pytest.raises(Refused, match="reason_needed"):
        shop.make(order, kg=14)
    assert shop.make(order, kg=14, note="une caisse tombée").lots["jars"]


def test_bags_are_taken_and_traced(shop):
    bags = shop.world.receive("Sachet 5 kg", pieces=10, way=Way.BOUGHT)
    posted = shop.make(shop.order(), bags=((bags.item_id, 4),))
    assert on_hand(bags) == 6
    assert Lineage.objects.get(child=posted.lots["jars"], parent=bags).quantity == 4
    order = shop.order()
    with pytest.raises(Refused, match="not_enough_bags"):
        shop.make(order, bags=((bags.item_id, 7),))
    with pytest.raises(Refused, match="not_a_bag"):
        shop.make(order, bags=((shop.world.items["Pot 720 ml"].pk, 1),))


def test_the_plan_holds_it_and_nothing_else_is_due(shop):
    order = shop.order()
    shop.make(order)
    assert reads.file_of(order.pk).gaps == (Gap.CONTROL_MISSING,)
    with pytest.raises(Refused, match="not_ready"):
        shop.release(order)
    asked = [line.point for line in reads.file_of(order.pk).lines]
    assert asked == [shop.wash, shop.cold]
    shop.answer(order)
    assert reads.file_of(order.pk).gaps == ()
    shop.release(order)
    assert reads.order(order.pk).stage is Stage.RELEASED


def test_a_warm_bag_waits_for_a_decision(shop):
    order = shop.order()
    shop.make(order)
    shop.answer(order, celsius="9")
    assert Deviation.objects.get().making.order == order
    assert reads.file_of(order.pk).gaps == (Gap.DEVIATION,)


def test_a_plan_that_asks_nothing_of_it_releases_nothing(shop):
    ControlPoint.objects.filter(pk__in=(shop.wash.pk, shop.cold.pk)).update(goods=Goods.JARS)
    order = shop.order()
    shop.make(order)
    assert reads.file_of(order.pk).gaps == (Gap.NO_PLAN,)
    ControlPoint.objects.update(blocks=False)
    assert reads.file_of(order.pk).gaps == (Gap.NO_PLAN,)


def test_lines_about_jars_are_not_asked_of_a_bag(shop):
    workshops.line("Vide des couvercles", topic=Topic.VACUUM, goods=Goods.ALL)
    workshops.line("Étuve", topic=Topic.INCUBATION, goods=Goods.ALL, days=7, celsius=37)
    workshops.line("Corps étrangers", topic=Topic.METAL, goods=Goods.ALL)
    order = shop.order()
    shop.make(order)
    file = reads.file_of(order.pk)
    assert [line.point.what for line in file.lines][2:] == ["Corps étrangers"]
    assert file.ovens == ()
    assert findings.ovens_to_fill(TODAY) == []


def test_a_look_that_says_no_blocks_a_bag_too(shop):
    order = shop.order()
    lot = shop.make(order).lots["jars"]
    shop.answer(order)
    acts.check(order, kind=CheckKind.VISUAL, sound=False, author=shop.world.cook, key=uuid4().hex, now=NOW)
    assert status(lot) == Status.BLOCKED
    assert Gap.VISUAL_FAILED in reads.file_of(order.pk).gaps


def test_past_its_use_by_date_it_is_not_sold_given_or_cooked(shop):
    lot = shop.bag()
    late = NOW + timedelta(days=6)
    customer, gift = shop.world.outside[PlaceKind.CUSTOMER], shop.world.outside[PlaceKind.RECIPIENT]
    for kind, party, target in ((Kind.DELIVER, shop.world.home, customer), (Kind.GIVE, shop.world.food_aid, gift)):
        gone = Gesture(
            kind,
            late.date(),
            shop.world.sales.pk,
            uuid4().hex,
            party=party.pk,
            moves=[Move(lot.pk, shop.world.store.pk, target, KG, KG)],
        )
        with pytest.raises(Refused, match="past_use_by"):
            journals.post(gone, now=late)
    version, product = workshops.soup(shop)
    salt = shop.world.receive("Sel", kg=1, way=Way.BOUGHT)
    for name in ("Pot 720 ml", "Couvercle 82 mm"):
        shop.world.receive(name, pieces=50, way=Way.BOUGHT)
    order = shop.order(lot, salt, version=version, product=product, wished=10)
    assert reads.lots_at_hand({lot.item_id}, today=late.date()) == []
    place = shop.world.store.pk
    with pytest.raises(Refused, match="past_use_by"):
        acts.make(
            order,
            taken=[acts.Taken(lot.pk, place, 2_856_000), acts.Taken(salt.pk, place, 28_560)],
            outcome=acts.Outcome(jars_filled=7, water_mg=1_904_000),
            day=late.date(),
            author=shop.world.cook,
            key=uuid4().hex,
            now=late,
        )


def test_its_date_is_never_later_than_that_of_what_went_in(shop):
    first = shop.bag()
    world = shop.world
    workshops.prepared(world, "Carottes râpées", days=9)
    version = workshops.recipe(world, "Carottes râpées", world.items["Carottes râpées"], (PEELED, 1000, 0))
    order = shop.order(first, version=version, product=world.items["Carottes râpées"])
    later = NOW + timedelta(days=2)
    made = shop.make(order, kg=17, took=17, peel=0, lot=first, day=later.date(), now=later)
    assert made.lots["jars"].good_until == first.good_until == TODAY + timedelta(days=5)


def test_only_a_weighed_good_with_its_days_may_be_made(shop):
    undated = workshops.item(shop.world, ItemKind.PREPARED, "Salade en sachet")
    with pytest.raises(Refused, match="recipe_product"):
        workshops.recipe(shop.world, "Salade", undated, (CARROTS, 1000, 0))
    Item.objects.filter(pk=shop.product.pk).update(date_kind="")
    with pytest.raises(Refused, match="no_use_by"):
        shop.order(product=Item.objects.get(pk=shop.product.pk))


# ── Recipes inside recipes ───────────────────────────────────────────────────────────────────────────────────────────


def _draft(shop, *names: str) -> acts.Draft:
    parts = [Part(shop.world.items[name].pk, LineRole.RAW, 1_000_000 // len(names) + 1_000) for name in names]
    return acts.Draft(parts=tuple(parts))


def test_a_circle_is_named_whoever_closes_it(shop):
    world = shop.world
    for name in ("Bouillon", "Purée"):
        workshops.prepared(world, name)
    broth = workshops.recipe(world, "Bouillon", world.items["Bouillon"], (PEELED, 1000, 0))
    mash = workshops.recipe(world, "Purée", world.items["Purée"], ("Bouillon", 1000, 0))
    again = acts.new_version(shop.version, author=world.cook, now=NOW)
    with pytest.raises(Refused) as refused:
        acts.change_version(again, draft=_draft(shop, CARROTS, "Purée"))
    assert refused.value.details["circle"] == "Carottes épluchées → Purée → Bouillon → Carottes épluchées"
    with pytest.raises(Refused, match="recipe_circle"):
        acts.change_version(broth, draft=_draft(shop, "Bouillon"))
    # By what a recipe gives as well as by what goes into it.
    with pytest.raises(Refused, match="recipe_circle"):
        acts.rename_recipe(mash.recipe, name="Purée", products=[world.items["Purée"], shop.product])
    acts.change_version(again, draft=_draft(shop, CARROTS))


def test_an_old_way_that_would_now_turn_round_is_not_copied(shop):
    world = shop.world
    workshops.prepared(world, "Bouillon")
    first = workshops.recipe(world, "Bouillon", world.items["Bouillon"], (PEELED, 1000, 0))
    second = acts.new_version(first, author=world.cook, now=NOW)
    acts.change_version(second, draft=_draft(shop, CARROTS))
    again = acts.new_version(shop.version, author=world.cook, now=NOW)
    acts.change_version(again, draft=_draft(shop, "Bouillon"))
    with pytest.raises(Refused, match="recipe_circle"):
        acts.new_version(first, author=world.cook, now=NOW)


def test_a_substitute_closes_a_circle_too(shop):
    world = shop.world
    workshops.prepared(world, "Purée")
    workshops.recipe(world, "Purée", world.items["Purée"], (PEELED, 1000, 0))
    again = acts.new_version(shop.version, author=world.cook, now=NOW)
    stand = Stand(world.items["Purée"].pk, 1_000)
    with pytest.raises(Refused, match="recipe_circle"):
        vary(again, lines={world.items[CARROTS].pk: Variation(9_000, 10_000, (stand,))})
