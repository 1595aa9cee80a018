"""What is in the pot so far, and what goes in that the recipe knows nothing of: said at once, written truly."""

from uuid import uuid4

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from bocal.journals import acts as journals
from bocal.journals.rules import Refused, Way
from bocal.kitchen import acts, reads
from bocal.kitchen.acts import bench
from bocal.kitchen.models import Deviation, Making, Weighed
from bocal.kitchen.rules.deviations import Cause
from bocal.kitchen.rules.recipes import Composition, LineRole, Part
from bocal.kitchen.rules.substitution import Standing, judge, to_come
from tests.kitchen.mixes import Mixes
from tests.kitchen.screens import by, ref, text
from tests.world import KG, NOW

MASS = st.integers(0, 50 * KG)
TWO = Composition(
    (
        Part(1, LineRole.RAW, 800_000, 0, 7_000, 8_500),
        Part(2, LineRole.RAW, 190_000, 0, 1_500, 2_900),
        Part(3, LineRole.ADDITIVE, 10_000),
    ),
    0,
    0,
)


@given(MASS, MASS, MASS)
def test_what_must_still_come_is_enough_for_that_line_and_never_too_much(tomatoes, courgettes, salt):
    mix = judge(TWO, {1: tomatoes, 2: courgettes, 3: salt}, water_mg=0, tolerance_bp=200)
    for share in mix.shares:
        wanted = to_come(share, mix.total_mg)
        if share.standing is Standing.INSIDE:
            assert wanted == 0
            continue
        low = share.standing is Standing.LOW
        mass, total = share.mass_mg + (wanted if low else 0), mix.total_mg + wanted
        assert mass * 10_000 >= share.low_bp * total if low else mass * 10_000 <= share.high_bp * total
        if wanted > 1:
            mass, total = mass - (1 if low else 0), total - 1
            assert mass * 10_000 < share.low_bp * total if low else mass * 10_000 > share.high_bp * total


@pytest.fixture
def mixes():
    return Mixes()


@pytest.fixture
def cook(mixes):
    return by(mixes.world.cook)


@pytest.fixture
def order(mixes):
    return mixes.order()


@pytest.fixture
def eggs(mixes):
    return mixes.world.receive("Œufs", pieces=30)


def weigh(mixes, order, lot, *, kg: float = 0, pieces: int = 0, **more):
    crate = bench.Crate(lot.code, pieces or round(kg * KG), **more)
    return bench.weigh_in(order, crate=crate, author=mixes.world.cook, key=uuid4().hex, now=NOW)


def pot_of(order):
    return reads.pot(order, list(order.weighed.select_related("lot__item")), water_mg=0)


def shares(pot):
    return {one.line.name: one for one in pot.lines}


# ── The kettle ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.django_db
def test_the_pot_says_what_must_still_come(mixes, order):
    weigh(mixes, order, mixes.kitchen.tomatoes, kg=16)
    found = shares(pot_of(order))
    assert found["Tomates"].too_much
    assert found["Courgettes"].waits
    # 16 kg are 85 % at most of 18.824 kg; 15 % at least of the pot are then 2.824 kg.
    assert found["Tomates"].to_come == found["Courgettes"].to_come == 2_823_530
    weigh(mixes, order, mixes.courgettes, kg=3.8)
    weigh(mixes, order, mixes.kitchen.salt, kg=0.2)
    pot = pot_of(order)
    assert pot.inside
    assert pot.total_mg == 20 * KG
    assert [one.line.share.share_bp for one in pot.lines] == [8_000, 1_900, 100]
    assert not pot.brings


