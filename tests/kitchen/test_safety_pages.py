"""The safety plan on screen: one tap a line, what to do when it fails, who decides, what is refused in words."""

from uuid import uuid4

import pytest
import time_machine

from bocal.kitchen import reads
from bocal.kitchen.models import Deviation, Reading, Seal
from bocal.safety.acts import write_equipment
from bocal.safety.models import ControlPoint
from bocal.safety.rules import EquipmentKind, Topic
from tests.kitchen.kitchens import logger
from tests.kitchen.planned import fallen
from tests.kitchen.screens import by, text
from tests.kitchen.test_cook_pages import send
from tests.world import NOW, TODAY

pytestmark = pytest.mark.django_db
HERE = "/cuisine/securite/"


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def plan(quality):
    assert "le plan n’a pas encore de ligne" in text(quality.get(HERE))
    assert "il doit devenir le vôtre" in text(quality.post("/securite/plan/depart/", follow=True))
    return {point.what: point for point in ControlPoint.objects.all()}


def answer(client, point, **sent):
    name = f"p{point.pk}"
    data = {"point": point.pk, f"{name}-key": str(uuid4())}
    data |= {f"{name}-{field}" if field != "sound" else field: value for field, value in sent.items()}
    return client.post(HERE, data, follow=True)


def test_one_tap_a_line_and_what_to_do_when_it_fails(kitchen, cook, quality, plan):
    cold = plan["Chambre froide : température"]
    clean = plan["Plans de travail, cuves et outils nettoyés en fin de journée"]
    assert "C’est à : contrôle et libération." in text(cook.get(HERE))
    assert "C’est à" not in text(quality.get(HERE))
    refused = text(answer(cook, cold, value="3,5"))
    assert "Le plan confie ce contrôle à : contrôle et libération. Demandez-lui de le noter." in refused
    assert "Noté : Chambre froide : température." in text(answer(quality, cold, value="3,5"))
    assert "Noté : Plans de travail" in text(answer(cook, clean, sound="yes"))
    said = text(answer(quality, cold, value="9,2", note="porte ouverte"))
    assert "hors limites. À faire : Fermer la porte" in said
    assert "9,2 °C" in said
    assert "Chambre froide : température : 9,2 °C, ≤ 4 (porte ouverte)" in text(quality.get(f"{HERE}ecarts/"))
    assert "écart attend" in text(quality.get("/"))
    assert "3 relevés" not in text(quality.get(f"{HERE}courbe/{cold.pk}/"))
    assert "2 relevés, 1 hors limites." in text(quality.get(f"{HERE}courbe/{cold.pk}/"))


@pytest.mark.parametrize(
    ("value", "said"),
    [("", "Il manque une valeur"), ("chaud", "chaud"), ("3,555", "3,555"), ("1000000", "Le plus grand nombre")],
)
def test_a_reading_that_is_none_is_refused_beside_it(quality, plan, value, said):
    answered = answer(quality, plan["Chambre froide : température"], value=value)
    assert said in text(answered)
    assert not Reading.objects.exists()


def test_another_day_is_keyed_in_from_its_sheet(cook, quality, plan):
    ControlPoint.objects.update(since=TODAY.replace(day=1))
    assert cook.get(f"{HERE}feuille.pdf?jour=2026-09-01").content.startswith(b"%PDF")
    assert cook.get(f"{HERE}feuille.pdf?mois=1").content.startswith(b"%PDF")
    point = plan["Congélateur : température"]
    name = f"p{point.pk}"
    quality.post(f"{HERE}?jour=2026-09-01", {"point": point.pk, f"{name}-value": "-19", f"{name}-key": str(uuid4())})
    assert Reading.objects.get().day.isoformat() == "2026-09-01"
    assert cook.get(f"{HERE}?jour=demain").status_code == 200


def test_a_fallen_probe_is_left_out_on_screen(cook, made):
    said = text(send(cook, made, fallen(), name="deux.csv"))
    assert "Sonde 2 (°C) est tombée ou bloquée." in said.replace("Sonde 2 est", "Sonde 2 (°C) est")
    address = f"/cuisine/ordres/{made.pk}/cuisson/"
    sent = {"what": "exclude", "probe": "1", "key": str(uuid4())}
    assert "Dites pourquoi cette sonde est écartée" in text(cook.post(address, sent))
    assert "elle compte" in text(cook.post(address, sent | {"probe": "0", "reason": "froide"}))
    said = text(cook.post(address, sent | {"reason": "sortie du bocal"}, follow=True))
    assert "La valeur du barème est atteinte, mais un écart est à décider" in said
    assert "sortie du bocal" in said


