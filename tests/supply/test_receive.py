"""The page of the scales."""

from uuid import uuid4

import pytest

from bocal.directory.models import Organisation
from bocal.directory.rules import OrganisationKind
from bocal.journals.models import Lot, LotState, Voucher
from bocal.journals.rules import Status, Way
from bocal.supply.models import Reception
from tests.supply.cast import announce, as_, plain, who_may
from tests.world import KG

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
URL = "/appro/recevoir"


def typed(world, *lines, **more):
    data = {
        "key": str(uuid4()),
        "giver": "ferme des tilleuls",
        "way": "given",
        "day": "2026-09-03",
        "place": world.store.pk,
        "checks": ["clean", "aspect", "transport"],
        "lines": max(3, len(lines)),
    }
    for n, line in enumerate(lines):
        data |= {f"l{n}-{name}": value for name, value in line.items()}
    return data | more


TOMATOES = {"item": "Tomates", "quantity": "192+167", "crates": "20", "tare": "1"}


def test_who_enters(world):
    assert who_may(world, URL) == {"reception", "production", "direction"}


def test_crates_come_in_and_the_gesture_can_be_taken_back(world):
    client = as_(world.reception)
    page = client.post(URL, typed(world, TOMATOES, {"item": "courgettes", "quantity": "8"}), follow=True)
    reception = Reception.objects.get()
    assert page.redirect_chain == [(f"/appro/receptions/{reception.pk}", 302)]
    assert "347 kg reçus en 21 caisses." in plain(page.content.decode())
    assert [m.extra_tags for m in page.context["messages"]] == [f"undo:{reception.voucher_id}"]
    assert set(Lot.objects.values_list("item__name", "origin__name")) == {
        ("Tomates", "Ferme des Tilleuls"),
        ("Courgettes", "Ferme des Tilleuls"),
    }


def test_a_double_click_receives_once(world):
    client, form = as_(world.reception), typed(world, TOMATOES)
    assert client.post(URL, form)["Location"] == client.post(URL, form)["Location"]
    assert Voucher.objects.count() == Lot.objects.count() == 1


def test_one_more_line_keeps_all_that_was_typed_and_scolds_nobody(world):
    form = typed(
        world, {"item": "Tom", "quantity": "abc", "note": "Beau"}, way="toll", fault="Boue", checks=["aspect"], add="1"
    )
    page = as_(world.reception).post(URL, form)
    text = page.content.decode()
    assert [line.number for line in page.context["lines"]] == [0, 1, 2, 3]
    for value in ("Tom", "abc", "Beau", "Boue", "ferme des tilleuls", form["key"]):
        assert f'value="{value}"' in text
    assert 'class="errors"' not in text
    assert "à revoir" not in text
    shown = page.context["form"]
    assert [shown[name].value() for name in ("way", "checks")] == ["toll", ["aspect"]]
    assert not Voucher.objects.exists()


def test_lines_stop_at_forty(world):
    page = as_(world.reception).post(URL, typed(world, add="1", lines="4000"))
    assert len(page.context["lines"]) <= 40
    page = as_(world.reception).post(URL, typed(world, add="1", lines="40"))
    assert len(page.context["lines"]) == 40
    assert 'name="add"' not in page.content.decode()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ({"item": "Tomates", "quantity": "21000"}, "trop grand"),
        ({"item": "Tomates", "quantity": "-3"}, "négatif"),
        ({"item": "Tomates", "quantity": ""}, "Il manque une valeur ici"),
        ({"item": "", "quantity": "5"}, "Quel produit est-ce"),
        ({"item": "Kiwis", "quantity": "5"}, "n’est pas dans la liste"),
        ({"item": "Tomate", "quantity": "5"}, "Vouliez-vous dire : Tomates"),
        ({"item": "Pot 720 ml", "quantity": "2,5"}, "trop de chiffres"),
        ({"item": "Tomates", "quantity": "5", "crates": "0"}, "plus petit nombre possible ici est 1"),
        ({"item": "Tomates", "quantity": "5", "tare": "6"}, "caisses vides pèsent plus"),
    ],
)
def test_a_bad_line_is_told_at_its_place_and_at_the_top(world, line, said):
    page = as_(world.reception).post(URL, typed(world, TOMATOES, line))
    text = plain(page.content.decode())
    assert page.status_code == 200
    assert said in plain("".join(str(error) for error in page.context["lines"][1].errors.values()))
    assert "Ligne 2, " in text
    assert "Ligne 3, " not in text
    assert not page.context["lines"][2].errors
    assert 'value="192+167"' in text
    assert not Voucher.objects.exists()


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"day": "1900-01-01"}, "day"),
        ({"day": "2026-09-04"}, "day"),
        ({"day": "2024-09-04"}, "day"),
        ({"day": "demain"}, "day"),
        ({"giver": "Personne"}, "giver"),
        ({"giver": ""}, "giver"),
        ({"way": ""}, "way"),
        ({"way": "made"}, "way"),
        ({"place": "999999"}, "place"),
        ({"checks": ["clean", "aspect"]}, "fault"),
        ({"checks": []}, "fault"),
        ({"checks": ["clean", "magic"]}, "checks"),
        ({"temperature": "400"}, "temperature"),
        ({"key": "x"}, "key"),
    ],
)
def test_what_cannot_be_is_refused_next_to_its_field(world, more, field):
    page = as_(world.reception).post(URL, typed(world, TOMATOES, **more))
    assert page.status_code == 200
    assert field in page.context["form"].errors
    assert 'value="192+167"' in page.content.decode()
    assert not Voucher.objects.exists()


