"""How an order will be paid, as its buyer reads it."""

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from bocal.billing import acts as billing
from bocal.billing.rules import Means
from tests.orders import scene as scenes
from tests.world import NOW, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    with time_machine.travel(NOW, tick=False):
        yield scenes.build()


def put_in(scene, cents, key):
    world = scene.world
    billing.put_in(
        customer=world.home, cents=cents, means=Means.CASH, day=TODAY, author=world.accounts, key=key, now=NOW
    )


def test_what_the_account_covers_of_an_order_and_what_it_lacks(scene):
    order = scene.place(tomatoes=2)
    client = Client()
    client.force_login(scene.world.customer)
    address = reverse("orders:order", args=[order.pk])
    page = client.get(address).content.decode()
    assert "Payer d’avance" in page
    assert "compte prépayé" not in page
    assert f"retour={address}" in page
    put_in(scene, 100, "a")
    assert "Il manque" in client.get(address).content.decode()
    put_in(scene, 100_000, "b")
    page = client.get(address).content.decode()
    assert "Elle est couverte" in page
    assert "Payer d’avance" not in page
