"""What there is to cook: for customers, for stock, with what came in; one tap makes the order."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone

from bocal.journals.models import Stock
from bocal.kitchen.acts.wanting import set_targets
from bocal.kitchen.models import ManufacturingOrder
from tests.kitchen import kitchens
from tests.kitchen.screens import by, text
from tests.world import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_that_day():
    """What came in that day is fresh, whatever the day these tests run."""
    with time_machine.travel(NOW, tick=False):
        yield


def hidden(page: str) -> dict[str, str]:
    """The first proposal's form."""
    form = re.search(r'<form method="post">.*?name="lots".*?</form>', page, re.S).group()
    return dict(re.findall(r'name="(\w+)"(?: id="[^"]*")? value="([^"]*)"', form))


def test_one_tap_makes_the_order():
    kitchen = kitchens.build()
    set_targets(kitchen.product, jars=[25] * 12)
    cook = by(kitchen.world.cook)
    page = cook.get("/cuisine/ordres/a-cuisiner/")
    said = text(page)
    assert "Pour le stock voulu" in said
    assert "25 bocaux possibles" in said
    data = hidden(page.content.decode())
    answer = cook.post("/cuisine/ordres/a-cuisiner/", data, follow=True)
    assert "25 bocaux" in text(answer)
    order = ManufacturingOrder.objects.get()
    assert (order.jars, order.day, order.store) == (25, timezone.localdate(), kitchen.world.store)
    # The same button tapped twice orders once; and what is ordered is wanted no more.
    cook.post("/cuisine/ordres/a-cuisiner/", data)
    assert ManufacturingOrder.objects.count() == 1
    assert "Pour le stock voulu" not in text(cook.get("/cuisine/ordres/a-cuisiner/"))


def test_a_day_is_chosen_and_what_lacks_is_said(django_assert_max_num_queries):
    kitchen = kitchens.build()
    set_targets(kitchen.product, jars=[250] * 12)
    kitchen.world.receive("Tomates", kg=200)
    cook = by(kitchen.world.cook)
    address = "/cuisine/ordres/a-cuisiner/"
    with django_assert_max_num_queries(12):
        page = cook.get(address)
    data = hidden(page.content.decode())
    assert data["day"] == f"{timezone.localdate():%Y-%m-%d}"
    lacking = int(data["jars"]) - 100
    assert f"il manque {lacking} Pot 720 ml" in text(page)
    assert f"il manque {lacking} Couvercle 82 mm" in text(page)
    day = timezone.localdate() + timedelta(days=3)
    past = timezone.localdate() - timedelta(days=1)
    assert "Choisissez un jour à partir du" in text(cook.post(address, data | {"day": f"{past}"}))
    cook.post(address, data | {"day": f"{day}"})
    assert ManufacturingOrder.objects.get().day == day


def test_nothing_to_cook_teaches():
    kitchen = kitchens.build()
    kitchen.order(wished=None)
    assert "Rien ne presse" in text(by(kitchen.world.cook).get("/cuisine/ordres/a-cuisiner/"))


@pytest.mark.parametrize(
    "bad", [{"lots": "1-2 x"}, {"lots": ""}, {"jars": "0"}, {"version": "999999"}, {"product": "999999"}, {"key": "x"}]
)
def test_a_proposal_that_is_no_longer_there_is_refused(bad):
    kitchen = kitchens.build()
    good = {
        "version": kitchen.version.pk,
        "product": kitchen.product.pk,
        "jars": "5",
        "lots": f"{kitchen.tomatoes.pk}-{kitchen.world.store.pk}",
        "key": str(uuid4()),
    }
    answer = by(kitchen.world.cook).post("/cuisine/ordres/a-cuisiner/", good | bad)
    assert "Cette proposition n’est plus là" in text(answer)
    assert not ManufacturingOrder.objects.exists()


def test_a_lot_that_is_gone_is_said():
    kitchen = kitchens.build()
    data = {
        "version": kitchen.version.pk,
        "product": kitchen.product.pk,
        "jars": "5",
        "lots": f"{kitchen.jars.pk}-{kitchen.world.store.pk}",
        "key": str(uuid4()),
    }
    answer = by(kitchen.world.cook).post("/cuisine/ordres/a-cuisiner/", data)
    assert "n’est pas un produit de cette recette" in text(answer)


def test_the_order_of_a_proposal_leaves_other_orders_their_share_of_a_crate():
    kitchen = kitchens.build()
    first = kitchen.order(wished=20)
    (theirs,) = first.chosen.filter(lot=kitchen.tomatoes)
    set_targets(kitchen.product, jars=[200] * 12)
    cook = by(kitchen.world.cook)
    address = "/cuisine/ordres/a-cuisiner/"
    data = hidden(cook.get(address).content.decode())
    cook.post(address, data)
    mine = ManufacturingOrder.objects.exclude(pk=first.pk).get()
    (row,) = mine.chosen.filter(lot=kitchen.tomatoes)
    there = Stock.objects.get(lot=kitchen.tomatoes, place=row.place).quantity
    assert mine.jars == int(data["jars"])
    assert theirs.quantity + row.quantity <= there
    # A page left open meanwhile offers what is no longer free.
    again = cook.post(address, data | {"key": str(uuid4())})
    assert "Ces lots ne suffisent pas" in text(again)
    assert ManufacturingOrder.objects.count() == 2
