"""Checks and release on screen, and the batch record that an inspector asks for."""

import json
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bocal.journals import acts as journals
from bocal.journals.models import LotState, Voucher
from bocal.journals.rules import Kind, Status
from bocal.kitchen import notices, reads
from bocal.kitchen.models import Check
from tests.kitchen.screens import by, text, undo

pytestmark = pytest.mark.django_db


def test_checks_are_written_one_by_one(kitchen, cook, made):
    address = f"/cuisine/ordres/{made.pk}/controles/"
    sent = {"kind": "ph", "ph-value": "4,21", "ph-meter": "pH-mètre 2", "ph-key": str(uuid4())}
    assert "Contrôle enregistré" in text(cook.post(address, sent, follow=True))
    assert "4,21" in text(cook.get(address))
    # A double click counts once.
    cook.post(address, sent)
    assert Check.objects.count() == 1
    bad = {"kind": "closure", "closure-looked_at": "30", "closure-failing": "1", "closure-key": str(uuid4())}
    said = text(cook.post(address, bad, follow=True))
    assert "1 mal fermé sur 30" in said
    assert "Le lot est bloqué : une personne doit décider" in said
    assert LotState.objects.get(lot=reads.file_of(made.pk).lot).status == Status.BLOCKED


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"kind": "ph", "ph-value": "42", "ph-meter": "x"}, "Le plus grand nombre possible ici est 10"),
        ({"kind": "ph", "ph-value": "", "ph-meter": "x"}, "Il manque une valeur"),
        ({"kind": "closure", "closure-looked_at": "0", "closure-failing": "0"}, "Le plus petit nombre possible"),
        ({"kind": "closure", "closure-looked_at": "3", "closure-failing": "4"}, "Plus de bocaux mal fermés"),
        ({"kind": "visual"}, "Il manque une valeur"),
    ],
)
def test_a_check_is_refused_plainly(kitchen, cook, made, sent, said):
    answer = cook.post(f"/cuisine/ordres/{made.pk}/controles/", sent | {f"{sent['kind']}-key": str(uuid4())})
    assert said in text(answer)
    assert not Check.objects.exists()


def decide(client, order, what: str = "release", reason: str = ""):
    prefix = "free" if what == "release" else "block"
    data = {"what": what, f"{prefix}-reason": reason, f"{prefix}-key": str(uuid4())}
    return client.post(f"/cuisine/liberer/{order.pk}/", data, follow=True)


def test_what_is_missing_is_said_lot_by_lot(kitchen, quality, made):
    said = text(quality.get("/cuisine/liberer/"))
    assert "Il manque : la courbe de cuisson, le pH, le contrôle des fermetures." in said
    kitchen.cook(made)
    kitchen.ph(made)
    said = text(quality.get("/cuisine/liberer/"))
    assert "Il manque : le contrôle des fermetures." in said
    refused = decide(quality, made)
    assert "il manque encore quelque chose" in text(refused)
    assert reads.file_of(made.pk).status == Status.HOLD


def test_everything_on_one_screen_and_one_button(kitchen, quality):
    order = kitchen.ready()
    page = text(quality.get(f"/cuisine/liberer/{order.pk}/"))
    for part in (
        "La cuisson tient le barème",
        "4,20",
        "0 mal fermé sur 30",
        "Bilan de la marmite",
        "27,2 kg = 27,2 kg",
    ):
        assert part in page
    said = text(decide(quality, order))
    assert "libéré : il peut être vendu et donné" in said
    assert reads.file_of(order.pk).status == Status.RELEASED


def test_who_cooked_is_told_who_else_can(kitchen):
    order = kitchen.order()
    kitchen.make(order, author=kitchen.world.direction)
    kitchen.cook(order)
    kitchen.ph(order)
    kitchen.closure(order)
    chief = by(kitchen.world.direction)
    page = text(chief.get(f"/cuisine/liberer/{order.pk}/"))
    assert "une autre personne doit le libérer. Le peuvent : Quentin Contrôle." in page
    decide(chief, order)
    assert reads.file_of(order.pk).status == Status.HOLD


def test_a_lot_is_blocked_with_a_reason(kitchen, quality):
    order = kitchen.ready()
    assert "Dites pourquoi ce lot est bloqué" in text(decide(quality, order, "block"))
    assert "bloqué" in text(decide(quality, order, "block", "doute"))
    assert "dites pourquoi il peut être libéré maintenant" in text(decide(quality, order))
    # What must be said is not called optional.
    assert "Pourquoi ? (facultatif)" not in text(quality.get(f"/cuisine/liberer/{order.pk}/"))
    decide(quality, order, reason="le laboratoire est rassuré")
    assert reads.file_of(order.pk).status == Status.RELEASED


def test_a_release_can_be_taken_back(kitchen, quality):
    order = kitchen.ready()
    answer = decide(quality, order)
    voucher = Voucher.objects.filter(kind=Kind.DECIDE).latest("pk")
    assert undo(answer) == f"undo:{voucher.pk}"
    journals.reverse(voucher, author=kitchen.world.quality, now=timezone.now())
    assert reads.file_of(order.pk).status == Status.HOLD


def test_the_batch_record_is_a_pdf(kitchen, quality):
    order = kitchen.ready()
    kitchen.release(order)
    with CaptureQueriesContext(connection) as asked:
        answer = quality.get(f"/cuisine/ordres/{order.pk}/dossier.pdf")
    assert len(asked) <= 12
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")


def test_the_batch_record_says_all(kitchen):
    order = kitchen.order()
    kitchen.make(order, jars=26, note="bac tombé", minutes=((kitchen.world.cook.pk, 90),))
    kitchen.cook(order)
    kitchen.ph(order)
    file = reads.file_of(order.pk)
    said = json.dumps(notices.record(file), ensure_ascii=False)
    for part in (
        file.lot.code,
        order.number,
        "Coulis de tomate, version 1",
        "bac tombé",
        "Tomates",
        "Pot 720",
        "1 h 30",
        "8,51 min",
        file.cook.sha256,
        "BAR-2026-014",
        "Laboratoire du Gué",
        "4,2",
        "le contrôle des fermetures",
        "Chloé Cuisine",
        "<svg xmlns",
    ):
        assert part in said.replace("\u00a0", " "), part
