"""The plan on screen: begun, read line by line, changed, one way from page to page whatever room they are in."""

import pytest
import time_machine

from bocal.safety.models import ControlPoint, Training
from tests.kitchen.screens import by, text
from tests.world import NOW

pytestmark = pytest.mark.django_db
TABS = ("Contrôles du jour", "Écarts", "Étuves", "Appareils", "Formations", "Plan", "Dossiers scellés")
PAGES = ("/cuisine/securite/", "/cuisine/securite/ecarts/", "/cuisine/securite/etuves/", "/securite/appareils/")
MORE = ("/securite/formations/", "/securite/plan/", "/cuisine/securite/sceaux/")


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


def test_a_plan_is_begun_and_changed(quality):
    assert "Reprendre le plan de départ" in text(quality.get("/securite/plan/"))
    assert "relisez chaque ligne" in text(quality.post("/securite/plan/depart/", follow=True))
    assert "changez-les plutôt" in text(quality.post("/securite/plan/depart/", follow=True))
    point = ControlPoint.objects.get(what="Chambre froide : température")
    address = f"/securite/plan/{point.pk}/"
    sent = {
        **{"what": point.what, "topic": "cold", "every": "day", "goods": "all", "desk": "quality", "unit": "°C"},
        **{"corrective": "Fermer la porte.", "since": "2026-09-03", "rank": "10", "active": "on"},
    }
    assert "échangez-les" in text(quality.post(address, sent | {"low": "5", "high": "3"}))
    assert "écrivez les deux" in text(quality.post(address, sent | {"topic": "incubation", "days": "7"}))
    assert "Ligne du plan enregistrée." in text(quality.post(address, sent | {"high": "3"}, follow=True))
    assert "3 °C au plus" in text(quality.get("/securite/plan/"))


def test_who_was_trained_to_what(kitchen, quality):
    sent = {
        **{"person": kitchen.world.cook.pk, "topic": "operate", "done_on": "2026-09-01", "by": "Centre du Gué"},
        "key": "0b4f0b56-6d4e-4b0e-9c4c-0d5f6a1f4a11",
    }
    assert "choisissez lequel" in text(quality.post("/securite/formations/ajouter/", sent))
    said = text(quality.post("/securite/formations/ajouter/", sent | {"topic": "hygiene"}, follow=True))
    assert "Centre du Gué" in said
    assert Training.objects.get().author == kitchen.world.quality


def test_every_page_of_safety_leads_to_the_others(kitchen, quality):
    for address in (*PAGES, *MORE):
        body = quality.get(address).content.decode()
        assert [tab for tab in TABS if f">{tab}</a>" not in body] == [], address
        assert f'href="{address}" aria-current="page"' in body


def test_reception_sees_the_controls_of_the_day_alone(kitchen):
    body = by(kitchen.world.reception).get("/cuisine/securite/").content.decode()
    assert [tab for tab in TABS if f">{tab}</a>" in body] == ["Contrôles du jour"]
