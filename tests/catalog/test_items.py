"""The catalogue's pages: find an item, add one of each kind, change it; jar formats."""

import re
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from bocal.catalog import acts
from bocal.catalog.models import Item, JarFormat, VatClass
from bocal.catalog.rules import Dimension, ItemKind
from tests.world import World, build

READERS = {"products", "production", "direction"}
WRITERS = {"products", "direction"}


@pytest.fixture
def world(client: Client) -> World:
    world = build()
    client.force_login(world.products)
    return world


@pytest.mark.django_db
def test_each_page_lets_in_its_desks_and_no_others(client: Client) -> None:
    world = build()
    item, jar = world.items["Tomates"], world.formats["720"]
    doors = {
        reverse("catalog:items"): READERS,
        reverse("catalog:jar_formats"): READERS,
        reverse("catalog:item_edit", args=[item.pk]): WRITERS,
        reverse("catalog:item_edit", args=["raw"]): WRITERS,
        reverse("catalog:jar_format_edit"): WRITERS,
        reverse("catalog:jar_format_edit", args=[jar.pk]): WRITERS,
    }
    for page in doors:
        assert client.get(page).status_code == 302
    for desk, person in world.team.items():
        client.force_login(person)
        for page, desks in doors.items():
            assert client.get(page).status_code == (200 if desk in desks else 403), (desk, page)


@pytest.mark.django_db
def test_pages_do_not_grow_with_the_catalogue(client: Client, world: World, django_assert_max_num_queries: Any) -> None:
    for number in range(150):
        acts.save_item(None, ItemKind.RAW, {"name": f"Légume {number}", "storage": "fridge", "allergens": ["celery"]})
    with django_assert_max_num_queries(12):
        shown = client.get(reverse("catalog:items"))
    assert len(shown.content) < 100_000
    assert "1 sur 3" in shown.content.decode()
    with django_assert_max_num_queries(12):
        client.get(reverse("catalog:item_edit", args=["finished"]))
    with django_assert_max_num_queries(12):
        client.get(reverse("catalog:jar_formats"))


@pytest.mark.django_db
def test_items_are_found_by_kind_and_by_word(client: Client, world: World) -> None:
    page = reverse("catalog:items")
    shown = client.get(page, {"q": "celeri"}).content.decode()
    assert "Céleri" in shown
    assert "céleri" in shown, "its allergen in words"
    assert "Courgettes" not in shown
    shown = client.get(page, {"genre": "packaging"}).content.decode()
    assert "emballage (pot)" in shown
    assert "Tomates" not in shown
    assert "Aucun article ne correspond" in client.get(page, {"q": "zzz"}).content.decode()
    assert "Tomates" in client.get(page, {"genre": "roi"}).content.decode()


@pytest.mark.django_db
def test_who_only_reads_is_offered_nothing_to_change(client: Client, world: World) -> None:
    client.force_login(world.cook)
    shown = client.get(reverse("catalog:items")).content.decode()
    assert "Tomates" in shown
    assert "Ajouter un article" not in shown


@pytest.mark.django_db
def test_a_raw_item_is_added_with_its_law(client: Client, world: World) -> None:
    page = reverse("catalog:item_edit", args=["raw"])
    shown = client.get(page).content.decode()
    assert "CGI art. 278-0 bis A 1°" in shown
    assert "Fruits à coque" in shown
    vat = VatClass.objects.get(code="reduced")
    form = {
        "name": "Lait de ferme", "dimension": "volume", "storage": "fridge", "date_kind": "use_by", "shelf_days": "4",
        "allergens": ["sulphites", "milk"], "price": "1,2550", "basis": "net", "vat": vat.pk,
    }  # fmt: skip
    client.post(page, form)
    milk = Item.objects.get(name="Lait de ferme")
    assert (milk.kind, milk.dimension, milk.shelf_days) == (ItemKind.RAW, Dimension.VOLUME, 4)
    assert milk.allergens == ["milk", "sulphites"], "in the order of the law"
    assert (milk.price, milk.basis, milk.vat) == (Decimal("1.2550"), "net", vat)


