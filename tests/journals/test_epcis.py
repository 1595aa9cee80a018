"""A lot's history as EPCIS 2.0: one event for each thing that happened, in the standard's own words."""

import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from jsonschema import Draft7Validator

from bocal.directory.rules import PlaceKind
from bocal.journals import acts, reads
from bocal.journals.models import Lot
from bocal.journals.rules import Gesture, Kind, Move, Status
from tests import world as worlds
from tests.journals.kitchen import cook_gesture, pantry, release, sale
from tests.world import KG, NOW, TODAY, World

pytestmark = pytest.mark.django_db

BASE = "https://gue.exemple.test"
COMMON = {"type", "eventTime", "eventTimeZoneOffset", "recordTime", "eventID", "bizStep", "disposition"}
#: What each kind of event may hold besides (EPCIS 2.0 §7.4), and must.
MAY = {
    "ObjectEvent": {
        *("action", "quantityList", "readPoint", "bizLocation", "sourceList", "destinationList", "ilmd"),
    },
    "TransformationEvent": {"inputQuantityList", "outputQuantityList", "transformationID", "bizLocation", "ilmd"},
}
MUST = {"ObjectEvent": {"action", "quantityList"}, "TransformationEvent": {"inputQuantityList", "outputQuantityList"}}
#: The words of CBV 2.0 that we use.
STEPS = {"receiving", "commissioning", "inspecting", "retail_selling", "shipping", "storing", "reserving"}
STEPS |= {"destroying", "cycle_counting"}
DISPOSITIONS = {"in_progress", "conformant", "non_conformant", "sellable_not_accessible", "retail_sold"}
DISPOSITIONS |= {"in_transit", "returned", "reserved", "destroyed"}
URI = re.compile(r"^[a-z][a-z0-9+.-]*:[^\s]+$")


@pytest.fixture
def world() -> World:
    return worlds.build()


@pytest.fixture
def jars(world: World) -> Lot:
    """Made, held, released, moved, sold, one brought back, one broken, blocked; a sale taken back."""
    made = release(world, acts.post(cook_gesture(world, *pantry(world)), now=NOW).lots["coulis"])
    acts.post(sale(world, made, 3), now=NOW)
    back = [Move(made.pk, world.outside[PlaceKind.CUSTOMER], world.store.pk, 1, made.item.piece_mg)]
    acts.post(Gesture(Kind.RETURN, TODAY, world.sales.pk, "back", party=world.home.pk, moves=back), now=NOW)
    wrong = acts.post(sale(world, made, 2, party=world.other_home.pk), now=NOW)
    acts.reverse(wrong.voucher, author=world.sales, now=NOW)
    lost: dict[str, Any] = {"reason": "tombé", "author": world.reception, "key": "lost", "now": NOW}
    acts.lose(made, place=world.store, to=PlaceKind.BREAKAGE, quantity=1, **lost)
    acts.decide([made], Status.BLOCKED, reason="doute", author=world.quality, key="blocked", now=NOW)
    return made


#: GS1's own schema.
SCHEMA = Draft7Validator(
    json.loads((Path(__file__).parent / "vendor" / "EPCIS-JSON-Schema.json").read_text()),
    format_checker=Draft7Validator.FORMAT_CHECKER,
)


def faults(document: dict[str, Any]) -> list[str]:
    """What the schema finds wrong."""
    return [f"{error.json_path}: {error.message}" for error in SCHEMA.iter_errors(json.loads(json.dumps(document)))]


