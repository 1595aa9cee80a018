"""What a batch cost: it adds up, to the cent, to what was spent; and what one's own kettles teach of yields."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bocal.journals.models import MoneyLine
from bocal.journals.rules import Account, Refused, Way
from bocal.kitchen import reads
from bocal.kitchen.acts.wanting import set_rates
from bocal.kitchen.reads import costs, yields
from bocal.kitchen.rules import cost
from bocal.kitchen.rules.cost import Cost, CostKind, Part, Tariff
from bocal.kitchen.rules.recipes import Composition, LineRole
from bocal.kitchen.rules.recipes import Part as Line
from bocal.kitchen.rules.yields import ENOUGH, Learned, Seen, learn, with_learned
from tests.kitchen.screens import by, text
from tests.kitchen.test_bench import run
from tests.supply import cast
from tests.world import KG, NOW, TODAY

CENTS = st.integers(0, 10**8)


@given(CENTS, st.integers(1, 10**12), st.lists(st.integers(0, 10**11), max_size=20))
def test_what_is_taken_of_a_lot_adds_up_to_what_it_cost(total, whole, takings):
    before, shares = 0, []
    for taken in [*takings, whole]:
        shares.append(cost.share_taken(total, whole, before, taken))
        before += taken
    assert sum(shares) == total
    assert all(share >= 0 for share in shares)


@given(st.lists(st.tuples(CENTS, CENTS), max_size=6), st.integers(1, 3_000))
def test_jars_add_up_to_the_batch(amounts, jars):
    found = Cost(tuple(Part(CostKind.FOOD, cents, fair) for cents, fair in amounts), jars)
    assert sum(found.jar_cents) == found.total == sum(cents for cents, _fair in amounts)
    assert max(found.jar_cents) - min(found.jar_cents) <= 1
    shown = sum(found.per_jar(part.cents) for part in found.parts)
    assert abs(shown * jars - Decimal(found.total) / 100) <= Decimal("0.00005") * jars * len(amounts)


@given(st.lists(st.integers(0, 500), min_size=1, max_size=8), st.integers(0, 90_000))
def test_a_load_is_paid_once_by_all_who_were_in_it(jars, load_wh):
    tariff = Tariff(0, load_wh, Decimal("21.5"), Decimal(0))
    shares = [cost.energy(tariff, [(jars, place)]) for place in range(len(jars))]
    whole = cost.energy(tariff, [([1], 0)])
    assert sum(shares) == (whole if sum(jars) else 0)


def test_no_jar_no_price_per_jar():
    found = Cost((Part(CostKind.FOOD, 100),), 0)
    assert found.per_jar(100) is None
    assert found.jar_cents == []


# ── Yields ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@given(st.lists(st.tuples(st.integers(0, 10**9), st.integers(0, 10**9)), max_size=12), st.integers(1, 10_000))
def test_a_learned_yield_lies_within_its_range(rows, standard):
    learned = learn([Seen(max(rows_), min(rows_)) for rows_ in rows], standard)
    if learned.mean_bp is None:
        assert learned.used_bp == standard
    else:
        assert learned.low_bp <= learned.mean_bp <= learned.high_bp
        assert learned.used_bp == (learned.mean_bp if learned.count >= ENOUGH else standard)


def test_the_mean_is_weighted_by_mass():
    assert learn([Seen(10 * KG, 9 * KG), Seen(90 * KG, 63 * KG)], 8_000).mean_bp == 7_200


def test_few_kettles_leave_the_recipe_as_it_is():
    composition = Composition((Line(1, LineRole.RAW, KG, 1_000), Line(2, LineRole.RAW, KG, 500)), 0, 0)
    found = with_learned(composition, {1: Learned(9_000, 8_000, 5), 2: Learned(9_500, 5_000, 4)})
    assert [part.peel_bp for part in found.parts] == [2_000, 500]


@pytest.mark.django_db
def test_five_kettles_teach_the_next_order(kitchen):
    for _ in range(ENOUGH):
        order = kitchen.order(kitchen.world.receive("Tomates", kg=20), kitchen.salt, wished=10)
        lot = order.chosen.first().lot
        # A fifth goes to the peelings where the recipe says a tenth.
        kitchen.make(order, jars=10, taken=kitchen.taken(10, 2, lot=lot), jars_broken=1)
    learned = yields.trims({kitchen.world.items["Tomates"].pk: 9_000})[kitchen.world.items["Tomates"].pk]
    assert (learned.mean_bp, learned.count, learned.believed) == (8_000, 5, True)
    # 60 kg with a fifth of peel give 48 kg of trimmed, for 1.325 kg a kilo: 53 jars of 680 g, all of it into jars.
    _trims, line = yields.learned(reads.version(kitchen.version.pk))
    assert line.count == 5
    order = kitchen.order(kitchen.tomatoes, kitchen.world.receive("Sel", kg=1, way=Way.BOUGHT), wished=None)
    assert order.jars == 48 * KG * 1_000_000 // 1_325_000 * line.used_bp // 10_000 // 680_000
    lost = yields.losses([date(2026, 9, 1)])
    assert lost.mass["peel"] == {date(2026, 9, 1): 10 * KG}
    assert lost.glass == {date(2026, 9, 1): 5}
    said = text(by(kitchen.world.cook).get(f"/cuisine/recettes/{kitchen.version.recipe_id}/"))
    assert "sert aux ordres" in said
    page = text(by(kitchen.world.cook).get("/cuisine/ordres/rendements/"))
    assert "Tomates" in page


# ── A batch ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def bought(kitchen, item: str, quantity: int, price: str):
    """Goods bought at a price, as the reception writes them."""
    world = kitchen.world
    weighing = cast.weighing(world, item=item, quantity=quantity, price=Decimal(price))
    return cast.receive(world, weighing, way=Way.BOUGHT).lines.get().lot


def paid(lot) -> int:
    return sum(MoneyLine.objects.filter(lot=lot, account=Account.PURCHASES).values_list("cents", flat=True))


def tariff(kitchen, *, since=TODAY):
    return set_rates(
        since=since,
        hour_cents=1_830,
        load_wh=42_000,
        kwh_cents=Decimal("21.3700"),
        label_cents=Decimal("4.5000"),
        author=kitchen.world.direction,
        now=NOW,
    )


@pytest.mark.django_db
def test_two_batches_add_up_to_what_their_lot_cost(kitchen):
    crate = bought(kitchen, "Tomates", 60 * KG, "1.3333")
    for _ in range(2):
        order = kitchen.order(crate, kitchen.salt, wished=30)
        kitchen.make(order, taken=kitchen.taken(30, 3, lot=crate), jars=30)
    found = costs.costs(costs.makings())
    food = [part.cents for one in found for part in one.cost.parts if part.kind is CostKind.FOOD]
    assert sum(food) == paid(crate) == 8_000
    assert all(one.no_rates for one in found)


@pytest.mark.django_db
def test_a_batch_says_all_that_it_cost(kitchen):
    tariff(kitchen)
    crate = bought(kitchen, "Tomates", 60 * KG, "1.5000")
    order = kitchen.order(crate, kitchen.salt, wished=30)
    run(kitchen, order, minutes=60, helpers=2)
    kitchen.make(order, taken=kitchen.taken(30, 3, lot=crate), jars=30, tasting_jars=2)
    kitchen.cook(order)
    found = costs.cost_of(order.pk)
    cents = {part.kind: part.cents for part in found.cost.parts}
    assert cents[CostKind.FOOD] == 4_500
    assert cents[CostKind.LABELS] == 126
    assert cents[CostKind.ENERGY] == 898
    # Nobody's hours were written on the making itself.
    assert cents[CostKind.LABOUR] == 0
    assert found.helpers_minutes == 120
    assert found.cost.jars == 28
    assert found.cost.total == sum(cents.values()) == sum(found.cost.jar_cents)
    assert kitchen.jars.code in found.unpriced


@pytest.mark.django_db
def test_a_gift_costs_nothing_and_its_worth_stands_beside(kitchen):
    world = kitchen.world
    crate = cast.receive(world, cast.weighing(world, quantity=60 * KG), way=Way.GIVEN).lines.get().lot
    order = kitchen.order(crate, kitchen.salt, wished=30)
    kitchen.make(order, taken=kitchen.taken(30, 3, lot=crate), jars=30)
    found = costs.cost_of(order.pk)
    [food] = [part for part in found.cost.parts if part.kind is CostKind.FOOD]
    # 30 of 60 kg at 2,80 € the kilo.
    assert (food.cents, food.fair) == (0, 8_400)
    assert found.cost.total == 0
    said = text(by(world.cook).get(f"/cuisine/ordres/{order.pk}/cout/"))
    assert "84,00 €" in said
    assert "hors du coût" in said


@pytest.mark.django_db
def test_hours_of_the_making_are_paid_at_the_rate_of_the_day(kitchen):
    tariff(kitchen, since=date(2026, 1, 1))
    tariff(kitchen, since=date(2026, 12, 1))
    order = kitchen.order()
    kitchen.make(order, minutes=((kitchen.world.cook.pk, 90),))
    found = costs.cost_of(order.pk)
    assert [part.cents for part in found.cost.parts if part.kind is CostKind.LABOUR] == [2_745]
    with pytest.raises(Refused, match="rates_before"):
        tariff(kitchen, since=date(2026, 12, 1))


@pytest.mark.django_db
def test_rates_are_written_on_their_page(kitchen, django_assert_max_num_queries):
    direction = by(kitchen.world.direction)
    data = {"since": "2026-09-01", "hour": "18,30", "load": "42", "kwh": "21,37", "label": "4,5", "key": str(uuid4())}
    assert "Tarifs écrits" in text(direction.post("/cuisine/ordres/tarifs/", data, follow=True))
    assert "Des tarifs datent déjà de ce jour" in text(direction.post("/cuisine/ordres/tarifs/", data))
    assert by(kitchen.world.cook).get("/cuisine/ordres/tarifs/").status_code == 403
    kitchen.ready()
    kitchen.make(kitchen.order(wished=10), jars=10, taken=kitchen.taken(10, 1))
    with django_assert_max_num_queries(12):
        said = text(direction.get("/cuisine/ordres/couts/"))
    assert "Coulis de tomate 720 ml" in said
    assert direction.get("/cuisine/ordres/999999/cout/").status_code == 404


@pytest.mark.django_db
def test_the_cost_in_short_says_what_it_waits_for(kitchen):
    direction, order = by(kitchen.world.direction), kitchen.ready()
    # The order's page fetches this line from the cost's own; without a script, it says where to look.
    assert "ouvrez pour voir le calcul" in text(direction.get(f"/cuisine/ordres/{order.pk}/"))
    assert "sans travail ni énergie" in text(direction.get(f"/cuisine/ordres/{order.pk}/cout/"))
    data = {"since": "2026-09-01", "hour": "18,30", "load": "42", "kwh": "21,37", "label": "4,5", "key": str(uuid4())}
    direction.post("/cuisine/ordres/tarifs/", data)
    assert "provisoire jusqu’à la libération" in text(direction.get(f"/cuisine/ordres/{order.pk}/cout/"))
    kitchen.release(order)
    said = text(direction.get(f"/cuisine/ordres/{order.pk}/cout/"))
    assert "par bocal gardé" in said
    assert "provisoire" not in said
