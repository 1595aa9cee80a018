"""A recipe that may vary, from its version to the release of its lot."""

import pytest

from bocal.journals import acts as journals
from bocal.journals.rules import Refused, Status, Way
from bocal.kitchen import acts, notices, reads
from bocal.kitchen.acts import bench
from bocal.kitchen.acts.mixing import Variation, vary
from bocal.kitchen.models import Deviation, Making
from bocal.kitchen.rules.deviations import Cause, Decision
from bocal.kitchen.rules.safety import Gap, Outcome
from bocal.kitchen.rules.stands import Stand
from tests.kitchen.kitchens import logger, on_hand, status
from tests.kitchen.mixes import Mixes
from tests.kitchen.test_at_once import together
from tests.world import KG, NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def mixes():
    return Mixes()


def parts(version):
    return {part.item: part for part in reads.mixture(version).parts}


# ── The recipe ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_may_vary_is_frozen_with_the_version_and_copied_to_the_next(mixes):
    courgettes = mixes.world.items["Courgettes"].pk
    with pytest.raises(Refused, match="version_frozen"):
        vary(mixes.version, lines={})
    second = acts.new_version(mixes.version, author=mixes.world.cook, now=NOW)
    assert parts(second) == parts(mixes.version)
    vary(second, lines={courgettes: Variation(1_000, 2_000)})
    assert parts(second)[courgettes].stands == ()
    assert parts(second)[courgettes].high_bp == 2_000
    assert parts(mixes.version)[courgettes].high_bp == 2_900


def test_the_grams_of_a_version_change_and_what_may_vary_stays(mixes):
    second = acts.new_version(mixes.version, author=mixes.world.cook, now=NOW)
    bare = acts.Draft(
        tuple(
            type(part)(part.item, part.role, part.mg_per_kg + (20_000 if part.mg_per_kg == 190_000 else 0))
            for part in reads.composition(second).parts
        )
    )
    acts.change_version(second, draft=bare)
    courgettes = parts(second)[mixes.world.items["Courgettes"].pk]
    assert (courgettes.mg_per_kg, courgettes.low_bp) == (210_000, 1_500)
    assert [stand.most_bp for stand in courgettes.stands] == [3_000]


def test_what_says_nothing_sure_is_refused_by_name(mixes):
    second = acts.new_version(mixes.version, author=mixes.world.cook, now=NOW)
    items = mixes.world.items
    with pytest.raises(Refused) as refused:
        vary(second, lines={items["Courgettes"].pk: Variation(2_000, 3_000)})
    assert refused.value.code == "range_misses"
    assert refused.value.details == {"item": "Courgettes", "share": "19\xa0%"}
    for stand, code in ((items["Tomates"].pk, "substitute_twice"), (items["Pot 720 ml"].pk, "recipe_item")):
        with pytest.raises(Refused, match=code):
            vary(second, lines={items["Courgettes"].pk: Variation(stands=(Stand(stand, 500),))})
    with pytest.raises(Refused, match="line_gone"):
        vary(second, lines={items["Œufs"].pk: Variation()})