def well_formed(document: dict[str, Any]) -> list[dict[str, Any]]:
    """The events of a document that the standard's JSON schema finds right, and that speaks in its own words."""
    assert faults(document) == []
    assert document.keys() == {"@context", "type", "schemaVersion", "creationDate", "epcisHeader", "epcisBody"}
    assert (document["type"], document["schemaVersion"]) == ("EPCISDocument", "2.0")
    assert document["@context"] == ["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"]
    assert datetime.fromisoformat(document["creationDate"]).tzinfo
    events: list[dict[str, Any]] = document["epcisBody"]["eventList"]
    for event in events:
        kind = event["type"]
        assert event.keys() >= COMMON | MUST[kind]
        assert event.keys() <= COMMON | MAY[kind]
        assert event["bizStep"] in STEPS
        assert event["disposition"] in DISPOSITIONS
        assert re.fullmatch(r"[+-](0\d|1[0-4]):[0-5]\d", event["eventTimeZoneOffset"])
        for name in ("eventTime", "recordTime"):
            assert datetime.fromisoformat(event[name]).tzinfo
        for name in ("quantityList", "inputQuantityList", "outputQuantityList"):
            assert event.get(name, [{}])
            for one in event.get(name, ()):
                assert URI.match(one["epcClass"])
                assert one.get("quantity", 1) > 0
                assert one.get("uom", "KGM") in ("KGM", "LTR")
        for name in ("readPoint", "bizLocation"):
            assert name not in event or URI.match(event[name]["id"])
        if "ilmd" in event:
            assert kind == "TransformationEvent" or event["action"] == "ADD"
    assert len({event["eventID"] for event in events}) == len(events)
    return events


def test_each_thing_that_happened_is_one_event(world: World, jars: Lot) -> None:
    events = well_formed(reads.epcis(jars, base=BASE + "/", now=NOW))
    told = [(event["type"], event.get("action", ""), event["bizStep"], event["disposition"]) for event in events]
    assert sorted(told) == sorted(
        [("ObjectEvent", "ADD", "receiving", "in_progress")] * 3
        + [
            ("TransformationEvent", "", "commissioning", "in_progress"),
            ("ObjectEvent", "OBSERVE", "inspecting", "sellable_not_accessible"),
            ("ObjectEvent", "OBSERVE", "inspecting", "conformant"),
            ("ObjectEvent", "OBSERVE", "retail_selling", "retail_sold"),
            ("ObjectEvent", "OBSERVE", "receiving", "returned"),
            ("ObjectEvent", "DELETE", "destroying", "destroyed"),
            ("ObjectEvent", "OBSERVE", "inspecting", "non_conformant"),
        ]
    )
    (made,) = (event for event in events if event["type"] == "TransformationEvent")
    assert {one["epcClass"].rpartition("/")[2]: one["quantity"] for one in made["inputQuantityList"]} == {
        lot.parent.code: lot.quantity / (KG if lot.parent.item.dimension == "mass" else 1)
        for lot in jars.parents.select_related("parent__item")
    }
    assert made["outputQuantityList"] == [{"epcClass": f"{BASE}/lots/{jars.code}", "quantity": 10}]
    (sold,) = (event for event in events if event["bizStep"] == "retail_selling")
    assert sold["destinationList"] == [
        {"type": "possessing_party", "destination": f"{BASE}/organisations/{world.home.pk}"}
    ]
    assert "Ancelin" not in str(events)


def test_a_gtin_makes_a_digital_link(world: World, jars: Lot) -> None:
    item = world.items["Coulis de tomate 720 ml"]
    item.gtin = "3012345678900"
    item.save()
    crate = jars.parents.order_by("parent").first()
    assert crate
    text = str(well_formed(reads.epcis(crate.parent, base=BASE, now=NOW)))
    assert f"{BASE}/01/03012345678900/10/{jars.code}" in text


def test_the_page_gives_the_file_to_those_who_answer_for_it(world: World, jars: Lot, client: Client) -> None:
    address = reverse("journals:epcis", args=[jars.code])
    client.force_login(world.quality)
    answer = client.get(address)
    assert answer["Content-Type"] == "application/ld+json"
    assert well_formed(answer.json())
    client.force_login(world.sales)
    assert client.get(address).status_code == 403


@pytest.mark.parametrize("wrong", ["action", "eventTime", "bizStep"])
def test_the_schema_finds_what_is_wrong(jars: Lot, wrong: str) -> None:
    document = reads.epcis(jars, base=BASE, now=NOW)
    document["epcisBody"]["eventList"][0][wrong] = "not this"
    assert faults(document)