def test_nothing_at_all_is_no_reception(world):
    page = as_(world.reception).post(URL, typed(world))
    assert "Il n’y a rien à recevoir" in plain(page.content.decode())


def test_what_is_bought_has_a_price(world):
    page = as_(world.reception).post(URL, typed(world, TOMATOES, way="bought"))
    assert page.context["lines"][0].errors["price"]
    as_(world.reception).post(URL, typed(world, TOMATOES | {"price": "1,20"}, way="bought"))
    assert Lot.objects.get().way == Way.BOUGHT


def test_a_failed_check_keeps_the_lots_waiting(world):
    page = as_(world.reception).post(URL, typed(world, TOMATOES, checks=["clean"], fault="Moisi"), follow=True)
    assert "En attente d’une décision : Moisi" in plain(page.content.decode())
    assert LotState.objects.get().status == Status.HOLD


def test_jars_come_from_a_supplier_by_the_piece(world):
    Organisation.objects.create(kind=OrganisationKind.SUPPLIER, name="Verrerie du Val")
    jars = {"item": "Pot 720 ml", "quantity": "600+600", "crates": "12", "price": "0,41"}
    page = as_(world.reception).post(URL, typed(world, jars, way="bought", giver="Verrerie du Val"), follow=True)
    assert "C’est reçu." in page.content.decode()
    assert "1 200 pièces" in plain(page.content.decode())


def test_an_announcement_fills_the_page_but_not_the_scales(world):
    offer = announce(world, way=Way.TOLL)
    page = as_(world.reception).get(f"{URL}?annonce={offer.pk}")
    text = plain(page.content.decode())
    assert "Ferme des Tilleuls avait annoncé : Tomates, environ 200 kg." in text
    assert 'value="Ferme des Tilleuls"' in text
    assert page.context["lines"][0]["quantity"].value() is None
    form = typed(world, TOMATOES, way="toll", offer=offer.pk)
    as_(world.reception).post(URL, form)
    assert Reception.objects.get().offer == offer
    again = as_(world.reception).post(URL, form | {"key": str(uuid4())})
    assert "déjà été reçue" in plain(again.content.decode())
    assert Lot.objects.get().owner == world.farm
    assert Lot.objects.get().movements.get().quantity == 339 * KG


@pytest.mark.parametrize("query", ["?annonce=999999", "?annonce=x", "?annonce=99999999999999999999"])
def test_an_unknown_announcement_is_ignored(world, query):
    assert as_(world.reception).get(URL + query).status_code == 200


def test_many_farms_and_items_cost_no_more(world, django_assert_max_num_queries):
    Organisation.objects.bulk_create(
        [Organisation(kind=OrganisationKind.PRODUCER, name=f"Ferme numéro {n}") for n in range(200)]
    )
    client = as_(world.reception)
    with django_assert_max_num_queries(12):
        page = client.get(URL)
    assert len(page.content) < 100_000
    with django_assert_max_num_queries(12):
        client.post(URL, typed(world, TOMATOES, add="1"))
