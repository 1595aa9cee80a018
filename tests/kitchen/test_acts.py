"""What the kitchen writes down: it balances, and it is written once."""

from datetime import timedelta
from decimal import Decimal

import pytest

from bocal.directory.rules import PlaceKind
from bocal.journals import acts as journals
from bocal.journals.models import HoursLine, Movement, Voucher
from bocal.journals.rules import Kind, Refused, Status, Way
from bocal.kitchen import acts, reads
from bocal.kitchen.models import ManufacturingOrder, RecipeVersion
from bocal.kitchen.rules.recipes import LineRole, Part
from bocal.kitchen.rules.safety import Outcome, Treatment
from bocal.kitchen.rules.stages import Stage
from tests.kitchen import kitchens
from tests.kitchen.kitchens import on_hand, status
from tests.world import KG, NOW, TODAY

pytestmark = pytest.mark.django_db


def moved(voucher, kind: PlaceKind) -> int:
    return sum(Movement.objects.filter(voucher=voucher, target__kind=kind).values_list("mass_mg", flat=True))


# ── Recipes ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_recipe_that_calls_itself_is_refused():
    world = kitchens.worlds.build()
    jar = world.items["Coulis de tomate 720 ml"]
    inside = acts.Draft(parts=(*kitchens.draft(world).parts, Part(jar.pk, LineRole.RAW, 100_000)))
    with pytest.raises(Refused, match="recipe_circle"):
        acts.write_recipe(name="Coulis", products=[jar], draft=inside, author=world.products, now=NOW)
    assert not RecipeVersion.objects.exists()


def test_a_version_is_frozen_once_an_order_uses_it_and_copied_to_change(kitchen):
    version = acts.new_version(kitchen.version, author=kitchen.world.products, now=NOW)
    assert version.number == 2
    assert [line.mg_per_kg for line in version.lines.all()] == [1_325_000, 8_000]
    # Another recipe has not been validated.
    assert not version.schedules.exists()
    less_salt = kitchens.draft(kitchen.world, method="Moins de sel.")
    acts.change_version(version, draft=less_salt)
    assert RecipeVersion.objects.get(pk=version.pk).method == "Moins de sel."
    kitchen.version = version
    kitchen.order()
    with pytest.raises(Refused, match="version_frozen"):
        acts.change_version(version, draft=less_salt)


def test_a_version_with_a_schedule_does_not_change_under_it(kitchen):
    with pytest.raises(Refused, match="version_frozen"):
        acts.change_version(kitchen.version, draft=kitchens.draft(kitchen.world))


def test_what_cannot_enter_a_recipe(kitchen):
    jar = kitchen.world.items["Pot 720 ml"]
    for item in (jar.pk, 999_999):
        bad = acts.Draft(parts=(Part(item, LineRole.RAW, KG),))
        with pytest.raises(Refused, match="recipe_item"):
            acts.write_recipe(name="Rien", products=[kitchen.product], draft=bad, author=kitchen.world.cook, now=NOW)
    with pytest.raises(Refused, match="recipe_name"):
        acts.write_recipe(
            name="coulis de tomate",
            products=[kitchen.product],
            draft=kitchens.draft(kitchen.world),
            author=kitchen.world.cook,
            now=NOW,
        )


def test_the_law_is_kept_when_a_schedule_is_written(kitchen):
    world = kitchen.world
    unknown = acts.write_recipe(
        name="Ratatouille",
        products=[kitchen.product],
        draft=kitchens.draft(world, ph_highest=None),
        author=world.products,
        now=NOW,
    )
    with pytest.raises(Refused, match="too_little_f0"):
        kitchens.schedule(world, unknown, required=Decimal("2.9"))
    with pytest.raises(Refused, match="ph_must_be_acid"):
        kitchens.schedule(world, unknown, treatment=Treatment.PASTEURISE, tref=Decimal("93.3"), z=Decimal("8.3"))
    with pytest.raises(Refused, match="schedule_future"):
        kitchens.schedule(world, unknown, validated_on=TODAY + timedelta(days=1))
    assert not unknown.schedules.exists()


