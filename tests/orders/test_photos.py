"""What goods look like: the farm's own photo, else the collective's."""

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from bocal.catalog.models import Photo
from bocal.directory import acts as directory
from bocal.directory.rules import Desk
from tests.look.photos import a_photo
from tests.orders import scene as scenes
from tests.orders.scene import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    with time_machine.travel(NOW, tick=False):
        yield scenes.build()


@pytest.fixture
def farmer(scene) -> Client:
    person = directory.register_person(name="Jeanne des Tilleuls", email="jeanne@exemple.test")
    directory.seat(person, Desk.PRODUCER, at=scene.world.farm)
    return signed_in(person)


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def sent(name: str = "tomates.jpg", data: bytes | None = None) -> dict[str, object]:
    return {"photo": SimpleUploadedFile(name, a_photo() if data is None else data)}


def shop(scene) -> str:
    return Client().get(reverse("orders:shop", args=[scene.sale.pk])).content.decode()


class TestAFarmsPhoto:
    def test_the_shop_shows_it_to_anyone_and_for_ever(self, scene, farmer):
        mine = reverse("orders:my_photo", args=[scene.tomatoes.pk])
        farmer.post(mine, sent())
        [photo] = Photo.objects.all()
        address = reverse("catalog:photo", args=[photo.digest])
        assert address in shop(scene)
        answer = Client().get(address)
        assert answer.headers["Content-Type"] == "image/jpeg"
        assert "immutable" in answer.headers["Cache-Control"]
        assert answer.content.startswith(b"\xff\xd8")
        assert address in farmer.get(mine).content.decode()

    def test_another_takes_its_place_and_none_can_be_shown(self, scene, farmer):
        mine = reverse("orders:my_photo", args=[scene.tomatoes.pk])
        farmer.post(mine, sent())
        farmer.post(mine, sent("autre.png", a_photo("PNG", (300, 300))))
        [photo] = Photo.objects.all()
        assert farmer.post(mine, {"drop": "1"}).status_code == 302
        assert not Photo.objects.exists()
        assert Client().get(reverse("catalog:photo", args=[photo.digest])).status_code == 404

    def test_it_stands_before_the_collectives(self, scene, farmer):
        desk = signed_in(scene.world.team["products"])
        desk.post(reverse("catalog:item_photo", args=[scene.tomatoes.item_id]), sent())
        ours = Photo.objects.get(producer=None)
        assert ours.digest in shop(scene)
        farmer.post(reverse("orders:my_photo", args=[scene.tomatoes.pk]), sent(data=a_photo(size=(500, 500))))
        farms = Photo.objects.exclude(producer=None).get()
        page = shop(scene)
        assert farms.digest in page
        assert ours.digest not in page
        # The desk takes away its own alone.
        desk.post(reverse("catalog:item_photo", args=[scene.tomatoes.item_id]), {"drop": "1"})
        assert farms.digest in shop(scene)

    @pytest.mark.parametrize(
        ("name", "data", "sentence"),
        [
            ("virus.exe", b"MZ", "Envoyez un fichier"),
            ("tomates.jpg", b"<script>alert(1)</script>", "contient autre chose"),
            ("tomates.jpg", b"\xff\xd8\xff" + bytes(200), "ne se lit pas"),
            ("tomates.svg", b"<svg/>", "Envoyez un fichier"),
        ],
    )
    def test_what_is_no_photo_is_refused_in_a_sentence(self, scene, farmer, name, data, sentence):
        answer = farmer.post(reverse("orders:my_photo", args=[scene.tomatoes.pk]), sent(name, data))
        assert sentence in answer.content.decode()
        assert not Photo.objects.exists()

    def test_no_farm_shows_or_takes_away_anothers(self, scene, farmer):
        other = directory.register_person(name="Paul Voisin", email="gaspard@exemple.test")
        directory.seat(other, Desk.PRODUCER, at=scene.world.other_farm)
        farmer.post(reverse("orders:my_photo", args=[scene.tomatoes.pk]), sent())
        theirs = reverse("orders:my_photo", args=[scene.tomatoes.pk])
        neighbour = signed_in(other)
        assert neighbour.get(theirs).status_code == 404
        assert neighbour.post(theirs, {"drop": "1"}).status_code == 404
        assert Photo.objects.count() == 1
