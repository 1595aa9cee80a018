"""Picking, the door, returns: the pages of the sales desk and of the driver, refused in words otherwise."""

import re
from datetime import timedelta

import pytest
import time_machine

from bocal.journals.models import Voucher
from bocal.orders.models import Delivery
from bocal.orders.reads import deliveries
from bocal.orders.rules.delivering import DeliveryState, WhenShort
from tests.orders import desk as desks
from tests.orders.desk import TUESDAY, at, browser, state, text
from tests.orders.scene import key
from tests.world import KG, NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def desk():
    return desks.build(jars=20)


@pytest.fixture
def sales(desk):
    return browser(desk.world.sales)


def test_the_list_is_keyed_in_as_it_is_printed(desk, sales):
    first, second = desk.order(20, 2), desk.order(25, customer=desk.canteen, sure=True)
    page = text(sales.get(at("picking", jour=TUESDAY)))
    assert page.index(desk.jars.code) < page.index(desk.tomatoes.code)
    pdf = sales.get(at("picking_pdf", jour=TUESDAY))
    assert pdf.content.startswith(b"%PDF")
    where = at("pick", jour=TUESDAY)
    fields = re.findall(r'name="(p\d+_\d+_\d+)"', text(sales.get(where)))
    mine = [f for f in fields if int(f[1:].split("_")[0]) in first.lines.values_list("pk", flat=True)]
    typed = {"key": key(), **dict.fromkeys(fields, "")}
    assert "Aucune livraison n’est entière" in text(sales.post(where, typed))
    typed |= {name: "2" if name.startswith(f"p{desk.line(first, desk.jar)}_") else "9,2+10,4" for name in mine}
    sales.post(where, typed)
    assert (state(first), state(second)) == (DeliveryState.PICKED, DeliveryState.ORDERED)
    assert deliveries.picked(deliveries.delivery(first.pk))[desk.line(first, desk.kilo)][0][2] == 19_600_000


def test_a_delivery_is_signed_by_name_or_by_finger(desk):
    driver = browser(desk.world.point_person)
    made = desk.order(20)
    desk.pick(made)
    line = desk.line(made, desk.kilo)
    assert "Reçu par" in text(driver.get(at("hand_delivery", made.pk)))
    form = {"key": key(), f"t{line}": "20", f"b{line}": "", "signer": "", "signature": ""}
    assert "Il manque une valeur" in text(driver.post(at("hand_delivery", made.pk), form))
    page = text(driver.post(at("hand_delivery", made.pk), form | {"signer": "Roux", "signature": "<script>"}))
    assert "signature n’est pas arrivée" in page
    driver.post(at("hand_delivery", made.pk), form | {"signer": "Mme Roux", "signature": "1,2 3,4"})
    assert state(made) is DeliveryState.DELIVERED
    page = text(driver.get(at("delivery", made.pk)))
    assert "Reçu par Mme Roux" in page
    assert 'd="M1,2L3,4"' in page
    for name in ("note_pdf", "route_pdf"):
        arguments = (made.pk,) if name == "note_pdf" else ()
        assert driver.get(at(name, *arguments, jour=TUESDAY)).content.startswith(b"%PDF")
    assert driver.get(at("route", jour=TUESDAY)).status_code == 200


def test_what_comes_back_is_looked_at_before_it_is_sold_again(desk, sales):
    made = desk.order(jars=6)
    desk.pick(made)
    desk.deliver(made)
    line = desk.line(made, desk.jar)
    form = {"key": key(), "how": "whole", f"r{line}": "2"}
    assert "plus grand nombre" in text(sales.post(at("goods_back", made.pk), form | {f"r{line}": "7"}))
    for _ in range(2):
        sales.post(at("goods_back", made.pk), form)
    [stock] = deliveries.returned_stock()
    assert stock.quantity == 2
    assert "remettre en réserve" in text(sales.get(at("returned")))
    sales.post(at("returned"), {"key": key(), "stock": stock.pk, "place": desk.world.store.pk})
    assert deliveries.returned_stock() == []
    assert "n’attend plus" in text(
        sales.post(at("returned"), {"key": key(), "stock": stock.pk, "place": ""}, follow=True)
    )


def test_the_round_is_ordered_by_hand(desk, sales):
    first, second = desk.order(5), desk.order(30, customer=desk.canteen)
    sales.post(at("route", jour=TUESDAY), {f"s{first.pk}": "2", f"s{second.pk}": "1"})
    page = text(sales.get(at("route", jour=TUESDAY)))
    assert page.index("1. La cantine") < page.index("2. L’Assiette")


def test_the_day_shows_where_each_stands_and_the_point_takes_no_order(desk, sales):
    made = desk.order(60, when_short=WhenShort.WAIT)
    page = text(sales.get(at("deliveries", jour=TUESDAY)))
    assert made.number in page
    assert "une partie attend" in page
    driver = browser(desk.world.point_person)
    assert driver.get(at("deliveries", jour="pas-un-jour")).status_code == 200
    assert driver.get(at("phone")).status_code == 403
    assert driver.post(at("cancel_delivery", made.pk)).status_code == 403
    desk.world.receive("Tomates", kg=30)
    sales.post(at("serve", made.pk))
    assert made.lines.get().waiting == 0
    assert not Voucher.objects.filter(kind="deliver").exists()


def test_what_lacks_is_carried_over_from_its_page(desk, sales):
    made = desk.order(60, when_short=WhenShort.WAIT)
    day = TUESDAY + timedelta(days=1)
    none = sales.post(at("carry_over", made.pk), {"key": key(), "day": f"{day}", "told": "1"}, follow=True)
    assert "Décochez ce que le client ne veut plus" in text(none)
    assert Delivery.objects.count() == 1
    sales.post(at("carry_over", made.pk), {"key": key(), "day": f"{day}"})
    other = Delivery.objects.exclude(pk=made.pk).get()
    assert (other.day, other.lines.get().waiting) == (day, 10 * KG)
    assert "suit dans une autre livraison" in text(sales.get(at("delivery", made.pk)))
