"""A delivery says the same amount on every list, note and invoice, what it weighs and which allergens it holds."""

import io
from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from bocal.billing import reads as billing
from bocal.catalog.models import Item
from bocal.directory.models import Organisation
from bocal.orders import acts
from bocal.orders.acts import Taken
from bocal.orders.models import Delivery
from bocal.orders.reads import deliveries
from bocal.orders.rules.delivering import Wanted, WhenShort
from tests.orders import desk as desks
from tests.orders.desk import TUESDAY
from tests.orders.scene import coulis, key
from tests.world import KG, NOW, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    return desks.build(jars=20)


def read(person, where: str) -> str:
    client = Client()
    client.force_login(person)
    answer = client.get(where)
    assert answer.status_code == 200
    return plain(answer.content.decode())


def paper(person, where: str) -> str:
    client = Client()
    client.force_login(person)
    return plain(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(client.get(where).content)).pages))


def plain(text: str) -> str:
    return " ".join(text.replace("\u00a0", " ").replace("\u202f", " ").split())


def places(desk, order) -> dict[str, str]:
    """Each page that says what a delivery comes to."""
    day = f"?jour={TUESDAY:%Y-%m-%d}"
    return {
        "day": read(desk.world.sales, reverse("orders:deliveries") + day),
        "terms": read(desk.world.sales, reverse("orders:terms", args=[desk.bistro.pk])),
        "page": read(desk.world.sales, reverse("orders:delivery", args=[order.pk])),
        "list": read(desk.cook, reverse("orders:pro")),
        "own": read(desk.cook, reverse("orders:my_delivery", args=[order.pk])),
        "note": paper(desk.world.sales, reverse("orders:note_pdf", args=[order.pk])),
    }


@time_machine.travel(NOW, tick=False)
def test_lists_follow_the_scale_the_door_and_the_returns(desk):
    order = desk.order(20, 6)
    # 20 kg at 2,80 € and 6 jars at 4,50 €.
    assert all("83,00 €" in said for said in places(desk, order).values())
    desk.pick(order, tomatoes=19)
    assert all("80,20 €" in said for said in places(desk, order).values())
    lines = {"kg": desk.line(order, desk.kilo), "jars": desk.line(order, desk.jar)}
    desk.deliver(order, taken={lines["kg"]: Taken(19 * KG), lines["jars"]: Taken(5, broken=1)})
    assert all("75,70 €" in said for said in places(desk, order).values())
    acts.take_goods_back(
        delivery=order, back={lines["jars"]: 2}, broken=False, person=desk.world.sales, key=key(), now=NOW
    )
    said = places(desk, order)
    assert all("66,70 €" in one for one in said.values())
    [bill] = billing.waiting(until=TODAY)
    owed = deliveries.delivery(order.pk).owed
    assert owed == bill.cents
    whole = f"{owed // 100},{owed % 100:02d} €"
    assert all(whole in said[name] for name in ("page", "own", "note"))


@time_machine.travel(NOW, tick=False)
def test_lists_ask_no_more_for_more(desk, django_assert_max_num_queries):
    for _ in range(6):
        order = desk.order(1, 1)
        desk.pick(order)
        desk.deliver(order)
    desk.pick(desk.order(1))
    for person, where in (
        (desk.world.sales, reverse("orders:deliveries") + f"?jour={TUESDAY:%Y-%m-%d}"),
        (desk.world.sales, reverse("orders:terms", args=[desk.bistro.pk])),
        (desk.world.sales, reverse("orders:delivery", args=[order.pk])),
        (desk.cook, reverse("orders:pro")),
        (desk.cook, reverse("orders:my_delivery", args=[order.pk])),
    ):
        client = Client()
        client.force_login(person)
        with django_assert_max_num_queries(12):
            assert client.get(where).status_code == 200


@time_machine.travel(NOW, tick=False)
def test_the_note_says_what_the_delivery_weighs_and_the_allergens_of_each_product(desk):
    # The lot says it: the catalogue has forgotten since.
    Item.objects.filter(pk=desk.jar.pk).update(allergens=["celery"])
    coulis(desk.world, 8, good_until=TODAY + timedelta(days=90))
    Item.objects.filter(pk=desk.jar.pk).update(allergens=[])
    order = desk.order(20, 6)
    desk.pick(order, tomatoes=19.5)
    desk.deliver(order)
    mass = 19_500_000 + 6 * desk.jar.piece_mg
    said = places(desk, order)
    for name in ("page", "own", "note"):
        assert "Allergènes : céleri" in said[name], name
        assert "Aucun allergène déclaré" in said[name], name
        kilos = f"{Decimal(mass) / 1_000_000:f}".rstrip("0").rstrip(".").replace(".", ",")
        assert f"Poids net de l’ensemble : {kilos} kg" in said[name], name


@time_machine.travel(NOW, tick=False)
def test_a_substitute_is_told_apart_from_what_was_ordered_of_it(desk):
    other = desk.world.items["Courgettes"]
    desk.world.receive("Courgettes", kg=15)
    wanted = {desk.kilo.pk: Wanted(54 * KG, WhenShort.INSTEAD, other.pk), other.pk: Wanted(5 * KG)}
    order = acts.place_delivery(
        customer=desk.bistro, day=TUESDAY, wanted=wanted, person=desk.world.sales, key=key(), now=NOW
    )
    line = order.lines.get(item=other)
    assert (line.quantity, line.replacing) == (9 * KG, 4 * KG)
    said = places(desk, order)
    for name in ("page", "own", "note"):
        assert "5 kg commandés, et 4 kg à la place de : Tomates" in said[name], name


@pytest.mark.parametrize("online", [False, True])
@time_machine.travel(NOW, tick=False)
def test_in_a_shortage_the_customer_chooses_as_the_desk_does(desk, online):
    """The rest later, less, or something else; online with a number to call."""
    Organisation.objects.filter(pk=desk.world.us.pk).update(phone="02 99 00 00 01")
    other = desk.world.items["Courgettes"]
    desk.world.receive("Courgettes", kg=15)
    page = reverse("orders:order_online" if online else "orders:order_for", args=[desk.bistro.pk])
    client = Client()
    client.force_login(desk.cook if online else desk.world.sales)
    typed = {"key": key(), "day": f"{TUESDAY}", f"q{desk.kilo.pk}": "54", f"q{other.pk}": "5"}
    said = plain(client.post(page, typed).content.decode())
    for words in ("4 kg attendent la suite", "seulement 50 kg", "4 kg de Courgettes à la place"):
        assert words in said, words
    assert ("Appelez-nous" in said) == online
    client.post(page, typed | {f"c{desk.kilo.pk}": f"instead:{other.pk}"})
    assert Delivery.objects.get().lines.get(item=other).replacing == 4 * KG
