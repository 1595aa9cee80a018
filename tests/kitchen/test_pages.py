"""Every page of the kitchen: those who may come, strangers, what is asked of the database."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bocal.directory.rules import Desk
from bocal.safety.acts import start_plan
from bocal.safety.models import ControlPoint
from bocal.safety.rules import Every
from tests.kitchen.screens import by, text
from tests.world import TODAY

pytestmark = pytest.mark.django_db


MAKERS, RELEASERS = {Desk.PRODUCTION, Desk.DIRECTION}, {Desk.QUALITY, Desk.DIRECTION}
ALL = MAKERS | RELEASERS


def pages(kitchen, order) -> dict[str, set[Desk]]:
    version = kitchen.version
    return {
        "/cuisine/ordres/": ALL,
        "/cuisine/ordres/nouveau/": MAKERS,
        f"/cuisine/ordres/nouveau/?version={version.pk}&bocal={kitchen.product.pk}": MAKERS,
        f"/cuisine/ordres/{order.pk}/": ALL,
        f"/cuisine/ordres/{order.pk}/faire/": MAKERS,
        f"/cuisine/ordres/{order.pk}/cuisson/": ALL,
        f"/cuisine/ordres/{order.pk}/controles/": ALL,
        f"/cuisine/ordres/{order.pk}/dossier.pdf": ALL,
        "/cuisine/liberer/": ALL,
        f"/cuisine/liberer/{order.pk}/": RELEASERS,
        "/cuisine/recettes/": ALL | {Desk.PRODUCTS},
        f"/cuisine/recettes/{version.recipe_id}/": ALL | {Desk.PRODUCTS},
        f"/cuisine/recettes/{version.recipe_id}/nom/": MAKERS,
        "/cuisine/recettes/nouvelle/": MAKERS,
        f"/cuisine/recettes/versions/{version.pk}/": MAKERS,
        f"/cuisine/recettes/versions/{version.pk}/varier/": MAKERS,
        f"/cuisine/recettes/versions/{version.pk}/bareme/{kitchen.world.formats['720'].pk}/": RELEASERS,
    }


def test_who_may_enter(kitchen):
    order = kitchen.ready()
    for address, desks in pages(kitchen, order).items():
        stranger = Client().get(address)
        assert stranger.status_code == 302, address
        assert "/compte/" in stranger["Location"]
        for name, person in kitchen.world.team.items():
            expected = 200 if Desk(name) in desks else 403
            assert by(person).get(address).status_code == expected, (address, name)


def test_what_does_not_exist(kitchen):
    chief = by(kitchen.world.direction)
    order = kitchen.order()
    for address in (
        "/cuisine/ordres/999/",
        "/cuisine/ordres/999/faire/",
        "/cuisine/ordres/999/cuisson/",
        "/cuisine/ordres/999/controles/",
        "/cuisine/ordres/999/dossier.pdf",
        f"/cuisine/ordres/{order.pk}/dossier.pdf",
        f"/cuisine/liberer/{order.pk}/",
        "/cuisine/recettes/999/",
        "/cuisine/recettes/versions/999/",
        "/cuisine/recettes/versions/999/varier/",
        "/cuisine/ordres/nouveau/?version=999&bocal=1",
    ):
        assert chief.get(address).status_code == 404, address
    assert chief.get("/cuisine/ordres/nouveau/?version=²&bocal=1").status_code == 200
    assert chief.get("/cuisine/ordres/?etat=perdu&apres=x").status_code == 200


def test_products_read_recipes_and_write_nothing(kitchen):
    desk = by(kitchen.world.products)
    address = f"/cuisine/recettes/{kitchen.version.recipe_id}/"
    assert "nouvelle version" not in text(desk.get(address))
    assert desk.post(address).status_code == 403
    assert kitchen.version.recipe.versions.count() == 1


def test_pages_are_light_and_ask_little(kitchen, django_assert_max_num_queries):
    order = kitchen.ready()
    chief = by(kitchen.world.direction)
    for address in pages(kitchen, order):
        if address.endswith(".pdf"):
            continue
        with django_assert_max_num_queries(12):
            answer = chief.get(address)
        assert len(answer.content) < 100_000, address
        body = answer.content.decode()
        assert "style=" not in body
        assert "<script>" not in body


def test_a_batch_with_everything_against_it_asks_no_more(kitchen, django_assert_max_num_queries):
    start_plan(since=TODAY)
    ControlPoint.objects.update(desk=Desk.PRODUCTION)
    ControlPoint.objects.filter(every=Every.BATCH).update(blocks=True)
    order, mate = kitchen.order(), kitchen.order()
    kitchen.make(order, minutes=((kitchen.world.cook.pk, 60),))
    kitchen.make(mate)
    for one in (order, mate):
        kitchen.cook(one)
    kitchen.ph(order)
    kitchen.closure(order, failing=2)
    chief = by(kitchen.world.direction)
    here = f"/cuisine/ordres/{order.pk}/"
    for address in (here, f"{here}controles/", f"{here}cuisson/", f"{here}sceller/", f"/cuisine/liberer/{order.pk}/"):
        with django_assert_max_num_queries(12):
            said = text(chief.get(address))
    assert f"Même fichier : {mate.number}" in text(chief.get(f"{here}cuisson/"))
    assert "la décision d’une personne sur un écart" in said


def count(client, address) -> int:
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(address).status_code == 200
    # Signing in and its session are not this room's.
    return len(captured)


def test_lists_do_not_ask_more_with_more_rows(kitchen):
    chief = by(kitchen.world.direction)
    kitchen.ready()
    addresses = ("/cuisine/ordres/", "/cuisine/liberer/", "/cuisine/recettes/")
    few = [count(chief, address) for address in addresses]
    kitchen.world.receive("Tomates", kg=5)
    order = kitchen.order()
    kitchen.make(order)
    for i in range(3):
        lot = kitchen.world.receive("Tomates", kg=20 + i)
        kitchen.order(lot, kitchen.salt)
    assert [count(chief, address) for address in addresses] == few
    assert max(few) <= 12
