"""Equipment on screen: written down once, told before its papers run out."""

from uuid import uuid4

import pytest
import time_machine

from bocal.safety.models import Equipment
from tests.kitchen.screens import text
from tests.world import NOW

pytestmark = pytest.mark.django_db
HERE = "/securite/"


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


def test_equipment_and_its_papers(kitchen, cook, quality):
    assert "Inscrivez l’autoclave" in text(cook.get(f"{HERE}appareils/"))
    sent = {"name": "Autoclave 1", "kind": "autoclave", "active": "on"}
    assert "Autoclave 1" in text(quality.post(f"{HERE}appareils/ajouter/", sent, follow=True))
    assert "porte déjà ce nom" in text(quality.post(f"{HERE}appareils/ajouter/", sent))
    one = Equipment.objects.get()
    address = f"{HERE}appareils/{one.pk}/"
    done = {
        "kind": "inspection",
        "done_on": "2025-09-10",
        "until": "2026-09-10",
        "by": "Contrôle du Gué",
        "key": str(uuid4()),
    }
    assert "est avant le jour" in text(quality.post(address, done | {"until": "2025-01-01"}))
    assert "inspection 10/09/2026 bientôt" in text(quality.post(address, done, follow=True))
    assert "Étalonnages et inspections des appareils" in text(cook.get("/"))
    assert "1 bientôt" in text(cook.get("/"))
    with time_machine.travel(NOW.replace(month=10), tick=False):
        assert "1 dépassé" in text(cook.get("/"))
    assert cook.post(address, done).status_code == 403
