"""Ordering on screen: what the lots give, what lacks, and what is refused."""

from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone

from bocal.journals import acts as journals
from bocal.journals.rules import Status, Way
from bocal.kitchen.models import ManufacturingOrder
from bocal.kitchen.rules.stages import Stage
from tests.kitchen.screens import ref, text
from tests.world import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_that_day():
    """What came in that day is fresh, whatever the day these tests run."""
    with time_machine.travel(NOW, tick=False):
        yield


def new_order(kitchen) -> str:
    return f"/cuisine/ordres/nouveau/?version={kitchen.version.pk}&bocal={kitchen.product.pk}"


def order_data(kitchen, *lots, **more: object) -> dict[str, object]:
    chosen = lots or (kitchen.tomatoes, kitchen.salt)
    return {
        "lots": [ref(kitchen, lot) for lot in chosen],
        "wished": "",
        "day": timezone.localdate().isoformat(),
        "store": kitchen.world.store.pk,
        "key": str(uuid4()),
        "what": "order",
    } | more


def test_an_order_shows_what_the_lots_give(kitchen, cook):
    answer = text(cook.get(new_order(kitchen)))
    assert "59 bocaux" in answer
    assert "Ce qui limite : Tomates" in answer
    scaled = text(cook.post(new_order(kitchen), order_data(kitchen, wished="12", what="scale")))
    assert "12 bocaux" in scaled
    assert not ManufacturingOrder.objects.exists()


def test_an_order_says_what_lacks(kitchen, cook):
    kitchen.world.receive("Tomates", kg=300)
    answer = text(cook.get(new_order(kitchen)))
    # 359 jars want 359 jars of glass, and there are 100.
    assert "manque 259" in answer
    assert "manque 953 g" in answer


def test_an_order_is_made_once_by_a_double_click(kitchen, cook):
    data = order_data(kitchen)
    first, second = cook.post(new_order(kitchen), data), cook.post(new_order(kitchen), data)
    assert first["Location"] == second["Location"]
    assert ManufacturingOrder.objects.get().jars == 59


def test_toll_lots_are_not_mixed(kitchen, cook):
    theirs = kitchen.world.receive("Tomates", kg=20, way=Way.TOLL)
    # Not ticked beforehand, since it is not ours.
    assert "pas le même propriétaire" not in text(cook.get(new_order(kitchen)))
    answer = cook.post(new_order(kitchen), order_data(kitchen, kitchen.tomatoes, theirs, kitchen.salt))
    assert "chaque ferme retrouve ses propres légumes" in text(answer)
    assert not ManufacturingOrder.objects.exists()


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"lots": []}, "Choisissez au moins un lot"),
        ({"lots": ["999-1"]}, "n’est plus là"),
        ({"wished": "-3"}, "négatif"),
        ({"wished": "0"}, "Le plus petit nombre possible ici est 1"),
        ({"day": "hier"}, "n’est pas une date"),
        ({"store": "999"}, "Sélectionnez un choix valide"),
    ],
)
def test_an_order_is_refused_plainly(kitchen, cook, more, said):
    answer = cook.post(new_order(kitchen), order_data(kitchen, **more))
    assert answer.status_code == 200
    assert said in text(answer)
    assert not ManufacturingOrder.objects.exists()


def test_held_lots_are_not_offered(kitchen, cook):
    journals.decide(
        [kitchen.tomatoes], Status.HOLD, reason="?", author=kitchen.world.quality, key="h", now=timezone.now()
    )
    answer = text(cook.get(new_order(kitchen)))
    assert "1 lot en attente ou bloqué n’est pas montré" in answer
    assert kitchen.tomatoes.code not in answer


def test_the_empty_kitchen_teaches(kitchen, cook):
    assert "Un ordre part d’une recette" in text(cook.get("/cuisine/ordres/"))
    assert "Rien n’attend" in text(cook.get("/cuisine/liberer/"))


def test_orders_are_found_by_stage(kitchen, cook):
    order = kitchen.order()
    assert order.number in text(cook.get("/cuisine/ordres/?etat=to_do"))
    for stage in set(Stage) - {Stage.TO_DO}:
        assert order.number not in text(cook.get(f"/cuisine/ordres/?etat={stage}"))
    kitchen.make(order)
    assert order.number in text(cook.get("/cuisine/ordres/?etat=kettle"))
    kitchen.cook(order)
    assert order.number in text(cook.get("/cuisine/ordres/?etat=checks"))


def test_an_order_is_given_up(kitchen, cook):
    order = kitchen.order()
    assert "abandonné" in text(cook.post(f"/cuisine/ordres/{order.pk}/", follow=True))
    assert "Cet ordre est abandonné" in text(cook.get(f"/cuisine/ordres/{order.pk}/faire/"))