# ── Ordering ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_substitute_fills_what_its_line_lacks(mixes):
    few = mixes.world.receive("Courgettes", kg=3)
    order = mixes.order(mixes.kitchen.tomatoes, few, mixes.celery, mixes.kitchen.salt, wished=None)
    planned = {row.lot.item.name: row.quantity for row in order.chosen.select_related("lot__item")}
    # 3 kg of courgettes are 70 % at least of 4.285 kg: 22.5 kg of sauce, 33 jars of 680 g; celery loses a tenth.
    assert order.jars == 33
    assert planned["Courgettes"] == 3 * KG
    assert planned["Céleri"] == -(-(33 * 680_000 * 19 // 100 - 3 * KG) * 10 // 9)
    peeled = {mixes.celery.pk: planned["Céleri"] // 10}
    taken = [
        acts.Taken(row.lot_id, row.place_id, row.quantity, peeled.get(row.lot_id, 0)) for row in order.chosen.all()
    ]
    _balance, judged = acts.weigh_up(order, taken=taken, outcome=acts.Outcome(jars_filled=33))
    assert not judged.mix.outside


def test_its_own_item_goes_first(mixes):
    order = mixes.order()
    assert mixes.celery.pk not in set(order.chosen.values_list("lot", flat=True))


def test_nothing_is_replaced_unless_a_person_chooses_it(mixes):
    alone = mixes.order(mixes.kitchen.tomatoes, mixes.courgettes, mixes.kitchen.salt)
    assert alone.jars == 30
    with pytest.raises(Refused, match="not_in_recipe"):
        mixes.order(mixes.kitchen.tomatoes, mixes.courgettes, mixes.kitchen.salt, mixes.kitchen.jars)


def test_a_substitute_of_another_owner_is_not_mixed_in(mixes):
    theirs = mixes.world.receive("Céleri", kg=5, way=Way.TOLL)
    with pytest.raises(Refused, match="mixed_owners"):
        mixes.order(mixes.kitchen.tomatoes, mixes.courgettes, theirs, mixes.kitchen.salt)


def test_a_substitute_is_weighed_in_at_the_kettle(mixes):
    order = mixes.order()
    crate = bench.Crate(mixes.celery.code, KG, 100_000)
    weighed = bench.weigh_in(order, crate=crate, author=mixes.world.cook, key="w", now=NOW)
    assert weighed.peel_mg == 100_000


# ── Making ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def ready(mixes, order):
    mixes.kitchen.cook(order)
    mixes.kitchen.ph(order)
    mixes.kitchen.closure(order)
    return reads.file_of(order.pk)


def test_inside_the_range_the_schedule_holds(mixes):
    order = mixes.order()
    mixes.make(order, taken=mixes.taken(15, 3.5, 1.3))
    assert not Deviation.objects.exists()
    seen = ready(mixes, order)
    assert seen.verdict.outcome is Outcome.PASSED
    assert seen.mix.worth_showing
    assert [(line.name, line.of, line.share.share_bp) for line in seen.mix.lines if line.of] == [
        ("Céleri", "Courgettes", 2_710)
    ]
    mixes.kitchen.release(order)
    assert status(seen.lot) == Status.RELEASED


def test_nothing_outside_is_accepted_in_silence(mixes):
    order = mixes.order()
    with pytest.raises(Refused) as refused:
        mixes.make(order, taken=mixes.taken(13.5, 6.3))
    assert refused.value.code == "mix_outside"
    assert (
        "Courgettes fait 31,5\xa0% du mélange ; le barème vaut de 15\xa0% à 29\xa0%." in refused.value.details["said"]
    )
    assert "Tomates fait 67,5\xa0%" in refused.value.details["said"]
    assert on_hand(mixes.courgettes) == 30 * KG


def outside(mixes, **more):
    order = mixes.order()
    made = mixes.make(order, taken=mixes.taken(13.5, 6.3), reason="Plus assez de tomates", **more)
    return order, made.lots["jars"]


def test_outside_no_minutes_make_the_cook_conform(mixes):
    order, lot = outside(mixes)
    deviation = Deviation.objects.get(cause=Cause.MIX)
    assert list(deviation.lots.all()) == [lot]
    assert "Courgettes fait 31,5\xa0%" in deviation.found
    assert "Plus assez de tomates" in deviation.found
    seen = ready(mixes, order)
    assert seen.cook.exact >= 3
    assert seen.verdict.outcome is Outcome.MIX_OUTSIDE
    assert not seen.verdict.passed
    assert seen.gaps == (Gap.MIX_OUTSIDE, Gap.DEVIATION)
    assert Deviation.objects.count() == 1, "told once"
    with pytest.raises(Refused, match="not_ready"):
        mixes.kitchen.release(order)
    assert status(lot) == Status.HOLD


def test_only_what_can_bring_it_back_or_away_is_decided(mixes):
    order, _lot = outside(mixes)
    ready(mixes, order)
    for decision in (Decision.MENDED, Decision.AGAIN, Decision.RECOOK):
        with pytest.raises(Refused, match="mix_wants_opinion"):
            mixes.kitchen.rule(order, decision)
    with pytest.raises(Refused, match="opinion_wants_document"):
        mixes.kitchen.rule(order, Decision.OPINION)
    with pytest.raises(Refused, match="ruled_by_author"):
        mixes.kitchen.rule(order, Decision.OPINION, document="AVIS-7", author=mixes.world.cook)


def test_a_competent_bodys_opinion_stands_for_this_lot(mixes):
    order, lot = outside(mixes)
    ready(mixes, order)
    mixes.kitchen.rule(order, Decision.OPINION, document="AVIS-7")
    seen = reads.file_of(order.pk)
    assert not seen.gaps
    assert seen.verdict.outcome is Outcome.MIX_OUTSIDE, "the record says it for ever"
    mixes.kitchen.release(order)
    assert status(lot) == Status.RELEASED


def test_an_opinion_on_the_mix_stands_for_no_weak_cook(mixes):
    order, _lot = outside(mixes)
    ready(mixes, order)
    mixes.kitchen.rule(order, Decision.OPINION, document="AVIS-7")
    mixes.kitchen.cook(order, logger(1, top=115))
    assert Gap.HEAT_FAILED in reads.file_of(order.pk).gaps


def test_what_is_destroyed_never_leaves(mixes):
    order, lot = outside(mixes)
    ready(mixes, order)
    mixes.kitchen.rule(order, Decision.DESTROY)
    assert Gap.LOST in reads.file_of(order.pk).gaps
    assert status(lot) == Status.BLOCKED


def test_too_much_of_a_substitute(mixes):
    order = mixes.order()
    with pytest.raises(Refused) as refused:
        mixes.make(order, taken=mixes.taken(16, 2.4, 1.4))
    assert "Céleri remplace 36,8\xa0% de « Courgettes »" in refused.value.details["said"]


def test_what_is_nowhere_in_the_recipe_is_written_with_its_reason(mixes):
    eggs = mixes.world.receive("Œufs", pieces=30)
    order = mixes.order()
    taken = [*mixes.taken(), acts.Taken(eggs.pk, mixes.world.store.pk, 2)]
    with pytest.raises(Refused, match="mix_outside"):
        mixes.make(order, taken=taken)
    lot = mixes.make(order, taken=taken, reason="Une erreur de caisse").lots["jars"]
    assert "eggs" in lot.allergens
    assert "Œufs n’est ni dans la recette" in Deviation.objects.get(cause=Cause.MIX).found
    glass = [*mixes.taken(), acts.Taken(mixes.kitchen.lids.pk, mixes.world.store.pk, 5)]
    with pytest.raises(Refused, match="not_in_recipe"):
        mixes.make(mixes.order(), taken=glass, reason="?")


def test_the_jars_bear_the_allergen_that_a_substitute_brought(mixes):
    order = mixes.order()
    lot = mixes.make(order, taken=mixes.taken(15, 3.5, 1.3)).lots["jars"]
    assert lot.allergens == ["celery"]
    label = reads.label(reads.made_lot(lot.code))
    names = ["".join(piece.text for piece in one.pieces) for one in label.ingredients]
    assert names == ["tomates", "courgettes", "céleri", "sel"]
    assert reads.standbys(mixes.version)[mixes.celery.item_id].brings == ("céleri",)


def test_a_making_taken_back_is_judged_anew(mixes):
    order, lot = outside(mixes)
    voucher = Making.objects.get(lot=lot).voucher
    journals.reverse(voucher, author=mixes.world.cook, now=NOW)
    assert on_hand(mixes.courgettes) == 30 * KG
    mixes.make(order)
    seen = ready(mixes, order)
    assert seen.verdict.passed
    assert not seen.gaps
    assert not seen.mix.outside
    mixes.kitchen.release(order)


def test_the_same_form_twice_makes_and_tells_once(mixes):
    order = mixes.order()
    for _ in range(2):
        mixes.make(order, taken=mixes.taken(13.5, 6.3), reason="voilà", key="same")
    assert Making.objects.count() == Deviation.objects.count() == 1


def test_the_batch_record_tells_the_mix(mixes):
    order, _lot = outside(mixes)
    said = notices.record(ready(mixes, order))
    rows = {row[0]: row[1:] for row in said["mix"]}
    assert rows["Courgettes"] == ["31,5\xa0%", "15\xa0% à 29\xa0%", "hors du barème"]
    assert "Plus assez de tomates" in said["mix_reason"]
    assert not said["passed"]


def test_what_was_made_before_was_not_judged(mixes):
    order = mixes.order()
    mixes.make(order)
    Making.objects.update(mix=None)
    seen = ready(mixes, order)
    assert seen.mix is None
    assert not seen.gaps
    assert notices.record(seen)["mix"] == []


# ── Two tablets ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.django_db(transaction=True)
def test_two_tablets_weigh_the_same_substitute_at_once(mixes):
    orders = [mixes.order(), mixes.order()]
    crate = bench.Crate(mixes.celery.code, 20 * KG)

    def weigh(order):
        return bench.weigh_in(order, crate=crate, author=mixes.world.cook, key=f"w{order.pk}", now=NOW)

    said = together(*(lambda o=o: weigh(o) for o in orders))
    assert [one.code for one in said if isinstance(one, Refused)] == ["weighed_elsewhere"], said


@pytest.mark.django_db(transaction=True)
def test_two_kettles_take_the_same_substitute_at_once(mixes):
    world = mixes.world
    mixes.celery = world.receive("Céleri", kg=2)
    orders = [mixes.order(), mixes.order()]
    said = together(*(lambda o=o: mixes.make(o, taken=mixes.taken(15, 3.5, 1.3)) for o in orders))
    assert [one.code for one in said if isinstance(one, Refused)] == ["not_enough"], said
    assert on_hand(mixes.celery) == 700_000
    assert Making.objects.count() == 1
