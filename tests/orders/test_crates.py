"""What is stuck on the crates of a round: whose they are, and a code that opens their handover."""

import pytest
import time_machine
import zxingcpp
from django.test import Client
from django.urls import reverse

from bocal.look import pdf
from bocal.orders import reads
from tests.billing.test_paper import text_of
from tests.orders import scene as scenes
from tests.orders.scene import PICKUP, beside
from tests.supply.test_labels import picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    scene = scenes.build()
    scene.place(tomatoes=2, hens=1, eggs=1)
    scene.place(scene.world.other_home, scene.world.other_customer, slot=scenes.Slot.objects.first(), tomatoes=3)
    return scene


def labels(scene, query=""):
    client = Client()
    client.force_login(scene.world.point_person)
    return client.get(reverse("orders:crate_labels", args=[scene.sale.pk]) + query)


def test_what_keeps_together_makes_a_crate(scene):
    found = [(one.sheet.customer.name, one.storage, one.nth, one.count) for one in reads.crates(scene.sale)]
    assert found == [
        (scene.world.home.name, "ambient", 1, 2),
        (scene.world.home.name, "fridge", 2, 2),
        (scene.world.other_home.name, "ambient", 1, 1),
    ]


@time_machine.travel(PICKUP, tick=False)
def test_a_label_says_whose_the_crate_is_and_what_is_in_it(scene):
    elsewhere = beside(scene, capacity=1)
    scene.close()
    said = text_of(labels(scene).content)
    for words in (scene.world.home.name, "La Halle", "1 / 2", "2 / 2", "au frais", "2 × Tomates", "à peser"):
        assert words in said
    assert scene.world.home.name not in text_of(labels(scene, f"?point={elsewhere.pk}").content)


@time_machine.travel(PICKUP, tick=False)
def test_its_code_opens_the_handover(scene, monkeypatch):
    printed = []
    monkeypatch.setattr(pdf, "render", lambda template, data: printed.extend(picture(template, data)) or b"%PDF")
    labels(scene)
    read = {code.text for page in printed for code in zxingcpp.read_barcodes(page)}
    orders = {one.sheet.order.pk for one in reads.crates(scene.sale)}
    assert read == {f"http://testserver{reverse('orders:hand_over', args=[pk])}" for pk in orders}
