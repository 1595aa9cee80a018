"""A farm's own product on its own stall: at its price, paid like its other goods, never in another farm's name."""

from decimal import Decimal

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from bocal.catalog.models import Item
from bocal.measure.quantity import Dimension
from bocal.orders import reads, rules
from bocal.orders.models import Offer
from bocal.orders.rules import Terms
from tests.orders import scene as scenes
from tests.orders.scene import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return scenes.build()


@pytest.fixture
def farmer(scene) -> Client:
    return scenes.farmer(scene)


def page(scene, farm=None) -> str:
    return reverse("orders:my_goods", args=[scene.sale.pk, (farm or scene.world.farm).pk])


def said(scene, **more) -> dict[str, str]:
    item = Item.objects.exclude(pk=scene.tomatoes.item_id).filter(kind="raw", dimension="mass", vat__isnull=False)[0]
    return {"item": str(item.pk), "label": "500 g", "weight": "0,5", "price": "2,00", "available": "12", **more}


def test_a_farm_is_paid_the_same_share_of_another_price_whatever_its_vat():
    before = Terms(Decimal(10), True, 550, 1000, Dimension.MASS)
    paid = Decimal("7.58")  # eight tenths of 10 € before 5.5 % of VAT
    assert rules.paid_like(Decimal(5), 550, before, paid) == Decimal("3.79")
    assert rules.paid_like(Decimal(12), 2000, before, paid) == Decimal("8.00")
    assert rules.paid_like(Decimal(5), 0, Terms(Decimal(10), False, 550, 1, Dimension.MASS), Decimal(8)) == Decimal(4)


@time_machine.travel(NOW, tick=False)
def test_a_farmer_puts_a_product_on_the_stall(scene, farmer):
    stall = reverse("orders:my_stall", args=[scene.sale.pk, scene.world.farm.pk])
    assert page(scene) in farmer.get(stall).content.decode()
    done = farmer.post(page(scene), said(scene), follow=True)
    assert "est sur votre étal" in done.content.decode()
    offer = Offer.objects.latest("pk")
    assert (offer.sale, offer.producer, offer.available) == (scene.sale, scene.world.farm, 12)
    assert offer.cost == rules.paid_like(Decimal(2), offer.vat_bp, reads.terms(scene.tomatoes), scene.tomatoes.cost)
    assert "500 g" in Client().get(reverse("orders:shop", args=[scene.sale.pk])).content.decode()
    assert "déjà" in farmer.post(page(scene), said(scene)).content.decode()


@time_machine.travel(NOW, tick=False)
@pytest.mark.parametrize(
    ("field", "typed"),
    [("price", "-1"), ("price", "gratuit"), ("available", "0"), ("available", "1,5"), ("weight", "")],
)
def test_what_cannot_be_sold_is_said_beside_its_field(scene, farmer, field, typed):
    count = Offer.objects.count()
    answer = farmer.post(page(scene), said(scene, **{field: typed}))
    assert answer.status_code == 200
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert Offer.objects.count() == count


@time_machine.travel(NOW, tick=False)
def test_a_farm_that_never_sold_here_begins_with_its_coordinators(scene, farmer):
    Offer.objects.filter(producer=scene.world.farm).delete()
    assert (
        "La coordination met en vente votre premier produit" in farmer.post(page(scene), said(scene)).content.decode()
    )
    assert not Offer.objects.filter(producer=scene.world.farm).exists()


@time_machine.travel(NOW, tick=False)
def test_nobody_sells_in_another_farm_s_name_nor_after_the_closing(scene, farmer):
    assert farmer.get(page(scene, scene.world.other_farm)).status_code == 404
    scene.close()
    answer = farmer.post(page(scene), said(scene), follow=True)
    assert "Mettre sur mon étal" not in answer.content.decode()
    assert not Offer.objects.filter(label="500 g").exists()
