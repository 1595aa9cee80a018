"""The composition table: read from what ANSES publishes, looked at, linked to items."""

import io
import zipfile
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from bocal.catalog import acts, reads
from bocal.catalog.models import Food
from bocal.catalog.rules import ItemKind, Refused
from bocal.catalog.rules.ciqual import COLUMNS, NoTable, TableFault, read_sheet, read_xml
from bocal.catalog.rules.nutrition import Constituent
from bocal.measure import table
from tests.world import World, build

C = Constituent
SEED = acts.foods.SEED.read_text(encoding="utf-8")

#: The XML as ANSES writes it, blanks and all, with an escaped "<" and a bare one.
ALIM = """<?xml version="1.0" encoding="windows-1252" ?>
<TABLE>
   <ALIM>
      <alim_code> 11070 </alim_code>
      <alim_nom_fr> Thym, frais </alim_nom_fr>
      <alim_grp_code> 10 </alim_grp_code>
      <alim_ssgrp_code> 1006 </alim_ssgrp_code>
   </ALIM>
</TABLE>"""
GROUPS = """<TABLE><ALIM_GRP><alim_ssgrp_code> 1006 </alim_ssgrp_code>
<alim_ssgrp_nom_fr> herbes </alim_ssgrp_nom_fr></ALIM_GRP></TABLE>"""
COMPO = """<TABLE>
<COMPO><alim_code> 11070 </alim_code><const_code> 25000 </const_code><teneur> 5,5 </teneur></COMPO>
<COMPO><alim_code> 11070 </alim_code><const_code> 25003 </const_code><teneur> 5,56 </teneur></COMPO>
<COMPO><alim_code> 11070 </alim_code><const_code> 32000 </const_code><teneur> - </teneur></COMPO>
<COMPO><alim_code> 11070 </alim_code><const_code> 40000 </const_code><teneur> &lt; 1,68 </teneur></COMPO>
<COMPO><alim_code> 11070 </alim_code><const_code> 10110 </const_code><teneur> < 9 </teneur></COMPO>
<COMPO><alim_code> 11070 </alim_code><const_code> 65000 </const_code><teneur> traces </teneur></COMPO>
</TABLE>"""
FILES = {"alim_2025_11_03.xml": ALIM, "alim_grp_2025_11_03.xml": GROUPS, "compo_2025_11_03.xml": COMPO}


@pytest.fixture
def world(client: Client) -> World:
    world = build()
    client.force_login(world.products)
    return world


def test_the_seed_is_read_whole_and_agrees_with_its_own_energy() -> None:
    found = read_sheet(table.rows(SEED))
    assert found.flaws == ()
    assert len(found.foods) >= 60
    leek = next(food for food in found.foods if food.code == "20039")
    assert leek.values[C.PROTEIN].low == leek.values[C.PROTEIN].high
    assert C.ORGANIC_ACIDS not in leek.values


def test_the_official_headings_have_line_breaks_and_tabs() -> None:
    headings = ["alim_code", "alim_nom_fr", "alim_ssgrp_nom_fr", *(heading for heading, _ in COLUMNS.values())]
    broken = "\t".join('"' + heading.replace("/", "\n").replace(" ", "\n", 1) + '"' for heading in headings)
    values = ["Thym, frais", "herbes", *["0,5"] * (len(COLUMNS) - 1), '"<\n0,0002"']
    rows = ["\t".join([str(11070 + line), *values]) for line in range(4)]
    found = read_sheet(table.rows("\n".join([broken, *rows]) + "\n"))
    assert found.flaws == ()
    assert found.foods[0].values[C.SODIUM].low == 0


def test_a_bad_cell_is_told_by_line_and_column() -> None:
    lines = SEED.splitlines()
    bad = ";".join([*lines[1].split(";")[:-1], "environ 3"]) if '"' not in lines[1] else ""
    bad = bad or '99;"Mauvais";x' + ";1" * 14 + ";environ 3"
    found = read_sheet(table.rows("\n".join([lines[0], bad, lines[2], lines[2]])))
    assert [(flaw.fault, flaw.line) for flaw in found.flaws] == [(TableFault.VALUE, 2), (TableFault.DOUBLED, 4)]
    with pytest.raises(NoTable):
        read_sheet([["Nom", "Prix"], ["Tomate", "2"]])


def test_the_xml_is_read_like_the_sheet() -> None:
    (thyme,) = read_xml(FILES).foods
    assert (thyme.code, thyme.name, thyme.group) == ("11070", "Thym, frais", "herbes")
    assert str(thyme.values[C.PROTEIN].low) == "5.56"
    assert C.SUGARS not in thyme.values
    assert [(thyme.values[one].low, float(thyme.values[one].high)) for one in (C.FAT, C.SODIUM)] == [(0, 1.68), (0, 9)]
    with pytest.raises(NoTable):
        read_xml({"alim_2025.xml": ALIM})
    const = "<CONST><const_code> 40000 </const_code><const_nom_fr> Glucides (g/100 g) </const_nom_fr></CONST>"
    with pytest.raises(NoTable):
        read_xml(FILES | {"const_2025.xml": const})


