"""What waits is served in one gesture; what followed a gesture is taken back before it."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from bocal.billing import reads as billing
from bocal.directory.rules import PlaceKind
from bocal.journals import acts as journals
from bocal.journals import reads as registers
from bocal.journals.models import Voucher
from bocal.journals.rules import Gesture, Kind, Move, Refused
from bocal.orders import acts, words
from bocal.orders.acts import Taken
from bocal.orders.reads import deliveries, waiting
from bocal.orders.rules.delivering import DeliveryState, WhenShort
from tests.orders import desk as desks
from tests.orders.desk import FRIDAY, TUESDAY
from tests.orders.scene import key
from tests.orders.test_delivering import refusal, state, there
from tests.world import KG, NOW, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    return desks.build(jars=20)


# ── What waits ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_all_that_waits_is_served_in_one_gesture_oldest_first(desk):
    later = NOW + timedelta(hours=1)
    second = desk.order(30, when_short=WhenShort.WAIT, day=TUESDAY + timedelta(days=1))
    first = desk.order(30, when_short=WhenShort.WAIT, customer=desk.canteen)
    third = desk.order(10, when_short=WhenShort.WAIT, day=FRIDAY, now=later)
    gone = desk.order(10, when_short=WhenShort.WAIT, day=FRIDAY)
    acts.cancel_delivery(delivery=gone, now=NOW)
    assert [row.delivery for row in waiting.waiting_lines(TODAY)] == [third, first]
    desk.world.receive("Tomates", kg=14)
    [friday, tuesday] = waiting.servable(waiting.waiting_lines(TODAY), today=TODAY, owner=desk.world.us)
    assert (friday.possible, tuesday.possible, tuesday.lacks) == (10 * KG, 4 * KG, 6 * KG)
    served = acts.serve_all(now=NOW)
    assert (set(served.deliveries), served.lines, served.waits) == ({first, third}, 2, 1)
    found = {one: one.lines.get() for one in (first, second, third)}
    assert [found[one].quantity // KG for one in (first, second, third)] == [24, 30, 10]
    assert found[first].waiting == 6 * KG
    assert acts.serve_all(now=NOW) == acts.Served((), 0, 1)


@time_machine.travel(NOW, tick=False)
def test_the_page_says_what_can_be_served_and_what_will_still_lack(desk, client):
    client.force_login(desk.world.sales)
    page = reverse("orders:waiting")
    desk.order(60, when_short=WhenShort.WAIT)
    assert "Rien de nouveau ne peut être promis" in client.get(page).content.decode()
    left = desk.order(20, when_short=WhenShort.WAIT)
    desk.world.receive("Tomates", kg=14)
    answer = client.get(page).content.decode()
    assert "Servir ce qui attend (2 lignes)" in answer
    said = client.post(page, follow=True).content.decode()
    assert "2 lignes promises. 1 attend encore, en tout ou en partie." in said
    assert left.lines.get().quantity == 4 * KG
    assert "rien de nouveau" in client.post(page, follow=True).content.decode()
    point = Client()
    point.force_login(desk.world.point_person)
    assert point.post(page).status_code == 403


# ── Taken back ───────────────────────────────────────────────────────────────────────────────────────────────────────


def take_back(voucher: Voucher, desk) -> None:
    journals.reverse(voucher, author=desk.world.direction, now=NOW)


def test_each_step_is_taken_back_before_the_one_it_follows(desk):
    order = desk.order(jars=6)
    other = desk.order(jars=6, customer=desk.canteen, sure=True)
    picked, others = desk.pick(order).voucher, desk.pick(other).voucher
    line = desk.line(order, desk.jar)
    handed = desk.deliver(order, taken={line: Taken(5, broken=1)}).voucher
    back = acts.take_goods_back(
        delivery=order, back={line: 2}, broken=False, person=desk.world.sales, key=key(), now=NOW
    ).voucher
    # The other customer's jars lie on the same shelf, and are not taken for these.
    with pytest.raises(Refused) as refused:
        take_back(picked, desk)
    assert "remise au client" in words.say(refused.value)
    assert order.number in words.say(refused.value)
    lost = Voucher.objects.get(kind="lose")
    assert refusal(take_back, handed, desk) == "followed"
    take_back(lost, desk)
    assert refusal(take_back, handed, desk) == "followed"
    take_back(back, desk)
    take_back(handed, desk)
    assert state(order) is DeliveryState.PICKED
    assert not deliveries.returned_stock()
    take_back(picked, desk)
    take_back(others, desk)
    # Both orders still stand: twelve of the twenty are theirs.
    assert there(desk)["jars"] == 8
    assert registers.check().broken == ()
    assert sum(billed.cents for billed in billing.waiting(until=TODAY)) == 0


def test_what_came_back_by_another_way_is_not_counted_twice(desk):
    order = desk.order(jars=6)
    desk.pick(order)
    handed = desk.deliver(order).voucher
    mass = 2 * desk.jar.piece_mg
    moves = [Move(desk.jars.pk, desk.world.outside[PlaceKind.CUSTOMER], desk.world.store.pk, 2, mass)]
    sent = Gesture(Kind.RETURN, TODAY, desk.world.sales.pk, key(), party=desk.bistro.pk, note="rappel", moves=moves)
    recalled = journals.post(sent, now=NOW).voucher
    assert refusal(take_back, handed, desk) == "came_back"
    take_back(recalled, desk)
    take_back(handed, desk)
    assert state(order) is DeliveryState.PICKED
