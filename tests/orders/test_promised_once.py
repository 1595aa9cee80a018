"""Two at once, on real connections, whatever the database: nothing is promised, picked or delivered twice."""

import pytest

from bocal.directory.rules import PlaceKind
from bocal.journals import acts as journals
from bocal.journals.models import Stock
from bocal.journals.rules import Refused
from bocal.orders import acts
from bocal.orders.models import Delivery, DeliveryLine
from bocal.orders.reads import deliveries
from bocal.orders.rules.delivering import NotPromised, Wanted, WhenShort
from tests.orders import desk as desks
from tests.orders.desk import TUESDAY
from tests.orders.scene import key
from tests.orders.test_rush import together
from tests.world import KG, NOW, TODAY

pytestmark = pytest.mark.django_db(transaction=True)


def test_many_at_once_are_promised_what_there_is_and_no_more():
    """Sixteen want 5 kg and 2 jars, named in either order: 50 kg serve ten, no deadlock."""
    desk = desks.build(jars=40)

    def order(n: int):
        parts = [(desk.kilo.pk, Wanted(5 * KG)), (desk.jar.pk, Wanted(2))]
        return acts.place_delivery(
            customer=desk.bistro if n % 2 else desk.canteen,
            day=TUESDAY,
            wanted=dict(parts[:: 1 if n % 2 else -1]),
            person=desk.world.sales,
            key=f"form {n}",
            now=NOW,
            sure=True,
        )

    found = together(16, order)
    placed = [f for f in found if isinstance(f, Delivery)]
    assert {type(f) for f in found} == {Delivery, NotPromised}
    assert len(placed) == 10
    assert sum(DeliveryLine.objects.filter(item=desk.kilo).values_list("quantity", flat=True)) == 50 * KG
    numbers = sorted(Delivery.objects.values_list("number", flat=True))
    assert numbers == [f"BL{TODAY.year}-{n:05d}" for n in range(1, 11)]


def test_a_double_click_orders_once():
    desk = desks.build()
    form = key()
    found = together(4, lambda n: desk.order(10, form=form))
    assert len({f.pk for f in found}) == 1
    assert Delivery.objects.count() == 1


def test_two_pick_and_one_succeeds():
    desk = desks.build()
    order = desk.order(20)
    found = together(2, lambda n: desk.pick(order))
    assert sum(not isinstance(f, Exception) for f in found) == 1
    card = deliveries.delivery(order.pk)
    assert sum(q for lots in deliveries.picked(card).values() for _, _, q in lots) == 20 * KG


def test_picking_one_while_another_orders_never_overpromises():
    desk = desks.build(kg=20)
    order = desk.order(15)
    found = together(2, lambda n: desk.pick(order) if n else desk.order(10))
    assert isinstance(found[0], NotPromised)
    assert found[0].missing[0].there == 5 * KG


def test_a_delivery_is_taken_back_or_goods_come_back_never_both():
    desk = desks.build(jars=6)
    order = desk.order(jars=6)
    desk.pick(order)
    handed = desk.deliver(order).voucher
    line = desk.line(order, desk.jar)

    def act(n: int):
        if n % 2:
            return journals.reverse(handed, author=desk.world.direction, now=NOW)
        return acts.take_goods_back(
            delivery=order, back={line: 2}, broken=False, person=desk.world.sales, key=f"back {n}", now=NOW
        )

    found = together(2, act)
    assert sum(not isinstance(f, Exception) for f in found) == 1
    assert {type(f) for f in found if isinstance(f, Exception)} == {Refused}
    here = Stock.objects.filter(lot=desk.jars, place__kind=PlaceKind.SHELF)
    assert sum(here.values_list("quantity", flat=True)) == (6 if deliveries.delivery(order.pk).state == "picked" else 2)


def test_what_waits_is_served_once_while_others_order():
    desk = desks.build(kg=10)
    waits = [desk.order(10, when_short=WhenShort.WAIT, sure=True) for _ in range(3)]
    desk.world.receive("Tomates", kg=15)
    found = together(4, lambda n: acts.serve_all(now=NOW) if n % 2 else desk.order(10, when_short=WhenShort.WAIT))
    assert not [f for f in found if isinstance(f, Exception)]
    assert sum(DeliveryLine.objects.values_list("quantity", flat=True)) == 25 * KG
    assert len(waits) + 2 == Delivery.objects.count()


def test_the_night_on_two_clocks_makes_each_delivery_once():
    desk = desks.build()
    acts.stand(
        customer=desk.bistro,
        weekday=1,
        quantities={desk.kilo.pk: KG},
        first_on=TODAY,
        person=desk.world.sales,
        key=key(),
        now=NOW,
    )
    together(3, lambda n: acts.deliver_standing(NOW))
    assert Delivery.objects.count() == 2
