"""Crate labels, as they come out of the printer."""

import json
import struct
import zlib
from pathlib import Path

import pytest
import typst
import zxingcpp
from django.urls import reverse

from bocal.journals.models import Lot
from bocal.journals.rules import Way
from bocal.look import pdf
from bocal.supply.rules import Checks
from tests.supply.cast import PAPERS, as_, pdf_text, receive, weighing, who_may

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def labels(world, reception, query=""):
    page = as_(world.reception).get(f"/appro/receptions/{reception.pk}/etiquettes.pdf{query}")
    assert page["Content-Type"] == "application/pdf"
    return page.content


def test_who_prints(world):
    assert who_may(world, f"/appro/receptions/{receive(world).pk}/etiquettes.pdf") == PAPERS - {"accounts"}


def test_a_label_a_crate_says_all_that_one_wants_to_know(world):
    reception = receive(world, weighing(world, crates=3), way=Way.TOLL)
    pages = pdf_text(labels(world, reception))
    assert len(pages) == 3
    for n, text in enumerate(pages, start=1):
        for said in (Lot.objects.get().code, "Tomates", "Ferme des Tilleuls", "03/09/2026", "12 kg", "bio"):
            assert said in text
        assert f"{n} / 3" in text
        assert "travail à façon" in text
        assert "EN ATTENTE" not in text


def test_a_lot_that_waits_says_so(world):
    reception = receive(world, checks=Checks(clean=False, aspect=True, transport=True, fault="Boue"))
    assert "EN ATTENTE : ne pas utiliser" in pdf_text(labels(world, reception))[0]


def test_the_code_leads_to_the_lot(world, monkeypatch):
    printed = []
    monkeypatch.setattr(pdf, "render", lambda template, data: printed.append(picture(template, data)) or b"%PDF")
    labels(world, receive(world, weighing(world, crates=2), weighing(world, "Courgettes")))
    read = [zxingcpp.read_barcodes(page)[0].text for page in printed[0]]
    tomatoes, courgettes = (Lot.objects.get(item__name=name).code for name in ("Tomates", "Courgettes"))
    addresses = [f"http://testserver{reverse('journals:lot', args=[code])}" for code in (tomatoes, courgettes)]
    assert read == [addresses[0], addresses[0], addresses[1]]


def picture(template, data):
    """The pages as a printer sees them, in grey at 200 dots an inch."""
    root = Path(pdf.__file__).resolve().parent.parent
    pages = typst.compile(
        root / template,
        root=root,
        font_paths=[root / "look" / "fonts"],
        format="png",
        ppi=200,
        sys_inputs={"data": json.dumps(data)},
    )
    return [grey(page) for page in (pages if isinstance(pages, list) else [pages])]


def grey(png):
    """The red of each dot of a PNG file of 8-bit RGBA, as typst writes it."""
    width, height, depth, colours = struct.unpack(">IIBB", png[16:26])
    assert (depth, colours) == (8, 6)
    place, packed = 8, b""
    while place < len(png):
        (size,) = struct.unpack(">I", png[place : place + 4])
        if png[place + 4 : place + 8] == b"IDAT":
            packed += png[place + 8 : place + 8 + size]
        place += 12 + size
    raw, stride = zlib.decompress(packed), width * 4
    before, dots = bytes(stride), bytearray()
    for row in range(height):
        start = row * (stride + 1)
        line = bytearray(raw[start + 1 : start + 1 + stride])
        for i in range(stride):
            left, up = line[i - 4] if i >= 4 else 0, before[i]
            corner = before[i - 4] if i >= 4 else 0
            line[i] = line[i] + _guess(raw[start], left, up, corner) & 255
        before = bytes(line)
        dots += before[::4]
    return memoryview(dots).cast("B", (height, width))


def _guess(kind, left, up, corner):
    """What a PNG filter expects a byte to be (PNG, 9.2)."""
    if kind < 4:
        return (0, left, up, (left + up) // 2)[kind]
    return min((left, up, corner), key=lambda one: abs(left + up - corner - one))


def test_eight_labels_on_a_sheet(world):
    pages = pdf_text(labels(world, receive(world, weighing(world, crates=9)), "?feuille=1"))
    assert [page.count("12 kg") for page in pages] == [8, 1]


def test_a_long_name_stays_on_its_label(world):
    long = "Mélange de courges butternut, potimarron et bleue de Hongrie du jardin partagé des trois rivières"
    tomatoes = world.items["Tomates"]
    tomatoes.name = long[:120]
    tomatoes.save()
    assert len(pdf_text(labels(world, receive(world, weighing(world, crates=2))))) == 2


def test_labels_have_a_bound(world):
    reception = receive(world, weighing(world, crates=500), weighing(world, crates=500))
    assert len(pdf_text(labels(world, reception))) == 400
