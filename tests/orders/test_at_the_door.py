"""Picking, the door, what comes back: what an inspector would find in the journals."""

from datetime import timedelta

import pytest
from django.urls import reverse

from bocal.billing import reads as billing
from bocal.directory.rules import PlaceKind
from bocal.journals import acts as journals
from bocal.journals import reads as registers
from bocal.journals.models import Stock, Voucher
from bocal.journals.rules import Account, Status
from bocal.orders import acts
from bocal.orders.acts import Taken
from bocal.orders.models import GoodsBack
from bocal.orders.reads import deliveries, waiting
from bocal.orders.reads.picking import picks
from bocal.orders.rules.delivering import DeliveryState, WhenShort
from tests.orders import desk as desks
from tests.orders.desk import TUESDAY
from tests.orders.scene import coulis, key
from tests.orders.test_delivering import refusal, state, there
from tests.world import KG, NOW, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    return desks.build(jars=20)


def test_first_expired_is_picked_first(desk):
    old = coulis(desk.world, 5, good_until=TODAY + timedelta(days=90))
    order = desk.order(jars=8)
    rows = picks([deliveries.delivery(order.pk)], TUESDAY, desk.world.us)
    assert [(row.batch.lot, row.quantity) for row in rows] == [(old.pk, 5), (desk.jars.pk, 3)]


def test_what_is_picked_leaves_the_store_and_comes_back_when_taken_back(desk):
    order = desk.order(20)
    posted = desk.pick(order, tomatoes=19.6)
    assert state(order) is DeliveryState.PICKED
    assert there(desk)["kg"] == 30
    [stock] = Stock.objects.filter(lot=desk.tomatoes, place__kind=PlaceKind.SHELF, quantity__gt=0)
    assert stock.quantity == 19.6 * KG
    journals.reverse(posted.voucher, author=desk.world.sales, now=NOW)
    assert state(order) is DeliveryState.ORDERED
    assert there(desk)["kg"] == 30


def test_a_scale_may_find_a_little_more_than_the_books(desk):
    order = desk.order(50)
    desk.pick(order, tomatoes=50.8)
    assert Voucher.objects.filter(kind="count").exists()
    again = desk.order(10, day=TUESDAY, when_short=WhenShort.WAIT)
    assert refusal(desk.pick, again) == "nothing_picked"


def test_a_slip_of_the_comma_is_refused(desk):
    order = desk.order(2)
    assert refusal(desk.pick, order, tomatoes=20) == "too_much_picked"
    assert state(order) is DeliveryState.ORDERED


def test_what_is_blocked_once_picked_stays_and_the_rest_is_delivered(desk, client):
    order = desk.order(20, 6)
    desk.pick(order, tomatoes=20)
    client.force_login(desk.world.sales)
    page = reverse("orders:delivery", args=[order.pk])
    assert "Tout est mis de côté" in client.get(page).content.decode()
    journals.decide([desk.jars], Status.BLOCKED, reason="rappel", author=desk.world.quality, key=key(), now=NOW)
    shown = client.get(page).content.decode()
    assert f"Le lot {desk.jars.code} est bloqué depuis la préparation" in shown
    assert "Ne pas livrer : un lot est bloqué" in client.get(reverse("home")).content.decode()
    assert "Tout est mis de côté" not in shown
    tomatoes, jars = (desk.line(order, item) for item in (desk.kilo, desk.jar))
    at_door = {"delivery": order, "signer": "Mme Roux", "person": desk.world.sales, "now": NOW}
    assert (
        refusal(acts.deliver, taken={tomatoes: Taken(20 * KG), jars: Taken(6)}, key=key(), **at_door) == "not_released"
    )
    posted = acts.deliver(taken={tomatoes: Taken(20 * KG)}, key=key(), **at_door)
    assert state(order) is DeliveryState.DELIVERED
    assert "Ne pas livrer" not in client.get(reverse("home")).content.decode()
    # The blocked jars have never been at the customer's: a recall does not look for them there.
    assert not posted.voucher.movements.filter(lot=desk.jars, target__kind=PlaceKind.CUSTOMER).exists()
    [left] = Stock.objects.filter(lot=desk.jars, place__kind=PlaceKind.SHELF, quantity__gt=0)
    assert left.quantity == 6


