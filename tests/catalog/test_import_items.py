"""A price list as a place has it comes into the catalogue: whole or not at all, and twice changes nothing."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from bocal.catalog import acts, reads
from bocal.catalog.models import Item
from bocal.catalog.rules import Refused
from bocal.catalog.rules.itemsheet import ItemFault
from bocal.directory.models import Import
from bocal.look import sheets
from tests.world import build

PLACE = """TARIF 2027 - Conserverie du Gué;;;;;;
Prix susceptibles de changer;;;;;;
;;;;;;
Désignation;Genre;Unité;Prix HT;TVA;Poids net;Allergènes;Code EAN
Potimarron bio;légume;kg;1,55 €;5,5 %;;;
Œufs de poule;brut;pièce;0,35 €;5,5 %;60 g;œufs;
Soupe de potimarron 720 ml;bocal;pièce;4,90 €;5,5;680 g;céleri, lait;3760001234565
Carton de 6;emballage;pièce;0,80 €;20 %;;;
Atelier;service;heure;35,00 €;20 %;;;
"""


@pytest.mark.django_db
def test_a_place_s_price_list_comes_in_and_twice_changes_nothing() -> None:
    done = acts.bring_items("tarif.csv", PLACE.encode())
    assert (done.created, done.changed, done.unchanged) == (5, 0, 0)
    soup = Item.objects.get(name="Soupe de potimarron 720 ml")
    assert (soup.kind, soup.dimension, soup.price, soup.basis) == ("finished", "count", Decimal("4.9"), "net")
    assert (soup.piece_mg, soup.allergens, soup.gtin, soup.guarded) == (
        680_000,
        ["milk", "celery"],
        "3760001234565",
        True,
    )
    assert soup.vat is not None
    assert soup.vat.rate_bp == 550
    again = acts.bring_items("tarif.csv", PLACE.encode())
    assert (again.created, again.changed, again.unchanged) == (0, 0, 5)
    dearer = acts.bring_items("tarif.csv", PLACE.replace("1,55", "1,60").encode())
    assert (dearer.created, dearer.changed) == (0, 1)
    assert Item.objects.get(name="Potimarron bio").price == Decimal("1.6")


@pytest.mark.django_db
def test_it_comes_as_an_excel_file_too() -> None:
    rows = [line.split(";") for line in PLACE.splitlines()]
    done = acts.bring_items("tarif.xlsx", sheets.write_xlsx(rows))
    assert done.created == 5


@pytest.mark.django_db
def test_a_known_item_is_found_by_its_name_and_an_empty_cell_changes_nothing() -> None:
    build()
    before = Item.objects.get(name="Tomates")
    sheet = "Produit;Prix;Unité\ntomates;2,90 €;kg\nCourgettes;;\nSel;0,9;kg\n"
    done = acts.bring_items("prix.csv", sheet.encode())
    assert (done.created, done.changed, done.unchanged) == (0, 2, 1)
    after = Item.objects.get(pk=before.pk)
    assert (after.name, after.price, after.vat) == ("Tomates", Decimal("2.9"), before.vat)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("row", "fault", "column"),
    [
        (";brut;kg;1;5,5 %;;;", ItemFault.NO_NAME, 1),
        ("Truc;licorne;kg;1;5,5 %;;;", ItemFault.KIND, 2),
        ("Truc;brut;brassée;1;5,5 %;;;", ItemFault.UNIT, 3),
        ("Truc;brut;kg;cher;5,5 %;;;", ItemFault.PRICE, 4),
        ("Truc;brut;kg;1;7 %;;;", ItemFault.VAT, 5),
        ("Truc;emballage;pièce;1;5,5 %;;;", ItemFault.VAT, 5),
        ("Truc;brut;pièce;1;5,5 %;;;", ItemFault.PIECE, 3),
        ("Truc;brut;pièce;1;5,5 %;lourd;;", ItemFault.WEIGHT, 6),
        ("Truc;brut;kg;1;5,5 %;;poussière;", ItemFault.ALLERGEN, 7),
        ("Potimarron bio;brut;kg;1;5,5 %;;;", ItemFault.DOUBLED, 1),
    ],
)
def test_each_fault_has_its_line_and_column_and_nothing_is_written(row: str, fault: ItemFault, column: int) -> None:
    sheet = PLACE + row + "\n"
    plan = reads.item_plan("tarif.csv", sheet.encode())
    assert [(one.fault, one.line, one.column) for one in plan.mistakes] == [(fault, 10, column)]
    before = Item.objects.count()
    with pytest.raises(Refused, match="sheet_mistakes"):
        acts.bring_items("tarif.csv", sheet.encode())
    assert Item.objects.count() == before


@pytest.mark.django_db
def test_a_rate_that_a_spreadsheet_holds_as_a_fraction_is_that_rate() -> None:
    plan = reads.item_plan("x.csv", b"Produit;TVA;Prix\nNavet;0,055;1\nRadis;0,2;1\nPanais;5.5;1\n")
    assert plan.mistakes == ()
    assert plan.created == 3


@pytest.mark.django_db
def test_families_and_hours_are_the_words_of_a_place_s_own_list() -> None:
    sheet = """Désignation;Famille;Unité;PU HT