@pytest.mark.django_db
def test_a_prepared_vegetable_is_kept_cold_until_its_date_unless_someone_says_otherwise(
    client: Client, world: World
) -> None:
    page = reverse("catalog:item_edit", args=["prepared"])
    shown = " ".join(client.get(page).content.decode().split())
    for field, value in (("storage", "fridge"), ("date_kind", "use_by")):
        ticked = re.search(rf'<input[^>]*name="{field}"[^>]*checked[^>]*>', shown)
        assert ticked
        assert f'value="{value}"' in ticked[0]
    asked = client.post(page, {"name": "Céleri râpé", "dimension": "mass", "storage": "fridge", "date_kind": "use_by",
                               "basis": "gross"})  # fmt: skip
    assert "jours" in asked.content.decode()
    assert not Item.objects.filter(name="Céleri râpé").exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "form"),
    [
        ("prepared", {"dimension": "mass", "storage": "fridge"}),
        ("finished", {"piece_mg": "350", "storage": "ambient", "date_kind": "best_before", "shelf_days": "730"}),
        ("packaging", {"role": "jar"}),
        ("additive", {"dimension": "mass", "storage": "ambient"}),
        ("service", {}),
    ],
)
def test_each_kind_asks_only_what_it_needs(client: Client, world: World, kind: str, form: dict[str, str]) -> None:
    page = reverse("catalog:item_edit", args=[kind])
    client.post(page, {"name": "Nouveau", "basis": "gross"} | form)
    item = Item.objects.get(name="Nouveau")
    assert item.kind == kind
    assert item.allergens == []
    shown = client.get(reverse("catalog:item_edit", args=[item.pk])).content.decode()
    assert 'name="dimension"' not in shown
    assert ("Format de pot" in shown) == (kind == "finished")
    assert client.post(reverse("catalog:item_edit", args=[item.pk]), {"name": "Ancien", "basis": "gross"} | form)
    item.refresh_from_db()
    assert (item.name, item.active) == ("Ancien", False)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "typed", "said"),
    [
        ("raw", {"name": "TOMATES"}, "Un article porte déjà ce nom"),
        ("raw", {"dimension": "count"}, "Donnez le poids d’une pièce"),
        ("raw", {"date_kind": "use_by"}, "Dites combien de jours il se garde"),
        ("raw", {"price": "gratuit"}, "n’est pas un nombre"),
        ("raw", {"price": "-1"}, "est négatif"),
        ("raw", {"shelf_days": "99999"}, "Le plus grand nombre possible"),
        ("raw", {"allergens": ["cailloux"]}, "cailloux"),
        ("finished", {"piece_mg": "350", "dimension": "mass", "jar_format": "999999"}, "choix"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(
    client: Client, world: World, kind: str, typed: dict[str, object], said: str
) -> None:
    form = {"name": "Radis", "dimension": "mass", "storage": "ambient", "basis": "gross"} | typed
    before = Item.objects.count()
    assert said in client.post(reverse("catalog:item_edit", args=[kind]), form).content.decode()
    assert Item.objects.count() == before


@pytest.mark.django_db
def test_an_unknown_kind_is_not_found(client: Client, world: World) -> None:
    assert client.get(reverse("catalog:item_edit", args=["roi"])).status_code == 404
    assert client.get(reverse("catalog:item_edit", args=[987_654])).status_code == 404


@pytest.mark.django_db
def test_a_jar_format_is_added_and_keeps_its_size(client: Client, world: World) -> None:
    jar, lid = world.items["Pot 720 ml"], world.items["Couvercle 82 mm"]
    form = {
        "name": "370 ml", "capacity_ml": "370", "fill_mg": "350", "jar": jar.pk, "lid": lid.pk, "deposit_cents": "0,50",
    }  # fmt: skip
    client.post(reverse("catalog:jar_format_edit"), form)
    found = JarFormat.objects.get(name="370 ml")
    assert (found.capacity_ml, found.fill_mg, found.deposit_cents) == (370, 350_000, 50)
    assert "370 ml" in client.get(reverse("catalog:jar_formats")).content.decode()
    page = reverse("catalog:jar_format_edit", args=[found.pk])
    client.post(page, {"name": "Petit pot", "deposit_cents": "0", "capacity_ml": "5000", "fill_mg": "9"})
    found.refresh_from_db()
    assert (found.name, found.capacity_ml, found.fill_mg, found.deposit_cents) == ("Petit pot", 370, 350_000, 0)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "said"),
    [({"name": "720 ML"}, "Un format porte déjà ce nom"), ({"fill_mg": "3,5 kg"}, "n’entre pas dans un pot")],
)
def test_a_wrong_format_is_refused(client: Client, world: World, typed: dict[str, str], said: str) -> None:
    form = {
        "name": "370 ml", "capacity_ml": "370", "fill_mg": "350", "jar": world.items["Pot 720 ml"].pk,
        "lid": world.items["Couvercle 82 mm"].pk, "deposit_cents": "0",
    }  # fmt: skip
    assert said in client.post(reverse("catalog:jar_format_edit"), form | typed).content.decode()
    assert JarFormat.objects.count() == 1


@pytest.mark.django_db
def test_without_jars_the_first_step_is_shown(client: Client, world: World) -> None:
    Item.objects.filter(kind=ItemKind.PACKAGING).update(active=False)
    assert "Ajouter un emballage" in client.get(reverse("catalog:jar_format_edit")).content.decode()
