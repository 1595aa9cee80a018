"""A point cancelled while people order there, on real connections: nobody is lost or doubled."""

from datetime import timedelta

import pytest

from bocal.directory import acts as directory
from bocal.directory.rules import PlaceKind
from bocal.orders import acts
from bocal.orders.models import Displaced, Order, PointClosing, Slot
from bocal.orders.rules import NotPlaced
from tests.orders import scene as scenes
from tests.orders.scene import CLOSES, NOW, PICKUP, key
from tests.orders.test_rush import the_counts_hold, together

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_point_is_cancelled_while_twenty_order_there_and_at_the_other():
    scene = scenes.build(tomatoes=500, capacity=30)
    other = directory.open_place(kind=PlaceKind.POINT, name="La Gare", town="Saint-Aubin")
    [there] = acts.add_slots(
        sale=scene.sale, point=other, first=PICKUP, last=PICKUP + timedelta(minutes=30), minutes=30, capacity=12
    )
    homes = scenes.households(24)
    early = [scene.place(home, person, tomatoes=1) for home, person in homes[:8]]
    form = key()

    def act(n: int) -> object:
        if n in (0, 1):
            # Pressed twice.
            return acts.cancel_point(
                sale=scene.sale,
                point=scene.point,
                person=scene.world.sales,
                why="neige",
                choose_until=CLOSES,
                moved_to=other,
                key=form,
                now=NOW,
            )
        home, person = homes[n]
        slot = there if n % 3 == 0 else scene.slots[n % 4]
        # Some change the order that they had, the others place a first one.
        return acts.place(
            sale=scene.sale.pk,
            customer=home.pk,
            person=person.pk,
            slot=slot.pk,
            wanted={scene.tomatoes.pk: 2},
            key=f"form {n}",
            now=NOW,
            seen=1 if n < 8 else 0,
        )

    found = together(24, act)
    # Whoever changed an order that was just moved is shown it as it now stands.
    refused = [one for one in found if isinstance(one, Exception)]
    assert all(isinstance(one, NotPlaced) or getattr(one, "code", "") == "changed_meanwhile" for one in refused), (
        refused
    )
    assert PointClosing.objects.count() == 1
    the_counts_hold()
    assert Order.objects.filter(pk__in=[order.pk for order in early], cancelled_at=None).count() == 8
    placed = {one.order for one in found if isinstance(one, acts.Placed)}
    assert placed <= set(Order.objects.filter(cancelled_at=None).values_list("pk", flat=True))
    # Whoever stands at the cancelled point is known as somebody to decide for, once.
    stranded = set(Order.objects.filter(slot__point=scene.point).values_list("pk", flat=True))
    assert stranded == set(Displaced.objects.filter(fate="waiting").values_list("order_id", flat=True))
    assert Displaced.objects.count() == Displaced.objects.values("order").distinct().count()
    assert Slot.objects.get(pk=there.pk).taken <= 12


def test_ten_who_must_choose_want_the_last_two_places():
    scene = scenes.build(tomatoes=500, capacity=30)
    other = directory.open_place(kind=PlaceKind.POINT, name="La Gare", town="Saint-Aubin")
    [there] = acts.add_slots(
        sale=scene.sale, point=other, first=PICKUP, last=PICKUP + timedelta(minutes=30), minutes=30, capacity=2
    )
    homes = scenes.households(10)
    orders = [scene.place(home, person, tomatoes=1) for home, person in homes]
    acts.cancel_point(
        sale=scene.sale,
        point=scene.point,
        person=scene.world.sales,
        why="neige",
        choose_until=CLOSES,
        key=key(),
        now=NOW,
    )
    found = together(
        10, lambda n: acts.choose_slot(order=orders[n], slot=there, person=homes[n][1], now=NOW + timedelta(minutes=5))
    )
    assert found.count(True) == 2
    assert {getattr(one, "code", one) for one in found} == {True, "slot_full"}
    the_counts_hold()
