"""Three faces a dish; the sheet that people sign."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from bocal.kitchen.models import Recipe
from bocal.workshops import acts, notices, reads
from bocal.workshops.models import Dish, SheetPhoto, Taste
from bocal.workshops.rules import Face, SignedBy
from tests import world as worlds
from tests.look.photos import a_photo
from tests.workshops.meeting import session
from tests.world import NOW, World


@pytest.fixture
def world(db: None) -> World:
    return worlds.build()


@pytest.fixture
def signed_in(world: World) -> Client:
    client = Client()
    client.force_login(world.facilitator, backend="bocal.house.sign_in.Backend")
    return client


def test_a_tap_is_an_opinion_once_and_without_a_name(world: World, signed_in: Client) -> None:
    one = session()
    dish = Dish.objects.create(session=one, recipe=Recipe.objects.create(name="Ratatouille"))
    address = reverse("workshops:tasting", args=[one.pk])
    for key, face in (("a", "glad"), ("a", "glad"), ("b", "sad")):
        said = {"dish": dish.pk, "face": face, "word": "salé", "key": key}
        assert signed_in.post(address, said).status_code == 302
    assert signed_in.post(address, {"dish": dish.pk, "face": "angry", "key": "c"}).status_code == 404
    [told] = reads.tasted(session=one)
    assert (told.recipe, told.version, told.glad, told.sad, told.all) == ("Ratatouille", None, 1, 1, 2)
    assert not {field.name for field in Taste._meta.fields} & {"person", "by", "author"}
    assert "salé" in signed_in.get(reverse("workshops:tasted")).content.decode()
    acts.taste(dish=dish, face=Face.SO_SO, word="", key="d", now=NOW)
    assert reads.tasted()[0].so_so == 1


def test_the_sheet_is_printed_and_its_photo_kept_for_the_team(world: World, signed_in: Client) -> None:
    one = session()
    acts.sign_up(session=one, name="Awa #*", phone="", signed_by=SignedBy.DESK, now=NOW)
    assert notices.sheet_pdf(one).startswith(b"%PDF")
    address = reverse("workshops:sheet", args=[one.pk])

    def send(name: str, data: bytes) -> Any:
        return signed_in.post(address, {"photo": SimpleUploadedFile(name, data)})

    for bad in (b"\xff\xd8\xff not a picture", b"<svg/>", b""):
        assert send("sheet.jpg", bad).status_code == 200
    assert SheetPhoto.objects.count() == 0
    assert send("sheet.jpg", a_photo()).status_code == 302
    kept = SheetPhoto.objects.get()
    photo = reverse("workshops:sheet_photo", args=[one.pk, kept.pk])
    assert signed_in.get(photo).content.startswith(b"\xff\xd8\xff")
    assert Client().get(photo).status_code == 302
    other = session()
    assert signed_in.get(reverse("workshops:sheet_photo", args=[other.pk, kept.pk])).status_code == 404