# ── Orders ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_order_is_scaled_to_the_lots(kitchen):
    found = kitchen.order(wished=None)
    # 60 kg × 0.9 / 1.325 = 40.75 kg: 59 jars of 680 g.
    assert found.jars == 59
    assert found.number == "OF-2026-001"
    planned = {row.lot_id: row.quantity for row in found.chosen.all()}
    assert planned[kitchen.tomatoes.pk] <= 60 * KG
    assert planned[kitchen.salt.pk] == 320_960


def test_the_same_key_orders_once(kitchen):
    assert kitchen.order(key="once") == kitchen.order(key="once")
    assert ManufacturingOrder.objects.count() == 1


def test_toll_lots_are_not_mixed_and_stay_the_farms(kitchen):
    world = kitchen.world
    theirs = world.receive("Tomates", kg=40, way=Way.TOLL)
    with pytest.raises(Refused, match="mixed_owners"):
        kitchen.order(kitchen.tomatoes, theirs, kitchen.salt)
    order = kitchen.order(theirs, kitchen.salt)
    assert order.owner == world.farm
    made = kitchen.make(order, taken=kitchen.taken(lot=theirs))
    assert made.lots["jars"].owner == world.farm
    other = kitchen.order(theirs, kitchen.salt)
    both = [*kitchen.taken(5, 0, lot=theirs), *kitchen.taken(25, 0)[:1]]
    with pytest.raises(Refused, match="mixed_owners"):
        kitchen.make(other, taken=both)


def test_what_is_on_hold_never_enters_a_pot(kitchen):
    order = kitchen.order()
    journals.decide(
        [kitchen.tomatoes], Status.HOLD, reason="trop chaud", author=kitchen.world.quality, key="h", now=NOW
    )
    with pytest.raises(Refused, match="lot_gone"):
        kitchen.order()
    with pytest.raises(Refused, match="not_usable"):
        kitchen.make(order)


def test_a_lot_of_something_else_is_refused(kitchen):
    celery = kitchen.world.receive("Céleri", kg=5)
    with pytest.raises(Refused, match="not_in_recipe"):
        kitchen.order(kitchen.tomatoes, celery)
    # What really went in is written, but never in silence.
    with pytest.raises(Refused, match="mix_outside"):
        kitchen.make(kitchen.order(), taken=[*kitchen.taken(), acts.Taken(celery.pk, kitchen.world.store.pk, KG)])


def test_too_little_for_a_jar(kitchen):
    crumb = kitchen.world.receive("Tomates", kg=0.5)
    with pytest.raises(Refused, match="no_jar_possible") as refused:
        kitchen.order(crumb, kitchen.salt)
    assert refused.value.details["items"] == "Tomates"


def test_an_order_can_be_given_up_until_it_is_made(kitchen):
    order = kitchen.order()
    acts.cancel(order, now=NOW)
    with pytest.raises(Refused, match="order_cancelled"):
        kitchen.make(order)
    made = kitchen.order()
    kitchen.make(made)
    with pytest.raises(Refused, match="order_made"):
        acts.cancel(made, now=NOW)


