"""A cook on screen: the logger's file, its curve, its verdict, and what is refused."""

import re
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from bocal.kitchen.models import Cook
from tests.kitchen import kitchens
from tests.kitchen.kitchens import logger
from tests.kitchen.screens import by, text

pytestmark = pytest.mark.django_db


def send(client, order, data: bytes, name: str = "autoclave.csv", **more: str):
    sent = {
        "file": SimpleUploadedFile(name, data),
        "equipment": "Autoclave 1",
        "probe": "core",
        "unit": "",
        "key": str(uuid4()),
    }
    return client.post(f"/cuisine/ordres/{order.pk}/cuisson/", sent | more, follow=True)


def test_a_curve_is_shown_with_its_verdict_and_its_figures(kitchen, cook, made):
    said = text(send(cook, made, logger(5)))
    assert "La cuisson tient le barème. Atteint 8,51 min, il en faut 3." in said
    assert "8,51 min à 121,1 °C, au plus chaud 121,1 °C après 40 min." in said
    assert "Voir les chiffres" in said
    assert "BAR-2026-014" in said
    body = cook.get(f"/cuisine/ordres/{made.pk}/cuisson/").content.decode()
    assert body.count('class="curve ') >= 3
    assert 'class="target"' in body


def test_too_little_is_said(kitchen, cook, made):
    said = text(send(cook, made, logger(5, top=115)))
    assert "La cuisson n’atteint pas la valeur du barème" in said


def test_readings_too_far_apart_are_said(kitchen, cook, made):
    lines = ["min;Sonde (°C)", "0;20", "10;95", "20;122", "40;122", "50;60"]
    said = text(send(cook, made, "\n".join(lines).encode()))
    assert "Enregistreur trop espacé" in said
    assert "plus d’une minute sépare deux relevés" in said
    # The value is reached, and proves nothing until somebody has decided.
    assert "un écart est à décider" in said
    assert "La cuisson tient le barème" not in said


def test_nothing_is_drawn_where_the_logger_wrote_nothing(kitchen, cook, made):
    rows = logger(20).split(b"\r\n")
    # Four minutes of the plateau were never written.
    send(cook, made, b"\r\n".join(rows[:100] + rows[108:]))
    body = cook.get(f"/cuisine/ordres/{made.pk}/cuisson/").content.decode()
    drawn = re.findall(r'class="curve s\d" d="([^"]+)"', body)
    in_two = [path for path in drawn if path.count("M") == 2]
    assert len(in_two) >= 3
    # The others are the marks of the legend.
    assert all(path.startswith("M1 4") for path in drawn if path not in in_two)


def test_no_schedule_is_never_a_pass():
    kitchen = kitchens.build(with_schedule=False)
    order = kitchen.order()
    kitchen.make(order)
    said = text(send(by(kitchen.world.cook), order, logger(60)))
    assert "Aucun barème validé pour cette recette dans ce bocal : le lot reste en attente." in said
    assert "tient le barème" not in said


@pytest.mark.parametrize(
    ("data", "name", "more", "said"),
    [
        (b"", "vide.csv", {}, "Ce fichier est vide"),
        (logger(5), "autoclave.exe", {}, "Ce genre de fichier n’est pas lu ici"),
        (b"PK\x03\x04rien", "autoclave.csv", {}, "contient autre chose"),
        (b"PK\x03\x04rien", "autoclave.xlsx", {}, "abîmé"),
        (b"\xff\xfe\x00", "autoclave.txt", {}, "illisibles"),
        (b"bonjour tout le monde", "autoclave.txt", {}, "aucun relevé de température"),
        (b"min;T (\xc2\xb0C)\n0;20\n2;30\n1;40\n", "a.csv", {}, "pas dans l’ordre du temps"),
        (b"min;T (\xc2\xb0C)\n0;20\n1;\n2;30\n", "a.csv", {}, "Ligne 3, colonne B"),
        (b"min;T\n0;20\n1;80\n", "a.csv", {}, "choisissez-le"),
        (b"min;T\n0;68\n1;185\n", "a.csv", {"unit": "C"}, "aucun autoclave ne dépasse 140"),
        (logger(5), "a.csv", {"unit": "F"}, "ce n’est pas l’unité choisie"),
        (logger(5, day="04/09/2026"), "a.csv", {}, "Ce fichier commence le 04/09/2026"),
        (logger(5), "a.csv", {"equipment": ""}, "Choisissez l’autoclave, ou écrivez son nom."),
    ],
    ids=str.split("empty exe zip not-xlsx utf16 prose unsorted hole no-unit hot-c other-unit other-day no-equipment"),
)
def test_a_file_is_refused_plainly(kitchen, cook, made, data, name, more, said):
    answer = send(cook, made, data, name, **more)
    assert answer.status_code == 200
    assert said in text(answer)
    assert not Cook.objects.exists()


def test_fifty_megabytes(kitchen, cook, made):
    said = text(send(cook, made, b"0;20\n" * 10_000_000))
    assert "Ce fichier pèse 50 Mo ; la limite est 5 Mo." in said
    assert not Cook.objects.exists()


def test_another_days_file_is_refused_in_a_sentence_that_stands_alone(kitchen, cook, made):
    answer = send(cook, made, logger(5, day="02/09/2026"))
    said = "Ce fichier commence le 02/09/2026 et la fabrication est du 03/09/2026\xa0: envoyez celui de cette cuisson."
    body = answer.content.decode().replace(" : ", "\xa0: ")
    # In the summary without its tick's label before it; and above the tick, which follows the file.
    assert f'<li><a href="#id_clock_is_wrong">{said}' in body
    assert body.index('id="id_file"') < body.index('id="id_clock_is_wrong"') < body.index('id="id_autoclave"')


def test_another_days_file_is_taken_when_the_clock_is_wrong(kitchen, cook, made):
    said = text(send(cook, made, logger(5, day="01/01/2020"), clock_is_wrong="on"))
    assert "Le fichier porte un autre jour" in said


def test_the_same_file_for_another_order_names_it(kitchen, cook, made):
    other = kitchen.order()
    kitchen.make(other)
    send(cook, made, logger(5))
    said = text(send(cook, other, logger(5)))
    assert "Le même fichier sert à un autre lot" in said
    assert f"Même fichier : {made.number}" in said


def test_a_curve_is_judged_again_when_the_schedule_changes(kitchen, cook, made):
    send(cook, made, logger(5))
    kitchens.schedule(kitchen.world, kitchen.version, required=Decimal(9))
    address = f"/cuisine/ordres/{made.pk}/cuisson/"
    assert "Le barème a changé depuis" in text(cook.get(address))
    again = cook.post(address, {"what": "judge", "key": str(uuid4())}, follow=True)
    assert "n’atteint pas la valeur du barème. Atteint 8,51 min, il en faut 9." in text(again)


def test_before_the_making_the_pages_say_so(kitchen, cook, order):
    assert "la courbe vient après" in text(cook.get(f"/cuisine/ordres/{order.pk}/cuisson/"))
    assert "les contrôles viennent après" in text(cook.get(f"/cuisine/ordres/{order.pk}/controles/"))
    assert "pas encore fait" in text(send(cook, order, logger(5)))