@pytest.mark.django_db
def test_the_tablet_shows_the_mix_its_substitutes_and_their_allergens(mixes, cook, order):
    address = f"/cuisine/ordres/{order.pk}/marmite/"
    assert "Dans la marmite jusqu’ici" not in text(cook.get(address))
    weigh(mixes, order, mixes.kitchen.tomatoes, kg=15)
    said = text(cook.get(address))
    assert "trop pour l’instant" in said
    assert "encore 2,647 kg au moins" in said.replace("\xa0", " ")
    weigh(mixes, order, mixes.courgettes, kg=3.5)
    weigh(mixes, order, mixes.celery, kg=1.3)
    weigh(mixes, order, mixes.kitchen.salt, kg=0.2)
    said = text(cook.get(address)).replace("\xa0", " ")
    assert "Le mélange est celui du barème." in said
    assert "à la place de Courgettes, jusqu’à 30 %" in said
    assert "Allergène nouveau : céleri" in said
    assert "Céleri l’apporte" in said
    assert "à la place de Courgettes : 1,3 kg, 30 % de cette ligne au plus" in said
    row = Weighed.objects.get(lot=mixes.celery)
    cook.post(address, {"what": "unweigh", "weighing": row.pk})
    assert "Allergène nouveau" not in text(cook.get(address))


@pytest.mark.django_db
def test_peelings_and_pieces_are_counted(mixes, order, eggs):
    weigh(mixes, order, mixes.kitchen.tomatoes, kg=10, peel_mg=2 * KG)
    assert shares(pot_of(order))["Tomates"].line.share.mass_mg == 8 * KG
    weigh(mixes, order, eggs, pieces=10, knowingly=True)
    egg = shares(pot_of(order))["Œufs"].line.share
    assert egg.mass_mg == 10 * mixes.world.items["Œufs"].piece_mg


@pytest.mark.django_db
def test_something_else_is_weighed_in_knowingly(mixes, cook, order, eggs):
    address = f"/cuisine/ordres/{order.pk}/marmite/"
    crate = {"what": "weigh", "code": eggs.code, "quantity": "2", "key": str(uuid4())}
    asked = text(cook.post(address, crate))
    assert not Weighed.objects.exists()
    assert "n’est pas dans cette recette" in asked
    assert "le barème ne tiendra plus" in asked
    assert "allergène nouveau : œufs" in asked
    assert "Nous le mettons quand même" in asked
    said = text(cook.post(address, crate | {"knowingly": "on"}, follow=True))
    assert Weighed.objects.get().quantity == 2
    assert "Œufs n’est ni dans la recette ni parmi ses remplaçants." in said
    assert "Le barème ne tient plus" in said
    # And the balance finds it without typing it again.
    page = cook.get(f"/cuisine/ordres/{order.pk}/faire/")
    assert eggs.code in text(page)
    assert page.context["form"][f"q-{ref(mixes.kitchen, eggs)}"].value() == "2"


@pytest.mark.django_db
def test_the_scales_still_refuse_what_is_no_food_and_what_is_anothers(mixes, order):
    theirs = mixes.world.receive("Céleri", kg=5, way=Way.TOLL)
    for lot, code in ((mixes.kitchen.lids, "not_in_recipe"), (theirs, "mixed_owners")):
        with pytest.raises(Refused, match=code):
            weigh(mixes, order, lot, pieces=3, knowingly=True)


@pytest.mark.django_db
def test_once_made_the_tablet_says_what_the_mix_was(mixes, cook, order):
    mixes.make(order, taken=mixes.taken(13.5, 6.3), reason="Plus de tomates")
    assert "Le barème ne tient pas pour ce lot" in text(cook.get(f"/cuisine/ordres/{order.pk}/marmite/"))


# ── The balance ──────────────────────────────────────────────────────────────────────────────────────────────────────


def typed(mixes, **more: str) -> dict[str, str]:
    kitchen = mixes.kitchen
    return {
        f"q-{ref(kitchen, kitchen.tomatoes)}": "10+6",
        f"q-{ref(kitchen, mixes.courgettes)}": "3,8",
        f"q-{ref(kitchen, kitchen.salt)}": "200 g",
        "jars_filled": "29",
        "day": timezone.localdate().isoformat(),
        "key": str(uuid4()),
        "what": "make",
    } | more