def test_delivered_goods_are_owed_as_a_handover_says_it(desk):
    order = desk.order(20, 6)
    desk.pick(order, tomatoes=19.6)
    posted = desk.deliver(order, signature="10,10 20,20;30,30")
    assert state(order) is DeliveryState.DELIVERED
    sums: dict[str, int] = {}
    for row in posted.voucher.money.all():
        sums[row.account] = sums.get(row.account, 0) + row.cents
    # 19,6 kg at 2,80 € and 6 jars at 4,50 €, before VAT; 6 € of deposits without any.
    goods, jars = 5_488, 2_700
    vat = 302 + 149
    assert sums[Account.UNBILLED] == goods + jars + vat + 600
    assert sums[Account.RESALE] == -(goods + jars)
    assert sums[Account.DEPOSITS] == -600
    assert sums[Account.VAT_UNBILLED] == -vat
    [bill] = billing.waiting(until=TODAY)
    assert (bill.customer, bill.basis, bill.cents) == (desk.bistro, "net", goods + jars + 450 + 600)
    assert registers.deposits_held(desk.bistro)
    assert registers.check().broken == ()


def test_refused_at_the_door_is_not_owed_nor_sold_again(desk):
    order = desk.order(jars=6)
    desk.pick(order)
    line = desk.line(order, desk.jar)
    posted = desk.deliver(order, taken={line: Taken(3, broken=1)})
    assert state(order) is DeliveryState.DELIVERED
    assert -sum(row.cents for row in posted.voucher.money.filter(account=Account.RESALE)) == 1_350
    [back] = deliveries.returned_stock()
    assert back.quantity == 2
    assert Voucher.objects.filter(kind="lose").count() == 1
    assert there(desk)["jars"] == 14


def test_all_refused_owes_nothing_and_is_said(desk):
    order = desk.order(10)
    desk.pick(order)
    posted = desk.deliver(order, taken={})
    assert state(order) is DeliveryState.REFUSED
    assert not posted.voucher.money.exists()
    assert deliveries.returned_stock()[0].quantity == 10 * KG
    journals.reverse(posted.voucher, author=desk.world.point_person, now=NOW)
    assert state(order) is DeliveryState.PICKED


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"signer": "  "}, "no_signer"),
        ({"signature": "<svg onload=alert(1)>"}, "bad_signature"),
        ({"signature": "601,10"}, "bad_signature"),
        ({"signature": "1,1" + " 2,2" * 4_000}, "bad_signature"),
    ],
)
def test_an_unsigned_or_hostile_signature_is_refused(desk, more, said):
    order = desk.order(5)
    desk.pick(order)
    assert refusal(desk.deliver, order, **more) == said
    assert state(order) is DeliveryState.PICKED


def test_a_blocked_lot_never_leaves_even_picked(desk):
    order = desk.order(jars=5)
    desk.pick(order)
    journals.decide([desk.jars], Status.BLOCKED, reason="rappel", author=desk.world.quality, key=key(), now=NOW)
    assert refusal(desk.deliver, order) == "not_released"


def test_delivering_twice_counts_once(desk):
    order = desk.order(5)
    assert refusal(desk.deliver, order) == "delivery_moved_on"
    desk.pick(order)
    form = key()
    assert desk.deliver(order, form=form).voucher == desk.deliver(order, form=form).voucher
    assert refusal(desk.deliver, order) == "delivery_moved_on"