def test_a_failed_cook_is_decided_by_another(kitchen, cook, quality, made):
    send(cook, made, logger(5, top=115))
    pk = Deviation.objects.get().pk
    address = f"{HERE}ecarts/{pk}/"
    assert "doit décider" in text(cook.get(address))
    assert cook.post(address).status_code == 403
    sent = {"decision": "opinion", "reason": "essais refaits", "document": "", "key": str(uuid4())}
    assert "Écrivez le numéro ou le nom de l’avis" in text(quality.post(address, sent))
    said = text(quality.post(address, sent | {"document": "AVIS-7"}, follow=True))
    assert "libérer, sur avis d’un organisme compétent" in said.lower()
    assert "une décision ne se refait pas" in text(
        by(kitchen.world.direction).post(address, sent | {"document": "B", "key": str(uuid4())})
    )


def test_broken_glass_is_reported_with_its_lots(kitchen, cook, made):
    lot = reads.file_of(made.pk).lot
    sent = {
        "cause": "glass",
        "found": "un pot au remplissage",
        "place": "Table 2",
        "day": "2026-09-03",
        "key": str(uuid4()),
    }
    assert "L99" in text(cook.post(f"{HERE}ecarts/signaler/", sent | {"more": "L99"}))
    said = text(
        cook.post(f"{HERE}ecarts/signaler/", sent | {"steps": ["stopped", "thrown"], "lots": [lot.code]}, follow=True)
    )
    assert "la ligne est arrêtée" in said
    assert lot.code in said
    assert "bloqué" in said


def test_an_oven_from_the_plan_to_its_result(kitchen, quality, plan, made):
    point = next(one for one in plan.values() if one.topic == Topic.INCUBATION)
    making = reads.file_of(made.pk).making
    name = f"o{making.pk}-{point.pk}"
    sent = {"oven": name, f"{name}-jars": "2", f"{name}-started_on": "2026-09-03", f"{name}-key": str(uuid4())}
    assert "à lire le 10/09/2026" in text(quality.post(f"{HERE}etuves/", sent, follow=True))
    test = making.incubations.get()
    result = {"sound": "yes", "ph": "4,2", "ph_control": "4,3", "key": str(uuid4())}
    assert "ou aucun des deux" in text(quality.post(f"{HERE}etuves/{test.pk}/", result | {"germs": "30"}))
    result |= {"germs": "30", "germs_control": "12"}
    assert "attendez ce jour" in text(quality.post(f"{HERE}etuves/{test.pk}/", result))
    with time_machine.travel(NOW.replace(day=10), tick=False):
        assert "1 étuve à lire" in text(quality.get("/"))
        assert "Étuve conforme." in text(quality.post(f"{HERE}etuves/{test.pk}/", result, follow=True))
    assert "microscope : 2,5 pour 1" in text(quality.get(f"{HERE}etuves/{test.pk}/"))


def test_the_inspector_gets_a_sealed_record(kitchen, quality, made):
    for address in (f"/cuisine/ordres/{made.pk}/sceller/", f"{HERE}jour/?jour=2026-09-03"):
        assert "Sceller ce dossier" in text(quality.get(address))
        assert "Le sceau tient" in text(quality.post(address, {"key": str(uuid4())}, follow=True))
    for one in Seal.objects.all():
        assert quality.get(f"{HERE}sceaux/{one.pk}/dossier.pdf").content.startswith(b"%PDF")
        assert "Le sceau tient" in text(quality.get(f"{HERE}sceaux/?empreinte={one.sha256[:12]}", follow=True))
    assert "ne correspond à aucun dossier" in text(quality.get(f"{HERE}sceaux/?empreinte=0000"))


def test_a_schedule_says_its_load(kitchen, quality):
    one = write_equipment(None, kind=EquipmentKind.AUTOCLAVE, name="Autoclave 1")
    address = f"/cuisine/recettes/versions/{kitchen.version.pk}/bareme/{kitchen.world.formats['720'].pk}/"
    sent = {
        **{"treatment": "sterilise", "tref": "121,1", "z": "10", "required_minutes": "3", "autoclave": one.pk},
        **{"load_pattern": "2 paniers", "load_jars": "120", "initial_low": "60", "come_up_high": "20"},
        **{"validated_by": "Labo", "validated_on": "2026-09-01", "reference": "BAR-9"},
    }
    assert "écrivez aussi le palier" in text(quality.post(address, sent))
    sent |= {"plateau_temperature": "118", "plateau_minutes": "10"}
    said = text(quality.post(address, sent, follow=True))
    assert "Autoclave 1 · 2 paniers · 120 bocaux au plus · au moins 60 °C au départ" in said
    assert "BAR-2026-014" in said
