"""A delivery has one basis, before VAT, whatever its prices are in the catalogue."""

from decimal import Decimal

import pytest

from bocal.billing import reads as billing
from bocal.billing.acts import issue as invoice
from bocal.catalog.models import Item
from bocal.orders import acts
from bocal.orders.models import DeliveryLine
from bocal.orders.reads import deliveries
from tests.orders import desk as desks
from tests.orders.scene import key
from tests.world import NOW, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    return desks.build(jars=20)


def test_prices_with_vat_and_without_make_one_invoice_before_vat(desk):
    """A restaurant's order has one basis, whatever the catalogue says: one invoice for all of it."""
    for gross in (desk.jar, desk.kilo):
        Item.objects.exclude(pk=gross.pk).update(basis="net")
        Item.objects.filter(pk=gross.pk).update(basis="gross")
        order = desk.order(20, 6)
        said = {line.item_id: (line.unit_price, line.gross) for line in order.lines.all()}
        # 4,50 € or 2,80 € with 5,5 % within.
        before = {desk.jar.pk: Decimal("4.2654"), desk.kilo.pk: Decimal("2.6540")}
        usual = {desk.jar.pk: Decimal("4.50"), desk.kilo.pk: Decimal("2.80")}
        assert said == {pk: (before[pk] if pk == gross.pk else usual[pk], False) for pk in usual}
        goods = {pk: round(price * {desk.jar.pk: 6, desk.kilo.pk: 20}[pk] * 100) for pk, (price, _) in said.items()}
        desk.pick(order)
        desk.deliver(order)
        [bill] = billing.waiting(until=TODAY)
        net = sum(goods.values())
        assert (bill.basis, bill.cents) == ("net", net + round(net * 0.055) + 600)
        back = {line.pk: line.quantity for line in order.lines.all()}
        acts.take_goods_back(delivery=order, back=back, broken=False, person=desk.world.sales, key=key(), now=NOW)
        [bill] = billing.waiting(until=TODAY)
        assert (bill.basis, bill.cents, bill.deliveries) == ("net", 0, 2)
        made = invoice(
            customer=desk.bistro, basis=bill.basis, until=TODAY, expected=0, author=desk.world.sales, key=key(), now=NOW
        )
        assert made.lines.count() == 6
        for row in deliveries.returned_stock():
            acts.settle_return(stock=row, place=desk.world.store, person=desk.world.sales, key=key(), now=NOW)


def test_an_order_of_long_ago_is_delivered_before_vat_and_what_was_delivered_stays(desk):
    old, done = desk.order(2, 3), desk.order(2, 3)
    lines = DeliveryLine.objects.filter(item=desk.jar)
    lines.update(unit_price=Decimal("4.50"), gross=True)
    for order in (done, old):
        desk.pick(order)
    desk.deliver(old)
    assert old.lines.get(item=desk.jar).unit_price == Decimal("4.2654")
    assert done.lines.get(item=desk.jar).unit_price == Decimal("4.50")
    [bill] = billing.waiting(until=TODAY)
    assert bill.basis == "net"
    # Delivered with VAT within before this rule: it comes back as it left.
    lines.filter(delivery=old).update(unit_price=Decimal("4.50"), gross=True)
    row = desk.line(old, desk.jar)
    acts.take_goods_back(delivery=old, back={row: 1}, broken=True, person=desk.world.sales, key=key(), now=NOW)
    assert {one.basis for one in billing.waiting(until=TODAY)} == {"net", "gross"}


def test_what_a_delivery_says_it_comes_to_is_what_its_invoice_says(desk):
    """VAT is rounded once for the rate: of 5,31 € and 12,80 € it is 1,00 €, line by line it would be 0,99 €."""
    Item.objects.update(basis="gross")
    order = desk.order(2, 3)
    assert (deliveries.delivery(order.pk).net, deliveries.delivery(order.pk).due) == (1811, 1911)
    desk.pick(order)
    desk.deliver(order)
    [bill] = billing.waiting(until=TODAY)
    assert deliveries.delivery(order.pk).owed == bill.cents == 1911 + 300
    # Its account says the same: not the sum of lines that each have their own rounded VAT.
    assert billing.statement(desk.bistro).unbilled == bill.cents