def test_what_comes_back_is_credited_with_its_deposits(desk):
    order = desk.order(jars=6)
    desk.pick(order)
    desk.deliver(order)
    line = desk.line(order, desk.jar)
    back = {"delivery": order, "person": desk.world.sales, "now": NOW}
    assert refusal(acts.take_goods_back, back={line: 7}, broken=False, key=key(), **back) == "too_much_back"
    assert refusal(acts.take_goods_back, back={}, broken=False, key=key(), **back) == "nothing_back"
    acts.take_goods_back(back={line: 2}, broken=False, key=key(), **back)
    acts.take_goods_back(back={line: 1}, broken=True, key=key(), **back)
    assert GoodsBack.objects.count() == 2
    [bill] = billing.waiting(until=TODAY)
    # Three jars stay: 13,50 € before VAT, and their deposits.
    assert bill.cents == 1_350 + 74 + 300
    [stock] = deliveries.returned_stock()
    assert stock.quantity == 2
    assert deliveries.kept(deliveries.delivery(order.pk))[line][0][2] == 3
    assert there(desk)["jars"] == 14


def test_what_lacked_is_carried_over_once(desk):
    order = desk.order(60, when_short=WhenShort.WAIT)
    desk.pick(order, tomatoes=40)
    desk.deliver(order)
    desk.world.receive("Tomates", kg=30)
    carry = {"delivery": order, "day": TUESDAY + timedelta(days=1), "person": desk.world.sales, "now": NOW}
    made = acts.carry_over(key=key(), **carry)
    assert made.lines.get().quantity == 20 * KG
    assert acts.carry_over(key=key(), **carry) == made


def test_the_round_is_driven_in_the_order_given(desk):
    first, second = desk.order(5), desk.order(30, customer=desk.canteen)
    acts.set_route(day=TUESDAY, stops={first.pk: 2, second.pk: 1})
    assert [card.delivery for card in deliveries.of_day(TUESDAY)] == [second, first]


def test_what_broke_or_was_refused_at_the_door_is_still_owed(desk):
    order = desk.order(20, jars=6)
    desk.pick(order)
    jars, kilos = desk.line(order, desk.jar), desk.line(order, desk.kilo)
    taken = {jars: Taken(3, broken=1), kilos: Taken(20 * KG)}
    posted = acts.deliver(delivery=order, taken=taken, signer="Awa", person=desk.world.sales, key=key(), now=NOW)
    assert deliveries.lacking(deliveries.delivery(order.pk)) == {desk.jar.pk: 3}
    [row] = waiting.waiting_lines(TODAY)
    assert (row.delivery, row.line.pk, row.owed, row.left) == (order, jars, 3, True)
    assert waiting.waiting_lines(TUESDAY + timedelta(days=31)) == []
    # What is brought back whole is credited, and owed no more; what is found broken is.
    back = {"delivery": order, "person": desk.world.sales, "now": NOW}
    whole = acts.take_goods_back(back={kilos: 5 * KG}, broken=False, key=key(), **back)
    broken = acts.take_goods_back(back={jars: 1}, broken=True, key=key(), **back)
    assert deliveries.lacking(deliveries.delivery(order.pk)) == {desk.jar.pk: 4}
    assert [row.owed for row in waiting.waiting_lines(TODAY)] == [4]
    made = acts.carry_over(day=TUESDAY + timedelta(days=1), key=key(), **back)
    assert [(line.item, line.quantity + line.waiting) for line in made.lines.all()] == [(desk.jar, 4)]
    assert waiting.waiting_lines(TODAY) == []
    assert posted.voucher.pk < whole.voucher.pk < broken.voucher.pk


def test_what_a_customer_refused_and_wants_no_more_is_not_carried_over(desk):
    order = desk.order(20, jars=6)
    desk.pick(order)
    acts.deliver(delivery=order, taken={}, signer="Awa", person=desk.world.sales, key=key(), now=NOW)
    assert deliveries.lacking(deliveries.delivery(order.pk)) == {desk.jar.pk: 6, desk.kilo.pk: 20 * KG}
    carry = {"delivery": order, "day": TUESDAY + timedelta(days=1), "person": desk.world.sales, "now": NOW}
    assert refusal(acts.carry_over, items=(), key=key(), **carry) == "nothing_waits"
    made = acts.carry_over(items=[desk.jar.pk], key=key(), **carry)
    assert [line.item for line in made.lines.all()] == [desk.jar]
