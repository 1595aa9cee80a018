"""Years of lots and deliveries behind: what is read does not grow with them."""

from datetime import timedelta

import pytest

from bocal.journals import acts as journals
from bocal.orders import acts
from bocal.orders.reads import free, promises, waiting
from bocal.orders.rules.delivering import WhenShort
from tests.orders import desk as desks
from tests.orders.desk import TUESDAY
from tests.orders.scene import coulis
from tests.world import KG, NOW, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    return desks.build(jars=20)


def test_what_is_picked_or_cancelled_wants_nothing_more_until_it_is_taken_back(desk):
    order, other = desk.order(20), desk.order(5)
    cancelled = desk.order(1)
    acts.cancel_delivery(delivery=cancelled, now=NOW)
    kilo = desk.kilo.pk
    assert promises.promised([kilo], TODAY) == {kilo: 25 * KG}
    posted = desk.pick(order)
    assert promises.promised([kilo], TODAY) == {kilo: 5 * KG}
    journals.reverse(posted.voucher, author=desk.world.sales, now=NOW)
    assert promises.promised([kilo], TODAY) == {kilo: 25 * KG}
    assert {line.delivery_id for line in promises.open_lines()} == {order.pk, other.pk}


def test_what_a_delivery_left_without_is_shown_for_a_month_after_what_can_be_served(desk):
    gone = desk.order(60, when_short=WhenShort.WAIT)
    desk.pick(gone)
    still = desk.order(5, when_short=WhenShort.WAIT, day=TUESDAY + timedelta(days=7))
    assert [row.delivery for row in waiting.waiting_lines(TODAY)] == [still, gone]
    assert [row.delivery for row in waiting.waiting_lines(TUESDAY + timedelta(days=31))] == [still]


def test_what_is_free_is_summed_by_date_and_only_lots_that_go_are_read(desk):
    until = TODAY + timedelta(days=90)
    lots = [coulis(desk.world, 2, good_until=until) for _ in range(5)]
    past = coulis(desk.world, 4, good_until=TODAY - timedelta(days=1))
    us, jar = desk.world.us, desk.jar.pk
    later = desk.jars.good_until
    summed = [(day, n) for item, day, n in free.by_date(us, TODAY, [jar]) if item == jar]
    assert sorted(summed, key=str) == sorted([(until, 10), (later, 20)], key=str)
    assert [batch.lot for batch in free.first_to_go({jar: 3}, us, TODAY)[jar]] == [lot.pk for lot in lots[:2]]
    # All there is of what falls short, the latest last; what may no longer be sold may still be given.
    every = free.first_to_go({jar: 99}, us, TODAY)[jar]
    assert every[-1].lot == desk.jars.pk
    assert past.pk not in {batch.lot for batch in every}
    assert past.pk in {batch.lot for batch in free.first_to_go({jar: 99}, us, TODAY, to_give=True)[jar]}
    assert free.first_to_go({}, us, TODAY) == {}
