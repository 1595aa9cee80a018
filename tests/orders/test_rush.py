"""The closing minute: fifty people at once, on real connections, whatever the database."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection, connections

from bocal.orders import acts
from bocal.orders.models import Offer, Order, OrderLine, Slot
from bocal.orders.rules import NotPlaced, Refused
from bocal.orders.rules.rhythm import State
from tests.orders import scene as scenes
from tests.orders.scene import NOW

pytestmark = pytest.mark.django_db(transaction=True)


def together(count: int, act: Callable[[int], object]) -> list[object]:
    """What each of `count` threads got, or the exception it met; all start at once, each on its own connection."""
    gate = threading.Barrier(count)
    found: list[object] = [None] * count

    def run(n: int) -> None:
        gate.wait()
        try:
            found[n] = act(n)
        except Exception as error:
            found[n] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(n,)) for n in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def the_counts_hold() -> None:
    """What offers and slots say is what orders say."""
    for offer in Offer.objects.all():
        assert offer.ordered == sum(offer.lines.values_list("quantity", flat=True)) <= offer.available
    for slot in Slot.objects.all():
        assert slot.taken == slot.orders.filter(cancelled_at=None).count() <= slot.capacity


def test_fifty_at_once_sell_out_exactly():
    scene = scenes.build(tomatoes=70, capacity=30)
    homes = scenes.households(50)

    def order(n: int) -> acts.Placed:
        home, person = homes[n]
        return acts.place(
            sale=scene.sale.pk,
            customer=home.pk,
            person=person.pk,
            slot=scene.slots[n % 4].pk,
            wanted={scene.tomatoes.pk: 2, scene.eggs.pk: 1 if n % 2 else 0},
            key=f"form {n}",
            now=NOW,
        )

    found = together(50, order)
    placed = [f for f in found if isinstance(f, acts.Placed)]
    assert {type(f) for f in found} == {acts.Placed, NotPlaced}
    # 70 kilos by twos, eggs ample: thirty-five are served, and no acknowledged order is lost.
    assert len(placed) == 35
    assert {p.order for p in placed} == set(Order.objects.values_list("pk", flat=True))
    scene.tomatoes.refresh_from_db()
    assert scene.tomatoes.ordered == 70
    the_counts_hold()


def test_no_slot_is_ever_over_its_capacity():
    scene = scenes.build(tomatoes=500, capacity=7)
    homes = scenes.households(50)

    def order(n: int) -> acts.Placed:
        home, person = homes[n]
        # Half of them name the goods backwards: the order of locks does not depend on it.
        goods = [(scene.tomatoes.pk, 1), (scene.hens.pk, 0), (scene.eggs.pk, 0)]
        return acts.place(
            sale=scene.sale.pk,
            customer=home.pk,
            person=person.pk,
            slot=scene.slots[n % 2].pk,
            wanted=dict(goods if n % 3 else goods[::-1]),
            key=f"form {n}",
            now=NOW,
        )

    found = together(50, order)
    assert sum(isinstance(f, acts.Placed) for f in found) == 14
    assert all(f.slot_full for f in found if isinstance(f, NotPlaced))
    the_counts_hold()


def test_the_same_form_from_many_threads_is_one_order():
    scene = scenes.build()

    def order(n: int) -> acts.Placed:
        return acts.place(
            sale=scene.sale.pk,
            customer=scene.world.home.pk,
            person=scene.world.customer.pk,
            slot=scene.slots[0].pk,
            wanted={scene.tomatoes.pk: 2},
            key="one",
            now=NOW,
        )

    found = together(8, order)
    assert {f.order for f in found if isinstance(f, acts.Placed)} == {Order.objects.get().pk}
    assert sum(isinstance(f, acts.Placed) and f.fresh for f in found) == 1
    assert all(isinstance(f, acts.Placed) for f in found)
    assert OrderLine.objects.get().quantity == 2
    the_counts_hold()


def test_a_double_click_on_the_last_ones_is_not_refused_for_what_it_took_itself():
    scene = scenes.build(tomatoes=2)

    def order(_n: int) -> acts.Placed:
        return acts.place(
            sale=scene.sale.pk,
            customer=scene.world.home.pk,
            person=scene.world.customer.pk,
            slot=scene.slots[0].pk,
            wanted={scene.tomatoes.pk: 2},
            key="one",
            now=NOW,
        )

    found = together(8, order)
    assert {f.order for f in found if isinstance(f, acts.Placed)} == {Order.objects.get().pk}
    assert all(isinstance(f, acts.Placed) for f in found), found
    the_counts_hold()


def test_two_windows_of_a_household_make_one_order():
    scene = scenes.build()

    def order(n: int) -> acts.Placed:
        return acts.place(
            sale=scene.sale.pk,
            customer=scene.world.home.pk,
            person=scene.world.customer.pk,
            slot=scene.slots[n % 4].pk,
            wanted={scene.tomatoes.pk: 1 + n},
            key=f"window {n}",
            now=NOW,
        )

    found = together(8, order)
    assert sum(isinstance(f, acts.Placed) for f in found) == 1
    assert {str(f.code) for f in found if isinstance(f, Refused)} == {"changed_meanwhile"}
    the_counts_hold()


def test_changes_and_cancellations_meet_without_a_loss():
    scene = scenes.build(tomatoes=60, capacity=12)
    homes = scenes.households(24)
    for n, (home, person) in enumerate(homes):
        scene.place(home, person, slot=scene.slots[n % 4], tomatoes=2)

    def change(n: int) -> object:
        home, person = homes[n]
        order = Order.objects.get(customer=home)
        if n % 3 == 0:
            return acts.cancel(order=order, now=NOW)
        # Households swap slots crosswise and ask for more than there is.
        return acts.place(
            sale=scene.sale.pk,
            customer=home.pk,
            person=person.pk,
            slot=scene.slots[(n + 1 + n % 2 * 2) % 4].pk,
            wanted={scene.tomatoes.pk: 5, scene.eggs.pk: 1},
            key=f"change {n}",
            now=NOW,
            seen=1,
        )

    found = together(24, change)
    assert not [f for f in found if isinstance(f, Exception) and not isinstance(f, NotPlaced)]
    the_counts_hold()


def test_closing_in_the_middle_counts_every_acknowledged_order():
    scene = scenes.build(tomatoes=200, capacity=50)
    homes = scenes.households(24)

    def act(n: int) -> object:
        if n == 12:
            acts.advance(sale=scene.sale, to=State.FROZEN, person=None, now=NOW)
            # What the lists would say, read right after the freeze.
            return set(Order.objects.values_list("pk", flat=True))
        home, person = homes[n]
        return acts.place(
            sale=scene.sale.pk,
            customer=home.pk,
            person=person.pk,
            slot=scene.slots[0].pk,
            wanted={scene.tomatoes.pk: 1},
            key=f"late {n}",
            now=NOW,
        )

    found = together(24, act)
    refused = [f for f in found if isinstance(f, Exception)]
    assert {getattr(f, "code", f) for f in refused} <= {"closed"}
    assert found[12] == {f.order for f in found if isinstance(f, acts.Placed)}
    the_counts_hold()


def test_the_database_itself_refuses_to_oversell():
    scene = scenes.build(tomatoes=1)
    with connection.cursor() as cursor, pytest.raises(Exception, match="never_oversold"):
        cursor.execute("UPDATE orders_offer SET ordered = 2 WHERE id = %s", [scene.tomatoes.pk])