@pytest.mark.django_db
@pytest.mark.parametrize("how", ["typed", "scanned", "listed"])
def test_something_else_is_added_by_its_lot_and_said_before_it_is_written(mixes, cook, order, eggs, how):
    address = f"/cuisine/ordres/{order.pk}/faire/"
    here = ref(mixes.kitchen, eggs)
    assert f'<option value="{here}">' in cook.get(address).content.decode()
    named = {
        "typed": {"beside_code": f" {eggs.code.lower()} "},
        "scanned": {"beside_code": f"https://exemple.test/registres/stock/{eggs.code}/"},
        "listed": {"beside_lot": here},
    }[how]
    answer = cook.post(address, typed(mixes, what="beside", **named))
    said = text(answer)
    assert "le barème ne tiendra plus" in said
    assert "allergène nouveau : œufs" in said
    body = answer.content.decode()
    assert f'name="beside" value="{here}"' in body
    assert 'value="10+6"' in body, "what was typed stays as it was"
    assert "à revoir" not in said
    data = typed(mixes, beside=here, **{f"q-{here}": "4"})
    before = text(cook.post(address, data | {"what": "balance"}))
    assert "Œufs n’est ni dans la recette ni parmi ses remplaçants." in before
    assert "Le barème ne tient plus" in before
    assert "Si c’est bien ce qui est entré, dites pourquoi" in text(cook.post(address, data))
    assert not Making.objects.exists()
    cook.post(address, data | {"mix_reason": "Une caisse prise pour une autre", "note": "Renversé"})
    lot = Making.objects.get().lot
    assert "eggs" in lot.allergens
    assert "Œufs n’est ni" in Deviation.objects.get(cause=Cause.MIX).found


@pytest.mark.django_db
def test_a_lot_named_and_not_yet_weighed_is_never_passed_over(mixes, cook, order, eggs):
    said = text(cook.post(f"/cuisine/ordres/{order.pk}/faire/", typed(mixes, beside_code=eggs.code)))
    assert not Making.objects.exists()
    assert "le barème ne tiendra plus" in said


@pytest.mark.django_db
def test_a_lot_that_cannot_be_put_in_is_refused_and_stays_typed(mixes, cook, order, eggs):
    journals.decide([eggs], "blocked", reason="fêlés", author=mixes.world.quality, key="b", now=NOW)
    address = f"/cuisine/ordres/{order.pk}/faire/"
    theirs = mixes.world.receive("Œufs", pieces=6, way=Way.TOLL)
    for code in (eggs.code, theirs.code, mixes.kitchen.lids.code, mixes.courgettes.code, "ZZZ"):
        answer = cook.post(address, typed(mixes, what="beside", beside_code=code))
        assert f"Aucun lot libre en réserve ne porte le code {code}" in text(answer)
        assert f'value="{code}"' in answer.content.decode()
    for wrong in ("x", "1-", "1-2-3", "9" * 20 + "-1", ref(mixes.kitchen, theirs)):
        answer = cook.post(address, typed(mixes, what="beside", beside_lot=wrong, beside=wrong))
        assert answer.status_code == 200
        assert 'name="beside" value' not in answer.content.decode()


@pytest.mark.django_db
def test_these_pages_ask_no_more_with_a_fuller_store(mixes, cook, order, eggs, django_assert_max_num_queries):
    for lot, much in ((mixes.kitchen.tomatoes, {"kg": 9}), (eggs, {"pieces": 3})):
        weigh(mixes, order, lot, knowingly=True, **much)
    for _ in range(5):
        mixes.world.receive("Œufs", pieces=30)
    for page in ("faire", "marmite"):
        with django_assert_max_num_queries(12):
            assert cook.get(f"/cuisine/ordres/{order.pk}/{page}/").status_code == 200


# ── What may vary ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.django_db
def test_each_line_says_its_share_before_one_writes_its_range(mixes, cook):
    version = acts.new_version(mixes.version, author=mixes.world.cook, now=NOW)
    said = text(cook.get(f"/cuisine/recettes/versions/{version.pk}/varier/")).replace("\xa0", " ")
    assert "Aujourd’hui 80 % de la marmite." in said
    assert "Aujourd’hui 19 % de la marmite." in said
    assert "Aujourd’hui 1 % de la marmite. Laissé vide : de 0,5 % à 3 %." in said
    assert "Le reste est de l’eau" not in said
    found = reads.covered(reads.version(version.pk))
    assert sum(one.share_bp for one in found.values()) == 10_000
