"""What to make next: what lacks, of which lots, never counting on a crate twice."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from bocal.catalog.rules import Dimension, ItemKind
from bocal.journals.rules import Way
from bocal.kitchen.acts.wanting import set_targets
from bocal.kitchen.reads import needs as reads
from bocal.kitchen.rules import needs
from bocal.kitchen.rules.needs import Dish, Want, Why
from bocal.kitchen.rules.recipes import AtHand, Composition, LineRole, Part
from tests.kitchen.screens import text
from tests.world import KG, TODAY

TOMATOES, SALT, PEARS = 1, 2, 3
COULIS, COMPOTE = 10, 11
SAUCE = Dish(
    1,
    COULIS,
    500_000,
    Composition((Part(TOMATOES, LineRole.RAW, 1_200_000, 1_000), Part(SALT, LineRole.ADDITIVE, 8_000)), 0, 208_000),
)
STEWED = Dish(2, COMPOTE, 500_000, Composition((Part(PEARS, LineRole.RAW, 1_000_000),), 0, 0))


def lot(key: int, item: int, kg: float, until: date | None = None) -> AtHand:
    mass = round(kg * KG)
    kind = ItemKind.ADDITIVE if item == SALT else ItemKind.RAW
    return AtHand(key, 1, item, kind, 1, Dimension.MASS, 0, mass, mass, until)


def test_customers_come_before_the_stock_one_wants():
    wants = needs.lacking(
        ordered={COULIS: 50}, targets={COULIS: 100, COMPOTE: 20}, on_hand={COULIS: 30, COMPOTE: 25}, planned={COULIS: 5}
    )
    assert wants == [Want(COULIS, 15, Why.ORDERED), Want(COULIS, 100, Why.TARGET)]


@given(st.integers(0, 500), st.integers(0, 500), st.integers(0, 500), st.integers(0, 500))
def test_what_is_wanted_covers_orders_and_stock_and_no_more(ordered, target, there, planned):
    wants = needs.lacking(
        ordered={COULIS: ordered}, targets={COULIS: target}, on_hand={COULIS: there}, planned={COULIS: planned}
    )
    total = sum(want.jars for want in wants)
    assert total == max(ordered + target - there - planned, 0)
    assert sum(want.jars for want in wants if want.why is Why.ORDERED) == max(ordered - there - planned, 0)


@given(
    st.lists(st.tuples(st.sampled_from([TOMATOES, SALT, PEARS]), st.integers(1, 40_000_000)), max_size=8),
    st.lists(st.tuples(st.sampled_from([COULIS, COMPOTE]), st.integers(1, 80)), max_size=6),
)
def test_no_lot_is_proposed_beyond_what_there_is(masses, wanted):
    lots = [replace(lot(key, item, 1), quantity=mass, mass_mg=mass) for key, (item, mass) in enumerate(masses, start=1)]
    wants = [Want(product, jars, Why.ORDERED) for product, jars in wanted]
    found, left = needs.propose(wants, [SAUCE, STEWED], lots)
    found += needs.from_surplus([SAUCE, STEWED], left, {one.lot for one in left})
    taken = {one.lot: 0 for one in lots}
    for batch in found:
        assert 0 <= batch.jars <= max(batch.wanted, batch.jars)
        for one, quantity in batch.lots:
            taken[one.lot] += quantity
    assert all(taken[one.lot] <= one.quantity for one in lots)


def test_what_came_in_is_used_where_most_of_it_goes():
    lots = [lot(1, TOMATOES, 60, TODAY), lot(2, PEARS, 10, TODAY), lot(3, SALT, 5)]
    found = needs.from_surplus([SAUCE, STEWED], lots, {1, 2})
    assert [(one.dish.product, one.jars) for one in found] == [(COULIS, 90), (COMPOTE, 20)]
    assert needs.from_surplus([SAUCE, STEWED], lots, set()) == []


def test_urgent_is_near_its_date_or_just_in():
    lots = [
        lot(1, TOMATOES, 1, TODAY + timedelta(days=3)),
        lot(2, TOMATOES, 1, TODAY + timedelta(days=30)),
        lot(3, PEARS, 1),
        lot(4, PEARS, 1),
        lot(5, SALT, 1),
    ]
    came = {3: TODAY, 4: TODAY - timedelta(days=40), 5: TODAY}
    assert needs.urgent_lots(lots, came, today=TODAY, fresh_days=7, near_days=10) == {1, 3}


def test_the_kettle_is_not_lit_for_a_few_jars():
    lots = [lot(1, TOMATOES, 100), lot(2, SALT, 1)]
    [asked], _left = needs.propose([Want(COULIS, 2, Why.ORDERED)], [SAUCE], lots)
    assert (asked.asked, asked.wanted, asked.jars) == (2, 6, 6)
    assert needs.propose([Want(COULIS, 5, Why.TARGET, whole=40)], [SAUCE], lots)[0] == []
    [whole], _left = needs.propose([Want(COULIS, 4, Why.TARGET, whole=4)], [SAUCE], lots)
    assert (whole.asked, whole.wanted, whole.jars) == (0, 4, 4)
    scant = [lot(1, TOMATOES, 3), lot(2, SALT, 1)]
    [too_few], left = needs.propose([Want(COULIS, 10, Why.ORDERED)], [SAUCE], scant)
    assert (too_few.jars, too_few.few, too_few.lots) == (0, 4, ())
    assert left == scant
    cut = replace(SAUCE, least=1)
    assert needs.propose([Want(COULIS, 10, Why.ORDERED)], [cut], scant)[0][0].jars == 4


# ── With the database ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.django_db
def test_what_customers_ordered_is_proposed_with_its_lots(kitchen):
    found = reads.batches({kitchen.product.pk: 12}, today=TODAY)
    [batch] = found[Why.ORDERED]
    assert (batch.proposal.jars, batch.proposal.short) == (12, 0)
    assert kitchen.tomatoes in [stock.lot for stock, _quantity in batch.lots]
    # The other 47 jars' worth of tomatoes came in today.
    [surplus] = found[Why.SURPLUS]
    assert surplus.proposal.jars == 47


@pytest.mark.django_db
def test_what_an_order_counts_on_is_not_proposed_again(kitchen):
    kitchen.order(wished=50)
    found = reads.batches({kitchen.product.pk: 52}, today=TODAY)
    [batch] = found[Why.ORDERED]
    # Two lack; the kettle is not lit for fewer than six.
    assert (batch.proposal.asked, batch.proposal.wanted, batch.proposal.jars) == (2, 6, 6)
    kitchen.make(kitchen.order(kitchen.world.receive("Tomates", kg=40), kitchen.salt, wished=5), jars=30)


def test_jars_and_lids_go_to_the_first_batches():
    jar, lid, wide = 1, 2, 3
    found = needs.packs_short([(60, (jar, lid)), (50, (jar, lid)), (20, (jar, wide))], {jar: 100, lid: 200})
    assert found == [(), ((jar, 10),), ((jar, 20), (wide, 20))]


@pytest.mark.django_db
def test_a_proposal_says_the_jars_and_lids_that_lack(kitchen):
    # 100 jars and 100 lids, of which an order wants 30; 300 more lids come in.
    kitchen.order(wished=30)
    kitchen.world.receive("Couvercle 82 mm", pieces=300, way=Way.BOUGHT)
    lot = kitchen.world.receive("Tomates", kg=120)
    found = reads.batches({kitchen.product.pk: 110}, today=TODAY)
    [batch] = found[Why.ORDERED]
    assert batch.proposal.jars == 80
    assert [(pack.name, pieces) for pack, pieces in batch.packs_short] == [("Pot 720 ml", 10)]
    [after] = found[Why.SURPLUS]
    assert lot in [stock.lot for stock, _quantity in after.lots]
    assert after.packs_short == ((batch.packs_short[0][0], after.proposal.jars),)


@pytest.mark.django_db
def test_toll_lots_are_never_proposed(kitchen):
    from_a_farm = kitchen.world.receive("Tomates", kg=500, way=Way.TOLL)
    found = reads.batches({}, today=TODAY)
    used = {stock.lot for batch in found[Why.SURPLUS] for stock, _quantity in batch.lots}
    assert from_a_farm not in used


@pytest.mark.django_db
def test_the_stock_one_wants_is_written_month_by_month(kitchen, cook):
    address = f"/cuisine/ordres/objectifs/{kitchen.product.pk}/"
    assert "Combien de Coulis de tomate 720 ml en réserve" in text(cook.get(address))
    answer = cook.post(address, {"month_9": "20", "month_12": "45"}, follow=True)
    assert "Stock voulu de Coulis de tomate 720 ml : écrit" in text(answer)
    assert reads.target_of(kitchen.product.pk).jars == [0, 0, 0, 0, 0, 0, 0, 0, 20, 0, 0, 45]
    [batch] = reads.batches({}, today=TODAY)[Why.TARGET]
    assert batch.proposal.jars == 20
    assert cook.post(address, {"month_9": "douze"}).status_code == 200
    assert cook.get("/cuisine/ordres/objectifs/999999/").status_code == 404


@pytest.mark.django_db
def test_a_target_met_asks_for_nothing(kitchen):
    set_targets(kitchen.product, jars=[0] * 8 + [30] + [0] * 3)
    kitchen.release(kitchen.ready())
    # 30 were filled, as many as one wants.
    assert reads.batches({}, today=TODAY)[Why.TARGET] == []


@pytest.mark.django_db
def test_what_is_past_keeping_is_not_even_read_to_the_day(kitchen):
    tomatoes = kitchen.tomatoes.item_id

    def read():
        return reads._ingredients({tomatoes}, {tomatoes: 30}, TODAY, ())

    for days in (29, 30, 31, 400):
        kitchen.world.receive("Tomates", kg=1, day=TODAY - timedelta(days=days))
    before = len(read())
    kept = {row.lot.voucher.day for row in read()}
    assert min(kept) == TODAY - timedelta(days=30), "as the rule says: 30 days are kept, 31 are not"
    for _ in range(3):
        kitchen.world.receive("Tomates", kg=1, day=TODAY - timedelta(days=200))
    assert len(read()) == before


@pytest.mark.django_db
def test_proposals_ask_as_much_whatever_lies_in_the_stores(kitchen, django_assert_num_queries):
    with CaptureQueriesContext(connection) as few:
        reads.batches({}, today=TODAY)
    for days in range(40):
        kitchen.world.receive("Tomates", kg=1, day=TODAY - timedelta(days=days))
    with django_assert_num_queries(len(few.captured_queries)):
        reads.batches({}, today=TODAY)