Carottes sable;Légumes bruts;kg;1,85
Céleri râpé;Légumerie;kg;4,20 €
Cagette bois;Emballage;;0,90
Lavage;Prestation;h;32
"""
    plan = reads.item_plan("x.csv", sheet.encode())
    assert (plan.mistakes, plan.ignored) == ((), ())
    assert [(step.values["kind"], step.values["dimension"]) for step in plan.steps] == [
        ("raw", "mass"),
        ("prepared", "mass"),
        ("packaging", "count"),
        ("service", "count"),
    ]


@pytest.mark.django_db
def test_a_counted_item_stays_counted() -> None:
    build()
    plan = reads.item_plan("x.csv", "Produit;Unité;Prix\nTomates;pièce;1\nSel;kg;1\nŒufs;pièce;1\n".encode())
    assert [one.fault for one in plan.mistakes] == [ItemFault.OTHER_UNIT]


@pytest.mark.django_db
def test_a_sheet_without_headings_is_refused() -> None:
    with pytest.raises(Refused, match="no_item_header"):
        reads.item_plan("x.csv", b"Tomates;2\nSel;3\n")
    with pytest.raises(Refused, match="doubled_column"):
        reads.item_plan("x.csv", "Produit;Désignation;Prix\na;b;1\nc;d;2\n".encode())


@pytest.mark.django_db
def test_a_sheet_is_looked_at_then_written_by_the_queue(client: Client) -> None:
    world = build()
    client.force_login(world.products)
    page = reverse("catalog:import_items")
    assert "titre comme" in client.post(page, {"sheet": SimpleUploadedFile("x.csv", b"a;b\nc;d\n")}).content.decode()
    sent = client.post(page, {"sheet": SimpleUploadedFile("tarif.csv", PLACE.encode())}, follow=True)
    told = sent.content.decode()
    assert "Potimarron bio" in told
    assert not Item.objects.filter(name="Potimarron bio").exists()
    done = client.post(sent.redirect_chain[-1][0], follow=True)
    brought = Import.objects.get()
    acts.apply_items.func(brought.pk)
    assert Item.objects.filter(name="Potimarron bio").exists()
    brought.refresh_from_db()
    assert (brought.state, brought.created, bytes(brought.data)) == ("done", 5, b"")
    assert done.status_code == 200
    assert "C’est fait" in client.get(sent.redirect_chain[-1][0]).content.decode()
    # Sent again, it changes nothing; with a slip, nothing is written and each is told.
    again = client.post(page, {"sheet": SimpleUploadedFile("tarif.csv", PLACE.encode())}, follow=True)
    assert "Rien à changer" in again.content.decode()
    bad = client.post(page, {"sheet": SimpleUploadedFile("t.csv", PLACE.replace("20 %", "7 %").encode())}, follow=True)
    assert "Ligne 8, colonne E" in bad.content.decode()


@pytest.mark.django_db
def test_what_changes_is_shown_as_it_was_and_as_it_will_be(client: Client) -> None:
    world = build()
    client.force_login(world.products)
    acts.bring_items("tarif.csv", PLACE.encode())
    dearer = PLACE.replace("1,55", "1,60").replace("4,90 €;5,5", "4,90 €;20 %").replace("céleri, lait", "céleri")
    sheet = {"sheet": SimpleUploadedFile("t.csv", dearer.encode())}
    page = client.post(reverse("catalog:import_items"), sheet, follow=True).content.decode()
    assert "Prix habituel : <del>1,55\xa0€</del> <ins>1,60\xa0€</ins>" in page
    assert "TVA : <del>5,5\xa0%</del> <ins>20\xa0%</ins>" in page
    assert "Allergènes : <del>lait, céleri</del> <ins>céleri</ins>" in page


@pytest.mark.django_db
def test_no_item_costs_a_query_of_its_own(django_assert_max_num_queries: object) -> None:
    rows = "\n".join(f"Article {number};kg;1,55 €;5,5 %" for number in range(2_000))
    sheet = f"Produit;Unité;Prix;TVA\n{rows}\n".encode()
    with django_assert_max_num_queries(60):  # type: ignore[operator]
        assert acts.bring_items("long.csv", sheet).created == 2_000
