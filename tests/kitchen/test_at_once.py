"""Two people at the same kettle, at the same time."""

import threading

import pytest
from django.db import connection

from bocal.journals.rules import Refused, Status
from bocal.kitchen import acts, reads
from bocal.kitchen.rules.nesting import circle
from bocal.kitchen.rules.recipes import LineRole, Part
from tests.kitchen import workshops
from tests.kitchen.kitchens import on_hand, status
from tests.world import KG, NOW

pytestmark = pytest.mark.django_db


def together(*works) -> list[object]:
    """Run these at the same time, each on a connection of its own; what each returned or raised."""
    gate, said = threading.Barrier(len(works)), [None] * len(works)

    def run(i: int, work) -> None:
        try:
            gate.wait()
            said[i] = work()
        except Exception as refused:
            said[i] = refused
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(i, work)) for i, work in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return said


@pytest.mark.django_db(transaction=True)
def test_two_cooks_take_the_same_lot_at_once(kitchen):
    orders = [kitchen.order(wished=50), kitchen.order(wished=50)]
    said = together(*(lambda o=o: kitchen.make(o, jars=40, taken=kitchen.taken(40, 4)) for o in orders))
    refused = [s for s in said if isinstance(s, Refused)]
    assert [r.code for r in refused] == ["not_enough"], said
    assert on_hand(kitchen.tomatoes) == 20 * KG


@pytest.mark.django_db(transaction=True)
def test_two_cooks_take_the_last_jars_at_once(kitchen):
    kitchen.world.receive("Tomates", kg=60)
    kitchen.make(kitchen.order(), jars_broken=35)
    other = kitchen.world.receive("Tomates", kg=60)
    orders = [kitchen.order(), kitchen.order(other, kitchen.salt)]
    works = [
        lambda: kitchen.make(orders[0], taken=kitchen.taken(30, 3)),
        lambda: kitchen.make(orders[1], taken=kitchen.taken(30, 3, lot=other)),
    ]
    said = together(*works)
    assert [s.code for s in said if isinstance(s, Refused)] == ["not_enough_jars"], said
    assert on_hand(kitchen.jars) == 5


@pytest.mark.django_db(transaction=True)
def test_one_order_is_made_once_by_two_people(kitchen):
    order = kitchen.order()
    said = together(*(lambda: kitchen.make(order) for _ in range(3)))
    assert sorted(s.code for s in said if isinstance(s, Refused)) == ["order_made", "order_made"], said
    assert on_hand(kitchen.tomatoes) == 30 * KG


@pytest.mark.django_db(transaction=True)
def test_a_double_click_makes_once(kitchen):
    order = kitchen.order()
    said = together(*(lambda: kitchen.make(order, key="same").voucher.pk for _ in range(3)))
    assert len(set(said)) == 1, said


@pytest.mark.django_db(transaction=True)
def test_a_release_and_a_failing_check_at_once_end_blocked(kitchen):
    order = kitchen.ready()
    together(lambda: kitchen.release(order), lambda: kitchen.ph(order, "4.7"))
    assert status(reads.file_of(order.pk).lot) == Status.BLOCKED


@pytest.mark.django_db(transaction=True)
def test_two_people_cannot_close_a_circle_of_recipes_together():
    shop = workshops.build()
    world = shop.world
    items = [workshops.prepared(world, name) for name in ("Bouillon", "Purée")]

    def write(given, inside) -> str:
        draft = acts.Draft(parts=(Part(inside.pk, LineRole.RAW, 1_000_000),))
        return acts.write_recipe(name=given.name, products=[given], draft=draft, author=world.cook, now=NOW).recipe.name

    said = together(lambda: write(*items), lambda: write(*items[::-1]))
    assert [s.code for s in said if isinstance(s, Refused)] == ["recipe_circle"], said
    assert circle([item.pk for item in items], reads.inside()) == ()