@pytest.mark.django_db
def test_every_collective_has_the_seed_and_twice_changes_nothing() -> None:
    assert reads.how_many_foods() >= 60
    again = acts.bring_foods(read_sheet(table.rows(SEED)), year=2025)
    assert (again.created, again.changed) == (0, 0)
    carrot = reads.foods("carotte").get()
    assert "Anses. 2025" in carrot.source
    assert carrot.values["fat"] == {"low": "0", "high": "0.5", "text": "< 0,5"}
    assert reads.foods("courgette").get().values["organic_acids"] is None


@pytest.mark.django_db
def test_an_older_table_or_a_bad_one_writes_nothing() -> None:
    count = reads.how_many_foods()
    with pytest.raises(Refused, match="older_table"):
        acts.bring_foods(read_xml(FILES), year=2020)
    lines = SEED.splitlines()
    with pytest.raises(Refused, match="table_flaws"):
        acts.bring_foods(read_sheet(table.rows("\n".join([*lines, lines[1]]))), year=2026)
    assert reads.how_many_foods() == count


@pytest.mark.django_db
def test_an_item_is_linked_to_a_food_by_a_search(client: Client, world: World) -> None:
    item = world.items["Tomates"]
    page = reverse("catalog:item_food", args=[item.pk])
    assert "Tomate ronde, crue" in client.get(page).content.decode()
    assert "Aucun aliment" in client.get(page, {"q": "zzz"}).content.decode()
    answer = client.post(page, {"food": "20276"}, follow=True).content.decode()
    assert "relié à « Tomate ronde, crue »" in answer
    item.refresh_from_db()
    assert item.food is not None
    assert reads.compositions([item])[item.pk][C.SUGARS].low == 3
    assert "Composition : Tomate ronde" in client.get(reverse("catalog:item_edit", args=[item.pk])).content.decode()
    assert "Tomates" in client.get(reverse("catalog:food", args=["20276"])).content.decode()
    client.post(page, {"food": ""})
    item.refresh_from_db()
    assert item.food is None
    assert client.post(page, {"food": "nope"}).status_code == 404


@pytest.mark.django_db
def test_a_food_says_what_is_unknown(client: Client, world: World) -> None:
    shown = client.get(reverse("catalog:food", args=["11070"])).content.decode()
    assert "inconnu" in shown
    assert "traces" in shown
    listed = client.get(reverse("catalog:foods"), {"q": "thym"}).content.decode()
    assert "Thym, frais" in listed
    assert "Carotte" not in listed


@pytest.mark.django_db
def test_without_a_table_the_page_says_how_to_fill_it(client: Client, world: World) -> None:
    Food.objects.all().delete()
    assert "bocal import ciqual" in client.get(reverse("catalog:foods")).content.decode()


@pytest.mark.django_db
def test_a_class_of_vat_that_the_law_does_not_allow_is_refused(client: Client, world: World) -> None:
    reduced = reads.vat_classes().get(code="reduced")
    with pytest.raises(Refused, match="vat_kind"):
        acts.save_item(None, ItemKind.PACKAGING, {"name": "Carton", "vat": reduced, "role": ""})
    page = client.get(reverse("catalog:item_edit", args=["packaging"])).content.decode()
    assert "art. 278 :" in page
    assert "278-0 bis" not in page
    told = client.get(reverse("catalog:vat")).content.decode()
    assert "CGI art. 278-0 bis" in told
    assert "emballage" in told


@pytest.mark.django_db
def test_a_bar_code_is_checked_and_stands_once() -> None:
    item = acts.save_item(None, ItemKind.RAW, {"name": "Miel", "gtin": "3 760001 234565"})
    assert item.gtin == "3760001234565"
    with pytest.raises(Refused, match="gtin_there"):
        acts.save_item(None, ItemKind.RAW, {"name": "Autre miel", "gtin": "3760001234565"})
    with pytest.raises(Refused, match="gtin"):
        acts.save_item(None, ItemKind.RAW, {"name": "Confiture", "gtin": "3760001234561"})


def archive(files: dict[str, str]) -> bytes:
    """The XML files in a zip, in Windows' alphabet."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as opened:
        for name, text in files.items():
            opened.writestr(name, text.encode("cp1252"))
    return packed.getvalue()


def bring(path: Path, data: bytes) -> str:
    """Write a file and give its path."""
    path.write_bytes(data)
    return str(path)
