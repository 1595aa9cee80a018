"""Price lists: who pays what from how much, typed as a table, pasted, sent and taken away as a spreadsheet."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as some

from bocal.catalog import acts, reads
from bocal.catalog.models import PriceList
from bocal.catalog.rules import Refused
from bocal.catalog.rules.prices import PriceFault, Sold, choose, read, read_unit_price
from bocal.look import sheets
from bocal.measure.money import Basis
from bocal.measure.quantity import Dimension
from tests.world import KG, World, build

TOMATOES = Sold(1, "Tomates", Dimension.MASS)
JARS = Sold(2, "Coulis de tomate 720 ml", Dimension.COUNT)


@pytest.fixture
def world(client: Client) -> World:
    world = build()
    client.force_login(world.products)
    return world


@pytest.fixture
def agreed(world: World) -> PriceList:
    return acts.save_list(None, name="Restaurants", basis=Basis.NET, customer_kind="restaurant")


steps = some.dictionaries(some.integers(0, 10**9), some.decimals(0, 100, places=4), max_size=6)


@given(steps, some.integers(0, 10**9))
def test_the_highest_step_reached_holds(found: dict[int, Decimal], quantity: int) -> None:
    price = choose(found.items(), quantity)
    reached = [least for least in found if least <= quantity]
    assert price == (found[max(reached)] if reached else None)


def test_a_sheet_as_a_place_has_it_with_title_lines_and_signs() -> None:
    rows = [
        ["TARIF RESTAURANTS 2027"],
        [],
        ["Désignation", "Unité", "À partir de", "Prix unitaire"],
        ["tomates", "kg", "", "1,55 €"],
        ["Tomates", "kg", "10", "1,40 €/kg"],
        ["Coulis de tomate 720 ml", "pièce", "12", "3,90 € HT"],
    ]
    sheet = read(rows, [TOMATOES, JARS])
    assert sheet is not None
    assert sheet.flaws == ()
    assert sheet.prices == {(1, 0): Decimal("1.55"), (1, 10 * KG): Decimal("1.40"), (2, 12): Decimal("3.90")}
    assert read_unit_price("-") is None
    assert read([["Nom", "Ville"], ["x", "y"]], [TOMATOES]) is None


def test_each_fault_has_its_line_and_column() -> None:
    rows = [
        ["Article", "Dès", "Prix"],
        ["Licorne", "", "2"],
        ["", "", "2"],
        ["Tomates", "beaucoup", "2"],
        ["Tomates", "", "cher"],
        ["Tomates", "0", "2"],
        ["Coulis de tomate 720 ml", "1,5", "2"],
    ]
    sheet = read(rows, [TOMATOES, JARS])
    assert sheet is not None
    assert [(flaw.fault, flaw.line, flaw.column) for flaw in sheet.flaws] == [
        (PriceFault.UNKNOWN_ITEM, 2, 1),
        (PriceFault.NO_ITEM, 3, 1),
        (PriceFault.QUANTITY, 4, 2),
        (PriceFault.PRICE, 5, 3),
        (PriceFault.QUANTITY, 7, 2),
    ]


@pytest.mark.django_db
def test_a_price_comes_from_the_list_else_from_the_item(world: World, agreed: PriceList) -> None:
    tomatoes, coulis, celery = (world.items[name] for name in ("Tomates", "Coulis de tomate 720 ml", "Céleri"))
    acts.set_prices(agreed, {(tomatoes.pk, 0): Decimal("2.4"), (tomatoes.pk, 10 * KG): Decimal("2.1")})
    assert reads.price_for(tomatoes, agreed, 9 * KG) == (Decimal("2.4"), Basis.NET)
    assert reads.price_for(tomatoes, agreed, 10 * KG) == (Decimal("2.1"), Basis.NET)
    assert reads.price_for(tomatoes, None, KG) == (Decimal("2.8"), Basis.GROSS)
    assert reads.price_for(coulis, agreed, 1) == (Decimal("4.5"), Basis.GROSS)
    assert reads.price_for(celery, agreed, 1) is None
    assert reads.list_for("restaurant") == agreed
    acts.save_list(agreed, name="Restaurants", basis=Basis.NET, customer_kind="restaurant", active=False)
    assert reads.list_for("restaurant") is None
    assert reads.price_for(tomatoes, agreed, KG) == (Decimal("2.8"), Basis.GROSS)


@pytest.mark.django_db
def test_one_name_and_one_list_a_class(world: World, agreed: PriceList) -> None:
    with pytest.raises(Refused, match="list_there"):
        acts.save_list(None, name="restaurants", basis=Basis.NET)
    with pytest.raises(Refused, match="kind_there"):
        acts.save_list(None, name="Bistrots", basis=Basis.NET, customer_kind="restaurant")
    acts.save_list(None, name="Une", basis=Basis.NET)
    acts.save_list(None, name="Autre", basis=Basis.NET)


@pytest.mark.django_db
def test_a_list_is_made_then_typed_in_as_a_table(client: Client, world: World) -> None:
    assert "Aucun tarif" in client.get(reverse("catalog:price_lists")).content.decode()
    client.post(reverse("catalog:price_list_edit"), {"name": "Cantines", "customer_kind": "canteen", "basis": "net"})
    made = PriceList.objects.get()
    page, item = reverse("catalog:prices", args=[made.pk]), world.items["Tomates"]
    names = {f"p-{item.pk}-0": "2,40", f"n-{item.pk}": "10", f"m-{item.pk}": "2,1"}
    made = acts.save_list(made, name="Cantines", basis=Basis.NET, customer_kind="canteen")
    told = client.post(page, names, follow=True).content.decode()
    assert "2 prix changés" in told
    assert 'value="2,40"' in told
    assert reads.price_for(item, made, 10 * KG) == (Decimal("2.1"), Basis.NET)
    # A slip writes nothing, and what was typed is still there.
    bad = client.post(page, {f"p-{item.pk}-0": "2", f"p-{item.pk}-{10 * KG}": "cher"})
    assert bad.status_code == 422
    assert "cher" in bad.content.decode()
    assert reads.price_for(item, made, KG) == (Decimal("2.4"), Basis.NET)
    # An emptied box takes the price away.
    client.post(page, {f"p-{item.pk}-0": ""})
    assert reads.price_for(item, made, KG) == (Decimal("2.8"), Basis.GROSS)
    assert "Tomates" not in client.get(page, {"q": "coulis"}).content.decode().split("<tbody>")[1]


@pytest.mark.django_db
def test_the_sales_desk_reads_prices_and_changes_none(client: Client, world: World, agreed: PriceList) -> None:
    client.force_login(world.sales)
    page, item = reverse("catalog:prices", args=[agreed.pk]), world.items["Tomates"]
    assert "<input name=" not in client.get(page).content.decode().split("<tbody>")[1]
    client.post(page, {f"p-{item.pk}-0": "1"})
    assert reads.price_for(item, agreed, KG) == (Decimal("2.8"), Basis.GROSS)


@pytest.mark.django_db
def test_what_goes_out_as_a_spreadsheet_comes_back_and_changes_nothing(
    client: Client, world: World, agreed: PriceList
) -> None:
    item = world.items["Tomates"]
    acts.set_prices(agreed, {(item.pk, 0): Decimal("2.4"), (item.pk, 2_500_000): Decimal("2.1234")})
    for kind in ("xlsx", "csv"):
        data = client.get(reverse("catalog:prices_out", args=[agreed.pk, kind])).content
        (sheet,) = sheets.read(f"tarif.{kind}", data)
        assert sheet.rows[0] == ["Article", "Dès", "Prix", "Unité"]
        page = reverse("catalog:prices_in", args=[agreed.pk])
        told = client.post(page, {"sheet": SimpleUploadedFile(f"tarif.{kind}", data)}, follow=True).content.decode()
        assert "0 prix changé" in told
    assert reads.price_for(item, agreed, 2_500_000) == (Decimal("2.1234"), Basis.NET)


@pytest.mark.django_db
def test_pasted_lines_are_written_whole_or_not_at_all(client: Client, world: World, agreed: PriceList) -> None:
    page, item = reverse("catalog:prices_in", args=[agreed.pk]), world.items["Tomates"]
    pasted = "Article\tDès\tPrix\nTomates\t\t2,4\nLicorne\t\t2,1\nCéleri\t\t1,1\n"
    told = client.post(page, {"pasted": pasted}).content.decode()
    assert "Ligne 3, colonne A : « Licorne » n’est pas au catalogue" in told
    assert reads.price_for(item, agreed, KG) == (Decimal("2.8"), Basis.GROSS)
    assert "titres « Article »" in client.post(page, {"pasted": "Tomates;2\nSel;3\n"}).content.decode()
    assert "collez des lignes" in client.post(page, {}).content.decode()
    client.post(page, {"pasted": pasted.replace("Licorne", "Courgettes")})
    assert reads.price_for(item, agreed, KG) == (Decimal("2.4"), Basis.NET)