# ── Making ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_kettle_is_written_whole(kitchen):
    world = kitchen.world
    order = kitchen.order()
    posted = kitchen.make(
        order,
        jars_broken=2,
        lids_broken=1,
        tasting_jars=1,
        spilled_mg=500_000,
        minutes=((world.cook.pk, 240), (world.quality.pk, 60)),
    )
    jars = posted.lots["jars"]
    assert jars.good_until == TODAY + timedelta(days=730)
    assert (jars.owner, jars.organic_bp, status(jars)) == (world.us, 10_000, Status.HOLD)
    assert on_hand(jars) == 29
    assert (on_hand(kitchen.tomatoes), on_hand(kitchen.salt)) == (30 * KG, 800_000)
    assert (on_hand(kitchen.jars), on_hand(kitchen.lids)) == (68, 69)
    assert moved(posted.voucher, PlaceKind.PEEL) == 3 * KG
    assert moved(posted.voucher, PlaceKind.SPILL) == 500_000
    assert moved(posted.voucher, PlaceKind.TASTING) == 680_000
    # 27.2 kg in, 20.4 filled, 0.5 spilled: what is left is steam, within what the recipe expects.
    assert moved(posted.voucher, PlaceKind.EVAPORATION) == 6_300_000
    assert sum(HoursLine.objects.filter(voucher=posted.voucher).values_list("minutes", flat=True)) == 300
    parents = {row.parent.item.name for row in jars.parents.select_related("parent__item")}
    assert parents == {"Tomates", "Sel", "Pot 720 ml", "Couvercle 82 mm"}
    seen = reads.kettle(posted.voucher)
    assert seen.mass_in == seen.mass_out


def test_jars_come_from_several_lots_oldest_first(kitchen):
    more = kitchen.world.receive("Pot 720 ml", pieces=100, way=Way.BOUGHT)
    kitchen.make(kitchen.order())
    kitchen.make(kitchen.order(), taken=kitchen.taken(30, 3))
    extra = kitchen.world.receive("Tomates", kg=60)
    kitchen.world.receive("Couvercle 82 mm", pieces=100, way=Way.BOUGHT)
    kitchen.make(
        kitchen.order(extra, kitchen.salt, wished=55), jars=55, taken=kitchen.taken(55, 5, lot=extra), lids_broken=0
    )
    # Oldest finished, the next one begun.
    assert (on_hand(kitchen.jars), on_hand(more)) == (0, 85)


def test_glass_that_is_to_be_washed_is_not_filled(kitchen):
    journals.decide([kitchen.jars], Status.HOLD, reason="à laver", author=kitchen.world.quality, key="h", now=NOW)
    with pytest.raises(Refused, match="not_enough_jars"):
        kitchen.make(kitchen.order())


def test_nothing_is_written_when_the_jars_run_out(kitchen):
    with pytest.raises(Refused, match="not_enough_lids"):
        kitchen.make(kitchen.order(), lids_broken=71)
    assert not Voucher.objects.filter(kind=Kind.MAKE).exists()
    assert on_hand(kitchen.tomatoes) == 60 * KG


def test_a_gap_wants_a_reason_which_is_kept(kitchen):
    order = kitchen.order()
    with pytest.raises(Refused, match="reason_needed"):
        kitchen.make(order, jars=26)
    posted = kitchen.make(order, jars=26, note="un bac tombé, non pesé")
    assert posted.voucher.note == "un bac tombé, non pesé"
    assert moved(posted.voucher, PlaceKind.UNEXPLAINED) > 0


def test_more_jars_than_food_is_refused(kitchen):
    with pytest.raises(Refused, match="too_many_jars"):
        kitchen.make(kitchen.order(), jars=60, note="si, si")


def test_made_once_and_again_after_it_is_taken_back(kitchen):
    order = kitchen.order()
    first = kitchen.make(order, key="k")
    assert kitchen.make(order, key="k").voucher == first.voucher
    with pytest.raises(Refused, match="order_made"):
        kitchen.make(order)
    kitchen.cook(order)
    assert reads.order(order.pk).stage is Stage.CHECKS
    journals.reverse(first.voucher, author=kitchen.world.cook, now=NOW)
    assert reads.order(order.pk).stage is Stage.TO_DO
    assert reads.file_of(order.pk) is None
    again = kitchen.make(order, jars=31)
    # What was cooked and checked for the first lot is not this one's.
    assert again.lots["jars"] != first.lots["jars"]
    assert reads.file_of(order.pk).verdict.outcome is Outcome.NO_COOK
