"""What the page that settles a round asks of the database: a dozen questions, with prices to choose or mandates."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bocal.orders import acts as orders
from bocal.orders.acts import Came
from bocal.orders.rules.rhythm import State
from tests.house.mandated import handed, mandated, settle
from tests.orders.scene import PICKUP
from tests.orders.solidary import LESS, MORE, hand_all, place, solidary

pytestmark = pytest.mark.django_db
MOST = 12


def asked(scene) -> int:
    client = Client()
    client.force_login(scene.world.accounts)
    address = reverse("settle_round", args=[scene.sale.pk])
    with time_machine.travel(PICKUP + timedelta(days=1), tick=False):
        client.get(address)
        with CaptureQueriesContext(connection) as found:
            assert client.get(address).status_code == 200
    return len(found)


def test_where_buyers_choose_their_price():
    scene = solidary()
    place(scene, LESS, tomatoes=2)
    place(scene, MORE, scene.world.other_home, scene.world.other_customer, tomatoes=1)
    hand_all(scene, tomatoes=Came(3))
    orders.advance(sale=scene.sale, to=State.HANDED_OVER, person=scene.world.sales, now=PICKUP)
    assert asked(scene) <= MOST


def test_where_farms_sell_in_their_own_name():
    scene = mandated(both=True)
    handed(scene)
    assert asked(scene) <= MOST
    settle(scene)
    assert asked(scene) <= MOST
